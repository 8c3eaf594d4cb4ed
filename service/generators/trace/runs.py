"""How many rows belong together: they share columns, or stand at two sides of one gutter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from service.generators.trace.columns import cell_columns
from service.generators.trace.shapes import union
from service.generators.trace.tables import cells_of, is_strip
from service.generators.trace.tabular import heads_below
from service.generators.trace.tree import Node, split

GUTTER = 20  # pixels between a side bar and the contents beside it
LEAST_SIDE = 90  # pixels of height of the lower side
NARROW_SIDE = 0.4  # of the width
MOST_ROWS = 400  # looked at from one row on: more than a page of the tallest size has in one column
FEW_ROWS = 40  # of which each is asked
LEVEL = 3  # pixels by which the tops or middles of things on one level differ
SAME_LEFT = 4  # pixels within which things of one column begin or are centred
CLOSE = 9  # pixels between lines of text that are not level
LEAST_UNEVEN = 3  # columns whose lines need not be level


def run_of(rows: list[list[Node]], start: int) -> int:
    """How many rows from `start` on share columns: at least 1. Lines between rows of a table do not end it, nor does a
    line of text in one of the columns that stands close between others."""
    members = list(_opened(rows[start]))
    parts = cell_columns(members)
    if len(parts) < 2:
        return 1
    length = 1
    last = union(node.rect for node in members)
    for offset in range(1, len(rows) - start):
        row = _opened(rows[start + offset])
        box = union(node.rect for node in row)
        if _is_line(row) and box.y - last.bottom <= 40:
            continue
        joined = [*members, *row]
        columns = cell_columns(joined)
        if _between(row, columns, len(parts), box.y - last.bottom):
            members, last = joined, box
            continue
        heights = max(last.h, 24)
        if len(cell_columns(row)) < 2 or len(columns) < max(2, len(parts) - 1) or box.y - last.bottom > 2.5 * heights:
            break
        heads = length == 1 and heads_below(members, row)  # centred, as browsers set them, they align with nothing
        if not heads and not _aligned(columns, row):
            break
        members, last = joined, box
        length = offset + 1
    lines = sum(_is_line(row) for row in rows[start : start + length])
    if lines and start + length < len(rows) and _is_line(rows[start + length]):
        length += 1  # the line under the last row
    return length


def _between(row: Sequence[Node], columns: Sequence[Sequence[Node]], count: int, gap: int) -> bool:
    """Whether the row is one text close below others that leaves their columns apart: the columns' lines are not level."""
    return (
        len(row) == 1 and row[0].block is not None and len(columns) >= count and gap <= CLOSE and count >= LEAST_UNEVEN
    )


def _aligned(columns: Sequence[Sequence[Node]], row: Sequence[Node]) -> bool:
    """Whether most parts of the row begin, end or are centred where something else of their column does."""
    names = {id(node) for node in row}
    fits = held = 0
    for column in columns:
        mine = [node.rect for node in column if id(node) in names]
        others = [node.rect for node in column if id(node) not in names]
        held += bool(mine)
        if mine and others:
            here = union(mine)
            fits += any(
                abs(here.x - o.x) <= SAME_LEFT
                or abs(here.center - o.center) <= SAME_LEFT
                or abs(here.right - o.right) <= SAME_LEFT
                for o in others
            )
    return fits >= max(1, 0.6 * held)


def rows_beside(rows: list[list[Node]], start: int) -> tuple[int, int]:
    """How many rows from `start` on stand at two sides of one gutter: a side bar and the contents beside it, whose
    things seldom begin at one height, under a header that spans both. 0 where there is no gutter. And the row from which
    on it is worth asking again: among hundreds of rows of a grid not at each."""
    members: list[Node] = []
    best = offset = 0
    width = union(node.rect for row in rows for node in row).w
    for offset, row in enumerate(rows[start : start + MOST_ROWS]):
        members += row
        columns = split(members, across=True, gap=GUTTER)
        if len(columns) < 2:
            if best or union(node.rect for node in members).w > 0.6 * width:
                break
            continue
        sides = [union(node.rect for node in column) for column in columns]
        shared = min(side.bottom for side in sides) - max(side.y for side in sides)
        least = min(side.h for side in sides)
        narrow = min(side.w for side in sides) <= NARROW_SIDE * width
        if (
            len(columns) == 2
            and min(map(len, columns)) >= 3
            and narrow
            and least >= LEAST_SIDE
            and shared >= 0.8 * least
            and not _paired(columns)
        ):
            best = offset + 1
    return best, start + 1 + (offset // 4 if not best and offset > FEW_ROWS else 0)


def _paired(columns: Sequence[Sequence[Node]]) -> bool:
    """Whether most things of one side begin, or are centred, where one of the other side does: then they are rows."""
    few, many = sorted(columns, key=len)
    tops, middles = sorted(n.rect.y for n in many), sorted(n.rect.middle for n in many)
    level = sum(_near(node.rect.y, tops) or _near(node.rect.middle, middles) for node in few)
    return level > 0.6 * len(few)


def _near(value: float, others: Sequence[float]) -> bool:
    """Whether one of the sorted others is within the pixels by which things on one level differ."""
    at = bisect_left(others, value - LEVEL)
    return at < len(others) and others[at] <= value + LEVEL


def is_strip_alone(row: Sequence[Node]) -> bool:
    return len(row) == 1 and is_strip(row[0])


def _is_line(row: Sequence[Node]) -> bool:
    return len(row) == 1 and row[0].kind == "rule" and row[0].rect.w > row[0].rect.h


def _opened(row: list[Node]) -> list[Node]:
    """The row's parts; those of a painted strip are what stands on it."""
    return cells_of(row[0]) if len(row) == 1 and is_strip(row[0]) else row
