"""Rows that only lines tell apart, names before their values, icons in rows: what is cut into rows, and what is pressed."""

from __future__ import annotations

import pytest

from service.generators.trace.cuts import arrange
from service.generators.trace.element import Element
from service.generators.trace.flow import Flow
from service.generators.trace.paragraphs import gather
from service.generators.trace.shapes import Box, Color, Fill, Line, Rect, Rule
from service.generators.trace.tree import leaf
from service.generators.trace.typed import has_grip
from service.generators.trace.words import Typography
from tests.trace.test_structure import line, understood
from tests.trace.test_tools import FRAME, seen, with_role

RULES = [Rule(Rect(60, 100 + 60 * n, 700, 1), (200, 200, 200)) for n in range(4)]
TIMES = [line(said, 60, 112 + 60 * n, 16, bold=True) for n, said in enumerate(("9:00", "10:30", "12:15"))]
TITLES = [line(f"Departure of the {said} ferry", 160, 112 + 60 * n) for n, said in enumerate(("first", "next", "last"))]
PLACES = [line("Main harbour", 160, 136 + 60 * n, 12) for n in range(3)]


def tables(lines: list[Line], rules: list[Rule]) -> list[list[int]]:
    root = understood([*lines, line("Departures of the week", 60, 500)], [], rules)
    return [[sum(cell.node is not None for cell in row) for row in n.rows] for n in root.walk() if n.kind == "table"]


def test_what_stands_between_lines_is_a_row_however_many_lines_of_text_it_has() -> None:
    assert tables([*TIMES, *TITLES, *PLACES], RULES) == [[2, 2, 2]]


@pytest.mark.parametrize("lines", [[*TITLES, *PLACES], [*TIMES[:1], *TITLES, *PLACES]])
def test_entries_with_nothing_before_them_are_no_table(lines: list[Line]) -> None:
    assert tables(lines, RULES) == []


def test_an_arrow_at_the_end_of_a_button_is_no_grip_of_a_text_area() -> None:
    key = Box(Rect(60, 100, 220, 41), Fill(((52, 152, 219),)), radius=3)
    arrow = Rect(252, 117, 12, 8)
    root = seen([line("My profile", 74, 115, color=(255, 255, 255))], [arrow], [key])
    assert not any(has_grip(node) for node in root.walk() if node.box)


def test_sharing_is_pressed_even_in_a_list_of_links() -> None:
    blue = (0, 102, 204)
    entries = [line(word, 60, 100 + 30 * n, color=blue) for n, word in enumerate(("Timetable", "Share", "Harbours"))]
    root = understood([*entries, line("Departures of the week", 60, 400)])
    assert [n.block.text for n in root.walk() if n.block and n.pressed] == ["Share"]
    page = Flow(Typography(root)).element(root, 0, root.rect.w)
    items = [part for part in page.walk() if part.tag == "li"]
    inside = [[c.tag for c in item.children if isinstance(c, Element)] for item in items]
    assert inside == [["a"], ["button"], ["a"]]


def test_the_line_down_a_frames_side_does_not_keep_a_tables_rows_together() -> None:
    names = [line(said, 72, 110 + 30 * n) for n, said in enumerate(("Harbour:", "Agency:", "Category:", "Kind:"))]
    values = [line(said, 280, 110 + 30 * n) for n, said in enumerate(("Brno", "Ferries", "Natural", "Any"))]
    side = Rule(Rect(60, 100, 1, 124), (200, 200, 200))
    root = arrange([*map(leaf, gather([*names, *values], [], [])), leaf(side)])
    assert [(node.kind, len(node.rows)) for node in root.children] == [("rule", 0), ("table", 4)]


def test_a_line_far_below_a_table_is_no_row_of_it() -> None:
    names = [line(said, 72, 110 + 30 * n) for n, said in enumerate(("Harbour:", "Agency:", "Category:", "Kind:"))]
    values = [line(said, 280, 110 + 30 * n) for n, said in enumerate(("Brno", "Ferries", "Natural", "Any"))]
    assert tables([*names, *values], []) == [[2, 2, 2, 2]]


@pytest.mark.parametrize(("color", "found"), [((150, 150, 150), [[2, 2, 2]]), ((0, 0, 0), [])])
def test_paler_names_that_end_where_their_values_begin_are_a_tables(color: Color, found: list[list[int]]) -> None:
    names = []
    for n, said in enumerate(("Updated", "License", "Suggested price")):
        width = line(said, 0, 0, 13).rect.w
        names.append(line(said, 160 - width, 110 + 23 * n, 13, color=color))
    values = [line(said, 180, 110 + 23 * n, 13) for n, said in enumerate(("November", "Commercial package", "$ free"))]
    assert tables([*names, *values], []) == found


def test_a_sum_of_money_below_two_words_is_a_line_of_its_own() -> None:
    said = [line("Commercial package", 180, 110, 13), line("$ 0.99", 180, 133, 13)]
    assert [len(block.lines) for block in gather(said, [], [])] == [1, 1]


def test_rows_of_icons_on_a_bar_are_tools_row_by_row() -> None:
    bar = Box(Rect(60, 100, 700, 76), Fill(((248, 248, 248),)), border=FRAME)
    icons = [Rect(78 + 29 * n + 3 * row, 113 + 34 * row, 13, 13) for row in range(2) for n in range(7)]
    root = seen([line("Departures of the week", 60, 400)], icons, [bar])
    assert with_role(root, "tool") == icons
    assert [(node.kind, len(node.children)) for node in root.walk() if node.kind == "row"] == [("row", 7), ("row", 7)]
    few = seen([line("Departures of the week", 60, 400)], icons[:3], [bar])
    assert with_role(few, "tool") == []


def test_heads_on_a_line_begin_the_table_of_rows_with_several_lines_in_a_cell() -> None:
    said = (("Kind", "Means", "Notes"), ("foot", "none", "Any time"), ("car", "wheels", "With a ticket for the driver"))
    tops = (108, 148, 226)
    lines = [
        line(word, (60, 200, 340)[column], tops[row], bold=not row)
        for row, words in enumerate(said)
        for column, word in enumerate(words)
    ]
    lines += [line("Bicycles: ask at pier 12", 340, 190), line("Trailers: see 7", 340, 262)]
    lines += [line(word, x, 306) for word, x in (("dog", 60), ("a lead", 200), ("Free of charge", 340))]
    title = line("Departures of the week", 60, 400, 26)
    rules = [Rule(Rect(60, y, 700, 1), (200, 200, 200)) for y in (130, 176, 288, 334)]
    root = understood([*lines, title, line("Monday to Sunday", 60, 440)], [], rules)
    (table,) = (node for node in root.walk() if node.kind == "table")
    assert len(table.rows) == 4
    assert all(cell.header for cell in table.rows[0])
    assert not any(part.block and part.block.text == "Departures of the week" for part in table.walk())
