"""A real page in a real Chromium, its attempts seen in Jaeger: also those that no server was there to take."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import async_playwright

from service.web.page import DIST
from tests.browser.conftest import FLAGS
from tests.browser.visit import Visit
from tests.stack.jaeger import ARRIVAL_LIMIT_S, Jaeger, Trace
from tests.stack.service import Service

pytestmark = pytest.mark.browser
MICROSECONDS = 1_000_000
SHOWN_WITHIN_S = 5.0


@asynccontextmanager
async def page(url: str) -> AsyncIterator[Visit]:
    """A tab with storage of its own. CI has to have a browser and the built page."""
    chromium = shutil.which("chromium")
    if chromium is None or not (DIST / "index.html").is_file():
        assert not os.environ.get("CI")
        pytest.skip("needs Chromium and the built page: python3 dev.py test sets up both")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            visit = Visit(await browser.new_page(), url)
            await visit.page.goto(url)
            yield visit
            assert visit.errors == []
        finally:
            await browser.close()


async def attempts(jaeger: Jaeger) -> dict[str, Trace]:
    found = await jaeger.search("wirelight-browser", {})
    return {trace_id: trace for trace_id, trace in found.items() if trace.named("ws.connect")}


async def test_one_click_is_one_whole_trace_within_five_seconds(service: Service, jaeger: Jaeger) -> None:
    before = await attempts(jaeger)
    async with page(service.url) as visit:
        await visit.ask("A bakery with 3 prices")
        await visit.until("done")
        async with asyncio.timeout(SHOWN_WITHIN_S):
            while not (new := await since(before, jaeger)) or not whole(next(iter(new.values()))):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    ((_, trace),) = new.items()
    connect = trace.one("ws.connect")
    assert connect.parent_id is None
    assert trace.one("GET /generate-code").parent_id == connect.span_id
    assert {span.service for span in trace} == {"wirelight-browser", "wirelight-web", "wirelight-worker"}


async def test_attempts_without_a_server_are_traces_with_the_browser_s_clock_and_none_twice(
    service: Service, jaeger: Jaeger
) -> None:
    before = await attempts(jaeger)
    async with page(service.url) as visit:
        await service.web.server.stop()
        began = time.time()
        try:
            await visit.ask("A bakery with 3 prices")
            await visit.until("failed")
            await visit.page.get_by_role("button", name="Try again").click()
            await visit.until("failed")
            ended = time.time()
        finally:
            await service.web.server.start()
        await visit.page.get_by_role("button", name="Try again").click()
        await visit.until("done")
        async with asyncio.timeout(ARRIVAL_LIMIT_S):
            while len(await since(before, jaeger)) < 3:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        # A second visit has nothing left to deliver.
        await visit.page.reload()
        await visit.page.wait_for_load_state("networkidle")
    new = await since(before, jaeger)
    spans = [trace.one("ws.connect") for trace in new.values()]
    failed = [span for span in spans if span.failed]
    assert len(spans) == 3
    assert [span.tags["error.type"] for span in failed] == ["unreachable"] * 2
    for span in failed:
        assert began * MICROSECONDS <= span.start_us <= ended * MICROSECONDS


def whole(trace: Trace) -> bool:
    """From the page's preview to the worker, which runs the model here."""
    return {"ws.connect", "GET /generate-code", "ws.keep_alive", "generate llm", "ws.first_preview"} <= trace.names


async def since(before: dict[str, Trace], jaeger: Jaeger) -> dict[str, Trace]:
    return {key: trace for key, trace in (await attempts(jaeger)).items() if key not in before}
