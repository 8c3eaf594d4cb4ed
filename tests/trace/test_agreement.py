"""Lines that stand together are set alike, though the ink of one misleads; links in a paragraph break as its words do."""

from __future__ import annotations

import pytest

from service.generators.trace.agreement import agree
from service.generators.trace.element import Element
from service.generators.trace.shapes import Line
from tests.trace.test_sheet import sheet_of
from tests.trace.test_structure import line

PROSE = (
    "The ferry leaves the harbour every hour from the first of May",
    "servers and services are as far as we are concerned one and alike",
    "and returns to the pier at noon, also on Sundays and in winter",
)


def misled(rows: tuple[str, ...], size: int = 11) -> list[Line]:
    """Lines of 13 pixels, the second of which was taken for bold ones of another size, by its height."""
    lines = [line(row, 60, 100 + 20 * n, 13) for n, row in enumerate(rows)]
    lines[1].size, lines[1].bold = size, True
    return lines


def test_a_line_that_fits_as_its_neighbours_do_is_set_as_they_are() -> None:
    lines = misled(PROSE)
    agree(lines)
    assert [(each.size, each.bold, each.spacing) for each in lines] == [(13.0, False, 0.0)] * 3


@pytest.mark.parametrize("change", ["apart", "capitals"])
def test_a_line_that_stands_apart_or_is_of_capitals_keeps_its_own_type(change: str) -> None:
    lines = misled((PROSE[0], PROSE[1].upper(), PROSE[2]) if change == "capitals" else PROSE)
    if change == "apart":
        for each in (lines[0], lines[2]):
            each.rect = each.rect._replace(x=400)
    agree(lines)
    assert (lines[1].size, lines[1].bold) == (11.0, True)
    assert lines[1].spacing != 0


def test_a_link_in_a_paragraph_may_break_where_the_paragraph_does() -> None:
    text = sheet_of(Element("p", [Element("a", ["Timetable"], {"href": "#"})], base="flow"))
    assert "p,a{white-space:nowrap}.flow,.flow a{white-space:normal}" in text
