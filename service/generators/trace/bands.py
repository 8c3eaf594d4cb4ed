"""Tables whose rows are told apart by lines alone: what stands between two lines is one row, however many lines of text
are in its cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from service.generators.trace.columns import Row, align
from service.generators.trace.shapes import union
from service.generators.trace.tables import assemble
from service.generators.trace.tabular import CELL_HEIGHT, LEAST_ROWS, is_cellular, is_columnar, is_level
from service.generators.trace.tree import Node, columns_of

Arrange = Callable[[list[Node]], Node]

SAME = 2  # pixels by which the ends of the lines differ
LEAST_WIDTH = 240
LARGER = 1.19  # times the size of the first row's texts: a title
FULL = 0.75  # share of the rows in which something stands in both of two columns
NAMES = 0.4  # share of the width that the first of two columns has at most


def banded_table(rows: Sequence[Sequence[Node]], start: int, arrange: Arrange) -> tuple[Node, int] | None:
    """The table that begins with the line in `rows[start]`, or with heads there that stand on one, and how many of the
    rows it takes up; None if there is none."""
    headed = start + 1 < len(rows) and len(rows[start]) > 1 and _line(rows[start + 1])
    if not headed and not _line(rows[start]):
        return None
    first = rows[start + headed][0]
    lines, taken = [first], 1 + headed
    heads = list(rows[start]) if headed else []
    if not all(first.rect.x - SAME <= node.rect.x and node.rect.right <= first.rect.right + SAME for node in heads):
        return None
    bands = [Row(heads, union(node.rect for node in heads))] if headed else []
    band: list[Node] = []
    parts = most = 0  # rows of what stands between two lines
    for index in range(start + taken, len(rows)):
        row = rows[index]
        if not _line(row):
            band.extend(row)
            parts += 1
            titled = bands and _size(row) >= LARGER * _size(bands[0].nodes)
            if titled or union(n.rect for n in band).h > 2 * CELL_HEIGHT:
                break  # what comes below the table
            continue
        rule = row[0]
        if abs(rule.rect.x - first.rect.x) > SAME or abs(rule.rect.right - first.rect.right) > SAME or not band:
            break
        lines.append(rule)
        bands.append(Row(band, union(n.rect for n in band)))
        most, parts = max(most, parts), 0
        band, taken = [], index + 1 - start
    if headed and most < 2:
        return None  # a table whose rows are told apart without its lines
    if len(bands) < LEAST_ROWS or not any(len(columns_of(band.nodes)) > 1 for band in bands):
        return None
    columns = align(bands)
    place = {id(node): index for index, column in enumerate(columns) for node in column}
    members = [node for band in bands for node in band.nodes]
    if not (
        len(columns) >= 2
        and all(is_cellular(node, lined=True) for node in members)
        and is_level(bands, place)
        and is_columnar(columns, len(columns), lined=True)
        and _named(bands, columns, place)
    ):
        return None
    return assemble(bands, columns, place, lines, [], arrange), taken


def _size(nodes: Sequence[Node]) -> float:
    """The largest of their texts' sizes."""
    return max((part.block.size for node in nodes for part in node.walk() if part.block), default=0.0)


def _line(row: Sequence[Node]) -> bool:
    return len(row) == 1 and row[0].kind == "rule" and row[0].rect.w >= LEAST_WIDTH


def _named(bands: Sequence[Row], columns: Sequence[Sequence[Node]], place: dict[int, int]) -> bool:
    """Whether several columns are filled in most rows, and the first of two is short: the other is about it."""
    several = sum(len({place[id(node)] for node in band.nodes}) >= 2 for band in bands)
    if several < FULL * len(bands):
        return False
    width = union(node.rect for column in columns for node in column).w
    short = all(node.block is not None and len(node.block.lines) == 1 for node in columns[0])
    return len(columns) > 2 or (short and union(node.rect for node in columns[0]).w <= NAMES * width)
