"""Every way a handshake can fail, provoked for real: one trace with its outcome and last step, and its log lines."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from service.embedded.nats import EmbeddedNats
from service.embedded.postgres import EmbeddedPostgres
from service.outcomes import Outcome
from service.telemetry.steps import Step
from tests import provoke
from tests.provoke import Seen
from tests.stack.jaeger import Jaeger, Trace
from tests.stack.service import Node, Service
from tests.surroundings import locked_table, missing_table, refusing_trigger

SERVER_SPAN = "GET /generate-code"
# The step at which each outcome is noticed; what is not here has happened before a step of its own.
LAST_STEP = {
    Outcome.UPGRADE_REQUIRED: Step.ACCEPT, Outcome.BAD_UPGRADE: Step.ACCEPT, Outcome.FORBIDDEN_ORIGIN: Step.ACCEPT,
    Outcome.UNAUTHORIZED: Step.ACCEPT, Outcome.RATE_LIMITED: Step.ACCEPT, Outcome.TOO_MANY_CONNECTIONS: Step.ACCEPT,
    Outcome.RECEIVE_TIMEOUT: Step.RECEIVE_JSON, Outcome.MESSAGE_TOO_BIG: Step.RECEIVE_JSON,
    Outcome.CLIENT_CLOSED: Step.RECEIVE_JSON, Outcome.CLIENT_RESET: Step.RECEIVE_JSON,
    Outcome.SHUTTING_DOWN: Step.RECEIVE_JSON, Outcome.BAD_JSON: Step.PARAMS_CHECK,
    Outcome.INVALID_PARAMS: Step.PARAMS_CHECK, Outcome.DB_UNAVAILABLE: Step.SAVE_GENERATION,
    Outcome.DB_TIMEOUT: Step.SAVE_GENERATION, Outcome.DB_SCHEMA: Step.SAVE_GENERATION,
    Outcome.INTERNAL: Step.SAVE_GENERATION, Outcome.QUEUE_FULL: Step.ENQUEUE, Outcome.QUEUE_UNAVAILABLE: Step.ENQUEUE,
    Outcome.BAD_REQUEST: Step.HANDLER_START,
}  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "provocation"),
    [
        (outcome, provocation)
        for outcome, provocations in provoke.CLIENT_SIDE.items()
        for provocation in provocations
        if outcome is not Outcome.BAD_REQUEST
    ],
    ids=lambda value: value.__name__ if callable(value) else value.value,
)
async def test_what_a_client_does_wrong_is_one_failed_trace(
    outcome: Outcome, provocation: provoke.Provocation, service: Service, jaeger: Jaeger
) -> None:
    async with AsyncExitStack() as stack:
        node = service.web
        if outcome in provoke.SETTINGS and outcome not in (Outcome.RECEIVE_TIMEOUT, Outcome.MESSAGE_TOO_BIG):
            node = await stack.enter_async_context(service.node("web", 0, **provoke.SETTINGS[outcome]))
        await explained(await provocation(node.url), outcome, node, jaeger)


@pytest.mark.parametrize("provocation", provoke.CLIENT_SIDE[Outcome.BAD_REQUEST], ids=lambda value: value.__name__)
async def test_a_request_that_reaches_no_handler_is_one_failed_trace(
    provocation: provoke.Provocation, service: Service, jaeger: Jaeger
) -> None:
    async def found() -> dict[str, Trace]:
        return await jaeger.search("wirelight-web", {"ws.handshake.outcome": "bad_request"})

    before = await found()
    await provocation(service.url)
    async with asyncio.timeout(15):
        while not (new := {key: trace for key, trace in (await found()).items() if key not in before}):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    ((trace_id, trace),) = new.items()
    await checked(trace_id, trace, Outcome.BAD_REQUEST, service.web)


async def test_a_full_queue(service: Service, jaeger: Jaeger) -> None:
    await service.worker.server.stop()
    try:
        async with service.node("web", MAX_QUEUE="1") as node, provoke.connected(node.url) as (_, waiting):
            await waiting.send_str(json.dumps(provoke.GENERATE))
            assert json.loads((await waiting.receive(timeout=5)).data)["phase"] == "accepted"
            await until_queued(waiting.receive_str)
            await explained(await provoke.generate(node.url), Outcome.QUEUE_FULL, node, jaeger)
            await waiting.send_str('{"type":"cancel"}')
            await provoke.read_to_the_end(provoke.Attempt(node.url), waiting)
    finally:
        await service.worker.server.start()


async def test_a_database_that_is_gone_and_one_that_is_back(service: Service, jaeger: Jaeger) -> None:
    await stop(service.postgres)
    try:
        seen = await provoke.generate(service.url)
    finally:
        await service.postgres.start()
    await explained(seen, Outcome.DB_UNAVAILABLE, service.web, jaeger)
    assert (await provoke.generate(service.url)).of("status")[0]["phase"] == "accepted"


async def test_a_database_that_does_not_answer_in_time(service: Service, jaeger: Jaeger) -> None:
    async with locked_table(service.database_url):
        seen = await provoke.generate(service.url)
    await explained(seen, Outcome.DB_TIMEOUT, service.web, jaeger)


async def test_a_database_without_its_tables(service: Service, jaeger: Jaeger) -> None:
    async with missing_table(service.database_url):
        seen = await provoke.generate(service.url)
    await explained(seen, Outcome.DB_SCHEMA, service.web, jaeger)


async def test_an_exception_nobody_foresaw(service: Service, jaeger: Jaeger) -> None:
    async with refusing_trigger(service.database_url, "the moon is in the wrong house"):
        seen = await provoke.generate(service.url)
    line = await explained(seen, Outcome.INTERNAL, service.web, jaeger)
    assert "the moon is in the wrong house" in line["exception"]
    assert "the moon is in the wrong house" not in json.dumps(seen.frames)


async def test_a_queue_that_is_gone(service: Service, jaeger: Jaeger) -> None:
    await stop(service.nats)
    try:
        seen = await provoke.generate(service.url)
    finally:
        await service.nats.start()
    await explained(seen, Outcome.QUEUE_UNAVAILABLE, service.web, jaeger)


async def test_a_node_that_stops_while_a_client_still_thinks(service: Service, jaeger: Jaeger) -> None:
    async with service.node("web", RECEIVE_TIMEOUT_S="30") as node, provoke.connected(node.url) as (attempt, ws):
        reading = asyncio.create_task(provoke.read_to_the_end(attempt, ws))
        await node.server.stop()
        await explained(await reading, Outcome.SHUTTING_DOWN, node, jaeger)


async def explained(seen: Seen, outcome: Outcome, node: Node, jaeger: Jaeger) -> dict[str, str]:
    """The client, Jaeger and the log name the same outcome; returns the failing step's log line."""
    why = outcome.explanation
    if why.http_status:
        assert seen.http_status == why.http_status
        assert seen.error["outcome"] == outcome.value
    elif why.close_code:
        assert seen.close_code == why.close_code
        assert seen.error["outcome"] == outcome.value
        assert seen.error["traceId"] == seen.trace_id
    trace = await jaeger.until(seen.trace_id, lambda trace: SERVER_SPAN in trace.names)
    # A second trace of the same connection would be found by its id.
    same = await jaeger.search("wirelight-web", {"ws.connection.id": seen.connection_id})
    assert list(same) == [seen.trace_id]
    return await checked(seen.trace_id, trace, outcome, node)


