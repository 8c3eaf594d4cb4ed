"""The HTTP side: what answers, what is refused and how, what can be read back."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from service.protocol import STACKS
from tests.conftest import Serve
from tests.pacing import Conducted
from tests.provoke import generate
from tests.running import Running

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAIAAAA2iEnWAAAAEklEQVR4nGP4z8DAAMIM////BwAe7AT8rG2b6wAAAABJRU5ErkJggg=="
)


@pytest.fixture
def conducted() -> Conducted:
    conducted = Conducted()
    conducted.say("<p>one</p>")
    conducted.finish()
    return conducted


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def get(http: aiohttp.ClientSession, running: Running, path: str, status: int = 200) -> Any:
    async with http.get(running.url + path) as response:
        assert response.status == status, await response.text()
        return await response.json()


async def test_health_and_readiness(serve: Serve, http: aiohttp.ClientSession) -> None:
    async with serve(worker=False) as running:
        assert (await get(http, running, "/health"))["status"] == "ok"
        checks = (await get(http, running, "/ready", 503))["checks"]
        assert checks["postgres"]["ok"]
        assert not checks["workers"]["ok"]
        assert "service worker" in checks["workers"]["detail"]
    async with serve() as running:
        assert (await get(http, running, "/ready"))["ready"]
        running.deps.draining.set()
        assert (await get(http, running, "/ready", 503))["draining"]


async def test_capabilities_are_what_living_workers_say(
    serve: Serve, http: aiohttp.ClientSession, conducted: Conducted
) -> None:
    async with serve(generators=[conducted]) as running:
        told = await get(http, running, "/api/capabilities")
    assert [one["engine"] for one in told["generators"]] == ["Conducted by a test"]
    assert tuple(told["stacks"]) == STACKS
    assert told["limits"]["keepAliveIntervalMs"] == 100
    assert "{trace_id}" in told["traceUrlTemplate"]


async def test_a_generation_can_be_read_listed_and_edited(
    serve: Serve, http: aiohttp.ClientSession, conducted: Conducted
) -> None:
    async with serve(generators=[conducted]) as running:
        identity = (await generate(running.url)).of("status")[0]["generationId"]
        listed = await get(http, running, "/api/generations?limit=1")
        assert listed["next"] == identity
        assert (await get(http, running, f"/api/generations?before={identity}"))["generations"] == []
        (summary,) = listed["generations"]
        assert (summary["status"], summary["outcome"], summary["codeBytes"]) == ("done", "ok", 10)
        whole = await get(http, running, f"/api/generations/{identity}")
        assert whole["prompt"]["text"].startswith("A landing page")
        edit = {"code": "<p>two</p>", "base": 1}
        async with http.post(f"{running.url}/api/generations/{identity}/versions", json=edit) as response:
            assert (response.status, (await response.json())["n"]) == (201, 2)
        async with http.post(f"{running.url}/api/generations/{identity}/versions", json=edit) as response:
            assert response.status == 409
            assert "version 2" in (await response.json())["error"]["remedy"]
        async with http.get(f"{running.url}/api/generations/{identity}/code") as response:
            assert response.content_type == "text/plain"
            assert response.headers["X-Version"] == "2"
            assert await response.text() == "<p>two</p>"
        async with http.get(f"{running.url}/api/generations/{identity}/versions/1") as response:
            assert await response.text() == "<p>one</p>"
        origins = [
            one["origin"] for one in (await get(http, running, f"/api/generations/{identity}/versions"))["versions"]
        ]
        assert origins == ["generated", "edited"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/generations/nonsense", 404),
        ("/api/generations/00000000-0000-0000-0000-000000000001", 404),
        ("/api/generations/00000000-0000-0000-0000-000000000001/code", 404),
        ("/api/generations?limit=0", 400),
        ("/api/generations?limit=x", 400),
        ("/api/generations?before=x", 400),
        ("/api/handshakes/nonsense", 400),
        ("/api/media/" + "0" * 64, 404),
        ("/api/nothing", 404),
    ],
)
async def test_what_is_not_there_is_said_in_json(
    serve: Serve, http: aiohttp.ClientSession, path: str, status: int
) -> None:
    async with serve(worker=False) as running:
        error = (await get(http, running, path, status))["error"]
    assert error["message"]
    assert len(error["traceId"]) == 32


async def test_pictures_are_kept_by_their_hash(serve: Serve, http: aiohttp.ClientSession, conducted: Conducted) -> None:
    async with serve(generators=[conducted]) as running:
        url = f"{running.url}/api/media"
        for status in (201, 200):
            async with http.post(url, data=PNG, headers={"Content-Type": "image/png"}) as response:
                assert response.status == status
                stored = await response.json()
        assert (stored["width"], stored["height"]) == (2, 3)
        async with http.get(f"{url}/{stored['id'].removeprefix('media:')}") as response:
            assert await response.read() == PNG
        await generate(running.url, inputMode="image", prompt={"text": "", "images": [stored["id"]]})
        assert conducted.requests[0].images[0].data == PNG
        missing = await generate(running.url, inputMode="image", prompt={"images": ["media:" + "0" * 64]})
    assert missing.error["fields"][0]["field"] == "prompt.images.0"


async def test_a_picture_in_the_message_is_kept_too(serve: Serve, conducted: Conducted) -> None:
    url = "data:image/png;base64," + base64.b64encode(PNG).decode()
    async with serve(generators=[conducted]) as running:
        await generate(running.url, inputMode="image", prompt={"text": "", "images": [url]})
        row = (await running.deps.generations.newest(1))[0]
        assert conducted.requests[0].images[0].data == PNG
        broken = await generate(running.url, prompt={"text": "", "images": ["data:image/png;base64,AAAA"]})
    assert row["prompt"]["images"][0].startswith("media:")
    assert "not a PNG" in broken.error["fields"][0]["problem"]


@pytest.mark.parametrize(
    ("content_type", "data", "status"),
    [("text/html", b"<p>", 415), ("image/png", b"GIF89a" + b"0" * 40, 422), ("image/jpeg", PNG, 422)],
)
async def test_what_is_no_picture_is_refused(
    serve: Serve, http: aiohttp.ClientSession, content_type: str, data: bytes, status: int
) -> None:
    async with serve(worker=False) as running:
        headers = {"Content-Type": content_type}
        async with http.post(f"{running.url}/api/media", data=data, headers=headers) as response:
            assert response.status == status
            assert (await response.json())["error"]["remedy"]


async def test_other_origins_may_not_write(serve: Serve, http: aiohttp.ClientSession) -> None:
    async with serve(worker=False) as running:
        headers = {"Origin": "https://elsewhere.example", "Content-Type": "image/png"}
        async with http.post(f"{running.url}/api/media", data=PNG, headers=headers) as response:
            assert response.status == 403


async def test_a_token_guards_the_api_but_not_the_probes(
    serve: Serve, http: aiohttp.ClientSession, conducted: Conducted
) -> None:
    async with serve(generators=[conducted], auth_token="open-sesame") as running:
        assert (await get(http, running, "/api/generations", 401))["error"]["outcome"] == "unauthorized"
        await get(http, running, "/health")
        async with http.get(
            f"{running.url}/api/generations", headers={"Authorization": "Bearer open-sesame"}
        ) as response:
            assert response.status == 200
        seen = await generate(running.url, headers={"Cookie": "wirelight_token=open-sesame"})
    assert seen.close_code == 1000


async def test_metrics_in_both_formats(serve: Serve, http: aiohttp.ClientSession, conducted: Conducted) -> None:
    async with serve(generators=[conducted]) as running:
        seen = await generate(running.url)
        await running.story.closing()
        await running.settled()
        async with http.get(f"{running.url}/metrics") as response:
            plain = await response.text()
        headers = {"Accept": "application/openmetrics-text; version=1.0.0"}
        async with http.get(f"{running.url}/metrics", headers=headers) as response:
            exemplars = await response.text()
    samples = [line for line in plain.splitlines() if not line.startswith("#")]
    assert any(line.startswith('ws_handshakes_total{fault="none",outcome="ok"}') for line in samples)
    assert f'trace_id="{seen.trace_id}"' in exemplars


OF_A_WEB_NODE = """
import re, pathlib, service
from service.outcomes import GenerationOutcome, Outcome, PageOutcome
from service.telemetry import metrics
metrics.prime()
sources = pathlib.Path(service.__file__).parent.joinpath("storage").glob("*.py")
operations = {name for source in sources for name in re.findall(r'connection\\("(\\w+)"', source.read_text())}
assert len(operations) > 10, operations
for operation in operations:
    metrics.DB_OPERATION.labels(operation).observe(0.001)
    metrics.DB_POOL_WAIT.labels(operation).observe(0.001)
