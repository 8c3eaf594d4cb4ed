"""axe-core finds nothing to object to, in either theme, in any state; and the keyboard is enough."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Open, gate_to
from tests.browser.visit import Visit
from tests.conftest import Serve


async def violations(visit: Visit, axe: str) -> list[str]:
    """Rule and element of everything axe objects to; the generated page in the frame has tests of its own."""
    await visit.page.evaluate(axe)
    result: dict[str, Any] = await visit.page.evaluate(
        "axe.run({ exclude: [['.preview-frame'], ['.compare iframe']] }, { resultTypes: ['violations'] })"
    )
    return [f"{one['id']}: {node['html'][:200]}" for one in result["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_state_of_the_page_is_accessible(serve: Serve, opened: Open, axe: str, theme: str) -> None:
    async with (
        serve() as running,
        gate_to(running) as gate,
        # Without animation: axe must not measure a colour on its way to another.
        opened(f"http://127.0.0.1:{gate.port}", color_scheme=theme, reduced_motion="reduce", bypass_csp=True) as visit,
    ):
        found = {"empty": await violations(visit, axe)}
        await visit.ask("A page for a bakery called Corner Crumb with a tandem and a zeppelin")
        await visit.until("done")
        await visit.page.get_by_role("button", name="remark").click()
        found["preview"] = await violations(visit, axe)
        await visit.tab("Code")
        await visit.page.locator(".cm-content").wait_for()
        found["code"] = await violations(visit, axe)
        await visit.shot(f"1280-code-{theme}")
        await visit.tab("Versions")
        found["versions"] = await violations(visit, axe)
        await gate.shut()
        await visit.generate()
        await visit.until("failed")
        await expect(visit.page.get_by_text("Server not reachable")).to_be_visible()
        found["failed"] = await violations(visit, axe)
        assert found == {state: [] for state in found}


async def test_the_keyboard_reaches_everything_and_shows_where_it_is(serve: Serve, opened: Open) -> None:
    async with serve() as running, opened(running.url) as visit:
        await visit.page.get_by_label("What the page should be").focus()
        await visit.page.keyboard.type("A bakery")
        await visit.page.keyboard.press("Control+Enter")
        await visit.until("done")
        await visit.page.get_by_role("tab", name="Preview").focus()
        await visit.page.keyboard.press("ArrowRight")
        await expect(visit.page.get_by_role("tab", name="Code")).to_be_focused()
        await expect(visit.page.get_by_role("tab", name="Code")).to_have_attribute("aria-selected", "true")
        outline = await visit.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"


async def test_the_theme_can_be_chosen_and_is_kept(serve: Serve, opened: Open) -> None:
    async with serve() as running, opened(running.url, color_scheme="light") as visit:
        ground = "getComputedStyle(document.body).backgroundColor"
        light = await visit.page.evaluate(ground)
        toggle = visit.page.get_by_role("button", name="Theme")
        await toggle.click()
        await toggle.click()
        dark = await visit.page.evaluate(ground)
        await visit.page.reload()
        assert await visit.page.evaluate(ground) == dark != light
