"""Letters on photographs are told from what the photograph shows."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from service.generators.trace.canvas import draw
from service.generators.trace.lettering import find_lettering
from service.generators.trace.overlays import lay_bare
from service.generators.trace.regions import find_regions
from service.generators.trace.shapes import Pixels, Rect
from tests.trace.test_regions import blank, pixels

ALL = np.ones((400, 640), dtype=np.bool_)


def scene(low: int, high: int) -> Pixels:
    """Blurred noise between two levels, coarse and fine: leaves, stones, a crowd."""
    random = np.random.default_rng(11)
    coarse = cv2.resize(random.integers(0, 255, (40, 64, 3), dtype=np.uint8), (640, 400), interpolation=cv2.INTER_CUBIC)
    fine = random.integers(0, 255, (400, 640, 3), dtype=np.uint8)
    mixed = cv2.GaussianBlur(cv2.addWeighted(coarse, 0.7, fine, 0.3, 0), (3, 3), 0)
    return np.asarray(low + mixed.astype(np.float32) / 255 * (high - low), dtype=np.uint8)


def written(words: str, size: int, ink: str, ground: Pixels) -> tuple[Pixels, Rect]:
    """The words in the middle of the picture, and where they are."""
    image = Image.fromarray(ground)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    left, top, right, bottom = pen.textbbox((120, 180), words, font=font)
    pen.text((120, 180), words, font=font, fill=ink)
    return np.asarray(image, dtype=np.uint8), Rect(int(left), int(top), int(right - left), int(bottom - top))


@pytest.mark.parametrize("size", [16, 34, 72])
@pytest.mark.parametrize(("ink", "low", "high"), [("#ffffff", 0, 130), ("#e6a756", 0, 90), ("#101010", 120, 250)])
def test_words_on_a_photograph_are_found_where_they_are(size: int, ink: str, low: int, high: int) -> None:
    shown, place = written("Harbour light", size, ink, scene(low, high))
    best = max(find_lettering(shown, ALL), key=lambda line: line.breadth)
    assert best.rect.overlap(place) >= 0.9 * place.area
    assert best.rect.area <= 1.25 * place.area
    inked = (best.ink > 128).mean() * best.around.area / place.area
    assert 0.08 <= inked <= 0.6


@pytest.mark.parametrize(("low", "high"), [(0, 130), (60, 200), (120, 250)])
def test_a_photograph_without_words_has_next_to_nothing_that_looks_like_some(low: int, high: int) -> None:
    found = find_lettering(scene(low, high), ALL)
    assert sum(line.rect.area for line in found) <= 0.02 * ALL.size


def test_words_are_looked_for_only_where_the_picture_is() -> None:
    shown, place = written("Harbour light", 34, "#ffffff", scene(0, 130))
    covered = ALL.copy()
    place.grown(4).cut(covered)[:] = False
    assert not any(line.rect.overlap(place) for line in find_lettering(shown, covered))


def test_the_ink_of_a_line_is_that_of_its_letters_alone() -> None:
    shown, _ = written("Harbour light", 72, "#ffffff", scene(0, 130))
    best = max(find_lettering(shown, ALL), key=lambda line: line.breadth)
    drawn, _ = written("Harbour light", 72, "#ffffff", np.zeros_like(shown))
    truth = best.around.cut(drawn)[:, :, 0] > 128
    assert ((best.ink > 128) != truth).mean() <= 0.01


def test_what_stands_on_a_panel_that_reaches_into_a_photograph_is_read() -> None:
    image, pen = blank()
    image.paste(Image.fromarray(scene(0, 200)[:220, :600]), (20, 10))
    pen.rectangle((120, 120, 519, 360), fill="#fff7e8")
    pen.text((150, 150), "Opening hours", font=ImageFont.load_default(26), fill="#202020")
    pen.text((150, 300), "Closed on Sundays", font=ImageFont.load_default(20), fill="#202020")
    shown = pixels(image)
    canvas = draw(shown, find_regions(shown))
    lay_bare(shown, canvas)
    assert any(picture.contains(Rect(150, 150, 170, 26)) for picture in canvas.pictures)
    assert (Rect(150, 150, 170, 26).cut(canvas.text) < 128).sum() > 200


def test_what_a_picture_shows_beside_a_long_line_is_not_read_with_it() -> None:
    shown, place = written("Harbour light", 34, "#ffffff", scene(0, 130))
    canvas = draw(shown, find_regions(shown))
    near, far_away = place._replace(x=place.right + 20, w=30), place._replace(x=place.x, y=20, w=30, h=30)
    for grain in (near, far_away):
        grain.cut(canvas.text)[:] = 0
        grain.cut(canvas.ink)[:] = 255
    lay_bare(shown, canvas)
    assert (near.cut(canvas.text) == 255).all()
    assert not near.cut(canvas.ink).any()
    assert not far_away.cut(canvas.text).any()
    assert (place.cut(canvas.text) < 128).mean() >= 0.08
