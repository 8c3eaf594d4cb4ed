"""Tables: rows of short texts that stand in common columns, with or without lines and stripes."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from service.generators.trace.labels import LEAST_FIELD
from service.generators.trace.shapes import Box, Rect, union
from service.generators.trace.tree import Cell, Node, rows_of, split

Arrange = Callable[[list[Node]], Node]

LEAST_ROWS = 3
CELL_HEIGHT = 90  # pixels; taller things side by side are cards
FULL = 0.62  # share of a table's cells that hold something
MOST = 0.7  # share of a column that must be set alike
HEADED, BARE = 0.1, 0.25  # share of the texts that are figures, with and without a head
STEP = (14, 96)  # pixels from one row to the next
PROSE = 0.3  # share of its texts that have several lines, without lines between the rows
LEAST_COLUMNS = 3  # of a table of two rows without a head
ROW_BOX = (16, 96)  # heights of a painted row


@dataclass(frozen=True, slots=True)
class Row:
    nodes: list[Node]
    rect: Rect
    box: Box | None = None


def find_table(nodes: Sequence[Node], arrange: Arrange) -> Node | None:
    """The table that the nodes make up, None where they don't. `arrange` makes one node of what stands in a cell."""
    lines = [n for n in nodes if n.kind == "rule" and n.rect.w > n.rect.h]
    uprights = [n for n in nodes if n.kind == "rule" and n.rect.w <= n.rect.h]
    rest = [n for n in nodes if n.kind != "rule"]
    if len(rest) < 4:
        return None
    rows = _opened(rest)
    if len(rows) < LEAST_ROWS and not (len(rows) == 2 and lines):
        return None
    lined = len(lines) >= 0.6 * (len(rows) - 1)
    members = [node for row in rows for node in row.nodes]
    columns = split(members, across=True, gap=3)
    count = len(columns)
    if count < 2 or not all(_cellular(node, lined=lined) for node in members):
        return None
    place = {id(node): index for index, column in enumerate(columns) for node in column}
    filled = sum(len({place[id(node)] for node in row.nodes}) for row in rows)
    several = sum(len({place[id(node)] for node in row.nodes}) >= 2 for row in rows)
    if filled < FULL * count * len(rows) or several < 0.75 * len(rows):
        return None
    if not _level(rows, place) or not _regular(rows, lined=lined) or not _columnar(columns, count, lined=lined):
        return None
    if not lined and not (_data(rows) and _alike(rows, columns)):
        return None
    if _form(rows) or (len(rows) < LEAST_ROWS and count < LEAST_COLUMNS and not has_header(rows)):
        return None
    return assemble(rows, columns, place, lines, uprights, arrange)


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


def _data(rows: Sequence[Row]) -> bool:
    """Without lines: stripes, or figures, of which fewer do under a head, tell a table from columns of links."""
    if any(row.box for row in rows) or any(node.box for row in rows for node in row.nodes):
        return True
    texts = [n.block.text for row in rows for node in row.nodes for n in node.walk() if n.block]
    figures = sum(any(c.isdigit() for c in text) for text in texts)
    return figures >= (HEADED if has_header(rows) else BARE) * len(texts) or _keyed(_sides(rows))


def _sides(rows: Sequence[Row]) -> list[list[Node]]:
    """The first things of the rows, and the others."""
    ordered = [sorted(row.nodes, key=lambda node: node.rect.x) for row in rows]
    return [[row[0] for row in ordered], [node for row in ordered for node in row[1:]]]


def _keyed(columns: Sequence[Sequence[Node]]) -> bool:
    """Whether two columns are names and their values: the names are all bold or end with a colon, the values do not."""
    if len(columns) != 2 or any(len(column) < LEAST_ROWS for column in columns):
        return False
    names, values = ([node.block for node in column if node.block] for column in columns)
    if len(names) < MOST * len(columns[0]) or not values:
        return False
    strong = sum(block.bold for block in names) >= MOST * len(names)
    plain = sum(block.bold for block in values) <= (1 - MOST) * len(values)
    return (strong and plain) or sum(block.text.endswith(":") for block in names) >= MOST * len(names)


def _alike(rows: Sequence[Row], columns: Sequence[Sequence[Node]]) -> bool:
    """Whether most texts below the first row, or of every column, are of one size, and most are on one line: titles and
    paragraphs that take turns are columns of prose."""
    blocks = [n.block for row in rows[1:] for node in row.nodes for n in node.walk() if n.block]
    if not blocks:
        return True
    prose = sum(len(block.lines) > 1 for block in blocks)
    sides = [[n.block.size for node in column for n in node.walk() if n.block] for column in columns]
    even = _share([block.size for block in blocks]) >= 0.6 or all(_share(sizes) >= MOST for sizes in sides if sizes)
    return even and prose <= PROSE * len(blocks)


def _share(sizes: Sequence[float]) -> float:
    """The share of the commonest."""
    return max(Counter(sizes).values()) / len(sizes)


def _form(rows: Sequence[Row]) -> bool:
    """Whether rows of boxes, as of fields, take turns with rows of texts. The last row of a table may be buttons."""
    fields = [all(node.box and node.rect.w >= LEAST_FIELD for node in row.nodes) for row in rows]
    bare = [not row.box and not any(node.box for node in row.nodes) for row in rows]
    return any(above and below for above, below in zip(bare, fields[1:-1], strict=False))


