"""What stands within a container, in rows and columns by recursive cuts at gaps.

Cuts use the ink's boxes. Where no straight cut separates overlapping things, they are kept in layers (placed absolutely).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from service.generators.trace.bands import banded_table
from service.generators.trace.leads import led_rows
from service.generators.trace.runs import is_strip_alone, rows_beside, run_of
from service.generators.trace.shapes import Rect, union
from service.generators.trace.tables import find_table, titled_table
from service.generators.trace.tree import TOUCH, Node, columns_of, rows_of, split

LINE = 0.9  # share of its height that a line at the edge of a group has
LEAST_TOOLS, TOOL = 5, 26  # things in a row of tools, and pixels of the longer side of their icons
ACROSS = 0.75  # share of the whole that a line between its parts runs across
STRONG_ROWS = 1.25  # row gaps this many times the column gap make rows come first


def arrange(nodes: list[Node]) -> Node:
    """One node for all: a leaf, or a stack, row, table or layers of groups arranged in turn."""
    if len(nodes) == 1:
        return nodes[0]
    rows, columns = rows_of(nodes), columns_of(nodes)
    rect = union(node.rect for node in nodes)
    if len(rows) == 1 and len(columns) == 1:
        touching = split(nodes, across=True, gap=-TOUCH)
        return _row(touching, rect) if len(touching) > 1 else _layers(nodes, rect)
    if len(rows) == 1:
        return _between_columns(nodes, rect) or _between_lines(nodes, rect) or _row(columns, rect)
    titled = titled_table(rows, arrange)
    if titled:
        return Node("stack", rect, titled)
    table = find_table(nodes, arrange)
    if table:
        return table
    led = _led(nodes, rect)
    if led:
        return led
    if _rows_of_tools(rows):
        return Node("stack", rect, [arrange(row) for row in rows])
    if _columns_first(rows, columns, rect):
        return _row(columns, rect)
    return _stack(rows, rect)


def _columns_first(rows: Sequence[Sequence[Node]], columns: Sequence[Sequence[Node]], rect: Rect) -> bool:
    """Whether the nodes are cut into columns before they are cut into rows."""
    return (
        len(columns) > 1
        and _side_by_side(columns, rect)
        and _largest(columns, across=True) * STRONG_ROWS >= _largest(rows, across=False)
    )


def _between_lines(nodes: Sequence[Node], rect: Rect) -> Node | None:
    """The row of the lines at the left and right edge, as of a frame, and what stands beside them, which they would hold
    together; None without such lines."""
    edges = [
        n
        for n in nodes
        if n.kind == "rule" and n.rect.h >= LINE * rect.h and (n.rect.x <= rect.x + 1 or n.rect.right >= rect.right - 1)
    ]
    rest = [node for node in nodes if not any(node is edge for edge in edges)]
    if not edges or len(rest) < 2 or len(rows_of(rest)) < 2:
        return None
    return Node("row", rect, sorted([*edges, arrange(rest)], key=lambda node: node.rect.x))


def _between_columns(nodes: list[Node], rect: Rect) -> Node | None:
    """The table that has upright lines between its columns and none between its rows, which they would hold together."""
    inside = [
        n for n in nodes if n.kind == "rule" and n.rect.h >= LINE * rect.h and rect.x + 1 < n.rect.x < rect.right - 2
    ]
    return find_table(nodes, arrange) if inside else None


def _rows_of_tools(rows: Sequence[Sequence[Node]]) -> bool:
    """Whether most things in every one of several rows are small pictures: columns of such are chance."""
    return len(rows) > 1 and all(
        len(row) >= LEAST_TOOLS
        and sum(n.kind == "picture" and max(n.rect.w, n.rect.h) <= TOOL for n in row) >= 0.5 * len(row)
        for row in rows
    )


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
    index = again = 0
    while index < len(rows):
        banded = banded_table(rows, index, arrange)
        if banded:
            children.append(banded[0])
            index += banded[1]
            continue
        run = run_of(rows, index)
        part = _between_rules(rows, index, rect)
        if part:
            nodes = [node for row in rows[index : index + part] for node in row]
            children.append(_row(columns_of(nodes), union(node.rect for node in nodes)))
            index += part
            continue
        beside = 0
        if index >= again:
            beside, again = rows_beside(rows, index)
        if beside > run:
            children.append(_columns([node for row in rows[index : index + beside] for node in row]))
            index += beside
            continue
        members = [node for row in rows[index : index + run] for node in row]
        table = find_table(members, arrange) if run > 1 else None
        if table:
            children.append(table)
        elif (
            run > 1
            and len(columns_of(members)) > 1
            and not any(is_strip_alone(row) for row in rows[index : index + run])
        ):
            children.append(_columns(members))
        else:
            children.extend(arrange(row) for row in rows[index : index + run])
        index += run
    return Node("stack", rect, children)


def _between_rules(rows: Sequence[Sequence[Node]], index: int, rect: Rect) -> int:
    """How many rows from `index` on lie between two lines across the whole, and stand beside a name at the left that has
    few rows of its own. 0 for none."""

    def is_line(row: Sequence[Node]) -> bool:
        line = row[0]
        return len(row) == 1 and line.kind == "rule" and line.rect.w >= ACROSS * rect.w

    if index and not is_line(rows[index - 1]):
        return 0
    end = next((at for at in range(index, len(rows)) if is_line(rows[at])), len(rows))
    if end - index < 2 or (end == len(rows) and not index):
        return 0
    name = min(columns_of([node for row in rows[index:end] for node in row]), key=_left)
    right = union(node.rect for node in name).right
    while end - index > 1 and all(node.rect.right <= right for node in rows[end - 1]):
        end -= 1  # the title of the next
    nodes = [node for row in rows[index:end] for node in row]
    beside = _columns_first(rows[index:end], columns_of(nodes), union(node.rect for node in nodes))
    named = sum(any(node.rect.right <= right for node in row) for row in rows[index:end])
    return end - index if beside and 0 < named <= 0.5 * (end - index) else 0


def _left(nodes: Sequence[Node]) -> int:
    return min(node.rect.x for node in nodes)


def _columns(members: list[Node]) -> Node:
    rect = union(n.rect for n in members)
    return _led(members, rect) or Node("row", rect, [arrange(column) for column in columns_of(members)])


def _led(nodes: Sequence[Node], rect: Rect) -> Node | None:
    """The stack of the rows that icons lead, where the nodes are such rows."""
    rows = led_rows(nodes)
    return Node("stack", rect, [arrange(row) for row in rows]) if rows else None


def _layers(nodes: list[Node], rect: Rect) -> Node:
    """Things that overlap: what lies across most others, of those the small first, is set aside, so that the rest can be
    cut."""
    crossed = {id(one): sum(one is not other and one.rect.overlap(other.rect) > 0 for other in nodes) for one in nodes}
    ordered = sorted(nodes, key=lambda node: (-crossed[id(node)], node.rect.area))
    for odd in ordered[: max(1, len(nodes) // 3)]:
        rest = [node for node in nodes if node is not odd]
        if len(rest) == 1 or len(rows_of(rest)) > 1 or len(columns_of(rest)) > 1:
            inner = arrange(rest)
            if inner.kind != "layers":
                under = [node.rect.area for node in rest if node.rect.overlap(odd.rect)]
                over = any(node.above for node in rest) or odd.rect.area > max(under, default=0)
                return Node("layers", rect, [odd, inner] if over else [inner, odd])
    return Node("layers", rect, sorted(nodes, key=lambda node: (node.above, -node.rect.area)))
