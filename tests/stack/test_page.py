"""From a panel's link to the cause in a real browser, on the page that stands in for Jaeger's own."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from dashboards import build
from dashboards.stack.stack import Stack
from tests import provoke
from tests.browser.conftest import FLAGS
from tests.stack.jaeger import Jaeger
from tests.stack.service import Service
from tests.surroundings import locked_table


def panel_link(title: str, values: Mapping[str, str]) -> str:
    """The address behind a panel's link, as Grafana would fill it in."""
    board = json.loads((Path(build.__file__).parent / "json" / "wirelight-handshakes.json").read_text())
    panel = next(panel for panel in board["panels"] if panel["title"] == title)
    url = str(panel["fieldConfig"]["defaults"]["links"][0]["url"])
    for name, value in values.items():
        url = url.replace(f"${{{name}}}", value)
    assert "${" not in url
    return url


@pytest.mark.browser
async def test_a_panel_s_link_leads_to_the_failed_step_and_its_cause(
    stack: Stack, service: Service, jaeger: Jaeger
) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        assert not os.environ.get("CI")
        pytest.skip("Chromium is not installed: sudo apt-get install chromium")
    async with locked_table(service.database_url):
        seen = await provoke.generate(service.url)
    await jaeger.until(seen.trace_id)
    now = int(time.time() * 1000)
    link = panel_link(
        "Failures in this time",
        {
            "jaeger": stack.jaeger_url, "__data.fields.outcome": "db_timeout",
            "__from": str(now - 600_000), "__to": str(now + 60_000),
        },
    )  # fmt: skip
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            page = await browser.new_page()
            errors: list[str] = []
            page.on("pageerror", lambda error: errors.append(str(error)))
            await page.goto(link)
            row = page.locator("tr", has_text=seen.trace_id)
            assert "db_timeout" in await row.inner_text()
            await row.get_by_role("link").click()
            await page.get_by_role("heading", name=seen.trace_id).wait_for()
            assert await page.locator("p.failed").inner_text() == f"Failed: {seen.error['detail']}"
            assert await page.locator(".name.failed").all_inner_texts() == ["GET /generate-code", "ws.save_generation"]
            quiet = page.get_by_role("button", name="ws.accept")
            assert await quiet.get_attribute("aria-expanded") == "false"
            await quiet.click()
            assert await quiet.get_attribute("aria-expanded") == "true"
            assert not errors
        finally:
            await browser.close()
