"""Buttons in one frame, and the dots that choose a slide."""

from __future__ import annotations

from service.generators.trace.paragraphs import gather
from service.generators.trace.runs import rows_beside
from service.generators.trace.segments import join_segments
from service.generators.trace.shapes import Border, Box, Fill, Rect
from service.generators.trace.tree import Node, leaf, rows_of
from tests.trace.test_structure import line
from tests.trace.test_tools import seen, with_role

GREY = Fill(((230, 230, 230),))


def framed(x: int, width: int, text: str, role: str) -> Node:
    box = Box(Rect(x, 100, width, 24), GREY, border=Border((1, 1, 1, 1), (150, 150, 150)))
    (block,) = gather([line(text, x + 10, 108, 12)], [], [])
    return Node("stack", box.rect, [leaf(block)], box=box, role=role)


def test_what_touches_a_button_is_one_and_a_label_that_stands_alone_stays_one() -> None:
    row = [framed(40, 50, "Day", "tag"), framed(89, 60, "Week", "tag"), framed(148, 70, "Month", "button")]
    away = framed(400, 50, "new", "tag")
    join_segments(Node("row", Rect(40, 100, 500, 24), [*row, away]))
    assert [node.role for node in (*row, away)] == ["button", "button", "button", "tag"]


def test_dots_at_one_distance_are_pressed_and_those_beside_words_or_alone_are_not() -> None:
    dots = [Rect(400 + 24 * n, 300, 10, 10) for n in range(3)]
    title = line("Departures of the week", 60, 100)
    assert with_role(seen([title], dots), "tool") == dots
    assert with_role(seen([title, line("seats left", 470, 299)], dots), "tool") == []
    assert with_role(seen([title], dots[:1]), "tool") == []
    assert with_role(seen([title], [dots[0], dots[1], Rect(470, 300, 10, 10)]), "tool") == dots[:2]


def test_of_hundreds_of_rows_in_two_columns_not_each_is_asked_for_a_side_bar() -> None:
    nodes = []
    for n in range(200):
        nodes += [leaf(block) for x in (40, 340) for block in gather([line(f"Harbour {n}", x, 100 + 30 * n)], [], [])]
    rows = rows_of(nodes)
    asked, at = 0, 0
    while at < len(rows):
        beside, at = rows_beside(rows, at)
        assert beside == 0
        asked += 1
    assert asked < 80
