"""What stands within a container, in rows and columns by recursive cuts at gaps.

Cuts use the ink's boxes. Where no straight cut separates overlapping things, they are kept in layers (placed absolutely).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from service.generators.trace.columns import cell_columns
from service.generators.trace.leads import led_rows
from service.generators.trace.shapes import Rect, union
from service.generators.trace.tables import cells_of, find_table, is_strip, titled_table
from service.generators.trace.tabular import heads_below
from service.generators.trace.tree import Node, columns_of, rows_of, split

GUTTER = 20  # pixels between a side bar and the contents beside it
LEAST_SIDE = 90  # pixels of height of the lower side
NARROW_SIDE = 0.4  # of the width
MOST_ROWS = 400  # looked at from one row on: more than a page of the tallest size has in one column
SAME_LEFT = 4  # pixels within which things of one column begin or are centred
CLOSE = 9  # pixels between lines of text that are not level
LEAST_UNEVEN = 3  # columns whose lines need not be level
STRONG_ROWS = 1.25  # row gaps this many times the column gap make rows come first


def arrange(nodes: list[Node]) -> Node:
    """One node for all: a leaf, or a stack, row, table or layers of groups arranged in turn."""
    if len(nodes) == 1:
        return nodes[0]
    rows, columns = rows_of(nodes), columns_of(nodes)
    rect = union(node.rect for node in nodes)
    if len(rows) == 1 and len(columns) == 1:
        return _layers(nodes, rect)
    if len(rows) == 1:
        return _row(columns, rect)
    titled = titled_table(rows, arrange)
    if titled:
        return Node("stack", rect, titled)
    table = find_table(nodes, arrange)
    if table:
        return table
    led = _led(nodes, rect)
    if led:
        return led
    if (
        len(columns) > 1
        and _side_by_side(columns, rect)
        and _largest(columns, across=True) * STRONG_ROWS >= _largest(rows, across=False)
    ):
        return _row(columns, rect)
    return _stack(rows, rect)


def _side_by_side(columns: Sequence[Sequence[Node]], rect: Rect) -> bool:
    """Whether every column begins at the top or is centred: one that begins further down belongs to a lower row."""
    for column in columns:
        box = union(node.rect for node in column)
        if box.y - rect.y > max(14, 0.25 * rect.h) and abs(box.middle - rect.middle) > 0.12 * rect.h:
            return False
    return True


def _largest(groups: Sequence[Sequence[Node]], *, across: bool) -> int:
    """The widest gap between neighbouring groups, in pixels."""
    boxes = [union(node.rect for node in group) for group in groups]
    gaps = [b.x - a.right if across else b.y - a.bottom for a, b in itertools.pairwise(boxes)]
    return max(gaps, default=0)


def _row(columns: list[list[Node]], rect: Rect) -> Node:
    """A row; neighbours that are closer together than half the widest gap form a row of their own inside it."""
    widest = _largest(columns, across=True)
    boxes = [union(node.rect for node in column) for column in columns]
    groups: list[list[list[Node]]] = [[columns[0]]]
    for index in range(1, len(columns)):
        gap = boxes[index].x - boxes[index - 1].right
        if gap >= 0.5 * widest or len(columns) <= 2:
            groups.append([columns[index]])
        else:
            groups[-1].append(columns[index])
    children: list[Node] = []
    for group in groups:
        members = [node for column in group for node in column]
        if len(group) == 1 or len(groups) == 1:
            children.extend(arrange(column) for column in group)
        else:
            children.append(arrange(members))
    return Node("row", rect, children)


def _stack(rows: list[list[Node]], rect: Rect) -> Node:
    """A stack; consecutive rows whose parts stand in the same columns form one table or one row of columns."""
    children: list[Node] = []
    index = 0
    while index < len(rows):
        run = _run(rows, index)
        beside = _beside(rows, index)
        if beside > run:
            children.append(_columns([node for row in rows[index : index + beside] for node in row]))
            index += beside
            continue
        members = [node for row in rows[index : index + run] for node in row]
        table = find_table(members, arrange) if run > 1 else None
        if table:
            children.append(table)
        elif (
            run > 1 and len(columns_of(members)) > 1 and not any(_strip_alone(row) for row in rows[index : index + run])
        ):
            children.append(_columns(members))
        else:
            children.extend(arrange(row) for row in rows[index : index + run])
        index += run
    return Node("stack", rect, children)


def _beside(rows: list[list[Node]], start: int) -> int:
    """How many rows from `start` on stand at two sides of one gutter: a side bar and the contents beside it, whose
    things seldom begin at one height, under a header that spans both. 0 where there is no gutter."""
    members: list[Node] = []
    best = 0
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
    return best


def _paired(columns: Sequence[Sequence[Node]]) -> bool:
    """Whether most things of one side begin, or are centred, where one of the other side does: then they are rows."""
    few, many = sorted(columns, key=len)
    level = sum(
        any(abs(a.rect.y - b.rect.y) <= 3 or abs(a.rect.middle - b.rect.middle) <= 3 for b in many) for a in few
    )
    return level > 0.6 * len(few)


def _columns(members: list[Node]) -> Node:
    rect = union(n.rect for n in members)
    return _led(members, rect) or Node("row", rect, [arrange(column) for column in columns_of(members)])


def _led(nodes: Sequence[Node], rect: Rect) -> Node | None:
    """The stack of the rows that icons lead, where the nodes are such rows."""
    rows = led_rows(nodes)
    return Node("stack", rect, [arrange(row) for row in rows]) if rows else None


def _strip_alone(row: Sequence[Node]) -> bool:
    return len(row) == 1 and is_strip(row[0])


def _is_line(row: Sequence[Node]) -> bool:
    return len(row) == 1 and row[0].kind == "rule" and row[0].rect.w > row[0].rect.h


def _opened(row: list[Node]) -> list[Node]:
    """The row's parts; those of a painted strip are what stands on it."""
    return cells_of(row[0]) if len(row) == 1 and is_strip(row[0]) else row


def _run(rows: list[list[Node]], start: int) -> int:
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


def _layers(nodes: list[Node], rect: Rect) -> Node:
    """Things that overlap: small ones that only graze their neighbours are set aside, so that the rest can be cut."""
    ordered = sorted(nodes, key=lambda node: node.rect.area)
    for odd in ordered[: max(1, len(nodes) // 3)]:
        rest = [node for node in nodes if node is not odd]
        if len(rest) == 1 or len(rows_of(rest)) > 1 or len(columns_of(rest)) > 1:
            inner = arrange(rest)
            if inner.kind != "layers":
                over = any(node.above for node in rest)
                return Node("layers", rect, [odd, inner] if over else [inner, odd])
    return Node("layers", rect, sorted(nodes, key=lambda node: (node.above, -node.rect.area)))
