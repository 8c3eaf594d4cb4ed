"""The doctor and the real service: healthy, behind a proxy that is set up wrong, and with parts of it gone."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import pytest

from service.doctor import main
from service.embedded import EmbeddedNats, EmbeddedPostgres
from service.telemetry.steps import Step
from tests.doctor.examination import PATIENCE, examine, settings
from tests.doctor.running import free_port, process, wait_until_listening, wait_until_ready

STEPS = [step.start_text for step in Step if step is not Step.KEEP_ALIVE]


async def test_a_healthy_service_passes_every_layer(service: int) -> None:
    found = await examine(f"ws://127.0.0.1:{service}/generate-code", limits=PATIENCE)
    assert found.failures == []
    assert found.exit_code == 0
    assert found.verdict.startswith("Everything that was looked at works.")
    states = found.states()
    assert [states[step] for step in STEPS] == ["ok"] * 9
    assert all(found.row(step)["ms"] is not None for step in STEPS)
    assert states["ready: postgres"] == states["ready: nats"] == states["ready: workers"] == "ok"
    assert states["code"] == states["close"] == "ok"
    assert "sha256 as announced" in found.row("code")["detail"]
    assert found.row("WebSocket upgrade")["detail"] == f"101, from a page at http://127.0.0.1:{service}"


async def test_a_person_sees_the_ten_steps(service: int) -> None:
    out = io.StringIO()
    assert await main(f"http://127.0.0.1:{service}", settings(), out=out, limits=PATIENCE) == 0
    text = out.getvalue()
    assert all(step in text for step in STEPS)
    assert text.splitlines()[-1].startswith("✓ Everything that was looked at works. Trace ")


async def test_dry_asks_for_nothing(service: int) -> None:
    found = await examine(f"127.0.0.1:{service}", dry=True, limits=PATIENCE)
    assert found.exit_code == 0
    assert found.row("ping and pong")["state"] == "ok"
    assert found.row("code")["state"] == "skipped"
    assert STEPS[5] not in found.states()


async def test_a_page_of_another_origin_is_told(service: int) -> None:
    found = await examine(f"127.0.0.1:{service}", origin="https://elsewhere.example", limits=PATIENCE)
    assert found.exit_code == 1
    assert found.failures[0] == Step.ACCEPT.start_text
    assert found.row(Step.ACCEPT.start_text)["outcome"] == "forbidden_origin"
    assert "ALLOWED_ORIGINS" in found.verdict
    assert found.said["traceId"] in found.verdict
    assert found.row("close")["detail"].startswith("4403 forbidden_origin")
    assert found.row("close")["state"] == "ok"


@contextmanager
def nginx(folder: Path, upstream: int, headers: str) -> Iterator[int]:
    """A real nginx in front of the service; `headers` is what its location says about the upgrade."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed: the test of a proxy without Upgrade headers is left out")
    port = free_port()
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;"
        f"events {{ worker_connections 64; }} http {{ access_log off; {temporary}"
        f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{upstream}; {headers} }} }} }}"
    )
    running = subprocess.Popen(
        [program, "-c", str(config), "-e", str(folder / "error.log")], cwd=folder, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_listening(port, running, folder / "error.log")
        yield port
    finally:
        running.terminate()
        running.wait(10)


async def test_a_proxy_that_takes_out_the_upgrade_is_named(service: int, tmp_path: Path) -> None:
    with nginx(tmp_path, service, "proxy_http_version 1.1; proxy_set_header Host $http_host;") as port:
        found = await examine(f"ws://127.0.0.1:{port}", limits=PATIENCE)
    assert found.exit_code == 1
    assert found.failures == ["WebSocket upgrade"]
    assert "426: the service got the request without its Upgrade header" in found.verdict
    assert "proxy_set_header Upgrade $http_upgrade" in found.verdict


async def test_a_proxy_that_is_set_up_as_the_remedy_says_is_fine(service: int, tmp_path: Path) -> None:
    passing = (
        "proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade; "
        'proxy_set_header Connection "upgrade";'
    )
    with nginx(tmp_path, service, passing) as port:
        found = await examine(f"ws://127.0.0.1:{port}", limits=PATIENCE)
    assert found.failures == []


async def test_a_proxy_without_anything_behind_it(service: int, tmp_path: Path) -> None:
    with nginx(tmp_path, service, f"if ($uri != /health) {{ proxy_pass http://127.0.0.1:{free_port()}; }}") as port:
        found = await examine(f"ws://127.0.0.1:{port}", limits=PATIENCE)
    assert found.failures[-1] == "WebSocket upgrade"
    assert "answered 502" in found.row("WebSocket upgrade")["detail"]


async def test_a_database_that_is_down_is_named_at_its_step(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "web.log"
    async with EmbeddedNats(tmp_path / "data") as nats_url, AsyncExitStack() as database:
        database_url = await database.enter_async_context(EmbeddedPostgres(tmp_path / "data", durable=False))
        urls = {"database_url": database_url, "nats_url": nats_url}
        migrate(log, urls)
        with process("web", log, port=str(port), **urls) as running:
            wait_until_ready(port, running, log, but="workers")
            await database.aclose()
            found = await examine(f"ws://127.0.0.1:{port}", limits=PATIENCE)
    assert found.exit_code == 1
    assert found.row("ready: postgres")["state"] == "failed"
    save = found.row(Step.SAVE_GENERATION.start_text)
    assert save["outcome"] == "db_unavailable"
    assert found.verdict.startswith(f"Stopped at {Step.SAVE_GENERATION.start_text}: The database could not be reached")
    assert "DATABASE_URL" in found.verdict
    assert found.states()[Step.CREATE_JOB.start_text] == "skipped"


async def test_a_service_without_a_worker_is_told(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "web.log"
    async with (
        EmbeddedNats(tmp_path / "data") as nats_url,
        EmbeddedPostgres(tmp_path / "data", durable=False) as database_url,
    ):
        urls = {"database_url": database_url, "nats_url": nats_url}
        migrate(log, urls)
        with process("web", log, port=str(port), **urls) as running:
            wait_until_ready(port, running, log, but="workers")
            found = await examine(f"ws://127.0.0.1:{port}", limits=PATIENCE)
    assert found.failures == ["ready: workers", "code"]
    assert "Start `service worker`" in found.verdict
    # It waited, and was ticked at all the while.
    assert found.row("keep-alive")["state"] == "ok"


def migrate(log: Path, urls: dict[str, str]) -> None:
    with process("migrate", log, **urls) as migrating:
        assert migrating.wait(60) == 0, log.read_text()
