"""Bold lines by their ink, together with those that look alike."""

from __future__ import annotations

import pytest

from service.generators.trace.letterforms import extent
from service.generators.trace.shapes import Line
from service.generators.trace.weights import WIDE, choose_weights, weight
from tests.trace.test_structure import line


def inked(text: str, share: float, *, light: bool = False) -> Line:
    """A line that has so much of the way from the regular face's ink to the bold one's."""
    made = line(text, 60, 100, 14)
    made.color, made.ground = ((255, 255, 255), (0, 0, 0)) if light else ((0, 0, 0), (255, 255, 255))
    regular, bold = extent(text), extent(text, bold=True)
    made.coverage = 1.0
    at_one = weight(made)  # of one pixel of ink: from it and a second point the line's own scale follows
    made.coverage = 2.0
    step = weight(made) - at_one
    made.coverage = 1.0 + (share + WIDE - at_one) / step
    assert bold.area > regular.area
    return made


def weights(*shares: float) -> list[bool]:
    names = ("Harbour office", "Ferry times", "Ticket prices", "Lost property", "Summer timetable")
    lines = [inked(name, share) for name, share in zip(names, shares, strict=False)]
    choose_weights(lines)
    return [each.bold for each in lines]


def test_regular_and_bold_lines_are_told_apart() -> None:
    assert weights(0.0, 1.0, 0.05, 0.95) == [False, True, False, True]


def test_lines_that_look_alike_are_parted_where_the_gap_is() -> None:
    assert weights(0.2, 0.3, 0.4, 0.5) == [False] * 4  # of a face that is heavier than the measured one
    assert weights(0.55, 0.65, 0.75, 0.9) == [True] * 4
    assert weights(0.0, 0.1, 0.5, 0.6) == [False, False, True, True]


@pytest.mark.parametrize(("share", "bold"), [(0.3, False), (0.7, True)])
def test_a_line_alone_is_what_it_is_nearer_to(share: float, bold: bool) -> None:
    assert weights(share) == [bold]


def test_light_text_and_short_text_must_have_more() -> None:
    dark, light = inked("Harbour office", 0.5), inked("Harbour office", 0.5)
    light.color, light.ground = light.ground, light.color
    assert weight(light) < weight(dark)
    short = inked("Ferry", 0.5)
    assert weight(short) == pytest.approx(0.5 + WIDE)  # `inked` makes up for what short texts lose
    longer = inked("Ferry times", 0.5)
    assert short.coverage / extent("Ferry").area > longer.coverage / extent("Ferry times").area
