"""What was made stays at hand: in the list, by its words, and by any id that a log line or a trace names."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from service.outcomes import Outcome
from tests.browser.conftest import Open
from tests.browser.visit import Visit
from tests.conftest import Serve
from tests.pacing import Conducted
from tests.provoke import bad_json

PAGE = "<!doctype html><title>T</title><body>"


async def make(visit: Visit, conductor: Conducted, prompt: str) -> None:
    await visit.ask(prompt)
    conductor.say(f"{PAGE}<h1>{prompt}</h1>")
    conductor.finish()
    await expect(visit.preview.get_by_role("heading", name=prompt)).to_be_visible()
    await visit.until("done")


async def test_a_past_generation_is_found_by_its_words_and_opened_whole(serve: Serve, opened: Open) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await make(visit, conductor, "A bakery in Porto")
        await make(visit, conductor, "A museum of tides")
        items = visit.page.locator(".past-item")
        await expect(items).to_have_count(2)
        await visit.page.get_by_role("searchbox").fill("porto bakery")
        await expect(items).to_have_count(1)
        await items.click()
        await expect(visit.preview.get_by_role("heading", name="A bakery in Porto")).to_be_visible()
        await visit.until("recorded")
        await expect(visit.page.locator(".step-time").nth(5)).to_contain_text("ms")
        assert (await visit.lights())[:9] == ["done"] * 9
        assert await visit.code() == f"{PAGE}<h1>A bakery in Porto</h1>"
        await visit.page.get_by_role("button", name="Details").click()
        await visit.page.get_by_role("button", name="Use it again").click()
        await expect(visit.page.get_by_label("What the page should be")).to_have_value("A bakery in Porto")


@pytest.mark.parametrize("kind", ["generation", "trace", "connection"])
async def test_an_id_from_a_log_line_leads_to_the_generation(serve: Serve, opened: Open, kind: str) -> None:
    conductor = Conducted()
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await make(visit, conductor, "The first")
        told = running.story.told[-1][0]
        ids = {"generation": told.generation_id, "trace": told.trace_hex, "connection": told.connection_id}
        await make(visit, conductor, "The second")
        await visit.page.goto(f"{running.url}/#{ids[kind]}")
        await expect(visit.preview.get_by_role("heading", name="The first")).to_be_visible()


async def test_a_failed_handshake_of_another_client_is_explained_by_its_connection_id(
    serve: Serve, opened: Open
) -> None:
    async with serve() as running, opened(running.url) as visit:
        await bad_json(running.url)
        ending = await running.story.ending()
        assert ending.outcome is Outcome.BAD_JSON
        connection_id = running.story.told[-1][0].connection_id
        await visit.page.goto(f"{running.url}/#{connection_id}")
        await visit.until("failed")
        await expect(visit.page.get_by_role("alert")).to_contain_text(Outcome.BAD_JSON.explanation.cause)
        lights = await visit.lights()
        assert lights.index("failed") == 3
        assert lights[-1] == "unreached"