async def checked(trace_id: str, trace: Trace, outcome: Outcome, node: Node) -> dict[str, str]:
    server = trace.one(SERVER_SPAN)
    last = LAST_STEP[outcome]
    assert server.failed
    assert server.tags["error.type"] == server.tags["ws.handshake.outcome"] == outcome.value
    assert server.tags["ws.handshake.last_step"] == last.number
    step = trace.one(last.span)
    assert step.failed
    assert step.parent_id == server.span_id
    assert step.tags["error.type"] == outcome.value
    later = [other.span for other in Step if other.number > last.number]
    assert not trace.names & set(later)

    (canonical,) = node.lines(trace_id=trace_id, event="ws.handshake")
    assert canonical["outcome"] == outcome.value
    assert canonical["last_step"] == last.number
    assert canonical["cause"] == outcome.explanation.cause
    (failed,) = node.lines(trace_id=trace_id, phase="failed")
    assert failed["span_id"] == step.span_id
    assert failed["step"] == last.number
    assert "Traceback" in failed["exception"]
    return failed


async def until_queued(receive: Callable[[], Awaitable[str]]) -> None:
    async with asyncio.timeout(5):
        while json.loads(await receive()).get("phase") != "queued":
            pass


async def stop(server: EmbeddedPostgres | EmbeddedNats) -> None:
    """Ends the server's process, as a crash or an operator would; `start()` brings it back."""
    await server.process.stop((signal.SIGINT, 10.0), (signal.SIGKILL, 5.0))