def _opened(nodes: Sequence[Node]) -> list[Row]:
    """Rows; a painted strip around several cells is opened into them."""
    width = union(n.rect for n in nodes).w
    strips = [n for n in nodes if is_strip(n) and n.rect.w >= 0.85 * width]
    ids = {id(strip) for strip in strips}
    out = [Row(cells_of(strip), strip.rect, strip.box) for strip in strips]
    loose = [n for n in nodes if id(n) not in ids]
    out.extend(Row(row, union(n.rect for n in row)) for row in rows_of(loose))
    return sorted(out, key=lambda row: row.rect.y)


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


def _cellular(node: Node, *, lined: bool) -> bool:
    """Whether the thing can stand in a cell: small, without columns of text of its own."""
    if node.rect.h > (2 * CELL_HEIGHT if lined else CELL_HEIGHT):
        return False
    inside = [n for n in node.walk() if n.kind == "text"]
    if node.box and (node.rect.h > 64 or len(inside) > 2):
        return False
    return all(n.block is None or len(n.block.lines) <= (8 if lined else 3) for n in inside)


def _level(rows: Sequence[Row], place: Mapping[int, int]) -> bool:
    """Whether what stands in the cells of most rows shares a top, middle or lower edge; `place` are the columns."""
    level = 0
    for row in rows:
        cells: dict[int, list[Rect]] = {}
        for node in row.nodes:
            cells.setdefault(place[id(node)], []).append(node.rect)
        rects = [union(parts) for parts in cells.values()]
        spreads = (
            max(r.y for r in rects) - min(r.y for r in rects),
            max(r.middle for r in rects) - min(r.middle for r in rects),
            max(r.bottom for r in rects) - min(r.bottom for r in rects),
        )
        level += min(spreads) <= 6
    return level >= 0.75 * len(rows)


def _regular(rows: Sequence[Row], *, lined: bool) -> bool:
    """Rows of about one height at about one distance; lines between them are proof enough without."""
    if lined:
        return True
    middles = np.array([row.rect.middle for row in rows])
    steps = np.diff(middles)
    if not len(steps):
        return True
    typical = float(np.median(steps))
    heights = np.array([union(n.rect for n in row.nodes).h for row in rows], dtype=float)
    if not STEP[0] <= typical <= STEP[1]:
        return False
    near = np.abs(steps - typical) <= 0.3 * typical
    return float(near.mean()) >= 0.7 and float(heights.max()) <= 2.2 * float(np.median(heights)) + 6


def _columnar(columns: Sequence[Sequence[Node]], count: int, *, lined: bool) -> bool:
    """Whether the parts of a column share a left, right or middle, and are text for the most part."""
    aligned = texts = 0
    for column in columns:
        lefts = np.array([n.rect.x for n in column], dtype=float)
        rights = np.array([n.rect.right for n in column], dtype=float)
        shares = [float(np.mean(np.abs(v - np.median(v)) <= 5)) for v in (lefts, rights, (lefts + rights) / 2)]
        aligned += max(shares) >= 0.6
        texts += sum(any(n.kind == "text" for n in node.walk()) for node in column) >= 0.5 * len(column)
    # Two columns of text without lines are more often prose.
    if count == 2 and not lined:
        if _keyed(columns):
            return True
        blocks = [n.block for column in columns for node in column for n in node.walk() if n.block]
        short = sum(len(block.lines) == 1 for block in blocks) >= 0.9 * len(blocks)
        return aligned == 2 and texts == 2 and short and all(len(column) >= 4 for column in columns)
    return aligned >= 0.7 * count and texts >= 0.6 * count


def assemble(rows: list[Row], columns: Sequence[Sequence[Node]], place: dict[int, int],
           lines: Sequence[Node], uprights: Sequence[Node], arrange: Arrange) -> Node:  # fmt: skip
    count = len(columns)
    every = [n.rect for row in rows for n in row.nodes] + [n.rect for n in lines] + [r.rect for r in rows]
    rect = union([*every, *(n.rect for n in uprights)])
    header = has_header(rows)
    members = [node for row in rows for node in row.nodes]
    boxed = sum(n.box is not None for n in members) >= 0.6 * len(members)
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


def has_header(rows: Sequence[Row]) -> bool:
    """Whether the first row looks unlike the others: another weight, size, colour or ground."""

    def look(row: Row) -> tuple[object, ...]:
        blocks = [n.block for node in row.nodes for n in node.walk() if n.block]
        bold = sum(b.bold for b in blocks) > len(blocks) / 2
        color = sorted(b.color for b in blocks)[len(blocks) // 2] if blocks else None
        return (bold, sorted(b.size for b in blocks)[len(blocks) // 2] if blocks else 0, color, bool(row.box))

    first, others = look(rows[0]), [look(row) for row in rows[1:]]
    return sum(first[:3] != other[:3] for other in others) > 0.6 * len(others) or (
        bool(rows[0].box) and not any(row.box for row in rows[1:])
    )


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
