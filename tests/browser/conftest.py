"""A real Chromium in front of the real service."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, async_playwright

from service.web.page import DIST
from tests.browser.visit import Visit
from tests.running import Running
from tests.surroundings import Gate

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP = (1280, 800)

Open = Callable[..., AbstractAsyncContextManager[Visit]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """CI has to have a browser and a built page; elsewhere whoever lacks them is told how to get them."""
    missing = ""
    if not CHROMIUM:
        missing = "no Chromium on PATH: apt-get install chromium"
    elif not (DIST / "index.html").is_file():
        missing = "the page is not built: npm run build in frontend"
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    return CHROMIUM


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            yield launched
        finally:
            await launched.close()


@pytest.fixture
def opened(browser: Browser) -> Open:
    """`async with opened(url) as visit:` a page of its own storage; ends with a look at what it reported as errors."""

    @asynccontextmanager
    async def start(
        url: str, size: tuple[int, int] = DESKTOP, greeting: str = "ready", **options: Any
    ) -> AsyncIterator[Visit]:
        context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        await context.grant_permissions(["clipboard-read", "clipboard-write"])
        try:
            visit = Visit(await context.new_page(), url)
            await visit.page.goto(url)
            await visit.page.get_by_role("status").get_by_text(greeting).first.wait_for()
            yield visit
            assert visit.errors == []
        finally:
            await context.close()

    return start


@asynccontextmanager
async def gate_to(running: Running) -> AsyncIterator[Gate]:
    """A way to the service that a test can shut and open again, on one port."""
    async with Gate("127.0.0.1", urlsplit(running.url).port or 0) as gate:
        yield gate


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that looks for accessibility violations."""
    script = Path(DIST).parent / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not installed: npm ci in frontend")
    return script.read_text(encoding="utf-8")
