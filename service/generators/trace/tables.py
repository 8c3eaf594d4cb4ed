"""Tables: rows of short texts that stand in common columns, with or without lines and stripes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from service.generators.trace.colors import far
from service.generators.trace.columns import Row, align
from service.generators.trace.shapes import Color, Rect, union
from service.generators.trace.tabular import (
    LEAST_ROWS,
    are_cells,
    has_header,
    heads_below,
    holds_data,
    is_cellular,
    is_columnar,
    is_form,
    is_level,
    is_regular,
    set_alike,
)
from service.generators.trace.tree import TOUCH, Cell, Node, rows_of

Arrange = Callable[[list[Node]], Node]

FULL = 0.62  # share of a table's cells that hold something
LEAST_COLUMNS = 3  # of a table of two rows without a head
STRIPED = 0.4  # share of the rows below the first that are painted, where stripes tell them
SIDE_BAR = 300  # pixels
NEARLY_ALL = 0.8  # share of what stands in the rows
CELLS_APART = 4  # pixels between painted cells at most
LEAST_NOTICES, UNLIKE = 3, 24  # colours of painted rows, and the levels between two
ROW_BOX = (16, 96)  # heights of a painted row


def find_table(nodes: Sequence[Node], arrange: Arrange) -> Node | None:
    """The table that the nodes make up, None where they don't. `arrange` makes one node of what stands in a cell."""
    lines = [n for n in nodes if n.kind == "rule" and n.rect.w > n.rect.h]
    uprights = [n for n in nodes if n.kind == "rule" and n.rect.w <= n.rect.h]
    rest = [n for n in nodes if n.kind != "rule"]
    if len(rest) < 4:
        return None
    rows = _opened(rest)
    if len(rows) < LEAST_ROWS and not (len(rows) == 2 and (lines or _headed(rows))):
        return None
    lined = len(lines) >= 0.6 * (len(rows) - 1)
    members = [node for row in rows for node in row.nodes]
    columns = align(rows)
    count = len(columns)
    if count < 2 or not all(is_cellular(node, lined=lined) for node in members):
        return None
    place = {id(node): index for index, column in enumerate(columns) for node in column}
    filled = sum(len({place[id(node)] for node in row.nodes}) for row in rows)
    several = sum(len({place[id(node)] for node in row.nodes}) >= 2 for row in rows)
    if filled < FULL * count * len(rows) or several < 0.75 * len(rows):
        return None
    striped = sum(row.box is not None for row in rows[1:]) >= STRIPED * (len(rows) - 1)
    if not is_level(rows, place) or not is_regular(rows, lined=lined):
        return None
    if not is_columnar(columns, count, lined=lined or (striped and count >= LEAST_COLUMNS)):
        return None
    if not lined and not (holds_data(rows, columns) and set_alike(rows, columns)):
        return None
    slim = union(node.rect for node in members).w <= SIDE_BAR
    if not lined and _led_by_icons(rows) and (slim or (count <= LEAST_COLUMNS and not has_header(rows))):
        return None  # the entries of a menu, with counts at their ends
    if len(rows) < LEAST_ROWS and 0 < sum(node.box is not None for node in members) < len(members):
        return None  # a footer with buttons at its right
    if _notices(rows) or (not lined and not striped and _loose_boxes(rows)):
        return None
    if is_form(rows) or (len(rows) < LEAST_ROWS and count < LEAST_COLUMNS and not has_header(rows)):
        return None
    return assemble(rows, columns, place, lines, uprights, arrange)


def _headed(rows: Sequence[Row]) -> bool:
    """Whether a row of bold heads stands over a painted one."""
    heads, below = rows[0].nodes, rows[1]
    return below.box is not None and len(heads) >= LEAST_COLUMNS and heads_below(heads, below.nodes)


def _notices(rows: Sequence[Row]) -> bool:
    """Whether the painted rows stand apart and each has another colour: stripes take turns."""
    painted = [row for row in rows if row.box]
    colors: list[Color] = []
    for row in painted:
        if row.box and all(far(row.box.fill.mean, color) > UNLIKE for color in colors):
            colors.append(row.box.fill.mean)
    apart = all(lower.rect.y - upper.rect.bottom > CELLS_APART for upper, lower in itertools.pairwise(painted))
    return len(colors) >= LEAST_NOTICES and apart


def _loose_boxes(rows: Sequence[Row]) -> bool:
    """Whether nearly all is painted and stands apart: buttons in rows, or cards."""
    boxes = _boxes(rows)
    painted, every = sum(map(len, boxes)), sum(len(row.nodes) for row in rows)
    return painted >= NEARLY_ALL * every and _apart(boxes)


def _led_by_icons(rows: Sequence[Row]) -> bool:
    first = [min(row.nodes, key=lambda node: node.rect.x) for row in rows]
    return sum(node.kind == "picture" and node.rect.h <= ROW_BOX[0] for node in first) >= 0.5 * len(rows)


