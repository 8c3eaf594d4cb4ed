"""Tables in a panel whose head is a painted strip right above it: the strip parts a card in two where it is as wide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from service.generators.trace.shapes import union
from service.generators.trace.tables import find_table, is_strip
from service.generators.trace.tabular import LEAST_ROWS
from service.generators.trace.tree import Node

Arrange = Callable[[list[Node]], Node]

SAME = 4  # pixels by which the sides of strip and panel differ
TOUCHING = 2  # pixels by which they are apart
LEAST_CELLS = 2


def join_heads(nodes: list[Node], inside: Mapping[int, Sequence[Node]], arrange: Arrange) -> list[Node]:
    """The nodes without such strips, whose panels hold the tables now. `inside` is what every container (by id) holds,
    before it was arranged."""
    gone: set[int] = set()
    for strip in nodes:
        if not is_strip(strip) or len(strip.children) < LEAST_CELLS:
            continue
        panel = next((node for node in nodes if _hangs(node, strip)), None)
        table = find_table([strip, *inside[id(panel)]], arrange) if panel and inside.get(id(panel)) else None
        if panel and panel.box and table and len(table.rows) >= LEAST_ROWS and table.rows[0][0].header:
            panel.rect = union((strip.rect, panel.rect))
            panel.box = replace(panel.box, rect=panel.rect)
            panel.kind, panel.children = "stack", [table]
            gone.add(id(strip))
    return [node for node in nodes if id(node) not in gone]


def _hangs(panel: Node, strip: Node) -> bool:
    below, rect = panel.rect, strip.rect
    wide = abs(below.x - rect.x) <= SAME and abs(below.right - rect.right) <= SAME
    return panel.box is not None and wide and abs(below.y - rect.bottom) <= TOUCHING and below.h > rect.h
