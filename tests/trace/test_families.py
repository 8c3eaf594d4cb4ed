"""Serif and sans are told apart by the ink, whatever the widths of the letters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from service.generators.trace.families import choose_families
from service.generators.trace.shapes import Line, Pixels, Rect, Word

LIBERATION, DEJAVU = Path("/usr/share/fonts/truetype/liberation"), Path("/usr/share/fonts/truetype/dejavu")
FACES = {
    LIBERATION / "LiberationSans-Regular.ttf": "sans",
    LIBERATION / "LiberationSans-Bold.ttf": "sans",
    LIBERATION / "LiberationSerif-Regular.ttf": "serif",
    LIBERATION / "LiberationSerif-Bold.ttf": "serif",
    DEJAVU / "DejaVuSans.ttf": "sans",
    DEJAVU / "DejaVuSerif.ttf": "serif",
}
PROSE = (
    "The ferry leaves the harbour every hour",
    "from the first of May, also on Sundays.",
    "Children under six travel without a ticket.",
)
Text = tuple[str, ImageFont.FreeTypeFont | ImageFont.ImageFont, float]


def read(texts: list[Text], *, dark: bool = False) -> tuple[Pixels, list[Line]]:
    """Those texts one below the other, each with its font and letter-spacing in pixels, and what is read of them."""
    ink = np.zeros((70 * len(texts), 1400), dtype=np.uint8)
    lines = []
    for row, (text, font, spacing) in enumerate(texts):
        words = []
        x = 20.0
        for word in text.split():
            image = Image.new("L", (1400, 70))
            pen, start = ImageDraw.Draw(image), x
            for part in word if spacing else (word,):
                pen.text((x, 10), part, font=font, fill=255)
                x += font.getlength(part) + spacing
            left, top, right, bottom = image.point(lambda level: 255 * (level > 14)).getbbox() or (
                round(start),
                0,
                1,
                1,
            )
            words.append(Word(word, Rect(left, 70 * row + top, right - left, bottom - top), 96.0))
            ink[70 * row : 70 * row + 70] = np.maximum(ink[70 * row : 70 * row + 70], np.asarray(image))
            x += font.getlength(" ") + spacing
        edges = [word.rect for word in words]
        x0, y0 = min(r.x for r in edges), min(r.y for r in edges)
        rect = Rect(x0, y0, max(r.right for r in edges) - x0, max(r.bottom for r in edges) - y0)
        ground, color = ((0, 0, 0), (255, 255, 255)) if dark else ((255, 255, 255), (0, 0, 0))
        lines.append(Line(words, rect, ground=ground, color=color))
    return ink, lines


def chosen(texts: list[Text], *, dark: bool = False) -> list[str]:
    ink, lines = read(texts, dark=dark)
    choose_families(ink, lines)
    return [line.family for line in lines]


def face(path: Path, size: int) -> ImageFont.FreeTypeFont:
    if not path.exists():
        pytest.skip(f"The font {path.name} is not installed: its package is fonts-liberation or fonts-dejavu-core.")
    return ImageFont.truetype(str(path), size)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [12, 14, 16, 20, 32])
@pytest.mark.parametrize("path", FACES, ids=lambda path: path.stem)
def test_prose_is_set_in_letters_of_its_kind(path: Path, size: int, dark: bool) -> None:
    found = chosen([(text, face(path, size), 0) for text in PROSE], dark=dark)
    assert [{"wide": "sans"}.get(family, family) for family in found] == [FACES[path]] * len(PROSE)


@pytest.mark.parametrize("size", [12, 16, 20, 34])
def test_the_widths_of_an_unknown_sans_do_not_make_it_a_serif(size: int) -> None:
    found = chosen([(text, ImageFont.load_default(size), 0) for text in PROSE])
    assert set(found) <= {"sans", "wide"}


@pytest.mark.parametrize("spacing", [0, 1, 2])
@pytest.mark.parametrize(("name", "family"), [("LiberationSans-Bold", "sans"), ("LiberationSerif-Bold", "serif")])
def test_spaced_capitals_are_told_by_their_ends(name: str, family: str, spacing: int) -> None:
    font = face(LIBERATION / f"{name}.ttf", 15)
    texts: list[Text] = [(text, font, spacing) for text in ("PRIVACY POLICY", "OPENING HOURS", "HARBOUR TICKETS")]
    assert chosen(texts) == [family] * 3


def test_a_heading_may_be_of_another_kind_than_the_text() -> None:
    serif, sans = face(LIBERATION / "LiberationSerif-Bold.ttf", 32), face(LIBERATION / "LiberationSans-Regular.ttf", 15)
    texts: list[Text] = [("Timetable for the summer months", serif, 0), *((text, sans, 0) for text in PROSE)]
    assert chosen(texts) == ["serif", "sans", "sans", "sans"]


def test_a_short_text_goes_with_what_is_about_as_large() -> None:
    serif = face(LIBERATION / "LiberationSerif-Regular.ttf", 15)
    assert chosen([*((text, serif, 0) for text in PROSE), ("12", serif, 0), ("Go", serif, 0)]) == ["serif"] * 5


def test_the_even_widths_of_a_typewriter_are_seen() -> None:
    font = face(DEJAVU / "DejaVuSansMono.ttf", 14)
    assert (
        chosen([(text, font, 0) for text in ("pip install --upgrade wheel", "git commit -m 'Initial files'")])
        == ["mono"] * 2
    )


def test_short_pieces_of_code_are_a_typewriters_together() -> None:
    font = face(DEJAVU / "DejaVuSansMono.ttf", 13)
    assert chosen([(text, font, 0) for text in ("badge", "ferry-card", "tooltip", "nav-tabs")]) == ["mono"] * 4
    sans = face(LIBERATION / "LiberationSans-Regular.ttf", 13)
    assert chosen([(text, sans, 0) for text in ("badge", "ferry-card", "tooltip", "nav-tabs")]) == ["sans"] * 4


def test_a_page_is_set_in_the_wide_face_only_where_its_widths_say_so() -> None:
    sans, wide = face(LIBERATION / "LiberationSans-Regular.ttf", 16), face(DEJAVU / "DejaVuSans.ttf", 16)
    assert chosen([(text, sans, 0) for text in PROSE]) == ["sans"] * 3
    assert chosen([(text, wide, 0) for text in PROSE]) == ["wide"] * 3


def test_without_letters_to_tell_by_it_is_a_sans() -> None:
    blank = Line([Word("1234", Rect(0, 0, 40, 12), 96.0)], Rect(0, 0, 40, 12), color=(0, 0, 0))
    choose_families(np.zeros((20, 50), dtype=np.uint8), [blank])
    assert blank.family == "sans"
    choose_families(np.zeros((20, 50), dtype=np.uint8), [])
