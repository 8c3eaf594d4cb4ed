"""Beside a picture that is no rectangle the page is read as page."""

from __future__ import annotations

import numpy as np
from PIL import ImageFont

from service.generators.trace.canvas import draw
from service.generators.trace.overlays import lay_bare
from service.generators.trace.regions import find_regions
from service.generators.trace.shapes import Pixels, Rect
from tests.trace.test_regions import blank, pixels

WORDS = Rect(60, 200, 200, 40)


def page(*, slanted: bool) -> Pixels:
    """A photograph at the right of a page, and a picture of the same kind along the top that is joined to it."""
    image, pen = blank()
    pen.text((WORDS.x, WORDS.y), "Welcome back", font=ImageFont.load_default(28), fill="#204060")
    shown = pixels(image).copy()
    photograph = np.random.default_rng(7).integers(0, 255, shown.shape, dtype=np.uint8)
    rows, columns = np.mgrid[:400, :640]
    part = (rows < 60) | (columns > 400 - rows // 3) if slanted else np.ones((400, 640), dtype=np.bool_)
    part &= (columns >= 20) & (columns < 620) & (rows >= 10) & (rows < 390)
    if not slanted:
        part[WORDS.y - 6 : WORDS.bottom, WORDS.x - 6 : WORDS.right] = False
    shown[part] = photograph[part]
    return shown


def dark(shown: Pixels) -> int:
    """Pixels that the reader sees as ink where the words are."""
    canvas = draw(shown, find_regions(shown))
    lay_bare(shown, canvas)
    assert any(picture.contains(WORDS) for picture in canvas.pictures)
    return int((WORDS.cut(canvas.text) < 128).sum())


def test_words_beside_a_slanted_photograph_are_read() -> None:
    assert dark(page(slanted=True)) > 200


def test_words_in_a_gap_of_a_photograph_are_read() -> None:
    assert dark(page(slanted=False)) > 200
