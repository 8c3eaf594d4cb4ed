"""Things that touch or lie across one another are still cut into rows and columns where that can be."""

from __future__ import annotations

from service.generators.trace.cuts import arrange
from service.generators.trace.shapes import Box, Fill, Rect, Rule
from service.generators.trace.tree import Node
from tests.trace.test_flow import text
from tests.trace.test_structure import line, understood

GREY = Fill(((230, 230, 230),))


def painted(x: int, y: int, w: int, h: int) -> Node:
    rect = Rect(x, y, w, h)
    return Node("stack", rect, box=Box(rect, GREY))


def page() -> list[Node]:
    """A side bar of short texts and a painted strip, which touches a main part without a box of its own."""
    side = [text(name, 20, 60 + 40 * n) for n, name in enumerate(("Moss", "Horten", "Son", "Drobak", "Oslo"))]
    main = Node("row", Rect(230, 0, 700, 600), [painted(230, 0, 300, 600), painted(560, 0, 370, 600)])
    return [*side, painted(0, 300, 230, 40), main]


def test_a_side_bar_is_cut_from_what_it_touches() -> None:
    root = arrange(page())
    assert root.kind == "row"
    assert [child.rect.x for child in root.children] == [0, 230]


def test_what_lies_across_two_things_is_set_aside_though_it_is_not_the_smallest() -> None:
    head, body, notice = painted(0, 0, 900, 60), painted(0, 70, 900, 500), painted(100, 30, 600, 200)
    root = arrange([head, body, notice])
    assert root.kind == "layers"
    assert [child is notice for child in root.children] == [False, True]
    assert [child is known for child, known in zip(root.children[0].children, (head, body), strict=True)] == [
        True,
        True,
    ]


def test_what_holds_most_of_the_others_is_painted_below_them() -> None:
    ground = painted(0, 0, 900, 400)
    notes = [painted(100 + 250 * n, 370, 200, 60) for n in range(3)]
    root = arrange([ground, *notes])
    assert root.kind == "layers"
    assert root.children[0] is ground


def test_upright_lines_between_its_columns_do_not_take_a_table_apart() -> None:
    words = (("Pier", "Ferry", "Leaves"), ("North", "7", "10:05"), ("South", "12", "10:20"), ("East", "9", "11:40"))
    lines = [
        line(word, 60 + 160 * column, 100 + 40 * row, bold=not row)
        for row, said in enumerate(words)
        for column, word in enumerate(said)
    ]
    uprights = [Rule(Rect(x, 90, 1, 150), (200, 200, 200)) for x in (190, 350)]
    root = understood(lines, [], uprights)
    (table,) = (node for node in root.walk() if node.kind == "table")
    assert [len(row) for row in table.rows] == [3, 3, 3, 3]
