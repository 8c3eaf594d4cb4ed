"""Buttons in one frame, and the dots that choose a slide."""

from __future__ import annotations

import cv2
import numpy as np

from service.generators.trace.layout import build
from service.generators.trace.paragraphs import gather
from service.generators.trace.runs import rows_beside
from service.generators.trace.segments import join_segments
from service.generators.trace.shapes import Border, Box, Fill, Line, Picture, Rect
from service.generators.trace.structure import understand
from service.generators.trace.tree import Node, leaf, rows_of
from tests.trace.test_structure import PAGE, line
from tests.trace.test_tools import with_role

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


def picture(rect: Rect, *, disc: bool) -> Picture:
    """A grey disc on white as a browser draws it, or a cross."""
    large = np.full((8 * rect.h, 8 * rect.w, 3), 255, dtype=np.uint8)
    if disc:
        cv2.circle(large, (4 * rect.w, 4 * rect.h), 4 * rect.w, (130, 140, 150), -1)
    else:
        cv2.line(large, (0, 0), (8 * rect.w, 8 * rect.h), (130, 140, 150), 16)
        cv2.line(large, (8 * rect.w, 0), (0, 8 * rect.h), (130, 140, 150), 16)
    small = cv2.resize(large, (rect.w, rect.h), interpolation=cv2.INTER_AREA)
    return Picture(rect, icon=True, media="image/png", data=cv2.imencode(".png", small)[1].tobytes())


def pressed(dots: list[Rect], *others: Line, disc: bool = True) -> list[Rect]:
    lines = [line("Departures of the week", 60, 100), *others]
    root = build(PAGE, [], [*gather(lines, [], []), *(picture(dot, disc=disc) for dot in dots)])
    understand(root)
    return with_role(root, "tool")


def test_discs_at_one_distance_are_pressed_and_those_beside_words_or_alone_are_not() -> None:
    dots = [Rect(400 + 24 * n, 300, 10, 10) for n in range(3)]
    assert pressed(dots) == dots
    assert pressed(dots, line("seats left", 470, 299)) == []
    assert pressed(dots[:1]) == []
    assert pressed([*dots[:2], Rect(470, 300, 10, 10)]) == dots[:2]
    assert pressed(dots, disc=False) == []


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


def test_a_pages_bar_with_a_field_on_it_is_no_part_of_a_control() -> None:
    brand = Box(Rect(0, 0, 230, 50), Fill(((0, 80, 70),)))
    bar, field = Box(Rect(230, 0, 970, 50), Fill(((0, 105, 92),))), Box(Rect(900, 10, 218, 31), GREY, radius=2)
    texts = [line("Ferries", 80, 18, color=(255, 255, 255)), line("Search", 912, 20, 13, color=(120, 130, 130))]
    boxes = [brand, bar, field]
    root = build(PAGE, boxes, gather(texts, boxes, []))
    understand(root)
    assert with_role(root, "field") == [field.rect]
    assert bar.rect not in with_role(root, "button")
