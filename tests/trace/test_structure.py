"""Places become structure: tables, lists, menus, headings, controls, and code that can shrink."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from service.generators.trace.blocks import Block
from service.generators.trace.element import Element
from service.generators.trace.flow import Flow
from service.generators.trace.layout import build
from service.generators.trace.paragraphs import gather
from service.generators.trace.shapes import Border, Box, Fill, Line, Picture, Rect, Rule, Word
from service.generators.trace.structure import understand
from service.generators.trace.tree import Node
from service.generators.trace.words import Typography

PAGE = Rect(0, 0, 1000, 700)
WHITE, BLUE = Fill(((255, 255, 255),)), Fill(((30, 90, 200),))


def line(
    text: str, x: int, y: int, size: int = 16, *, bold: bool = False, color: tuple[int, int, int] = (0, 0, 0)
) -> Line:
    """A line of Arial as wide as it would be set."""
    from service.generators.trace.letterforms import extent

    words, at = [], float(x)
    for part in text.split():
        width = extent(part, bold=bold).width * size
        words.append(Word(part, Rect(round(at), y, max(1, round(width)), round(0.73 * size)), 96.0, color))
        at += width + 0.28 * size
    rect = Rect(x, y, words[-1].rect.right - x, round(0.73 * size))
    return Line(words, rect, color=color, size=float(size), bold=bold)


def understood(lines: list[Line], boxes: list[Box] | None = None, rules: list[Rule] | None = None) -> Node:
    root = build(PAGE, boxes or [], [*gather(lines, boxes or [], rules or []), *(rules or [])])
    understand(root)
    return root


def elements(root: Element) -> Iterator[Element]:
    yield root
    for child in root.children:
        if isinstance(child, Element):
            yield from elements(child)


def roles(root: Node, role: str) -> list[str]:
    return [n.block.text for node in root.walk() if node.role == role for n in node.walk() if n.block]


def test_wrapped_lines_are_one_paragraph_and_a_new_thought_is_another() -> None:
    blocks = gather(
        [
            line("The ferry leaves the harbour at eight and returns at", 40, 100),
            line("noon, when the tide allows.", 40, 124),
            line("Bring a coat.", 40, 190),
        ],
        [],
        [],
    )
    assert [len(block.lines) for block in blocks] == [2, 1]


def test_the_width_of_a_paragraph_re_creates_its_breaks() -> None:
    from service.generators.trace.letterforms import extent

    rows = ["The ferry leaves the harbour at eight and returns at", "noon, when the tide allows."]
    (block,) = gather([line(row, 40, 100 + 24 * i) for i, row in enumerate(rows)], [], [])
    first = extent(rows[0]).width * 16
    assert first < block.wrap < first + extent(" noon,").width * 16


def test_short_lines_below_one_another_are_a_menu_of_links() -> None:
    root = understood([line(text, 40, 100 + 32 * i) for i, text in enumerate(("Install", "Guides", "Reference"))])
    assert roles(root, "menu") == ["Install", "Guides", "Reference"]


@pytest.mark.parametrize("lined", [False, True])
def test_rows_in_common_columns_are_a_table(lined: bool) -> None:
    cells = [
        ("Port", "Leaves", "Berth"),
        ("Moss", "08:15", "Two"),
        ("Horten", "09:40", "One"),
        ("Drobak", "11:05", "Four"),
    ]
    lines = [
        line(text, 40 + 220 * column, 100 + 40 * row, bold=row == 0)
        for row, texts in enumerate(cells)
        for column, text in enumerate(texts)
    ]
    rules = [Rule(Rect(30, 126 + 40 * row, 600, 1), (220, 220, 220)) for row in range(4)] if lined else []
    root = understood(lines, rules=rules)
    (table,) = [node for node in root.walk() if node.kind == "table"]
    assert [[c.node.block.text for c in row if c.node and c.node.block] for row in table.rows] == [
        list(r) for r in cells
    ]
    assert all(cell.header for cell in table.rows[0])
    assert not any(cell.header for row in table.rows[1:] for cell in row)


def test_prose_in_two_columns_is_no_table() -> None:
    lines = [line(f"Words in the left column {i}", 40, 100 + 24 * i) for i in range(5)]
    lines += [line(f"And others, on the right {i}", 520, 112 + 24 * i) for i in range(5)]
    assert not [node for node in understood(lines).walk() if node.kind == "table"]


def test_larger_text_is_a_heading_and_the_largest_is_first() -> None:
    body = [line("Plain words of the page that go on for a while here", 40, y) for y in (150, 300, 340, 380)]
    root = understood([line("Timetable", 40, 90, 32), line("Winter", 40, 250, 22), *body])
    levels = {n.block.text: n.level for n in root.walk() if n.role == "heading" and n.block}
    assert levels == {"Timetable": 1, "Winter": 2}


def test_a_filled_box_around_centred_words_is_a_button() -> None:
    box = Box(Rect(40, 100, 140, 40), BLUE, radius=6)
    root = understood([line("Sign in", 84, 114, color=(255, 255, 255))], [box])
    assert roles(root, "button") == ["Sign in"]


def test_a_framed_box_is_a_field_named_by_the_text_above_it() -> None:
    frame = Border((1, 1, 1, 1), (180, 180, 180))
    root = understood([line("E-mail", 40, 80)], [Box(Rect(40, 100, 320, 40), WHITE, border=frame)])
    assert [n.rect for n in root.walk() if n.role == "field"] == [Rect(40, 100, 320, 40)]
    assert roles(root, "label") == ["E-mail"]


def test_blocks_that_overlap_are_kept_in_layers() -> None:
    a, b = Box(Rect(40, 40, 300, 200), BLUE), Box(Rect(200, 120, 300, 200), WHITE)
    assert any(node.kind == "layers" for node in understood([], [a, b]).walk())


def test_nothing_is_lost_on_the_way() -> None:
    words = re.findall(r"\w+", "Alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu")
    lines = [line(word, 37 * i * i % 800, 43 * i, 14 + i % 3 * 8) for i, word in enumerate(words)]
    root = understood(lines)
    assert sorted(n.block.text for n in root.walk() if isinstance(n.block, Block)) == sorted(words)


def test_a_side_bar_under_a_header_is_a_column_of_its_own() -> None:
    header = line("An encyclopaedia of harbours, ferries, tides and lighthouses, with maps of each", 40, 20, 24)
    side = [line(text, 40, y) for text, y in (("Harbours", 100), ("Ferries", 137), ("Tides", 174), ("Lights", 211))]
    main = [
        line("The ferry leaves the harbour at eight and returns at noon.", 320, 110),
        line("When the tide is low it waits behind the outer wall until two.", 320, 190),
        line("Tickets are sold on board, and at the counter before it leaves.", 320, 250),
    ]
    root = understood([header, *side, *main])
    assert roles(root, "entry") == ["Harbours", "Ferries", "Tides", "Lights"]


def test_a_notice_that_fills_its_frame_is_no_text_area() -> None:
    frame = Box(Rect(40, 100, 620, 80), WHITE, border=Border((1, 1, 1, 1), (200, 200, 200)))
    notice = [
        line("Tickets are sold on board, and at the counter before the ferry leaves", 56, 118),
        line("the harbour; children under six and dogs travel free of charge.", 56, 142),
    ]
    assert not roles(understood(notice, [frame]), "area")


def bordered(x: int, y: int, w: int, h: int) -> Box:
    return Box(Rect(x, y, w, h), WHITE, border=Border((1, 1, 1, 1), (220, 220, 220)))


def cells(root: Node) -> list[list[str]]:
    (table,) = (node for node in root.walk() if node.kind == "table")
    return [
        [" ".join(n.block.text for n in cell.node.walk() if n.block) if cell.node else "" for cell in row]
        for row in table.rows
    ]


def test_boxes_that_share_their_borders_are_the_cells_of_a_table() -> None:
    boxes = [bordered(40 + 199 * column, 100 + 39 * row, 200, 40) for row in range(3) for column in range(3)]
    lines = [line(f"r{row}c{column}", 60 + 199 * column, 114 + 39 * row) for row in range(3) for column in range(3)]
    root = understood(lines, boxes)
    assert cells(root) == [[f"r{row}c{column}" for column in range(3)] for row in range(3)]
    assert roles(root, "field") == []


def test_strips_below_one_another_are_rows_under_the_head_above_them() -> None:
    words = [("Port", "Leaves", "Berth"), ("Moss", "08:15", "Two"), ("Horten", "09:40", "One"), ("Son", "11:05", "Six")]
    boxes = [bordered(40, 100 + 39 * row, 800, 40) for row in range(3)]
    lines = [
        line(text, 60 + 240 * column, 76 if row == 0 else 114 + 39 * (row - 1))
        for row, texts in enumerate(words)
        for column, text in enumerate(texts)
    ]
    assert cells(understood(lines, boxes)) == [list(row) for row in words]


def test_the_title_and_the_tools_of_a_panel_are_no_rows_of_its_table() -> None:
    boxes = [bordered(40, 100 + 49 * row, 800, 50) for row in range(5)]
    lines = [line("Departures", 60, 118, 20)]
    lines += [
        line(text, 60 + 240 * column, 118 + 49 * (row + 1))
        for row, texts in enumerate([("Moss", "08:15", "Two"), ("Horten", "09:40", "One"), ("Son", "11:05", "Six")])
        for column, text in enumerate(texts)
    ]
    lines += [line("Three of nine", 400, 118 + 49 * 4)]
    root = understood(lines, boxes)
    assert [row[0] for row in cells(root)] == ["Moss", "Horten", "Son"]
    assert roles(root, "heading") == ["Departures"]


def test_the_first_line_of_a_panel_is_its_heading_if_it_is_larger_than_the_text_below() -> None:
    panel = bordered(40, 100, 400, 160)
    lines = [
        line("Tickets", 60, 116, 18),
        *(line(text, 60, y) for text, y in (("Return only.", 160), ("By card.", 210))),
    ]
    assert roles(understood(lines, [panel]), "heading") == ["Tickets"]


def test_squares_without_words_are_checkboxes_where_they_stand_in_a_column() -> None:
    boxes = [bordered(60, 100 + 60 * row, 16, 16) for row in range(3)]
    lines = [line(text, 300, 102 + 60 * row) for row, text in enumerate(("One", "Two", "Three"))]
    root = understood(lines, boxes)
    assert [node.role for node in root.walk() if node.box] == ["check"] * 3
    lone = understood(lines[:1], boxes[:1])
    assert [node.role for node in lone.walk() if node.box] == [""]


def test_a_picture_behind_a_cells_text_is_as_wide_as_it_was() -> None:
    rows = [[line(f"r{row}c{column}", 60 + 300 * column, 100 + 40 * row) for column in range(3)] for row in range(3)]
    root = understood([each for row in rows for each in row])
    (table,) = (node for node in root.walk() if node.kind == "table")
    text = table.rows[1][1].node
    assert text is not None
    behind = Rect(350, 134, 67, 24)
    table.rows[1][1].node = Node("stack", behind, [text], picture=Picture(behind, media="image/png", data=b"."))
    html = Flow(Typography(root)).element(table, PAGE.x, PAGE.w)
    (picture,) = (each for each in elements(html) if each.name == "picture")
    assert picture.look["width"] == "67px"
