"""What goes wrong is said: which step, why, what to do. And nothing that was typed or made is lost."""

from __future__ import annotations

import asyncio
import re

import aiohttp
import pytest
from playwright.async_api import Route, expect

from service.outcomes import Outcome, PageOutcome
from service.telemetry.steps import Step
from tests.browser.conftest import Open, gate_to
from tests.browser.visit import Visit
from tests.conftest import Serve
from tests.pacing import Conducted
from tests.surroundings import locked_table, missing_table

PAGE = "<!doctype html><title>T</title><body>"


def shown(text: str) -> str:
    """The table writes commands between backticks; the page shows them as code."""
    return text.replace("`", "")


async def test_a_server_that_is_off_is_named_and_the_prompt_is_kept(serve: Serve, opened: Open) -> None:
    async with serve() as running, gate_to(running) as gate, opened(f"http://127.0.0.1:{gate.port}") as visit:
        await gate.shut()
        await visit.ask("A bakery that waits")
        await visit.until("failed")
        assert visit.lines[:2] == [
            f"[WS] Connecting to backend @ {visit.socket_url}",
            f"[WS] ✗ CONNECTION ERROR - backend unreachable at {visit.socket_url}",
        ]
        alert = visit.page.get_by_role("alert")
        why = PageOutcome.UNREACHABLE.explanation
        await expect(alert).to_contain_text(why.cause)
        await expect(alert).to_contain_text(shown(why.remedy))
        await expect(alert).to_contain_text("unreachable")
        assert await visit.lights() == ["unreached"] * 10
        await visit.shot("1280-unreachable")
        await expect(visit.page.get_by_label("What the page should be")).to_have_value("A bakery that waits")
        await gate.open()
        await visit.page.get_by_role("button", name="Try again").click()
        await visit.until("done")


async def test_a_failed_step_is_named_with_its_cause_and_remedy(serve: Serve, opened: Open, database_url: str) -> None:
    async with serve() as running, opened(running.url) as visit, missing_table(database_url):
        await visit.ask("A bakery without a table")
        await visit.until("failed")
        alert = visit.page.get_by_role("alert")
        why = Outcome.DB_SCHEMA.explanation
        for text in (why.cause, shown(why.remedy), "db_schema", "Stopped at step 5", "close 4503"):
            await expect(alert).to_contain_text(text)
        assert await visit.lights() == ["done"] * 5 + ["failed"] + ["unreached"] * 4
        assert visit.lines[2] == "[WS] ✗ Unknown server or connection error"
        assert why.cause in visit.lines[3]
        await visit.shot("1280-failed-step")
        ending = await running.story.ending()
        assert ending.outcome is Outcome.DB_SCHEMA


async def test_a_slow_database_is_seen_at_its_step_while_it_is_slow(
    serve: Serve, opened: Open, database_url: str
) -> None:
    async with serve() as running, opened(running.url) as visit:
        async with locked_table(database_url):
            await visit.ask("A bakery that waits for a lock")
            await expect(visit.page.locator(".wire li").nth(5)).to_have_attribute("data-state", "running")
            assert (await visit.lights())[:5] == ["done"] * 5
        await visit.until("done")


async def test_the_report_names_the_step_and_carries_no_prompt(serve: Serve, opened: Open, database_url: str) -> None:
    async with serve() as running, opened(running.url) as visit, missing_table(database_url):
        await visit.ask("canary-prompt")
        await visit.until("failed")
        await visit.page.get_by_role("button", name="Copy report").click()
        await visit.page.get_by_role("button", name="Copied").wait_for()
        report = await visit.page.evaluate("navigator.clipboard.readText()")
        assert f"stopped at   step 5, {Step.SAVE_GENERATION.start_text.split('] ')[1]}" in report
        assert re.search(r"trace        [0-9a-f]{32}", report)
        assert "canary-prompt" not in report


async def test_an_upgrade_that_a_proxy_drops_is_told_from_a_server_that_is_off(serve: Serve, opened: Open) -> None:
    async with serve() as running, opened(running.url) as visit:
        # The page's own requests go through; its socket is cut by something in between.
        await visit.page.route_web_socket(re.compile("generate-code"), lambda socket: socket.close(code=1006))
        await visit.page.reload()
        await visit.ask("A bakery behind a proxy")
        await visit.until("failed")
        await expect(visit.page.get_by_role("alert")).to_contain_text(PageOutcome.BLOCKED.explanation.cause)


