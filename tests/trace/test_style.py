"""Which colour a line is said to have where its words have several."""

from __future__ import annotations

import pytest

from service.generators.trace.shapes import Color, Line
from service.generators.trace.style import _main_color
from tests.trace.test_structure import line

BLACK, BLUE = (20, 20, 20), (0, 0, 230)


def colored(text: str, *colors: Color) -> Line:
    made = line(text, 60, 100)
    for word, color in zip(made.words, colors, strict=True):
        word.color = color
    return made


@pytest.mark.parametrize(
    ("text", "colors", "main"),
    [
        ("Read the conditions of carriage", (BLACK, BLACK, BLUE, BLUE, BLUE), BLACK),
        ("Read conditions of carriage", (BLUE, BLUE, BLUE, BLUE), BLUE),
        ("Conditions", (BLUE,), BLUE),
        ("Conditions of carriage /", (BLUE, BLUE, BLUE, BLACK), BLUE),
    ],
)
def test_where_most_is_a_link_the_plain_words_tell_the_lines_colour(
    text: str, colors: tuple[Color, ...], main: Color
) -> None:
    assert _main_color(colored(text, *colors)) == main
