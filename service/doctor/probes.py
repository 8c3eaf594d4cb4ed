"""The layers below the WebSocket, from outside: name, TCP, TLS, HTTP. Every wait is limited."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import aiohttp
import orjson

from service.doctor.limits import Limits
from service.doctor.report import Finding, failed, ok, skipped
from service.doctor.target import Target
from service.outcomes import Outcome, PageOutcome

READY_CHECKS = {"postgres": Outcome.DB_UNAVAILABLE, "nats": Outcome.QUEUE_UNAVAILABLE}
NO_WORKER = "Start `service worker`, or look at the workers' logs: generations wait in the queue until one runs."


def since(started: float) -> float:
    """Milliseconds since a `perf_counter` time."""
    return (time.perf_counter() - started) * 1000


async def look_up(target: Target, limits: Limits) -> tuple[Finding, list[str]]:
    """The host's addresses, in the order in which they would be tried."""
    started = time.perf_counter()
    try:
        async with asyncio.timeout(limits.name_s):
            found = await asyncio.get_running_loop().getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except TimeoutError:
        detail = f"no answer within {limits.name_s:g} s for {target.host}"
        return failed("name lookup", PageOutcome.UNREACHABLE, detail, since(started), _NAME_REMEDY), []
    except OSError as error:
        detail = f"{target.host}: {error.strerror or error}"
        return failed("name lookup", PageOutcome.UNREACHABLE, detail, since(started), _NAME_REMEDY), []
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    return ok("name lookup", since(started), ", ".join(addresses)), addresses


_NAME_REMEDY = "Correct the host name, or check the name server and /etc/hosts."


async def connect(target: Target, addresses: list[str], limits: Limits) -> tuple[Finding, str | None]:
    """The first address that accepts a connection, and what the ones before it did."""
    began = time.perf_counter()
    before: list[str] = []
    for address in addresses:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(limits.tcp_s):
                _, writer = await asyncio.open_connection(address, target.port)
        except (TimeoutError, OSError) as error:
            before.append(f"{address} port {target.port}: {_refusal(error, limits)}")
            continue
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        detail = f"{address} port {target.port}" + (f" (before it: {'; '.join(before)})" if before else "")
        return ok("TCP connect", since(started), detail), address
    return failed("TCP connect", PageOutcome.UNREACHABLE, "; ".join(before), since(began)), None


def _refusal(error: OSError, limits: Limits) -> str:
    """A refused connection in words. TimeoutError is an OSError too."""
    if isinstance(error, TimeoutError):
        return f"no answer within {limits.tcp_s:g} s; a firewall drops it, or the machine is off"
    if isinstance(error, ConnectionRefusedError):
        return "refused; nothing listens there"
    if error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        return "unreachable; no route to that network"
    return error.strerror or type(error).__name__


async def secure(target: Target, address: str, limits: Limits) -> Finding:
    """TLS, with the certificate checked as a browser would."""
    if not target.secure:
        return skipped("TLS", "not used: the address is plain ws")
    started = time.perf_counter()
    writer: asyncio.StreamWriter | None = None
    try:
        async with asyncio.timeout(limits.tls_s):
            _, writer = await asyncio.open_connection(
                address, target.port, ssl=ssl.create_default_context(), server_hostname=target.host
            )
        tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
        expires = ssl.cert_time_to_seconds(str((tls.getpeercert() or {}).get("notAfter")))
        until = datetime.fromtimestamp(expires, UTC).date().isoformat()
        return ok("TLS", since(started), f"{tls.version()}, certificate valid until {until}")
    except ssl.SSLCertVerificationError as error:
        detail = f"the certificate is not accepted: {error.verify_message}"
        remedy = "Give the proxy a certificate for this host name from an authority that browsers trust."
        return failed("TLS", PageOutcome.BLOCKED, detail, since(started), remedy)
    except ssl.SSLError as error:
        if error.reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"):
            detail, remedy = "the port speaks plain HTTP, not TLS", "Use ws:// instead of wss:// for this port."
            return failed("TLS", Outcome.BAD_REQUEST, detail, since(started), remedy)
        return failed("TLS", PageOutcome.BLOCKED, f"TLS failed: {error.reason or error}", since(started), _TLS_REMEDY)
    except TimeoutError:
        detail = f"the port accepts connections but did not answer TLS within {limits.tls_s:g} s"
        return failed("TLS", PageOutcome.BLOCKED, detail, since(started), _TLS_REMEDY)
    except OSError as error:
        detail = f"the connection was closed during TLS: {error.strerror or error}"
        return failed("TLS", PageOutcome.BLOCKED, detail, since(started), _TLS_REMEDY)
    finally:
        if writer is not None:
            writer.close()


_TLS_REMEDY = "Check that a TLS proxy listens at this port, or use ws:// for a plain one."


