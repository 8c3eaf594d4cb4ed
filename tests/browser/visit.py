"""A person's hands and eyes on the page: what they click, what they read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.async_api import ConsoleMessage, FrameLocator, Page, expect

SHOTS = Path(__file__).parent / "shots"
PATIENCE_MS = 15_000


class Visit:
    """One tab. `lines` are the console's `[WS]` lines in order, `errors` what the page did not catch."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.socket_url = f"{url.replace('http', 'ws', 1)}/generate-code"
        self.lines: list[str] = []
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.text.startswith("[WS]"):
            self.lines.append(message.text)

    async def ask(self, prompt: str) -> None:
        await self.page.get_by_label("What the page should be").fill(prompt)
        await self.generate()

    async def generate(self) -> None:
        await self.page.get_by_role("button", name="Generate").click()

    async def until(self, phase: str) -> None:
        """The connection panel's own word for what goes on."""
        await expect(self.panel).to_have_attribute("data-phase", phase, timeout=PATIENCE_MS)

    @property
    def panel(self) -> Any:
        return self.page.locator(".wire-panel")

    async def lights(self) -> list[str]:
        """The states of the ten steps, in order."""
        return await self.page.locator(".wire li").evaluate_all("all => all.map((one) => one.dataset.state)")  # type: ignore[no-any-return]

    async def step_names(self) -> list[str]:
        return await self.page.locator(".wire .step-name").all_inner_texts()

    @property
    def preview(self) -> FrameLocator:
        """The frame in sight."""
        return self.page.frame_locator('.preview-frame[data-front="true"]')

    async def tab(self, name: str) -> None:
        await self.page.get_by_role("tab", name=re.compile(name)).click()

    async def code(self) -> str:
        """What "Copy the code" copies."""
        await self.page.get_by_role("button", name="Copy the code").click()
        await self.page.get_by_role("button", name="Copied").wait_for()
        return await self.page.evaluate("navigator.clipboard.readText()")  # type: ignore[no-any-return]

    async def shot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        await self.page.screenshot(path=SHOTS / f"{name}.png")
