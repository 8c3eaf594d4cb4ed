"""The page's own spans: attempts that never arrived are delivered later, with their own times, each once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import StatusCode
from playwright.async_api import expect

from tests.browser.conftest import Open, gate_to
from tests.browser.visit import Visit
from tests.conftest import Serve
from tests.running import Running

PATIENCE_S = 10.0


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - the exporter in memory has no event to wait for
            await asyncio.sleep(0.05)


async def attempts(running: Running, count: int) -> list[ReadableSpan]:
    """The `ws.connect` spans of the page, once there are `count` of them."""
    await until(lambda: len(running.spans("ws.connect")) >= count)
    return running.spans("ws.connect")


async def test_failed_attempts_arrive_with_the_next_that_connects_and_none_twice(serve: Serve, opened: Open) -> None:
    async with serve() as running, gate_to(running) as gate, opened(f"http://127.0.0.1:{gate.port}") as visit:
        await gate.shut()
        began = time.time_ns()
        for button in ("Generate", "Try again"):
            if button == "Generate":
                await visit.page.get_by_label("What the page should be").fill("canary-prompt")
            await visit.page.get_by_role("button", name=button).click()
            await visit.until("failed")
        ended = time.time_ns()
        await gate.open()
        await visit.page.get_by_role("button", name="Try again").click()
        await visit.until("done")
        found = await attempts(running, 3)
        await visit.page.reload()
        await visit.generate()
        await visit.until("done")
        found = await attempts(running, 4)
        assert len(found) == 4
        failed = [span for span in found if span.status.status_code is StatusCode.ERROR]
        assert [span.attributes and span.attributes["error.type"] for span in failed] == ["unreachable"] * 2
        assert all(began <= (span.start_time or 0) <= (span.end_time or 0) <= ended for span in failed)
        assert len({span.context.trace_id for span in found if span.context}) == 4


async def test_the_browsers_span_is_the_root_of_the_servers(serve: Serve, opened: Open) -> None:
    async with serve() as running, opened(running.url) as visit:
        await visit.ask("A bakery")
        await visit.until("done")
        (root,) = await attempts(running, 1)
        await running.settled()
        (server,) = running.spans("GET /generate-code")
        assert root.context is not None
        assert root.parent is None
        assert server.parent is not None
        assert (server.parent.trace_id, server.parent.span_id) == (root.context.trace_id, root.context.span_id)
        names = {"ws.first_message", "ws.first_chunk", "ws.first_preview"}
        await until(lambda: names <= {span.name for span in running.spans()})
        children = [span for span in running.spans() if span.name in names]
        assert {span.parent.span_id for span in children if span.parent} == {root.context.span_id}
        everything = "".join(str(span.attributes) for span in running.spans() if span.name.startswith("ws.first"))
        assert "bakery" not in everything
        await expect(visit.page.get_by_text("First preview")).to_be_visible()


async def test_two_tabs_keep_their_attempts_beside_each_other_and_none_is_sent_twice(
    serve: Serve, opened: Open
) -> None:
    async with serve() as running, gate_to(running) as gate, opened(f"http://127.0.0.1:{gate.port}") as visit:
        other = Visit(await visit.page.context.new_page(), visit.url)
        await other.page.goto(visit.url)
        await gate.shut()
        await asyncio.gather(visit.ask("one bakery"), other.ask("another bakery"))
        await asyncio.gather(visit.until("failed"), other.until("failed"))
        await gate.open()
        await asyncio.gather(visit.page.reload(), other.page.reload())  # both find the same two
        await attempts(running, 2)
        await visit.ask("a third bakery")
        await visit.until("done")
        found = await attempts(running, 3)
        assert [span.attributes and span.attributes["ws.attempt.result"] for span in found] == [
            "unreachable", "unreachable", "connected",
        ]  # fmt: skip
        assert len({span.context.trace_id for span in found if span.context}) == 3
        assert other.errors == []


async def test_an_attempt_that_is_left_in_the_middle_is_told_by_the_next_visit(serve: Serve, opened: Open) -> None:
    async with serve() as running, gate_to(running) as gate, opened(f"http://127.0.0.1:{gate.port}") as visit:
        gate.delay_s = 3600.0  # from here on nothing gets through
        await visit.ask("A bakery")
        await visit.until("connecting")
        await visit.page.goto("about:blank")
        assert not running.spans("ws.connect")
        gate.delay_s = 0.0
        await visit.page.goto(visit.url)
        (left,) = await attempts(running, 1)
        assert left.attributes is not None
        assert left.attributes["ws.attempt.result"] == "other"
        assert left.status.status_code is StatusCode.UNSET
