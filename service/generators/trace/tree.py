"""The page as a tree, and cutting a group of its nodes at straight gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from service.generators.trace.blocks import Block
from service.generators.trace.shapes import Box, Picture, Rect, Rule

Kind = Literal["stack", "row", "layers", "text", "picture", "rule", "table"]

COLUMN_GAP = 5  # pixels; words of one line are closer
TOUCH = 2  # pixels by which neighbours may overlap and still be apart: descenders, antialiased edges


@dataclass(slots=True)
class Cell:
    """A table's cell: what stands in it (None: nothing), the paint of the cell itself, and how many columns it goes
    across: 0 of one that another covers."""

    node: Node | None
    header: bool = False
    box: Box | None = None
    across: int = 1


@dataclass(slots=True)
class Node:
    """A place on the page: a container (stack, row, layers, table) or a leaf (text, picture, rule).

    `role` and a heading's `level` are given by the structure stage. `rows` are a table's, `tops` its rows' upper edges
    and the last lower one, `stripes` the paint of whole rows, `lined` the line between them and `ruled` the
    rows that it follows. `bottom` is the padding below where the parent stretches the box; what is `pressed` unfolds
    what it heads; what is `above` lies on whatever it overlaps.
    """

    kind: Kind
    rect: Rect
    children: list[Node] = field(default_factory=list)
    box: Box | None = None
    block: Block | None = None
    picture: Picture | None = None
    rule: Rule | None = None
    role: str = ""
    level: int = 0
    rows: list[list[Cell]] = field(default_factory=list)
    tops: list[int] = field(default_factory=list)
    stripes: dict[int, Box] = field(default_factory=dict)
    lined: Rule | None = None
    ruled: frozenset[int] = frozenset()
    bottom: int | None = None
    pressed: bool = False
    above: bool = False

    def parts(self) -> list[Node]:
        """What stands in it, be it a table's."""
        cells = [cell.node for row in self.rows for cell in row if cell.node]
        return [*self.children, *cells] if cells else self.children

    def walk(self) -> list[Node]:
        """This node and all below it, in reading order."""
        out = [self]
        for part in self.parts():
            out.extend(part.walk())
        return out


def leaf(item: Block | Picture | Rule) -> Node:
    if isinstance(item, Block):
        return Node("text", item.rect, block=item, role="code" if item.listing else "")
    if isinstance(item, Picture):
        return Node("picture", item.rect, picture=item)
    return Node("rule", item.rect, rule=item)


def split(nodes: Sequence[Node], *, across: bool, gap: int) -> list[list[Node]]:
    """Groups that a straight line separates; `across` for cuts between columns. Painted boxes and rules may touch."""
    groups: list[list[Node]] = []
    end, painted = 0, False
    for node in sorted(nodes, key=lambda n: _span(n, across)):
        low, high = _span(node, across)
        solid = node.box is not None or node.kind == "rule"
        least = -TOUCH if painted and solid else gap
        if groups and low < end + least:
            groups[-1].append(node)
            painted = painted and solid
            end = max(end, high)
        else:
            groups.append([node])
            end, painted = high, solid
    return groups


def _span(node: Node, across: bool) -> tuple[int, int]:
    rect = node.rect
    return (rect.x, rect.right) if across else (rect.y, rect.bottom)


def rows_of(nodes: Sequence[Node]) -> list[list[Node]]:
    return split(nodes, across=False, gap=-TOUCH)


def columns_of(nodes: Sequence[Node]) -> list[list[Node]]:
    return split(nodes, across=True, gap=COLUMN_GAP)
