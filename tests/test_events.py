"""What a connection misses: a client that reads late, NATS away for a time. Nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

from service.generators.base import Progress
from service.jobs.bus import open_bus
from service.jobs.events import Publisher, follow
from service.telemetry.records import Ending
from service.web import watch
from tests.conftest import Serve
from tests.pacing import Conducted
from tests.provoke import GENERATE, connected, frame, read_to_the_end
from tests.running import Running, until, until_over
from tests.surroundings import Gate


async def test_a_client_that_reads_late_gets_everything_in_order(serve: Serve) -> None:
    """More than the node keeps in memory for it: the rest is read from JetStream when it has caught up."""
    conducted = Conducted()
    parts = [f"{number:06d}" + "x" * 60_000 for number in range(120)]
    async with serve(generators=[conducted]) as running, connected(running.url) as (attempt, ws):
        await ws.send_json(dict(GENERATE))
        await conducted.begun.wait()
        conducted.say(*parts)
        conducted.finish()
        await asyncio.wait_for(conducted.stopped.wait(), 20)
        handshake, _ = await running.story.until(lambda told: isinstance(told, Ending))
        generation_id = handshake.generation_id or ""
        await until_over(running, generation_id)
        seen = await read_to_the_end(attempt, ws)
        closing = await running.story.closing()
    assert "".join(chunk["value"] for chunk in seen.of("chunk")) == "".join(parts)
    assert seen.close_code == 1000
    assert closing.missed >= 0


async def test_a_feed_reads_from_storage_what_it_missed(nats_url: str) -> None:
    async with open_bus(nats_url, 10, "test") as bus:
        await bus.wait()
        publisher = Publisher(bus, "g", 1)
        for number in range(1, 6):
            await publisher.send(b"%d" % number)
        await publisher.flush()
        async with follow(bus, "g", last=2) as feed:
            await publisher.send(b"6", "ok")
            got = []
            async for event in feed:
                got.append(event.frame)
                if event.end:
                    break
    assert got == [b"3", b"4", b"5", b"6"]


@asynccontextmanager
async def through_a_gate(serve: Serve, nats_url: str, conducted: Conducted) -> AsyncIterator[tuple[Gate, Running]]:
    """Both nodes reach NATS through the gate."""
    parts = urlsplit(nats_url)
    async with Gate(parts.hostname or "", parts.port or 0) as gate:
        url = nats_url.replace(f":{parts.port}", f":{gate.port}")
        async with serve(generators=[conducted], nats_url=url) as running:
            yield gate, running


def connected_to_nats(running: Running) -> bool:
    assert running.worker is not None
    return running.deps.bus.connected and running.worker._bus.connected


def cut_off(running: Running) -> bool:
    assert running.worker is not None
    return not running.deps.bus.connected and not running.worker._bus.connected


async def test_text_that_nats_never_got_is_made_good_before_the_end(serve: Serve, nats_url: str) -> None:
    conducted = Conducted()
    async with (
        through_a_gate(serve, nats_url, conducted) as (gate, running),
        connected(running.url) as (attempt, ws),
    ):
        await ws.send_json(dict(GENERATE))
        conducted.say("one ")
        await frame(ws, "chunk")
        await gate.shut()
        await until(lambda: cut_off(running))
        conducted.say("two ")
        for _ in range(2):  # a stage publishes the text before it; once the second is taken the first has done so
            conducted.pieces.put_nowait(Progress("stage", "Getting on"))
        await until(conducted.pieces.empty)
        await gate.open()
        await until(lambda: connected_to_nats(running))
        conducted.say("three")
        conducted.finish()
        seen = await read_to_the_end(attempt, ws)
    kinds = [one["type"] for one in seen.frames if one["type"] in ("setCode", "variantComplete")]
    assert kinds == ["setCode", "variantComplete"]
    assert seen.of("setCode")[0]["value"] == "one two three"
    assert seen.of("variantComplete")[0]["bytes"] == len("one two three")
    assert seen.close_code == 1000


async def test_an_end_that_nats_never_got_is_found_in_the_database(
    serve: Serve, nats_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LOOK_EVERY_S", 0.05)
    conducted = Conducted()
    async with (
        through_a_gate(serve, nats_url, conducted) as (gate, running),
        connected(running.url) as (attempt, ws),
        connected(running.url) as (_, another),
    ):
        await ws.send_json(dict(GENERATE))
        generation_id = (await frame(ws, "status"))["generationId"]
        conducted.say("one ")
        await frame(ws, "chunk")
        await another.send_json({"type": "resume", "generationId": generation_id, "lastSeq": 0})
        await frame(another, "chunk")
        await gate.shut()
        await until(lambda: cut_off(running))
        conducted.say("two")
        conducted.finish()
        await until_over(running, generation_id)
        await gate.open()
        seen, seen_too = await asyncio.gather(read_to_the_end(attempt, ws), read_to_the_end(attempt, another))
    assert seen.of("setCode")[0]["value"] == "one two"
    assert len(seen.of("variantComplete")) == 1
    assert seen.close_code == 1000
    assert (seen_too.of("setCode")[0]["value"], seen_too.close_code) == ("one two", 1000)
