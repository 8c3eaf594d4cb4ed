"""The columns of a table: what stands in one, and whether it stands as in a table."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from service.generators.trace.shapes import Box, Rect, union
from service.generators.trace.tree import Node, columns_of, split

CELL_GAP = 1  # pixels between columns at least
LEAST_HEADS = 3
BESIDE = 16  # pixels between what stands in one cell
BEGINS = 6  # pixels by which the left edges of a column differ


@dataclass(frozen=True, slots=True)
class Row:
    nodes: list[Node]
    rect: Rect
    box: Box | None = None


def cell_columns(nodes: Sequence[Node]) -> list[list[Node]]:
    """The nodes by columns, which may be close together."""
    return split(nodes, across=True, gap=CELL_GAP)


def align(rows: Sequence[Row]) -> list[list[Node]]:
    """The parts by columns. Where a straight gap parts too few of them, by the rows that have as many parts as most."""
    members = [node for row in rows for node in row.nodes]
    columns = cell_columns(members)
    groups = [columns_of(row.nodes) for row in rows]
    usual = Counter(map(len, groups)).most_common(1)[0][0]
    if len(columns) >= usual or usual < 2:
        return _under_heads(columns, rows[0])
    model = [[union(n.rect for n in part) for part in group] for group in groups if len(group) == usual]
    out: list[list[Node]] = [[] for _ in range(usual)]
    lefts = [sorted(row[column].x for row in model)[len(model) // 2] for column in range(usual)]
    for group in groups:
        at = 0
        if len(group) > usual:  # a text that came in pieces: each is of the last column that begins at its left
            for part in group:
                out[max(0, bisect_right(lefts, min(n.rect.x for n in part) + BEGINS) - 1)].extend(part)
            continue
        for index, part in enumerate(group):
            rect = union(n.rect for n in part)
            open_ = range(at, usual - max(0, min(usual - at, len(group) - index) - 1))
            at = min(open_, key=lambda column: _off(rect, [row[column] for row in model]), default=at)
            out[at].extend(part)
            at = min(at + 1, usual - 1)
    return _under_heads([column for column in out if column], rows[0])


def _under_heads(columns: list[list[Node]], head: Row) -> list[list[Node]]:
    """The columns, of which those without a head that are close to the one at their left are a part of it: a name beside
    its icon, a word beside its dot."""
    heads = {id(node) for node in head.nodes}
    named = [any(id(node) in heads for node in column) for column in columns]
    if sum(named) < LEAST_HEADS or all(named):
        return columns
    spans = [union(node.rect for node in column) for column in columns]
    out = [columns[0]]
    for index in range(1, len(columns)):
        if not named[index] and spans[index].x - spans[index - 1].right <= BESIDE:
            out[-1] = [*out[-1], *columns[index]]
        else:
            out.append(columns[index])
    return out


def _off(rect: Rect, others: Sequence[Rect]) -> float:
    """How far the rectangle is from standing as most of a column do: by the edge or middle that fits best."""
    half = len(others) // 2
    return min(
        abs(rect.x - sorted(o.x for o in others)[half]),
        abs(rect.right - sorted(o.right for o in others)[half]),
        abs(rect.center - sorted(o.center for o in others)[half]),
    )
