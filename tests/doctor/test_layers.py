"""What the doctor says of everything that can be at an address instead of the service."""

from __future__ import annotations

import asyncio
import io
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from service.doctor import main
from tests.doctor.examination import HASTE, examine, settings

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Talker = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(talk: Talker, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A port where `talk` is what every connection gets."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    while await reader.read(4096):
        pass


async def ssh(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    await silent(reader, writer)


async def hangs_up(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read(10)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A TLS server's context for 127.0.0.1, and the file that makes a client trust it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("the openssl program, which makes the test's certificate, is not installed")
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=wirelight-test"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, cert


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://127.0.0.1", "no scheme of WebSockets"),
        ("ws://", "names no host"),
        ("ws://me:secret@127.0.0.1/", "leave it out"),
        ("ws://127.0.0.1:7001/generate-code#here", "leave it out"),
        ("ws://127.0.0.1:99999/", "not a URL"),
        ("ws://[::1", "not a URL"),
    ],
)
async def test_an_address_that_makes_no_sense(address: str, said: str) -> None:
    found = await examine(address)
    assert found.exit_code == 1
    assert found.failures == ["address"]
    assert said in found.verdict
    assert "Trace" not in found.verdict


async def test_a_name_that_does_not_exist() -> None:
    found = await examine("ws://no-such-host.invalid:7001")
    assert found.failures == ["name lookup"]
    assert "Correct the host name" in found.verdict


async def test_nothing_listens(unused_tcp_port: int) -> None:
    found = await examine(f"127.0.0.1:{unused_tcp_port}")
    assert found.exit_code == 1
    assert found.failures == ["TCP connect"]
    assert found.row("TCP connect")["outcome"] == "unreachable"
    assert "refused; nothing listens there" in found.verdict
    assert "python3 dev.py run" in found.verdict


async def test_a_port_that_accepts_and_stays_silent() -> None:
    async with listening(silent) as port:
        found = await examine(f"ws://127.0.0.1:{port}")
    assert found.failures == ["HTTP /health"]
    assert "accepts connections, but no HTTP answer" in found.verdict


async def test_a_port_of_another_protocol() -> None:
    async with listening(ssh) as port:
        found = await examine(f"ws://127.0.0.1:{port}")
    assert "something else listens here: it says 'SSH-2.0-OpenSSH_9.2'" in found.verdict


async def test_a_port_that_hangs_up() -> None:
    async with listening(hangs_up) as port:
        found = await examine(f"ws://127.0.0.1:{port}")
    assert "closed without an HTTP answer" in found.verdict


async def test_plain_ws_to_a_tls_port(certificate: tuple[ssl.SSLContext, Path]) -> None:
    async with listening(silent, certificate[0]) as port:
        found = await examine(f"ws://127.0.0.1:{port}")
    assert "the port speaks TLS, not plain HTTP" in found.verdict
    assert "Use wss:// instead of ws://" in found.verdict


async def test_wss_to_a_plain_port() -> None:
    async with serving() as port:
        found = await examine(f"wss://127.0.0.1:{port}")
    assert found.failures == ["TLS"]
    assert "the port speaks plain HTTP, not TLS" in found.verdict
    assert "Use ws:// instead of wss://" in found.verdict


async def test_wss_to_a_port_that_stays_silent() -> None:
    async with listening(silent) as port:
        found = await examine(f"wss://127.0.0.1:{port}")
    assert found.failures == ["TLS"]
    assert "did not answer TLS" in found.verdict


async def test_a_certificate_nobody_knows(certificate: tuple[ssl.SSLContext, Path]) -> None:
    async with listening(silent, certificate[0]) as port:
        found = await examine(f"wss://127.0.0.1:{port}")
    assert found.failures == ["TLS"]
    assert "certificate is not accepted" in found.verdict
    assert "self-signed" in found.verdict


async def test_a_certificate_of_another_host(
    certificate: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    async with listening(silent, certificate[0]) as port:
        found = await examine(f"wss://localhost:{port}")
    assert found.failures == ["TLS"]
    assert "not valid for 'localhost'" in found.verdict


@asynccontextmanager
async def serving(answer: Answer | None = None, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """An HTTP server that isn't ours: `answer` for every path, 404 without one."""

    async def missing(_request: web.Request) -> web.StreamResponse:
        raise web.HTTPNotFound

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer or missing)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def test_an_http_server_that_is_not_ours() -> None:
    async with serving() as port:
        found = await examine(f"ws://127.0.0.1:{port}")
    assert found.failures == ["HTTP /health", "WebSocket upgrade"]
    assert "something else listens here" in found.verdict
    assert "answers 404 with text/plain" in found.verdict


async def test_tls_that_is_fine_is_told_with_its_end(
    certificate: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    async with serving(tls=certificate[0]) as port:
        found = await examine(f"wss://127.0.0.1:{port}")
    assert found.row("TLS")["state"] == "ok"
    assert "TLSv1.3, certificate valid until 20" in found.row("TLS")["detail"]
    assert "something else listens here" in found.verdict


def pretending(upgrade: Answer) -> Answer:
    """Healthy over HTTP, and `upgrade` for the WebSocket: what a half-configured proxy looks like."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/health":
            return web.json_response({"status": "ok", "version": "0.0.0"})
        if request.path == "/ready":
            return web.json_response({"ready": True, "checks": {"postgres": {"ok": True, "detail": ""}}})
        if request.path == "/generate-code":
            return await upgrade(request)
        raise web.HTTPNotFound

    return answer


REFUSALS: dict[str, tuple[Callable[[], web.StreamResponse], str, str]] = {
    "bad gateway": (lambda: web.Response(status=502), "answered 502", "the address that the proxy passes"),
    "gateway timeout": (lambda: web.Response(status=504), "answered 504", "the address that the proxy passes"),
    "not found": (lambda: web.Response(status=404), "nothing is at this path", "Correct the path"),
    "login": (lambda: web.Response(status=401), "something in between refuses", "login"),
    "a page": (
        lambda: web.Response(text="<html>", content_type="text/html"),
        "answered 200 with text/html: an ordinary page",
        "proxy_set_header Upgrade",
    ),
    "redirect": (
        lambda: web.Response(status=301, headers={"Location": "https://elsewhere.invalid/"}),
        "a redirect to https://elsewhere.invalid/, which no browser follows",
        "the address that it redirects to",
    ),
    "upgrade lost": (
        lambda: web.json_response({"error": {"outcome": "upgrade_required"}}, status=426),
        "without its Upgrade header",
        "proxy_set_header Upgrade",
    ),
    "refused by the service": (
        lambda: web.json_response({"error": {"outcome": "bad_upgrade", "detail": "version 8"}}, status=400),
        "400 from the service: version 8",
        "Sec-WebSocket-Version: 13",
    ),
    "some 400": (lambda: web.Response(status=400), "answered 400", "proxy_set_header Upgrade"),
}


@pytest.mark.parametrize("case", REFUSALS)
async def test_an_upgrade_that_does_not_get_through(case: str) -> None:
    respond, said, remedy = REFUSALS[case]

    async def upgrade(_request: web.Request) -> web.StreamResponse:
        return respond()

    async with serving(pretending(upgrade)) as port:
        found = await examine(f"ws://127.0.0.1:{port}")
    assert found.exit_code == 1
    assert found.failures == ["WebSocket upgrade"]
    assert said in found.verdict
    assert remedy in found.verdict
    assert found.said["traceId"] in found.verdict
    assert "none of this attempt" in found.row("the service's own record")["detail"]


async def test_an_upgrade_that_gets_no_answer() -> None:
    async def upgrade(_request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    async with serving(pretending(upgrade)) as port:
        found = await examine(f"ws://127.0.0.1:{port}")
    assert found.failures == ["WebSocket upgrade"]
    assert "no answer to the upgrade" in found.verdict


async def test_a_101_without_its_proof() -> None:
    async def forge(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if b"/generate-code" in head:
            writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        else:
            body = b'{"status":"ok","version":"0"}'
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        await writer.drain()

    async with listening(forge) as port:
        found = await examine(f"ws://127.0.0.1:{port}")
    assert "answered 101, but not to this request" in found.row("WebSocket upgrade")["detail"]


async def test_what_a_person_reads(unused_tcp_port: int) -> None:
    out = io.StringIO()
    code = await main(f"127.0.0.1:{unused_tcp_port}", settings(), out=out, limits=HASTE)
    lines = out.getvalue().splitlines()
    assert code == 1
    assert lines[0] == f"service doctor 127.0.0.1:{unused_tcp_port}"
    assert [line.split()[0] for line in lines[1:4]] == ["✓", "✓", "✗"]
    assert lines[-1].startswith("✗ Stopped at TCP connect: Nothing answers at the server's address")
    assert "\x1b" not in out.getvalue()


async def test_signs_have_colours_on_a_terminal(unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    out = Terminal()
    await main(f"127.0.0.1:{unused_tcp_port}", settings(), out=out, limits=HASTE)
    assert "\x1b[32m✓\x1b[0m" in out.getvalue()
