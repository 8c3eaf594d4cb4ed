"""NATS as the service uses it: cancels are never lost in it, and what is published leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import structlog
from nats.aio.msg import Msg

from service.jobs import tasks
from service.jobs.bus import Bus, open_bus
from service.jobs.events import Publisher
from service.jobs.tasks import stop_all


@pytest.fixture
async def bus(nats_url: str) -> AsyncIterator[Bus]:
    async with open_bus(nats_url, 10, "test") as opened:
        await opened.wait()
        yield opened


async def test_a_cancel_that_meets_the_answer_to_a_request_is_not_lost(bus: Bus) -> None:
    async def respond(message: Msg) -> None:
        # Requests wait for one of these futures. Cancelled between its result and the waiter's waking, Python 3.11's
        # wait_for returns the result and forgets the cancel.
        with bus.client() as client:
            (waited_for,) = client._resp_map.values()
        waited_for.add_done_callback(lambda _: asking.cancel())
        await message.respond(b"here")

    await bus.answer("question", respond)
    asking = asyncio.create_task(bus.request("question"))
    await asyncio.wait((asking,), timeout=5)
    assert asking.cancelled()


async def test_publishing_costs_no_subscription_an_event(bus: Bus) -> None:
    publisher = Publisher(bus, "g", 1)
    await publisher.send(b"first")
    running = len(asyncio.all_tasks())
    for _ in range(50):
        await publisher.send(b"more")
    await publisher.flush()
    assert len(asyncio.all_tasks()) <= running


async def test_a_task_that_forgets_a_cancel_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "TELL_AGAIN_S", 0.01)
    told = 0

    async def forgetful() -> None:
        nonlocal told
        while told < 2:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                told += 1

    task = asyncio.create_task(forgetful(), name="forgetful")
    await asyncio.sleep(0)
    with structlog.testing.capture_logs() as lines:
        await asyncio.wait_for(stop_all((task,)), 5)
    assert told == 2
    assert [line["event"] for line in lines] == ["task.goes_on"]
