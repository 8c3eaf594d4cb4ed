"""Highlighted code keeps the colours of its letters, and code of one colour has no others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from service.generators.trace.canvas import draw
from service.generators.trace.colors import far, hexa
from service.generators.trace.regions import find_regions
from service.generators.trace.shapes import Color, Line, Rect, Word
from service.generators.trace.style import style_lines
from service.generators.trace.tints import tint_letters
from tests.trace.test_families import DEJAVU, LIBERATION, face

TAG, NAME, VALUE, SIGN = "#d73a49", "#50596c", "#3b3bd0", "#999999"
CODE = (
    (("<", NAME), ("ferry", TAG), (" ", NAME), ("line", NAME), ("=", NAME), ('"north"', VALUE), (">", NAME)),
    (("  ", NAME), ("<", NAME), ("stop", TAG), (" ", NAME), ("at", NAME), ("=", NAME), ('"10:05"', VALUE), (">", NAME)),
    (("</", NAME), ("ferry", TAG), (">", NAME)),
)


def tinted(rows: Sequence[Sequence[tuple[str, str]]], font: Path, size: int, family: str, ground: str) -> list[Word]:
    """The words of a drawn listing, with their letters' colours."""
    image = Image.new("RGB", (640, 60 + 24 * len(rows)), ground)
    pen, lines = ImageDraw.Draw(image), []
    for index, row in enumerate(rows):
        said = "".join(text for text, _ in row)
        y, at = 30 + 24 * index, 0
        for text, color in row:
            pen.text((40 + face(font, size).getlength(said[:at]), y), text, font=face(font, size), fill=color)
            at += len(text)
        words, at = [], 0
        for part in said.split():
            at = said.index(part, at)
            x = 40 + face(font, size).getlength(said[:at])
            left, top, right, bottom = pen.textbbox((x, y), part, font=face(font, size))
            words.append(Word(part, Rect(round(left), round(top), round(right - left), round(bottom - top)), 90.0))
            at += len(part)
        rect = Rect(words[0].rect.x, y, words[-1].rect.right - words[0].rect.x, 20)
        lines.append(Line(words, rect, family=family, code=True))
    pixels = np.asarray(image, dtype=np.uint8)
    canvas = draw(pixels, find_regions(pixels))
    style_lines(pixels, canvas, lines)
    tint_letters(pixels, canvas, lines)
    return [word for line in lines for word in line.words]


def rgb(color: str) -> Color:
    return (int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16))


@pytest.mark.parametrize("size", [13, 16])
@pytest.mark.parametrize("ground", ["#ffffff", "#f6f8fa"])
def test_a_word_has_the_colours_of_its_letters(size: int, ground: str) -> None:
    words = tinted(CODE, DEJAVU / "DejaVuSansMono.ttf", size, "mono", ground)
    wanted = [c for row in CODE for text, color in row for c in [color] * len(text.replace(" ", ""))]
    got = [color for word in words for color in word.letters]
    assert len(got) == len(wanted)
    assert [(hexa(have), want) for have, want in zip(got, wanted, strict=True) if far(have, rgb(want)) > 24] == []


def test_signs_may_have_a_colour_of_their_own() -> None:
    rows = [[(text, SIGN if text.strip() in ("<", ">", "</", "=") else color) for text, color in row] for row in CODE]
    words = tinted(rows, DEJAVU / "DejaVuSansMono.ttf", 16, "mono", "#f5f2f0")
    assert {hexa(word.letters[0]) for word in words if word.text[0] == "<"} == {"#999"}
    assert far(words[0].letters[1], rgb(TAG)) <= 12


def test_code_of_one_colour_in_thin_letters_has_no_other() -> None:
    rows = [[(text, "#333333") for text, _ in row] for row in CODE]
    words = tinted(rows, LIBERATION / "LiberationSerif-Regular.ttf", 14, "serif", "#f8f8f8")
    assert len({color for word in words for color in word.letters}) == 1