def titled_table(rows: Sequence[Sequence[Node]], arrange: Arrange) -> list[Node]:
    """The title and the table where the first row is nothing but a text that is larger than those below, and the next
    one the table's head; else none."""
    title = rows[0][0].block if len(rows[0]) == 1 else None
    below = [node for row in rows[1:] for node in row]
    sizes = sorted(n.block.size for node in below for n in node.walk() if n.block)
    if title is None or not sizes or title.size < 1.08 * sizes[len(sizes) // 2]:
        return []
    table = find_table(below, arrange)
    headed = table is not None and len(table.rows) >= LEAST_ROWS and table.rows[0][0].header
    return [rows[0][0], table] if table and headed else []


def _opened(nodes: Sequence[Node]) -> list[Row]:
    """Rows; a painted strip around several cells is opened into them."""
    width = union(n.rect for n in nodes).w
    strips = [n for n in nodes if is_strip(n) and n.rect.w >= 0.85 * width]
    ids = {id(strip) for strip in strips}
    out = [Row(cells_of(strip), strip.rect, strip.box) for strip in strips]
    loose = [n for n in nodes if id(n) not in ids]
    out.extend(Row(row, union(n.rect for n in row)) for row in _whole(rows_of(loose)))
    return sorted(out, key=lambda row: row.rect.y)


def _whole(rows: Sequence[list[Node]]) -> list[list[Node]]:
    """The rows, of which those of nothing but pictures are a part of the one that they touch: an avatar may have come in
    pieces."""
    out: list[list[Node]] = []
    for row in rows:
        near = out and union(n.rect for n in row).y - union(n.rect for n in out[-1]).bottom <= TOUCH
        if near and any(all(node.kind == "picture" for node in part) for part in (row, out[-1])):
            out[-1] = [*out[-1], *row]
        else:
            out.append(row)
    return out


def is_strip(node: Node) -> bool:
    """A painted row of a striped table, or its head."""
    several = node.kind == "row" and len(node.children) >= 2
    return several and node.box is not None and not node.picture and ROW_BOX[0] <= node.rect.h <= ROW_BOX[1]


def cells_of(node: Node) -> list[Node]:
    """The parts of a row, with unpainted rows inside it taken apart."""
    parts: list[Node] = []
    for child in node.children:
        if child.kind == "row" and child.box is None:
            parts.extend(cells_of(child))
        else:
            parts.append(child)
    return parts


def assemble(rows: list[Row], columns: Sequence[Sequence[Node]], place: dict[int, int],
           lines: Sequence[Node], uprights: Sequence[Node], arrange: Arrange) -> Node:  # fmt: skip
    count = len(columns)
    every = [n.rect for row in rows for n in row.nodes] + [n.rect for n in lines] + [r.rect for r in rows]
    rect = union([*every, *(n.rect for n in uprights)])
    header = has_header(rows)
    members = [node for row in rows for node in row.nodes]
    boxes = _boxes(rows)
    painted = [node.rect for row in boxes for node in row]
    boxed = len(painted) >= 0.6 * len(members) and not _apart(boxes) and are_cells(painted)
    out = []
    for index, row in enumerate(rows):
        cells: list[Cell] = []
        for column in range(count):
            inside = [n for n in row.nodes if place[id(n)] == column]
            content = arrange(inside) if inside else None
            cells.append(unboxed(Cell(content, header=header and index == 0), boxed=boxed))
        out.append(cells)
    stripes = {index: row.box for index, row in enumerate(rows) if row.box}
    tops = _tops(rows, lines, rect)
    around = Rect(rect.x, tops[0], rect.w, max(tops[-1], rect.bottom) - tops[0])
    node = Node("table", around, rows=out, tops=tops, stripes=stripes)
    node.ruled = frozenset(
        index
        for index, row in enumerate(rows)
        if any(
            row.rect.middle < n.rect.y < (rows[index + 1].rect.middle if index + 1 < len(rows) else 1e9) for n in lines
        )
    )
    node.lined = lines[len(lines) // 2].rule if len(lines) >= max(1, len(rows) - 2) else None
    return node


def _boxes(rows: Sequence[Row]) -> list[list[Node]]:
    """What is painted in each row, from left to right."""
    return [sorted((n for n in row.nodes if n.box), key=lambda n: n.rect.x) for row in rows]


def _apart(rows: Sequence[Sequence[Node]]) -> bool:
    """Whether most boxes side by side have a gap between them: they stand in cells rather than being cells."""
    gaps = sorted(b.rect.x - a.rect.right for row in rows for a, b in itertools.pairwise(row))
    return bool(gaps) and gaps[len(gaps) // 2] > CELLS_APART


def unboxed(cell: Cell, *, boxed: bool) -> Cell:
    """Where the cells themselves are painted, the box is the cell's and what is in it its content."""
    node = cell.node
    if not boxed or node is None or node.box is None:
        return cell
    cell.box = node.box
    if not node.children:
        cell.node = None
    elif len(node.children) == 1:
        cell.node = node.children[0]
    else:
        node.box, node.rect = None, union(child.rect for child in node.children)
    return cell


def _tops(rows: Sequence[Row], lines: Sequence[Node], rect: Rect) -> list[int]:
    """Upper edges of the rows and the lower edge of the last: at the lines where there are any, else half-way."""
    tops = [rect.y]
    for upper, lower in itertools.pairwise(rows):
        between = [n.rect for n in lines if upper.rect.middle < n.rect.y < lower.rect.middle]
        if between:
            tops.append(between[0].y)
        elif lower.box:
            tops.append(lower.rect.y)
        elif upper.box:
            tops.append(upper.rect.bottom)
        else:
            tops.append((upper.rect.bottom + lower.rect.y) // 2)
    # The outer rows are as high above their middles as below, within what ink and lines leave.
    first, last = rows[0].rect, rows[-1].rect
    if not rows[0].box and not any(n.rect.y <= first.y for n in lines):
        tops[0] = min(first.y, round(2 * first.middle - tops[1]))
    below = [n.rect for n in lines if n.rect.y >= last.bottom - 2]
    bottom = (
        below[0].y if below else rect.bottom if rows[-1].box else max(last.bottom, round(2 * last.middle - tops[-1]))
    )
    return [*tops, bottom]
