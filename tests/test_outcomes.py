"""Every way a handshake can fail, provoked for real: what the client sees, and the span, line, metric and timeline left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import aiohttp
import pytest

from service.embedded.postgres import EmbeddedPostgres
from service.outcomes import Fault, Outcome
from service.telemetry import metrics
from service.telemetry.records import Ending
from service.telemetry.steps import Step
from tests.conftest import Serve
from tests.pacing import Conducted
from tests.provoke import (
    CLIENT_SIDE,
    GENERATE,
    SETTINGS,
    Attempt,
    Provocation,
    Seen,
    connected,
    generate,
    read_to_the_end,
)
from tests.running import Running, until
from tests.surroundings import Gate, frozen, locked_table, missing_table, refusing_trigger

LAST_STEP = {
    Outcome.BAD_REQUEST: Step.HANDLER_START,
    Outcome.RECEIVE_TIMEOUT: Step.RECEIVE_JSON,
    Outcome.BAD_JSON: Step.PARAMS_CHECK,
    Outcome.INVALID_PARAMS: Step.PARAMS_CHECK,
    Outcome.MESSAGE_TOO_BIG: Step.RECEIVE_JSON,
    Outcome.CLIENT_CLOSED: Step.RECEIVE_JSON,
    Outcome.CLIENT_RESET: Step.RECEIVE_JSON,
    Outcome.DB_UNAVAILABLE: Step.SAVE_GENERATION,
    Outcome.DB_TIMEOUT: Step.SAVE_GENERATION,
    Outcome.DB_SCHEMA: Step.SAVE_GENERATION,
    Outcome.INTERNAL: Step.SAVE_GENERATION,
    Outcome.QUEUE_UNAVAILABLE: Step.ENQUEUE,
    Outcome.QUEUE_FULL: Step.ENQUEUE,
    Outcome.SHUTTING_DOWN: Step.RECEIVE_JSON,
}
CASES = [(outcome, one) for outcome, provocations in CLIENT_SIDE.items() for one in provocations]
FOUND_BY_CONNECTION = set(Outcome) - {Outcome.BAD_REQUEST}


def count(outcome: Outcome) -> float:
    name = "ws_handshakes_total"
    labels = {"outcome": outcome.value, "fault": outcome.explanation.fault.value}
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


@asynccontextmanager
async def expecting(running: Running, outcome: Outcome) -> AsyncIterator[list[Seen]]:
    """Around a provocation: whatever it was, it must leave one of each kind of evidence, all naming the same cause."""
    before = count(outcome)
    seen: list[Seen] = []
    yield seen
    handshake, ending = await running.story.until(lambda told: isinstance(told, Ending) and told.outcome is outcome)
    assert isinstance(ending, Ending)
    await running.settled()
    assert count(outcome) == before + 1
    last = LAST_STEP.get(outcome, Step.ACCEPT)
    assert ending.last_step is last
    (server,) = [
        span
        for span in running.spans("GET /generate-code")
        if span.attributes and span.attributes["ws.connection.id"] == handshake.connection_id
    ]
    assert server.status.status_code.name == "ERROR"
    assert server.attributes is not None
    assert server.attributes["error.type"] == outcome.value
    assert server.attributes["ws.handshake.last_step"] == last.number
    lines = [line for line in running.lines if line.get("trace_id") == handshake.trace_hex]
    (canonical,) = [line for line in lines if line["event"] == "ws.handshake"]
    assert canonical["cause"] == outcome.explanation.cause
    assert canonical["remedy"] == outcome.explanation.remedy
    failed = next(line for line in lines if line.get("phase") == "failed")
    assert "Traceback" in failed["exception"]
    token = running.settings.auth_token
    headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.get(f"{running.url}/api/handshakes/{handshake.connection_id}") as response:
            timeline = await response.json()
    assert timeline["outcome"] == outcome.value
    assert timeline["lastStep"] == last.number
    assert not timeline["open"]
    for one in seen:
        if outcome in FOUND_BY_CONNECTION:
            assert one.connection_id == handshake.connection_id
            assert one.trace_id == handshake.trace_hex
        check_client(outcome, one)


def check_client(outcome: Outcome, seen: Seen) -> None:
    why = outcome.explanation
    if outcome is Outcome.BAD_REQUEST:
        assert seen.http_status == 400
    elif why.http_status:
        assert seen.http_status == why.http_status
        assert seen.error["cause"] == why.cause
        assert seen.error["traceId"] == seen.trace_id
    elif why.close_code:
        assert seen.close_code == why.close_code
        assert seen.error["outcome"] == outcome.value
        assert seen.error["remedy"] == why.remedy
        assert seen.error["traceId"] == seen.trace_id
        assert "Traceback" not in str(seen.frames)


@pytest.mark.parametrize(("outcome", "provoke"), CASES, ids=[f"{one[0]}-{one[1].__name__}" for one in CASES])
async def test_what_a_client_can_do_wrong(serve: Serve, outcome: Outcome, provoke: Provocation) -> None:
    changes = {name.lower(): value for name, value in SETTINGS.get(outcome, {}).items()}
    async with serve(worker=False, **changes) as running, expecting(running, outcome) as seen:
        seen.append(await provoke(running.url))


async def test_each_wrong_field_is_named(serve: Serve) -> None:
    async with serve(worker=False) as running:
        seen = await generate(running.url, generatedCodeConfig="cobol", inputMode="video", prompt={"images": ["x"]})
    fields = {one["field"]: one["problem"] for one in seen.error["fields"]}
    assert set(fields) == {"generatedCodeConfig", "inputMode", "prompt.images.0"}
    assert "html_css" in fields["generatedCodeConfig"]
    assert seen.close_reason.startswith("invalid_params: ")


async def test_a_locked_table_is_a_timeout_at_step_5(serve: Serve, database_url: str) -> None:
    async with serve(worker=False, save_timeout_s=0.2) as running, locked_table(database_url):
        async with expecting(running, Outcome.DB_TIMEOUT) as seen:
            seen.append(await generate(running.url))


async def test_a_postgres_that_hangs_is_a_timeout_at_step_5_all_the_same(
    serve: Serve, postgres: EmbeddedPostgres
) -> None:
    async with serve(worker=False, save_timeout_s=0.2) as running:
        await running.deps.generations.find(UUID(int=1))  # now there is a connection, whose query must be cancelled
        with frozen(postgres.process.pid):
            async with expecting(running, Outcome.DB_TIMEOUT) as seen:
                seen.append(await generate(running.url))


async def test_a_missing_table_is_told_as_such(serve: Serve, database_url: str) -> None:
    async with serve(worker=False) as running, missing_table(database_url):
        async with expecting(running, Outcome.DB_SCHEMA) as seen:
            seen.append(await generate(running.url))


async def test_an_error_nobody_foresaw_closes_with_1011_and_stays_in_the_log(serve: Serve, database_url: str) -> None:
    async with serve(worker=False) as running, refusing_trigger(database_url, "the moon is in the way"):
        async with expecting(running, Outcome.INTERNAL) as seen:
            seen.append(await generate(running.url))
        exceptions = [line["exception"] for line in running.lines if "exception" in line]
    assert any("RaiseError: the moon is in the way" in one for one in exceptions)
    assert "moon" not in str(seen[0].frames)


async def test_postgres_away_is_told_and_shown_by_readiness(serve: Serve) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    async with serve(worker=False, database_url=nowhere) as running:
        await until(lambda: running.deps.bus.connected)
        async with expecting(running, Outcome.DB_UNAVAILABLE) as seen:
            seen.append(await generate(running.url))
        async with aiohttp.ClientSession() as session, session.get(f"{running.url}/ready") as response:
            assert response.status == 503
            checks = (await response.json())["checks"]
    assert checks["postgres"]["outcome"] == "db_unavailable"
    assert checks["nats"]["ok"]


async def test_nats_away_and_back(serve: Serve, nats_url: str) -> None:
    parts = urlsplit(nats_url)
    conducted = Conducted()
    conducted.say("x")
    conducted.finish()
    async with Gate(parts.hostname or "", parts.port or 0) as gate:
        through = nats_url.replace(str(parts.port), str(gate.port))
        async with serve(generators=[conducted], nats_url=through) as running:
            await gate.shut()
            await until(lambda: not running.deps.bus.connected)
            async with expecting(running, Outcome.QUEUE_UNAVAILABLE) as seen:
                seen.append(await generate(running.url))
            row = (await running.deps.generations.newest(1))[0]
            assert (row["status"], row["outcome"]) == ("failed", "queue_unavailable")
            await gate.open()
            await until(lambda: running.deps.bus.connected and bool(running.deps.workers.alive))
            assert (await generate(running.url)).close_code == 1000


async def test_a_full_queue_says_so(serve: Serve) -> None:
    conducted = Conducted()
    async with serve(generators=[conducted], max_queue=1) as running, connected(running.url) as (attempt, ws):
        await ws.send_json(dict(GENERATE))
        await conducted.begun.wait()
        async with expecting(running, Outcome.QUEUE_FULL) as seen:
            seen.append(await generate(running.url))
        conducted.finish()
        assert (await read_to_the_end(attempt, ws)).close_code == 1000


async def test_a_stopping_server_tells_whoever_is_in_the_middle(serve: Serve) -> None:
    async with serve(worker=False) as running, connected(running.url) as (attempt, ws):
        async with expecting(running, Outcome.SHUTTING_DOWN) as seen:
            await running.story.until(lambda told: getattr(told, "step", None) is Step.ACCEPT)
            _, last = await asyncio.gather(running.drain(), read_to_the_end(attempt, ws))
            seen.append(last)


def test_every_outcome_is_provoked() -> None:
    others = {
        Outcome.OK, Outcome.DB_TIMEOUT, Outcome.DB_SCHEMA, Outcome.DB_UNAVAILABLE, Outcome.INTERNAL,
        Outcome.QUEUE_UNAVAILABLE, Outcome.QUEUE_FULL, Outcome.SHUTTING_DOWN,
    }  # fmt: skip
    assert set(CLIENT_SIDE) | others == set(Outcome)
    assert all(one.explanation.fault is not Fault.NONE for one in Outcome if one is not Outcome.OK)


def test_traceparent_in_the_query_is_what_the_page_sends() -> None:
    query = parse_qs(urlsplit(Attempt("http://127.0.0.1:1").target).query)
    assert set(query) == {"traceparent", "connection"}
