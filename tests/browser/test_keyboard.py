"""The keyboard is enough, shows where it is, and keeps its place when what it pressed goes away."""

from __future__ import annotations

from playwright.async_api import FilePayload, expect

from tests.browser.conftest import Open, gate_to
from tests.conftest import Serve
from tests.pacing import Conducted

PAGE = "<!doctype html><title>T</title><body>"
PICTURE: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": b"none"}


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
        await visit.page.keyboard.press("End")
        await expect(visit.page.get_by_role("tab", name="Versions")).to_be_focused()
        await visit.page.get_by_role("radio", name="New page").focus()
        await visit.page.keyboard.press("ArrowRight")
        await expect(visit.page.get_by_label("What to change")).to_be_visible()


async def test_generate_cancel_and_generate_again_is_one_place(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.page.get_by_label("What the page should be").fill("A bakery")
        await visit.page.get_by_role("button", name="Generate").focus()
        await visit.page.keyboard.press("Enter")
        await visit.until("generating")
        await expect(visit.page.get_by_role("button", name="Cancel")).to_be_focused()
        await visit.page.keyboard.press("Enter")
        await visit.until("cancelled")
        await expect(visit.page.get_by_role("button", name="Generate")).to_be_focused()
        await conductor.stopped.wait()


async def test_a_double_click_generates_once_and_cancels_nothing(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.page.get_by_label("What the page should be").fill("A bakery")
        await visit.page.get_by_role("button", name="Generate").dblclick()
        await visit.until("generating")
        conductor.say(PAGE, "<p>whole</p>")
        conductor.finish()
        await visit.until("done")
        assert len(conductor.requests) == 1


async def test_a_button_that_goes_hands_the_keyboard_on(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with (
        serve(generators=[conductor]) as running,
        gate_to(running) as gate,
        opened(f"http://127.0.0.1:{gate.port}") as visit,
    ):
        await visit.page.get_by_label("Screenshot files").set_input_files(PICTURE)
        await visit.page.get_by_role("button", name="Remove a.png").press("Enter")
        await expect(visit.page.get_by_role("button", name="Add a screenshot")).to_be_focused()
        await gate.shut()
        await visit.page.get_by_role("button", name="Sign-in form").press("Enter")
        await visit.until("failed")
        await gate.open()
        await visit.page.get_by_role("button", name="Try again").press("Enter")
        await expect(visit.page.get_by_role("button", name="Cancel")).to_be_focused()
        conductor.say(PAGE, "<p>here</p>")
        conductor.finish()
        await visit.until("done")
        await visit.tab("Code")
        await visit.page.locator(".cm-content").press_sequentially("x")
        await visit.page.get_by_role("button", name="Save as version 2").press("Enter")
        await expect(visit.page.get_by_text("Version 2 of 2, saved")).to_be_visible()
        await expect(visit.page.locator(".save-bar")).to_be_focused()
        await visit.tab("Versions")
        await visit.page.get_by_role("button", name="Open version 1").press("Enter")
        await expect(visit.page.locator("#version-1")).to_be_focused()
        await expect(visit.page.locator("#version-1")).to_contain_text("Shown now")


async def test_what_is_selected_in_arriving_code_stays_selected_and_in_sight(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.ask("A long one")
        conductor.say(PAGE, *(f"<p>line {n}</p>\n" for n in range(200)))
        await visit.tab("Code")
        await expect(visit.page.locator(".cm-line").first).to_be_attached()
        conductor.say("<p>the newest</p>\n")
        await expect(visit.page.locator(".cm-line", has_text="the newest")).to_be_in_viewport()
        await visit.page.locator(".cm-scroller").evaluate("one => one.scrollTo(0, 0)")
        first = visit.page.locator(".cm-line", has_text="line 0").first
        await first.dblclick()
        selected = await visit.page.evaluate("getSelection().toString()")
        assert selected
        conductor.say(*(f"<p>more {n}</p>\n" for n in range(100)))
        conductor.finish()
        await visit.until("done")
        await expect(first).to_be_in_viewport()
        assert await visit.page.evaluate("getSelection().toString()") == selected
