"""Tables that are drawn in full: what stands in their gaps, and how tall their cells may be."""

from __future__ import annotations

import pytest

from service.generators.trace.flow import Flow
from service.generators.trace.layout import build
from service.generators.trace.paragraphs import gather
from service.generators.trace.shapes import Border, Box, Fill, Picture, Rect
from service.generators.trace.tree import Node
from service.generators.trace.words import Typography
from tests.trace.test_structure import PAGE, line

FRAME = Border((1, 1, 1, 1), (200, 200, 200))
LEFTS, WIDTH = (40, 189, 338), 150


def cells(tops: list[tuple[int, int]], *, missing: tuple[int, ...] = ()) -> list[Box]:
    every = [Box(Rect(x, y, WIDTH, h), Fill(((255, 255, 255),)), border=FRAME) for y, h in tops for x in LEFTS]
    return [box for index, box in enumerate(every) if index not in missing]


def built(boxes: list[Box], words: list[str], pictures: list[Picture]) -> Node:
    lines = [
        line(text, box.rect.x + 40, box.rect.y + 10, bold=box.rect.y < 110)
        for text, box in zip(words, boxes, strict=False)
    ]
    return build(PAGE, boxes, [*gather(lines, boxes, []), *pictures])


def tables(root: Node) -> list[Node]:
    return [node for node in root.walk() if node.kind == "table"]


def test_a_picture_across_two_cells_is_kept_in_one() -> None:
    gradient = Picture(Rect(40, 100, 299, 30))  # the heads of two columns
    boxes = cells([(100, 30), (129, 30), (158, 30)], missing=(0, 1))
    (table,) = tables(built(boxes, ["Kind", "Ferry", "North", "Daily", "Bus", "South", "Weekly"], [gradient]))
    assert [node.picture for node in table.walk() if node.picture] == [gradient]
    assert [[cell.node is not None for cell in row] for row in table.rows][1:] == [[True] * 3, [True] * 3]


@pytest.mark.parametrize(("head", "found"), [(40, 1), (236, 0)])
def test_tall_cells_are_a_tables_below_a_low_head_and_cards_without(head: int, found: int) -> None:
    boxes = cells([(100, head), (99 + head, 236), (334 + head, 236)])
    root = built(boxes, ["Harbour", "Price", "View", "North", "$ 12", "Bay", "South", "$ 14", "Hills"], [])
    assert len(tables(root)) == found


def test_the_parts_of_a_page_that_touch_are_no_table() -> None:
    places = [(0, 50), (49, 70), (118, 300)]  # the brand and the bar, a person and the title, entries and contents
    boxes = [
        Box(Rect(x, y, w, h), Fill(((34, 45, 50),)), border=FRAME) for y, h in places for x, w in ((0, 230), (229, 571))
    ]
    assert tables(built(boxes, ["Ferries", "Search", "Lena", "Tickets", "Harbours", "Sold today"], [])) == []


def test_a_cell_may_go_across_several_columns() -> None:
    boxes = cells([(100, 30), (129, 30), (158, 30)], missing=(4,))
    boxes[3].rect = boxes[3].rect._replace(w=2 * WIDTH - 1)
    root = built(boxes, ["Kind", "Ferry", "North", "All of them", "Daily", "Bus", "South", "Weekly"], [])
    (table,) = tables(root)
    assert [[cell.across for cell in row] for row in table.rows] == [[1, 1, 1], [2, 0, 1], [1, 1, 1]]
    page = Flow(Typography(root)).element(root, 0, 800)
    (wide,) = (part for part in page.walk() if part.attrs.get("colspan"))
    assert (wide.attrs["colspan"], wide.children) == ("2", ["All of them"])
    assert sum(part.tag in ("td", "th") for part in page.walk()) == 8


def test_rows_that_are_lower_than_their_lines_say_so() -> None:
    boxes = cells([(100, 17), (116, 17), (132, 17), (148, 40)])
    words = ["Kind", "Ferry", "North", "All", "Daily", "Bus", "South", "Weekly", "Pier", "East", "Rarely", "Quay"]
    lines = [line(text, box.rect.x + 40, box.rect.y + 2) for text, box in zip(words, boxes, strict=True)]
    root = build(PAGE, boxes, gather(lines, boxes, []))
    rows = [part for part in Flow(Typography(root)).element(root, 0, 800).walk() if part.tag == "tr"]
    said = [{cell.look.get("line-height") for cell in row.walk() if cell.tag in ("td", "th")} for row in rows]
    assert said == [{"16px"}, {"16px"}, {"16px"}, {None}]