codes = {one.explanation.close_code or 1006 for kind in (Outcome, GenerationOutcome, PageOutcome) for one in kind}
for code in codes:
    for initiator in ("client", "server"):
        metrics.CLOSES.labels(str(code), initiator).inc()
for result in ("clean", "error"):
    metrics.CONNECTION_DURATION.labels(result).observe(1)
lines = metrics.render("")[0].decode().splitlines()
print(sum(not line.startswith("#") for line in lines))
"""


def test_a_web_node_that_has_seen_everything_has_under_a_thousand_samples() -> None:
    counted = subprocess.run([sys.executable, "-c", OF_A_WEB_NODE], capture_output=True, text=True, check=True)
    assert 300 < int(counted.stdout) < 1000


async def test_the_database_being_away_is_a_503_that_says_so(serve: Serve, http: aiohttp.ClientSession) -> None:
    async with serve(worker=False, database_url="postgresql://nobody@127.0.0.1:1/nothing") as running:
        error = (await get(http, running, "/api/generations", 503))["error"]
        await running.settled()
        lines = [line for line in running.lines if line["event"] == "http.failed"]
    assert error["outcome"] == "db_unavailable"
    assert "Traceback" in lines[0]["exception"]


async def test_edits_that_are_no_edits(serve: Serve, http: aiohttp.ClientSession, conducted: Conducted) -> None:
    async with serve(generators=[conducted]) as running:
        identity = (await generate(running.url)).of("status")[0]["generationId"]
        url = f"{running.url}/api/generations/{identity}/versions"
        for body in (b"{", b"[]", json.dumps({"code": 1, "base": 1}).encode(), json.dumps({"code": "x"}).encode()):
            async with http.post(url, data=body) as response:
                assert response.status == 422
        async with http.post(url, data=io.BytesIO(b"x" * 9_000_000)) as response:
            assert response.status == 413


async def test_what_nobody_asked_for_makes_no_trace(serve: Serve) -> None:
    """Probes, scrapes, the page's files and the SQL behind them would bury the connections one looks for."""
    async with serve(worker=False) as running, aiohttp.ClientSession(running.url) as session:
        for path in ("/ready", "/health", "/metrics", "/favicon.svg", "/assets/none.js"):
            async with session.get(path) as response:
                await response.read()
        async with session.get("/api/generations") as response:
            assert response.status == 200
        await running.settled()
        names = [span.name for span in running.spans()]
    assert names.count("GET /api/generations") == 1
    assert {span.context.trace_id for span in running.spans()} == {
        running.spans("GET /api/generations")[0].context.trace_id
    }
    assert "SELECT" in names
