"""A service with AUTH_TOKEN: the page asks for it once, and its socket carries it."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.conftest import Serve

TOKEN = "a-long-random-value"


async def test_the_page_asks_for_the_token_and_then_generates(serve: Serve, opened: Open) -> None:
    async with serve(auth_token=TOKEN) as running, opened(running.url, greeting="asks for an access token") as visit:
        field = visit.page.get_by_label("Access token")
        await field.fill("wrong")
        await visit.page.get_by_role("button", name="Unlock").click()
        await expect(visit.page.get_by_role("alert")).to_have_text("That is not the token.")
        await field.fill(TOKEN)
        await visit.page.get_by_role("button", name="Unlock").click()
        await visit.ask("A bakery called Corner Crumb")
        await visit.until("done")
