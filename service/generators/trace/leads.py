"""Rows that an icon or picture leads: the entries of side bars, of lists with ticks, of contacts. What could be cut into a
column of icons beside a column of texts is rows of both."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from service.generators.trace.tree import Node, columns_of, rows_of

SIDE = (6, 60)  # pixels of the sides of what leads
ALIKE = 6  # pixels by which the middles of what leads differ
LEAST = 2
LONGEST_COUNT = 4  # letters of what stands behind an entry
MOST_ROWS = 0.6  # share of the rows of several things that must be led


def led_rows(nodes: Sequence[Node]) -> list[list[Node]]:
    """The nodes by rows, each with what leads it and the texts below that begin where its text does; titles and lines
    between them stand alone. None where they are no such rows."""
    rows = [sorted(row, key=lambda node: node.rect.x) for row in rows_of(nodes)]
    led = [row for row in rows if is_lead(row[0]) and _one_text(row)]
    if len(led) < LEAST or sum(_is_wordy(column) for column in columns_of(nodes)) > 1:
        return []
    middle, left = median(row[0].rect.center for row in led), median(row[1].rect.x for row in led)
    led = [row for row in led if abs(row[0].rect.center - middle) <= ALIKE and abs(row[1].rect.x - left) <= ALIKE]
    if len(led) < max(LEAST, MOST_ROWS * sum(len(row) > 1 for row in rows)):
        return []
    groups: list[list[Node]] = []
    for row in rows:
        detail = len(row) == 1 and row[0].kind != "rule" and abs(row[0].rect.x - left) <= ALIKE
        if detail and groups and is_lead(groups[-1][0]):
            groups[-1].extend(row)
        else:
            groups.append(row)
    return groups


def _is_wordy(column: Sequence[Node]) -> bool:
    """Whether a column holds more than icons and counts."""
    texts = [part.block.text for node in column for part in node.walk() if part.block]
    return any(len(text) > LONGEST_COUNT for text in texts)


def _one_text(row: Sequence[Node]) -> bool:
    """Whether texts follow what leads, and nothing but marks follows those."""
    texts = [any(part.block for part in node.walk()) for node in row[1:]]
    return bool(texts) and texts[0] and texts == sorted(texts, reverse=True)


def is_lead(node: Node) -> bool:
    """A small picture, or a small painted box without text."""
    low, high = SIDE
    sized = low <= max(node.rect.w, node.rect.h) <= high
    return sized and (node.kind == "picture" or node.box is not None) and not any(part.block for part in node.walk())


def find_led_lists(root: Node) -> None:
    """Give the role items to stacks of rows that are led by things of one size in one column, in place."""
    for node in root.walk():
        if node.kind != "stack" or node.role or len(node.children) < LEAST:
            continue
        leads = [_lead(child) for child in node.children]
        if all(lead is not None for lead in leads):
            rects = [lead.rect for lead in leads if lead]
            middles, sides = [rect.center for rect in rects], [max(rect.w, rect.h) for rect in rects]
            if max(middles) - min(middles) <= ALIKE and max(sides) <= 1.6 * min(sides):
                node.role = "items"


def _lead(row: Node) -> Node | None:
    """What leads an unpainted row that has text beside it."""
    if row.kind != "row" or row.box or row.picture or row.role:
        return None
    first = min(row.children, key=lambda child: child.rect.x)
    rest = [part for child in row.children if child is not first for part in child.walk()]
    return first if is_lead(first) and not first.role and any(part.block for part in rest) else None
