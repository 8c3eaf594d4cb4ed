"""What others say of the pages: an HTML validator, axe-core in a real Chromium, and a narrow window."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from service.generators.compose import page
from service.generators.compose.plan import Plan, Section
from service.generators.compose.sections import BUILD

from .pages import page_of, run
from .scoring import rows

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "frontend" / "node_modules"
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
NARROW, WIDE = 375, 1280  # CSS pixels: a small phone, a laptop


def needed(path: str | Path | None, what: str) -> str:
    """The path; without it the test is skipped with a plain sentence, but never on CI."""
    if path and Path(path).exists():
        return str(path)
    sentence = f"{what} is not installed: `python3 dev.py test` installs it"
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """All pages of five sets of prompts, every kind of section (twice) in each scheme, a prompt nothing was found in."""
    made = {
        f"{name}-{number:02}": page_of(row)
        for name in ("unseen", "varied", "later", "recent", "dev")
        for number, row in enumerate(rows(f"{name}.json"))
    }
    everything = tuple(Section(kind) for kind in BUILD)
    for scheme in ("light", "dark"):
        made[f"everything-{scheme}"] = "".join(page.pieces(Plan(scheme=scheme, brand="Acme", sections=everything)))
    made["own-words"] = run("whispering lanterns over the harbour").page
    return made


def test_every_page_is_valid_html(pages: dict[str, str], tmp_path: Path) -> None:
    validator = needed(MODULES / ".bin" / "html-validate", "html-validate")
    node = needed(shutil.which("node"), "Node")
    for name, text in pages.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    command = [node, validator, "--config", str(HERE / "html-validate.json"), "--formatter", "text", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = needed(shutil.which("chromium") or shutil.which("chromium-browser"), "Chromium")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield opened
        await opened.close()


@pytest.mark.browser
async def test_every_page_passes_axe_and_never_scrolls_sideways(pages: dict[str, str], browser: Browser) -> None:
    """All rules of axe-core, contrast included, in light and in dark; the width of the content in two windows."""
    axe = Path(needed(MODULES / "axe-core" / "axe.min.js", "axe-core")).read_text(encoding="utf-8")
    wrong: list[str] = []
    tabs = [await browser.new_page(color_scheme=scheme, reduced_motion="reduce") for scheme in ("light", "dark")]
    for number, (name, text) in enumerate(pages.items()):
        # Each page is looked at in one scheme, and every other page in each: all rules meet both palettes.
        tab = tabs[number % 2]
        await tab.set_viewport_size({"width": NARROW, "height": 800})
        await tab.set_content(text, wait_until="domcontentloaded")
        found = await tab.evaluate("async (axe) => { eval(axe); return (await window.axe.run()).violations }", axe)
        wrong += [f"{name}: {each['id']}: {each['nodes'][0]['html']}" for each in found]
        for width in (NARROW, WIDE):
            await tab.set_viewport_size({"width": width, "height": 800})
            content = await tab.evaluate("document.documentElement.scrollWidth")
            if content > width:
                wrong.append(f"{name}: {content} pixels wide in a window of {width}")
    assert wrong == []


@pytest.mark.browser
async def test_a_dark_page_prints_black_on_white(pages: dict[str, str], browser: Browser) -> None:
    """Printers leave out backgrounds: no text may need one to be read."""
    axe = Path(needed(MODULES / "axe-core" / "axe.min.js", "axe-core")).read_text(encoding="utf-8")
    tab = await browser.new_page(color_scheme="dark", reduced_motion="reduce")
    await tab.emulate_media(media="print")
    await tab.set_content(pages["everything-dark"], wait_until="domcontentloaded")
    await tab.add_style_tag(content="*, *::before, *::after { background: none !important }")
    found = await tab.evaluate(
        "async (axe) => { eval(axe); return (await window.axe.run({runOnly: ['color-contrast']})).violations }", axe
    )
    assert [node["html"] for each in found for node in each["nodes"]] == []
    assert await tab.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
