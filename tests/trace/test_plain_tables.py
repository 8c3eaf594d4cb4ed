"""Tables as browsers set them: told by heads in the middle of their columns, with rows as close as lines of prose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.generators.trace.layout import build
from service.generators.trace.letterforms import extent
from service.generators.trace.paragraphs import gather
from service.generators.trace.plain_tables import find_plain_tables
from service.generators.trace.shapes import Box, Fill, Line, Rect, Rule, union
from service.generators.trace.structure import understand
from service.generators.trace.tree import Node
from tests.trace.test_structure import PAGE, line
from tests.trace.test_tables import joined, tables

COLUMNS = ((40, 180), (184, 480), (484, 560))  # left and right edges
OPTIONS = [
    ("quay", "Where the ferry leaves from", "North"),
    ("crossing", "How long it takes, in minutes, when", "35"),
    ("weather", "Whether it leaves in a storm", "no"),
    ("bicycles", "How many of them there is room for", "12"),
]


def centred(text: str, left: int, right: int, y: int, *, bold: bool = True) -> Line:
    width = extent(text, bold=bold).width * 16
    return line(text, round((left + right - width) / 2), y, bold=bold)


def heads(y: int = 100, *, bold: bool = True) -> list[Line]:
    return [
        centred(text, *column, y, bold=bold)
        for text, column in zip(("Name", "Meaning", "Default"), COLUMNS, strict=True)
    ]


def body(*, two_lines: bool = False) -> list[Line]:
    """Rows 22 pixels apart; the second one's meaning goes on below it, and its other cells stand half-way."""
    out, y = [], 122
    for index, (name, meaning, default) in enumerate(OPTIONS):
        tall = two_lines and index == 1
        beside = y + 9 if tall else y
        out += [line(name, 40, beside), line(meaning, 184, y), line(default, 484, beside)]
        if tall:
            out.append(line("the tide is low", 184, y + 18))
        y += 40 if tall else 22
    return out


def laid_out(lines: list[Line], boxes: list[Box] | None = None, rules: list[Rule] | None = None) -> Node:
    lines, found = find_plain_tables(lines, boxes or [], rules or [])
    blocks = gather(lines, boxes or [], rules or [], found)
    root = build(PAGE, boxes or [], [*blocks, *(rules or [])], found)
    understand(root)
    return root


def test_rows_as_close_as_lines_of_prose_are_rows_below_centred_heads() -> None:
    (table,) = tables(laid_out([*heads(), *body(), line("Ask the crew.", 40, 400)]))
    assert table == [["Name", "Meaning", "Default"], *map(list, OPTIONS)]


def test_a_cell_with_more_lines_than_the_others_is_one() -> None:
    (table,) = tables(laid_out([*heads(), *body(two_lines=True)]))
    assert table[2] == ["crossing", "How long it takes, in minutes, when the tide is low", "35"]
    assert len(table) == 1 + len(OPTIONS)


def test_heads_that_look_regular_are_heads_where_they_stand_in_the_middle() -> None:
    assert len(tables(laid_out([*heads(bold=False), *body()]))) == 1


def test_lines_that_were_read_across_columns_are_parted_where_others_begin() -> None:
    rows = body()
    rows[3:6] = [joined(*rows[3:6])]
    one, two, three = heads()
    (table,) = tables(laid_out([one, replace(joined(two, three), bold=True), *rows]))
    assert table == [["Name", "Meaning", "Default"], *map(list, OPTIONS)]


def test_what_follows_the_table_is_no_row_of_it() -> None:
    prose = line("All of this holds from the first of May until the leaves fall, and on Sundays", 40, 230)
    title = line("Tickets", 40, 236, bold=True)
    for after in (prose, title):
        (table,) = tables(laid_out([*heads(), *body(), after]))
        assert len(table) == 1 + len(OPTIONS)
        assert table[-1] == list(OPTIONS[-1])


def test_names_in_bold_at_the_right_and_their_values_are_a_table_under_two_heads() -> None:
    said = [("Age", "2.0 (1996)"), ("Full name", "Ferry of the harbour"), ("Kind", "By water")]
    lines = [centred("Value", 184, 350, 100)]
    for n, (name, value) in enumerate([("Property", ""), *said]):
        width = extent(name, bold=True).width * 16
        lines.append(line(name, round(176 - width), 100 + 27 * n, bold=True))
        lines += [line(value, 184, 100 + 27 * n)] if value else []
    (table,) = tables(laid_out(lines))
    assert table == [["Property", "Value"], *map(list, said)]


def test_heads_over_the_right_ends_of_numbers_are_a_tables() -> None:
    lines = [line(said, x, 100, bold=True) for said, x in (("Harbour", 40), ("Quays", 240))]
    width = extent("Tons", bold=True).width * 16
    lines.append(line("Tons", round(400 - width), 100, bold=True))
    for n, (name, quays, tons) in enumerate((("North", "3", "12,500"), ("South", "11", "900"), ("Bay", "2", "77,040"))):
        lines += [line(name, 40, 122 + 22 * n), line(quays, 240, 122 + 22 * n)]
        lines.append(line(tons, round(400 - extent(tons).width * 16), 122 + 22 * n))
    assert len(find_plain_tables(lines, [], [])[1]) == 1


def titled(left: int, title: str, said: list[str]) -> list[Line]:
    rows = [line(text, left, 122 + 22 * n) for n, text in enumerate(said)]
    return [line(title, left, 100, bold=True), *rows]


@pytest.mark.parametrize(
    "columns",
    [
        [
            titled(40, "Company", ["About us", "Careers", "Press"]),
            titled(240, "Product", ["Tickets", "Timetable", "Harbours"]),
            titled(440, "Support", ["Contact", "Status", "Lost things"]),
        ],
        [
            titled(40, "Fast", ["Ferries cross the bay in", "30 minutes, by night in", "45. Back before noon."]),
            titled(290, "Safe", ["Nothing has ever sunk.", "That was not meant to.", "Sink, they say, since 1921."]),
            titled(540, "Cheap", ["A day on the water costs", "12 crowns. That is less", "Than the bread on it."]),
        ],
    ],
)
def test_titles_at_the_left_of_links_or_prose_are_no_heads(columns: list[list[Line]]) -> None:
    lines = [each for column in columns for each in column]
    assert find_plain_tables(lines, [], [])[1] == []


def test_rows_that_something_is_painted_around_are_left_to_it() -> None:
    lines = [*heads(), *body()]
    around = union(each.rect for each in lines)
    rule = Rule(Rect(around.x, 138, around.w, 1), (200, 200, 200))
    stripe = Box(Rect(around.x, 118, around.w, 20), Fill(((240, 240, 240),)))
    assert find_plain_tables(lines, [], [rule])[1] == []
    assert find_plain_tables(lines, [stripe], [])[1] == []
    assert len(find_plain_tables(lines, [Box(around.grown(20), Fill(((250, 250, 250),)))], [])[1]) == 1
