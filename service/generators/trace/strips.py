"""Tables whose rows are painted strips, one right below the other, and whatever head stands above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from service.generators.trace.columns import Row, align
from service.generators.trace.shapes import Box, Rect, union
from service.generators.trace.tables import assemble, cells_of
from service.generators.trace.tabular import LEAST_ROWS, has_header
from service.generators.trace.tree import Node, columns_of, rows_of

Arrange = Callable[[list[Node]], Node]

SHARED = 4  # pixels by which the borders of neighbours overlap, or by which they are apart
HEIGHTS = (16, 110)
LEAST_WIDTH = 240
HEAD_REACH = 44  # pixels above the first strip within which the table's head stands
ALIGNED = 8  # pixels
FOLLOWING = 4  # rows that a row's parts are compared with
MARK = 12  # pixels of the lesser side of a mark at most
WIDEST_CELL = 0.7  # share of the strip's width


def join_strips(nodes: list[Node], arrange: Arrange) -> list[Node]:
    """The nodes with a table in place of every such run of strips."""
    taken: set[int] = set()
    tables: list[Node] = []
    for chain in _chains(nodes):
        rows = [Row(_parts(node), node.rect, node.box) for node in chain]
        first, last = _trimmed(rows)
        rows, chain = rows[first:last], chain[first:last]
        if not rows:
            continue
        loose = [n for n in nodes if n.box is None and n.kind != "rule" and id(n) not in taken]
        head, panel = _head(rows, chain[0].rect, loose), None
        if head is None:
            head, panel = _foot(rows, chain[0].rect, nodes)
        if head:
            rows.insert(0, head)
        if not _tabular(rows, headed=head is not None):
            continue
        if head and panel and panel.box:  # the panel ends where the table begins
            panel.children.pop()
            panel.rect = Rect(panel.rect.x, panel.rect.y, panel.rect.w, head.rect.y - panel.rect.y)
            panel.box = replace(panel.box, rect=panel.rect)
        columns = align(rows)
        place = {id(node): index for index, column in enumerate(columns) for node in column}
        around = union(row.rect for row in rows).grown(2)
        lines = [n for n in nodes if n.kind == "rule" and n.rect.w > n.rect.h and around.contains(n.rect)]
        tables.append(assemble(rows, columns, place, lines, [], arrange))
        taken.update(id(n) for n in (*chain, *lines, *(head.nodes if head else ())))
    return [node for node in nodes if id(node) not in taken] + tables


def _chains(nodes: Sequence[Node]) -> list[list[Node]]:
    out: list[list[Node]] = []
    for node in sorted(nodes, key=lambda n: n.rect.y):
        rect = node.rect
        fits = node.box and not node.picture and node.children and HEIGHTS[0] <= rect.h <= HEIGHTS[1]
        if not fits or rect.w < LEAST_WIDTH:
            continue
        for chain in out:
            last = chain[-1].rect
            if (
                abs(last.bottom - rect.y) <= SHARED
                and abs(last.x - rect.x) <= SHARED
                and abs(last.right - rect.right) <= SHARED
            ):
                chain.append(node)
                break
        else:
            out.append([node])
    return [chain for chain in out if len(chain) >= LEAST_ROWS - 1]


def _parts(strip: Node) -> list[Node]:
    """What stands side by side on a strip; marks in the corners, where a strip ends a rounded panel, are no cells."""
    if strip.kind == "row":
        return cells_of(strip)
    rows = [child for child in strip.children if child.kind == "row" and child.box is None]
    marks = [n for n in strip.children if n.kind in ("picture", "rule") and min(n.rect.w, n.rect.h) <= MARK]
    return cells_of(rows[0]) if len(rows) == 1 and len(marks) == len(strip.children) - 1 else list(strip.children)


def _trimmed(rows: Sequence[Row]) -> tuple[int, int]:
    """Where the rows of the table begin and end: a panel's title, its tools and its numbers of pages are strips too."""
    first, last = 0, len(rows)
    while first < last and not _fits(rows[first], rows[first + 1 : last][:FOLLOWING]):
        first += 1
    while first < last and not _fits(rows[last - 1], rows[first : last - 1][-FOLLOWING:]):
        last -= 1
    return first, last


def _fits(row: Row, others: Sequence[Row]) -> bool:
    """Whether most of its parts stand where parts of the others do."""
    parts = [node.rect for other in others for node in other.nodes]
    level = sum(any(_level(node.rect, part) for part in parts) for node in row.nodes)
    return len(columns_of(row.nodes)) >= 2 and level >= 0.6 * len(row.nodes)


def _head(rows: Sequence[Row], first: Rect, loose: Sequence[Node]) -> Row | None:
    """The texts just above the strips, if most of them stand where something of a column does."""
    zone = Rect(first.x - 2, first.y - HEAD_REACH, first.w + 4, HEAD_REACH + 2)
    above = [n for n in loose if zone.contains(n.rect) and any(part.kind == "text" for part in n.walk())]
    if not above:
        return None
    line = rows_of(above)[-1]
    row = Row(line, union(n.rect for n in line))
    return row if _fits(row, rows) else None


def _foot(rows: Sequence[Row], first: Rect, nodes: Sequence[Node]) -> tuple[Row | None, Node | None]:
    """The last row of the panel that the strips hang on, if most of its parts stand where something of a column does,
    and the panel."""
    for node in nodes:
        rect = node.rect
        hangs = abs(rect.bottom - first.y) <= SHARED and abs(rect.x - first.x) <= SHARED
        if not hangs or node.box is None or abs(rect.w - first.w) > 2 * SHARED or len(node.children) < 2:
            continue
        last = node.children[-1]
        if node.kind != "stack" or last.kind != "row" or last.box:
            continue
        above = max(child.rect.bottom for child in node.children[:-1])
        top = max(above, last.rect.y - (rect.bottom - last.rect.bottom))
        strip = Rect(rect.x, top, rect.w, rect.bottom - top)
        row = Row(cells_of(last), strip, Box(strip, node.box.fill))
        if _fits(row, rows):
            return row, node
    return None, None


def _level(one: Rect, other: Rect) -> bool:
    ends = abs(one.x - other.x), abs(one.right - other.right), abs(one.center - other.center)
    return min(ends) <= ALIGNED


def _tabular(rows: Sequence[Row], *, headed: bool) -> bool:
    """Several columns of texts: strips with an icon, a text and a time are a list."""
    counts = [sum(any(n.kind == "text" for n in part.walk()) for part in row.nodes) for row in rows]
    width = max(row.rect.w for row in rows)
    if len(rows) < LEAST_ROWS or any(part.rect.w > WIDEST_CELL * width for row in rows for part in row.nodes):
        return False
    most = sorted(counts)[len(counts) // 2]
    return most >= 3 or (most == 2 and (headed or has_header(rows)))
