"""A screenshot goes in, and stands beside what was made from it."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.async_api import expect

from service.generators.base import Remark
from tests.browser.conftest import Open
from tests.conftest import Serve
from tests.pacing import Conducted

PAGE = '<!doctype html><title>T</title><body style="margin:0;background:#2244aa">'


def screenshot() -> bytes:
    """A page with one red bar, as PNG."""
    image = Image.new("RGB", (800, 600), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 800, 80), fill="#aa2222")
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


async def test_a_screenshot_is_stored_by_content_and_compared_with_the_result(
    serve: Serve, opened: Open, tmp_path: Path
) -> None:
    conductor = Conducted()
    data = screenshot()
    (tmp_path / "original.png").write_bytes(data)
    async with serve(generators=[conductor]) as running, opened(running.url) as visit:
        await visit.page.get_by_label("Screenshot files").set_input_files(tmp_path / "original.png")
        await expect(visit.page.get_by_role("img", name="Screenshot original.png")).to_be_visible()
        await visit.generate()
        conductor.say(PAGE, "<p>Doubtful words</p>")
        conductor.pieces.put_nowait(Remark("low_confidence", "One word to check", ["Doubtful"]))
        conductor.finish()
        await visit.until("done")
        (request,) = conductor.requests
        assert (request.input_mode, request.images[0].sha256) == ("image", hashlib.sha256(data).hexdigest())
        await expect(visit.page.get_by_role("tab", name="Compare")).to_have_attribute("aria-selected", "true")
        page = visit.page.frame_locator('iframe[title="Result, to compare"]').locator("body")
        assert await page.evaluate("() => [...CSS.highlights.get('wirelight-check')].map(String)") == ["Doubtful"]
        original = visit.page.get_by_role("img", name="Original screenshot")
        await expect(original).to_be_visible()
        slider = visit.page.get_by_role("slider", name="How much of the original is shown")
        await slider.focus()
        await slider.press("Home")
        await expect(original).to_have_css("clip-path", "inset(0px 100% 0px 0px)")
        await slider.press("End")
        await expect(original).to_have_css("clip-path", "inset(0px 0% 0px 0px)")
        await visit.shot("1280-compare")


async def test_a_dropped_and_a_pasted_screenshot_survive_a_reload(serve: Serve, opened: Open) -> None:
    async with serve(generators=[Conducted()]) as running, opened(running.url) as visit:
        for kind in ("drop", "paste"):
            await visit.page.evaluate(
                """([kind, bytes]) => {
                    const items = new DataTransfer();
                    items.items.add(new File([new Uint8Array(bytes)], `${kind}.png`, { type: "image/png" }));
                    const box = document.querySelector(".prompt-box textarea");
                    const options = { bubbles: true, cancelable: true };
                    box.dispatchEvent(kind === "drop"
                        ? new DragEvent("drop", { ...options, dataTransfer: items })
                        : new ClipboardEvent("paste", { ...options, clipboardData: items }));
                }""",
                [kind, list(screenshot())],
            )
            await expect(visit.page.get_by_role("img", name=f"Screenshot {kind}.png")).to_be_visible()
        await visit.page.reload()
        await expect(visit.page.get_by_role("list", name="Screenshots").get_by_role("listitem")).to_have_count(2)
        await visit.page.get_by_role("button", name="Remove drop.png").click()
        await visit.page.reload()
        await expect(visit.page.get_by_role("img", name="Screenshot paste.png")).to_be_visible()
        await expect(visit.page.get_by_role("list", name="Screenshots").get_by_role("listitem")).to_have_count(1)