async def health(session: aiohttp.ClientSession, target: Target, address: str, limits: Limits) -> tuple[Finding, bool]:
    """GET /health: who answers there, and whether anybody speaks HTTP at all."""
    name, started = "HTTP /health", time.perf_counter()
    try:
        async with session.get(target.http("/health"), allow_redirects=False) as response:
            body = await response.content.read(65536)
    except (TimeoutError, aiohttp.ClientError) as error:
        detail, remedy = await _no_http(target, address, error, limits)
        return failed(name, PageOutcome.UNREACHABLE, detail, since(started), remedy), False
    said = json_object(body)
    if response.status == 200 and said.get("status") == "ok" and "version" in said:
        return ok(name, since(started), f"the service, version {said['version']}"), True
    if response.status == 400 and b"HTTPS port" in body:
        return failed(name, PageOutcome.UNREACHABLE, _TLS_PORT, since(started), _USE_TLS), False
    detail, remedy = _stranger(response)
    return failed(name, PageOutcome.UNREACHABLE, detail, since(started), remedy), True


def _stranger(response: aiohttp.ClientResponse) -> tuple[str, str]:
    """Whoever answers HTTP and isn't the service: a detail and its remedy."""
    who = response.headers.get("Server", "an unnamed server")
    if response.status in (502, 503, 504):
        return f"a proxy ({who}) answers {response.status}: it does not reach the service behind it", (
            "Start the service, and check the address that the proxy passes requests to."
        )
    if response.status in (301, 302, 303, 307, 308):
        return f"{who} redirects to {response.headers.get('Location', 'nowhere')}", (
            "Use the address that it redirects to, with wss:// for https://."
        )
    kind = response.headers.get("Content-Type", "nothing").partition(";")[0]
    return f"something else listens here: {who} answers {response.status} with {kind}", (
        "Correct the host, port or path; the service answers /health with its version."
    )


_TLS_PORT = "the port speaks TLS, not plain HTTP"
_USE_TLS = "Use wss:// instead of ws:// for this port."


async def _no_http(target: Target, address: str, error: BaseException, limits: Limits) -> tuple[str, str]:
    """What is there instead of HTTP: a detail and its remedy."""
    silent = isinstance(error, TimeoutError)
    if not target.secure and await _speaks_tls(target, address, limits):
        return _TLS_PORT, _USE_TLS
    if banner := await _banner(target, address, limits):
        return f"something else listens here: it says {banner!r}", "Correct the port: this is not the service's."
    if silent:
        detail = f"the port accepts connections, but no HTTP answer came within {limits.http_s:g} s"
        return detail, "Restart the service if it hangs; else correct the port, or look at what holds the connection."
    return f"the connection was closed without an HTTP answer ({type(error).__name__})", (
        "Correct the port; if it is the service's, look at its log: the bytes may not have been HTTP/1.1."
    )


async def _speaks_tls(target: Target, address: str, limits: Limits) -> bool:
    context = ssl.create_default_context()
    # Only whether it is TLS is asked; no byte is sent over it.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        async with asyncio.timeout(limits.banner_s):
            _, writer = await asyncio.open_connection(address, target.port, ssl=context, server_hostname=target.host)
    except (TimeoutError, OSError):
        return False
    writer.close()
    return True


async def _banner(target: Target, address: str, limits: Limits) -> str:
    """What the other side says unasked, printable; "" for nothing."""
    with suppress(TimeoutError, OSError):
        async with asyncio.timeout(limits.banner_s):
            reader, writer = await asyncio.open_connection(address, target.port)
            try:
                line = await reader.read(80)
            finally:
                writer.close()
            return "".join(c for c in line.decode("latin-1") if c.isprintable()).strip()
    return ""


async def ready(session: aiohttp.ClientSession, target: Target) -> AsyncIterator[Finding]:
    """GET /ready: one finding a dependency."""
    started = time.perf_counter()
    try:
        async with session.get(target.http("/ready"), allow_redirects=False) as response:
            said = json_object(await response.content.read(65536))
    except (TimeoutError, aiohttp.ClientError) as error:
        yield failed("HTTP /ready", Outcome.INTERNAL, type(error).__name__, since(started))
        return
    checks = said.get("checks")
    if not isinstance(checks, dict):
        yield skipped("HTTP /ready", f"answered {response.status} without the checks")
        return
    took: float | None = since(started)
    if said.get("draining"):
        yield failed("ready", Outcome.SHUTTING_DOWN, "the node is draining", took)
    for check, result in checks.items():
        name = f"ready: {check}"
        detail = str(result.get("detail", "")) if isinstance(result, dict) else ""
        if isinstance(result, dict) and result.get("ok"):
            count = result.get("count")
            yield ok(name, took, detail or (f"{count} alive" if count is not None else ""))
        elif outcome := READY_CHECKS.get(check):
            yield failed(name, outcome, detail, took)
        else:
            yield failed(name, None, detail or "no worker is alive", took, NO_WORKER)
        took = None  # one answer says it all: its time stands on its first line


def json_object(body: bytes) -> dict[str, Any]:
    """A JSON object, {} for anything else."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}
