"""The main job: a prompt, a click, code and a preview, and all ten steps in sight."""

from __future__ import annotations

import aiohttp
from playwright.async_api import expect

from service.generators.base import Progress, Remark
from service.telemetry.steps import Step
from tests.browser.conftest import Open
from tests.conftest import Serve
from tests.pacing import Conducted

PROMPT = "A landing page for a bakery called Corner Crumb with a navbar and 3 prices"
STEP_NAMES = [step.start_text.removeprefix(f"{step.tag} ") for step in Step]


async def test_a_click_on_generate_leads_to_code_and_a_preview(serve: Serve, opened: Open) -> None:
    async with serve() as running, opened(running.url) as visit:
        await visit.shot("1280-empty")
        await visit.ask(PROMPT)
        await visit.until("done")
        assert visit.lines == [
            f"[WS] Connecting to backend @ {visit.socket_url}",
            "[WS] ✓ CONNECTED to backend successfully",
        ]
        assert await visit.step_names() == STEP_NAMES
        assert await visit.lights() == ["done"] * 10
        await expect(visit.preview.get_by_text("Corner Crumb").first).to_be_visible()
        await expect(visit.page.get_by_role("region", name="About this result")).to_contain_text("no AI model")
        await visit.shot("1280-done")
        shown = await visit.code()
        assert shown.lower().startswith("<!doctype html>")
        async with aiohttp.ClientSession(running.url) as session:
            listed = await (await session.get("/api/generations")).json()
            (generation,) = listed["generations"]
            stored = await (await session.get(f"/api/generations/{generation['id']}/code")).text()
        assert shown == stored
        assert generation["prompt"]["text"] == PROMPT


async def test_the_default_window_shows_the_whole_flow_without_scrolling(serve: Serve, opened: Open) -> None:
    async with serve() as running, opened(running.url) as visit:
        top = (await visit.panel.bounding_box())["y"]
        await visit.ask(PROMPT)
        await visit.until("done")
        assert (await visit.panel.bounding_box())["y"] == top  # nothing moves at the click
        height, width = await visit.page.evaluate(
            "[document.scrollingElement.scrollHeight, document.scrollingElement.scrollWidth]"
        )
        assert (height, width) == (800, 1280)
        for landmark in (
            visit.page.get_by_role("button", name="Generate"),
            visit.panel,
            visit.page.locator(".live-bar"),
        ):
            await expect(landmark).to_be_in_viewport(ratio=1)


async def test_a_phone_shows_the_same_in_one_column(serve: Serve, opened: Open) -> None:
    async with serve() as running, opened(running.url, (390, 844), color_scheme="dark") as visit:
        await visit.ask(PROMPT)
        await visit.until("done")
        assert await visit.page.evaluate("document.scrollingElement.scrollWidth") == 390
        await expect(visit.preview.get_by_text("Corner Crumb").first).to_be_attached()
        await expect(visit.panel).to_be_in_viewport(ratio=1)
        await expect(visit.page.get_by_role("tab", name="Preview")).to_be_in_viewport()
        half = "document.querySelector('.result').getBoundingClientRect().top < innerHeight / 2"
        await visit.page.wait_for_function(half)
        await visit.shot("390-done")
        await visit.page.get_by_role("button", name="Show steps").click()
        await expect(visit.page.get_by_text("enqueue_generation")).to_be_visible()
        await visit.shot("390-steps")


async def test_a_phone_stays_where_a_person_has_scrolled_to(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url, (390, 844)) as visit:
        await visit.ask("Anything")
        await conductor.begun.wait()
        conductor.say("<!doctype html><title>T</title><body><h1>Whole</h1>")
        await expect(visit.preview.get_by_role("heading")).to_have_text("Whole")
        await visit.page.evaluate("scrollTo(0, 40)")
        conductor.finish()
        await visit.until("done")
        await visit.page.wait_for_timeout(500)  # as long as the page would move
        assert await visit.page.evaluate("scrollY") == 40


async def test_text_stages_and_remarks_appear_while_the_generator_works(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.ask("Anything")
        await conductor.begun.wait()
        conductor.pieces.put_nowait(Progress("text", "Reading the text"))
        await expect(visit.page.get_by_role("status").get_by_text("Reading the text")).to_be_visible()
        conductor.say("<!doctype html><title>T</title><body><h1>First half</h1>")
        await expect(visit.preview.get_by_role("heading")).to_have_text("First half")
        assert (await visit.lights())[9] == "running"
        await visit.shot("1280-generating")
        await expect(visit.page.get_by_text("Last tick")).to_be_visible()
        conductor.say("<p>Second half</p></body>")
        await expect(visit.preview.get_by_text("Second half")).to_be_visible()
        conductor.pieces.put_nowait(Remark("low_confidence", "One word to check", ["half"]))
        conductor.finish()
        await visit.until("done")
        await visit.page.get_by_role("button", name="1 word to check").click()
        await expect(visit.page.locator("mark")).to_have_text("half")


async def test_cancel_stops_the_work_and_keeps_what_arrived(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.ask("Anything long")
        conductor.say("<!doctype html><title>T</title><body><p>Kept</p>")
        await expect(visit.preview.get_by_text("Kept")).to_be_visible()
        await visit.page.get_by_role("button", name="Cancel").click()
        await visit.until("cancelled")
        await conductor.stopped.wait()
        assert (await visit.code()).endswith("<p>Kept</p>")
        await expect(visit.page.get_by_role("status").get_by_text("Cancelled")).to_be_visible()
        await expect(visit.page.get_by_role("button", name="Generate")).to_be_enabled()


async def test_a_change_starts_from_the_code_on_the_page(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.ask("A bakery")
        conductor.say("<!doctype html><title>T</title><body>One")
        conductor.finish()
        await visit.until("done")
        await visit.page.get_by_role("radio", name="Change this page").click()
        await visit.page.get_by_label("What to change").fill("Make it dark")
        await visit.generate()
        conductor.say("<!doctype html><title>T</title><body>Two")
        conductor.finish()
        await expect(visit.preview.get_by_text("Two")).to_be_visible()
        first, second = conductor.requests
        assert (second.generation_type, second.text) == ("update", "Make it dark")
        assert second.current_code == "<!doctype html><title>T</title><body>One"
        assert [turn.text for turn in second.history] == [first.text, second.current_code]


async def test_generated_scripts_stay_in_their_own_origin(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    hostile = (
        "<!doctype html><title>T</title><body><p id=out>waiting</p><script>"
        "const said = []; try { parent.document.title; said.push('parent') } catch { said.push('no parent') }"
        "try { localStorage.length; said.push('storage') } catch { said.push('no storage') }"
        "fetch('/api/generations').then(() => said.push('network'), () => said.push('no network'))"
        ".then(() => document.getElementById('out').textContent = said.join(', '))</script></body>"
    )
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.ask("Hostile")
        conductor.say(hostile)
        conductor.finish()
        await expect(visit.preview.locator("#out")).to_have_text("no parent, no storage, no network")
