"""Painted areas are found with their fills, borders and corners; what is drawn on them is not."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from service.generators.trace.canvas import draw
from service.generators.trace.markers import find_markers
from service.generators.trace.regions import find_regions
from service.generators.trace.shapes import Pixels, Rect
from tests.trace.test_structure import line


def blank(color: str = "#ffffff") -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (640, 400), color)
    return image, ImageDraw.Draw(image)


def pixels(image: Image.Image) -> Pixels:
    return np.asarray(image, dtype=np.uint8)


def rounded(box: tuple[int, int, int, int], radius: int, fill: str, outline: str | None = None) -> Image.Image:
    """Drawn at eight times the size, so that corners are antialiased as in a browser."""
    image = Image.new("RGB", (640 * 8, 400 * 8), "#ffffff")
    x, y, w, h = (8 * v for v in box)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((x, y, x + w - 1, y + h - 1), 8 * radius, fill=fill, outline=outline, width=8)
    return image.resize((640, 400), Image.Resampling.BOX)


def test_a_card_keeps_its_place_colour_and_border_around_its_text() -> None:
    image, pen = blank()
    pen.rectangle((50, 60, 349, 259), fill="#f0f4f8", outline="#8899aa")
    pen.text((80, 100), "Inside the card", font=ImageFont.load_default(20), fill="#000000")
    (box,) = find_regions(pixels(image)).boxes
    assert box.rect == Rect(50, 60, 300, 200)
    assert box.fill.colors == ((0xF0, 0xF4, 0xF8),)
    assert box.border is not None
    assert box.border.widths == (1, 1, 1, 1)
    assert box.border.color == (0x88, 0x99, 0xAA)


@pytest.mark.parametrize("radius", [0, 4, 8, 16, 30])
def test_corners_are_measured_to_a_pixel(radius: int) -> None:
    (box,) = find_regions(pixels(rounded((100, 100, 200, 60), radius, "#2266cc"))).boxes
    assert abs(box.radius - radius) <= 1


@pytest.mark.parametrize("size", [(67, 18), (59, 18), (40, 16), (120, 24)])
def test_a_pill_is_round_at_both_ends(size: tuple[int, int]) -> None:
    (box,) = find_regions(pixels(rounded((100, 100, *size), size[1] // 2, "#dcfce7"))).boxes
    assert box.rect == Rect(100, 100, *size)
    assert abs(box.radius - size[1] // 2) <= 1


def test_a_gradient_is_one_region_with_its_angle_and_ends() -> None:
    image, _ = blank()
    ramp = np.asarray(image).copy()
    ramp[100:300] = np.linspace((20, 40, 160), (200, 80, 60), 640)[None, :, :]
    (box,) = find_regions(ramp).boxes
    assert box.rect == Rect(0, 100, 640, 200)
    assert box.fill.angle == 90
    assert np.abs(np.array(box.fill.colors[0]) - (20, 40, 160)).max() <= 3
    assert np.abs(np.array(box.fill.colors[-1]) - (200, 80, 60)).max() <= 3


def test_large_letters_are_no_boxes() -> None:
    image, pen = blank()
    pen.text((40, 100), "BODE HOLT", font=ImageFont.load_default(88), fill="#101010")
    assert find_regions(pixels(image)).boxes == []


def test_the_page_takes_the_colour_of_its_edges() -> None:
    image, pen = blank("#0d1117")
    pen.rectangle((100, 40, 540, 360), fill="#ffffff")
    assert find_regions(pixels(image)).page.colors == ((0x0D, 0x11, 0x17),)


def test_light_text_on_dark_is_dark_on_white_to_the_reader() -> None:
    image, pen = blank("#0d1117")
    pen.text((60, 60), "Light on dark", font=ImageFont.load_default(28), fill="#aabbcc")
    shown = pixels(image)
    canvas = draw(shown, find_regions(shown))
    assert canvas.text[10:40, 10:40].min() == 255
    assert canvas.text[60:100, 60:260].min() < 40


def test_a_thin_bar_of_two_colours_is_two_rules() -> None:
    image, pen = blank()
    pen.rectangle((50, 100, 129, 102), fill="#4c84ff")
    pen.rectangle((130, 100, 349, 102), fill="#dddddd")
    array = pixels(image)
    rules = draw(array, find_regions(array)).rules
    assert {(*rule.rect, rule.color) for rule in rules} == {
        (50, 100, 80, 3, (76, 132, 255)),
        (130, 100, 220, 3, (221, 221, 221)),
    }


def test_lines_across_and_down_are_rules_and_no_text() -> None:
    image, pen = blank()
    pen.line((50, 100, 450, 100), fill="#cccccc")
    pen.line((500, 50, 500, 350), fill="#cccccc")
    shown = pixels(image)
    canvas = draw(shown, find_regions(shown))
    assert {tuple(rule.rect) for rule in canvas.rules} == {(50, 100, 401, 1), (500, 50, 1, 301)}
    assert canvas.text.min() == 255


def test_a_photograph_is_one_picture() -> None:
    image, _ = blank()
    shown = pixels(image).copy()
    noise = np.random.default_rng(7).integers(0, 255, (150, 220, 3), dtype=np.uint8)
    shown[120:270, 200:420] = noise
    canvas = draw(shown, find_regions(shown))
    (picture,) = canvas.pictures
    assert picture.overlap(Rect(200, 120, 220, 150)) >= 0.97 * 220 * 150


def test_the_ground_beside_a_side_bar_is_seen_even_if_cards_leave_little_of_it() -> None:
    pixels = np.full((1000, 1000, 3), (244, 246, 249), dtype=np.uint8)
    pixels[:, :250] = (52, 58, 64)
    for row in range(3):
        for column in range(2):
            top, left = 8 + 331 * row, 258 + 371 * column
            pixels[top : top + 323, left : left + 363] = 255
    regions = find_regions(pixels)
    assert (244, 246, 249) in [regions.page.mean, *(box.fill.mean for box in regions.boxes)]


@pytest.mark.parametrize("form", ["disc", "circle", "square"])
def test_the_form_of_a_bullet_is_seen(form: str) -> None:
    image = Image.new("RGB", (640 * 8, 400 * 8), "#ffffff")
    pen = ImageDraw.Draw(image)
    box = (8 * 44, 8 * 106, 8 * 50 - 1, 8 * 112 - 1)
    if form == "square":
        pen.rectangle(box, fill="#000000")
    else:
        pen.ellipse(box, fill="#000000" if form == "disc" else None, outline="#000000", width=8)
    shown = pixels(image.resize((640, 400), Image.Resampling.BOX))
    text = line("Moss", 60, 103)
    find_markers(shown, draw(shown, find_regions(shown)), [text])
    assert text.marker
    assert text.bullet == form


@pytest.mark.parametrize("ground", ["#e7e8ec", "#ffffff"])
def test_a_panel_of_the_pages_colour_that_lies_across_two_areas_is_a_box(ground: str) -> None:
    image, pen = blank()
    pen.rectangle((100, 0, 639, 99), fill="#1c3d63")
    pen.rectangle((100, 100, 639, 359), fill=ground)
    pen.rectangle((140, 60, 599, 330), fill="#ffffff")
    pen.rectangle((180, 140, 260, 220), fill="#ff8800")
    found = {tuple(box.rect) for box in find_regions(pixels(image)).boxes}
    assert ((140, 60, 460, 271) in found) is (ground != "#ffffff")


@pytest.mark.parametrize(("color", "told"), [((0, 0, 0), None), ((0, 0, 238), (0, 0, 0))])
def test_the_colour_of_a_bullet_is_told_where_it_is_not_the_texts(
    color: tuple[int, int, int], told: tuple[int, int, int] | None
) -> None:
    image, pen = blank()
    pen.rectangle((44, 106, 49, 111), fill="#000000")
    shown = pixels(image)
    text = line("Moss", 60, 103, color=color)
    find_markers(shown, draw(shown, find_regions(shown)), [text])
    assert text.bullet_color == told


@pytest.mark.parametrize(("width", "height"), [(135, 48), (141, 47), (105, 42), (82, 31), (58, 31)])
def test_a_short_pill_that_is_only_a_line_is_a_box(width: int, height: int) -> None:
    image = rounded((50, 60, width, height), height // 2, "#ffffff", "#007bff")
    ImageDraw.Draw(image).text(
        (50 + width // 2 - 12, 60 + height // 2 - 6), "Info", font=ImageFont.load_default(12), fill="#007bff"
    )
    (box,) = find_regions(pixels(image)).boxes
    assert box.rect == Rect(50, 60, width, height)
    assert box.border
    assert box.border.widths == (1, 1, 1, 1)
    assert box.radius >= height // 2 - 2
