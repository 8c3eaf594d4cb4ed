"""The tree becomes code that stands where the screenshot has it, without a browser to try it in."""

from __future__ import annotations

from service.generators.trace.blocks import Block
from service.generators.trace.canvas import Canvas
from service.generators.trace.element import Element
from service.generators.trace.flow import Flow
from service.generators.trace.paragraphs import gather
from service.generators.trace.pictures import find_icons
from service.generators.trace.shapes import Box, Fill, Rect
from service.generators.trace.sheet import Sheet
from service.generators.trace.tree import Cell, Node, leaf
from service.generators.trace.words import Typography
from tests.trace.test_structure import line, understood

BLUE = Fill(((105, 108, 255),))


def made(root: Node, node: Node, x: int = 0, w: int = 1000) -> Element:
    return Flow(Typography(root)).element(node, x, w)


def text(words: str, x: int, y: int, size: int = 16) -> Node:
    (block,) = gather([line(words, x, y, size)], [], [])
    return leaf(block)


def test_a_column_of_painted_cells_without_words_is_still_a_column() -> None:
    rows = [
        [Cell(text(f"Row {row}", 20, 20 + 40 * row)), Cell(None, box=Box(Rect(200, 10 + 40 * row, 100, 40), BLUE))]
        for row in range(3)
    ]
    table = Node("table", Rect(10, 10, 290, 120), rows=rows, tops=[10, 50, 90, 130])
    element = made(Node("stack", Rect(0, 0, 1000, 700), [table]), table)
    assert len([cell for cell in element.walk() if cell.tag == "td"]) == 6


def test_columns_of_a_page_hang_from_its_top_even_if_their_middles_are_level() -> None:
    left, right = (
        Node("stack", Rect(x, y, 300, 800 - 2 * y), [text("First", x, y), text("Last", x, 788 - y)])
        for x, y in ((0, 0), (400, 12))
    )
    row = Node("row", Rect(0, 0, 1000, 800), [left, right])
    element = made(Node("stack", Rect(0, 0, 1000, 800), [row]), row)
    assert "align-items" not in element.look
    first, second = (child for child in element.children if isinstance(child, Element))
    assert second.above - first.above == 12


def paragraph() -> Block:
    rows = ["Ready to use with your own content and colours,", "or to be changed as you please."]
    (block,) = gather([line(row, 40, 100 + 24 * i) for i, row in enumerate(rows)], [], [])
    return block


def test_a_paragraph_keeps_its_breaks_where_its_longest_line_has_no_room() -> None:
    block = paragraph()
    node = leaf(block)
    root = Node("stack", Rect(0, 0, 1000, 700), [node])
    roomy, narrow = (made(root, node, 40, width) for width in (block.least + 60, block.least - 4))
    assert [child.tag for child in roomy.children if isinstance(child, Element)] == []
    assert [child.tag for child in narrow.children if isinstance(child, Element)] == ["br"]


def test_slivers_along_a_button_are_its_glow_and_no_icons() -> None:
    import numpy as np

    ink = np.zeros((100, 300), dtype=np.uint8)
    ink[20:60, 46:49] = ink[20:60, 202:205] = 60  # beside a button that spans 50 to 200
    ink[20:60, 250:253] = 60  # the same, far from it
    canvas = Canvas(
        np.full((100, 300, 3), 255, np.uint8), ink, 255 - ink, [], [], 14, np.zeros((100, 300), dtype=np.bool_)
    )
    button = Box(Rect(50, 18, 150, 44), BLUE)
    assert [icon.rect.x for icon in find_icons(canvas, [], [button])] == [250]


def test_a_painted_cells_padding_is_its_own_and_not_that_of_what_stands_in_it_too() -> None:
    from service.generators.trace.tables import unboxed

    parts = [text("Berth", 60, 114), text("two", 140, 114)]
    cell = unboxed(Cell(Node("row", Rect(40, 100, 200, 40), parts, box=Box(Rect(40, 100, 200, 40), BLUE))), boxed=True)
    assert cell.box is not None
    assert cell.node is not None
    assert cell.node.rect.x == 60


def test_a_tag_in_a_row_is_as_wide_as_its_word_and_padding() -> None:
    tag = Node(
        "stack", Rect(20, 20, 60, 20), [text("docs", 30, 24, 12)], box=Box(Rect(20, 20, 60, 20), BLUE), role="tag"
    )
    row = Node("row", Rect(20, 20, 500, 20), [tag, text("Three of nine", 300, 24)])
    element = made(Node("stack", Rect(0, 0, 1000, 700), [row]), row)
    (span,) = (part for part in element.walk() if part.base == "tag")
    assert "width" not in span.look


def test_every_list_has_its_bullets_though_one_is_set_in_further() -> None:
    said = (("Moss", 60), ("Horten", 60), ("By sea to the town of Larkollen", 20), ("Son", 140), ("Oslo", 140))
    lines = [line(words, x, 60 + 30 * row) for row, (words, x) in enumerate(said)]
    for each in lines:
        if each.rect.x > 20:
            each.marker = Rect(each.rect.x - 18, each.rect.y + 4, 5, 5)
    root = understood(lines)
    page = made(root, root)
    sheet = Sheet({"color": "#000"}, "#fff", 1000)
    sheet.name_all([page])
    one, other = (part for part in page.walk() if part.tag == "ul")
    assert (one.classes[0], other.classes[0]) == ("list", "list")
    assert one.classes[1] != other.classes[1]
    assert ".list{padding:0;list-style:disc}" in sheet.text()


def test_bullets_keep_their_forms_and_are_not_of_the_colour_of_links() -> None:
    lines = [line(words, 60, 60 + 30 * row, color=(0, 0, 238)) for row, words in enumerate(("Moss", "Horten", "Son"))]
    for each, bullet in zip(lines, ("circle", "circle", "square"), strict=True):
        each.marker, each.bullet = Rect(42, each.rect.y + 4, 5, 5), bullet
        each.bullet_color = (0, 0, 0)
    root = understood([*lines, line("Of the harbour and its ferries in the summer months", 60, 300)])
    (made_list,) = (part for part in made(root, root).walk() if part.tag == "ul")
    assert made_list.look["list-style"] == "circle"
    entries = [child for child in made_list.children if isinstance(child, Element)]
    assert [entry.look.get("list-style") for entry in entries] == [None, None, "square"]
    assert not any("color" in entry.look for entry in entries)
    assert all(part.look["color"] == "#00e" for entry in entries for part in entry.walk() if part.tag == "a")