async def test_a_lost_connection_is_resumed_without_loss_or_doubling(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with (
        serve(generators=[conductor]) as running,
        gate_to(running) as gate,
        opened(f"http://127.0.0.1:{gate.port}") as visit,
    ):
        await visit.ask("A long one")
        conductor.say(PAGE, "<p>one é</p>")
        await expect(visit.preview.get_by_text("one é")).to_be_visible()
        await gate.shut()
        await visit.until("reconnecting")
        await gate.open()
        await visit.until("generating")  # it has its worker: nobody waits for one
        conductor.say("<p>two 🦊</p>")
        await expect(visit.preview.get_by_text("two 🦊")).to_be_visible()
        conductor.say("<p>three</p>")
        conductor.finish()
        await visit.until("done")
        assert await visit.code() == f"{PAGE}<p>one é</p><p>two 🦊</p><p>three</p>"
        assert len(conductor.requests) == 1


async def test_a_reload_goes_on_with_what_was_running(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.ask("A long one")
        conductor.say(PAGE, "<p>before</p>")
        await expect(visit.preview.get_by_text("before")).to_be_visible()
        await visit.page.reload()
        await visit.until("generating")
        conductor.say("<p>after</p>")
        conductor.finish()
        await visit.until("done")
        assert await visit.code() == f"{PAGE}<p>before</p><p>after</p>"
        assert len(conductor.requests) == 1


async def test_a_version_saved_right_after_a_reload_is_not_taken_back(serve: Serve, opened: Open) -> None:
    """The server's answer about the open page was on its way when the person saved."""
    conductor = Conducted()
    answered, go = asyncio.Event(), asyncio.Event()

    async def slowly(route: Route) -> None:
        answer = await route.fetch()
        answered.set()
        await go.wait()
        await route.fulfill(response=answer)

    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.ask("A kept one")
        conductor.say(PAGE)
        conductor.finish()
        await visit.until("done")
        await visit.tab("Code")
        await visit.page.locator(".cm-content").click()
        await visit.page.keyboard.type("by hand")
        await expect(visit.page.get_by_text("not saved yet")).to_be_visible()
        await visit.page.route(re.compile("/api/generations/[0-9a-f-]{36}/code"), slowly)
        await visit.page.reload()
        await answered.wait()
        await visit.tab("Code")
        await visit.page.get_by_role("button", name="Save as version 2").click()
        await expect(visit.page.get_by_text("Version 2 of 2, saved")).to_be_visible()
        go.set()
        await visit.until("recorded")
        await expect(visit.page.get_by_text("Version 2 of 2, saved")).to_be_visible()


async def test_a_reload_without_a_server_keeps_prompt_code_and_edits(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.ask("A kept one")
        conductor.say(PAGE, "<p>kept</p>")
        conductor.finish()
        await visit.until("done")
        await visit.tab("Code")
        await visit.page.locator(".cm-content").click()
        await visit.page.keyboard.press("Control+End")
        await visit.page.keyboard.type("by hand")
        await expect(visit.page.get_by_text("not saved yet")).to_be_visible()
        await visit.page.route("**/api/**", lambda route: route.abort())
        await visit.page.reload()
        await expect(visit.preview.get_by_text("by hand")).to_be_visible()
        await expect(visit.page.get_by_label("What the page should be")).to_have_value("A kept one")
        await visit.page.unroute("**/api/**")
        await visit.page.reload()
        await visit.tab("Code")
        await visit.page.get_by_role("button", name="Save as version 2").click()
        await expect(visit.page.get_by_text("Version 2 of 2, saved")).to_be_visible()


async def test_two_people_edit_and_neither_loses_a_word(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.ask("A shared one")
        conductor.say(PAGE)
        conductor.finish()
        await visit.until("done")
        async with aiohttp.ClientSession(running.url) as session:
            listed = await (await session.get("/api/generations")).json()
            path = f"/api/generations/{listed['generations'][0]['id']}/versions"
            other = await session.post(path, json={"code": f"{PAGE}theirs", "base": 1})
            assert other.status == 201
            await visit.tab("Code")
            await visit.page.locator(".cm-content").click()
            await visit.page.keyboard.press("Control+End")
            await visit.page.keyboard.type("mine")
            await visit.page.keyboard.press("Control+s")
            await expect(visit.page.get_by_text("saved elsewhere meanwhile")).to_be_visible()
            await visit.page.get_by_role("button", name="Save as version 3").click()
            await expect(visit.page.get_by_text("Version 3 of 3, saved")).to_be_visible()
            texts = [await (await session.get(f"{path}/{n}")).text() for n in (1, 2, 3)]
        assert texts == [PAGE, f"{PAGE}theirs", f"{PAGE}mine"]


async def test_a_generation_that_could_not_be_queued_leaves_the_last_result_in_place(
    serve: Serve, opened: Open
) -> None:
    conductor = Conducted()
    async with (
        serve(generators=[conductor], max_queue=1) as running,
        opened(running.url) as visit,
        opened(running.url) as other,
    ):
        await visit.ask("The first")
        conductor.say(PAGE, "<p>first</p>")
        conductor.finish()
        await visit.until("done")
        await other.ask("The one that fills the queue")
        await other.until("generating")
        await visit.generate()
        await visit.until("failed")
        await expect(visit.page.get_by_role("alert")).to_contain_text(Outcome.QUEUE_FULL.explanation.cause)
        await expect(visit.preview.get_by_text("first")).to_be_visible()
        conductor.finish()
        await other.until("done")


async def test_a_field_that_is_wrong_is_named(serve: Serve, opened: Open) -> None:
    async with serve() as running, opened(running.url) as visit:
        await visit.ask("word " * 40_001)
        await visit.until("failed")
        alert = visit.page.get_by_role("alert")
        await expect(alert.locator("code", has_text="prompt.text")).to_be_visible()
        await expect(visit.page.get_by_role("button", name="Add a screenshot")).to_be_in_viewport(ratio=1)
        await expect(visit.page.get_by_role("button", name="Generate")).to_be_in_viewport(ratio=1)
        await visit.shot("1280-invalid-params")


async def test_two_tabs_keep_their_own_prompts_and_pages(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.ask("Of the first tab")
        conductor.say(PAGE, "<p>first</p>")
        conductor.finish()
        await visit.until("done")
        other = Visit(await visit.page.context.new_page(), running.url)
        await other.page.goto(running.url)
        await other.ask("Of the second tab")
        conductor.say(PAGE, "<p>second</p>")
        conductor.finish()
        await expect(other.preview.get_by_text("second")).to_be_visible()
        await visit.page.reload()
        await expect(visit.page.get_by_label("What the page should be")).to_have_value("Of the first tab")
        await expect(visit.preview.get_by_text("first")).to_be_visible()


FORBIDDEN = """
for (const name of ["localStorage", "sessionStorage", "indexedDB"])
    Object.defineProperty(window, name, { get: () => { throw new DOMException("denied", "SecurityError") } });
"""
# What a browser lacks on plain http anywhere but on loopback.
INSECURE = """
Object.defineProperty(navigator, "clipboard", { value: undefined });
Object.defineProperty(navigator, "locks", { value: undefined });
Object.defineProperty(crypto, "subtle", { value: undefined });
crypto.randomUUID = undefined;
"""


@pytest.mark.parametrize("lacking", [FORBIDDEN, INSECURE], ids=["no storage", "plain http"])
async def test_a_browser_that_lacks_something_still_generates(serve: Serve, opened: Open, lacking: str) -> None:
    async with serve() as running, opened(running.url) as visit:
        await visit.page.add_init_script(lacking)
        await visit.page.reload()
        await visit.page.get_by_label("Screenshot files").set_input_files(
            {"name": "a.png", "mimeType": "image/png", "buffer": b"none"}
        )
        await visit.page.get_by_role("button", name="Remove a.png").click()
        await visit.ask("A bakery")
        await visit.until("done")
        await visit.page.get_by_role("button", name="Copy the code").click()
        await expect(visit.page.get_by_role("button", name="Copied")).to_be_visible()
