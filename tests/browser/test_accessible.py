"""axe-core finds nothing to object to, in either theme, in any state; and nobody is talked to ten times a second."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import FilePayload, expect

from service.generators.base import Progress, Remark
from tests.browser.conftest import Open, gate_to
from tests.browser.test_images import screenshot
from tests.browser.visit import Visit
from tests.conftest import Serve
from tests.pacing import Conducted


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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desktop", "phone"])
async def test_every_moment_of_a_generation_is_accessible(
    serve: Serve, opened: Open, axe: str, theme: str, size: tuple[int, int]
) -> None:
    conductor = Conducted()
    async with (
        serve(generators=[conductor]) as running,
        gate_to(running) as gate,
        opened(
            f"http://127.0.0.1:{gate.port}", size, color_scheme=theme, reduced_motion="reduce", bypass_csp=True
        ) as visit,
    ):
        files: list[FilePayload] = [
            {"name": "a.png", "mimeType": "image/png", "buffer": screenshot()},
            {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"words"},
        ]
        await visit.page.get_by_label("Screenshot files").set_input_files(files)
        await expect(visit.page.get_by_role("alert")).to_contain_text("notes.txt is not")
        found = {"picture": await violations(visit, axe)}
        await visit.generate()
        await visit.until("generating")
        found["waiting"] = await violations(visit, axe)
        conductor.pieces.put_nowait(Progress("text", "Reading the text"))
        conductor.say("<!doctype html><title>T</title><body><h1>Half</h1>")
        await expect(visit.preview.get_by_role("heading")).to_have_text("Half")
        found["arriving"] = await violations(visit, axe)
        await visit.tab("Code")
        await visit.page.locator(".cm-content").wait_for()
        found["code arriving"] = await violations(visit, axe)
        await gate.shut()
        await visit.until("reconnecting")
        found["reconnecting"] = await violations(visit, axe)
        await gate.open()
        await visit.until("generating")
        conductor.pieces.put_nowait(Remark("low_confidence", "One word to check", ["Half"]))
        conductor.finish()
        await visit.until("done")
        await expect(visit.page.get_by_role("slider")).to_be_visible()
        await visit.page.get_by_role("button", name="1 word to check").click()
        found["compare"] = await violations(visit, axe)
        await visit.tab("Code")
        await visit.page.locator(".cm-content").press_sequentially("x")
        found["edited"] = await violations(visit, axe)
        await visit.page.get_by_role("radio", name="Change this page").click()
        await visit.generate()
        await expect(visit.page.locator(".notice")).to_be_visible()
        found["nothing to change"] = await violations(visit, axe)
        await visit.shot(f"{size[0]}-notice-{theme}")
        assert found == {state: [] for state in found}


async def test_the_locked_page_and_the_settings_of_a_model_are_accessible(serve: Serve, opened: Open, axe: str) -> None:
    async with (
        serve(auth_token="secret-enough") as running,
        opened(running.url, greeting="asks for an access token", reduced_motion="reduce", bypass_csp=True) as visit,
    ):
        await visit.page.get_by_label("Access token").fill("wrong")
        await visit.page.get_by_role("button", name="Unlock").click()
        await visit.page.get_by_role("alert").wait_for()
        found = {"locked": await violations(visit, axe)}
        await visit.page.get_by_label("Access token").fill("secret-enough")
        await visit.page.get_by_role("button", name="Unlock").click()
        await expect(visit.page.get_by_label("What the page should be")).to_be_focused()
        await visit.page.get_by_label("Generator").select_option("llm")
        await visit.page.get_by_label("Your own key").fill("sk-ant-nobodys")
        await expect(visit.page.get_by_label("Your Anthropic key")).to_be_visible()
        found["model"] = await violations(visit, axe)
        assert found == {state: [] for state in found}


async def test_ticks_are_not_read_aloud(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.ask("A long one")
        await visit.until("generating")
        await visit.page.evaluate("""() => {
            window.said = [];
            new MutationObserver((changes) => {
                for (const { target } of changes) {
                    const region = (target.parentElement ?? target).closest("[role=status], [role=alert], [aria-live]");
                    if (region) window.said.push(region.textContent);
                }
            }).observe(document.body, { subtree: true, childList: true, characterData: true });
        }""")
        ticks = visit.page.locator(".wire li").nth(9).locator(".step-time")
        await expect(ticks).to_have_text(re.compile(r"^(1\d|2\d) ticks$"))
        assert await visit.page.evaluate("window.said") == []
        conductor.finish()
        await visit.until("done")
        assert "Done" in await visit.page.evaluate("window.said")


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
