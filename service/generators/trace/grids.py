"""Tables that are drawn in full: boxes side by side and one below the other that share their borders."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from service.generators.trace.columns import Row
from service.generators.trace.shapes import Rect, union
from service.generators.trace.tables import unboxed
from service.generators.trace.tabular import CELL_HEIGHT, has_header
from service.generators.trace.tree import Cell, Node

Arrange = Callable[[list[Node]], Node]

SHARED = 4  # pixels by which the borders of neighbours overlap, or by which they are apart
LEAST_CELLS = 5  # four boxes may be a group of buttons that was wrapped
TALLEST = 400  # pixels of a cell below a head
LEAST_COLUMNS, LEAST_NAMES = 3, 2  # of such a table, and of its heads that say something
HELD = 0.5  # share of the cells that must be boxes


def join_grids(nodes: list[Node], arrange: Arrange) -> list[Node]:
    """The nodes with a table in place of each such grid and of what lies in its gaps."""
    segments = _segments([n for n in nodes if n.box and not n.picture and n.rect.h <= TALLEST])
    rest = sorted((s for s in segments if len(s) >= 2), key=len, reverse=True)
    taken: set[int] = set()
    tables: list[Node] = []
    for first in rest:
        if id(first[0]) in taken:
            continue
        bands = _bands(first, [s for s in segments if id(s[0]) not in taken])
        boxes = [node for band in bands for node in band]
        if len(bands) < 2 or len(boxes) < max(LEAST_CELLS, HELD * len(bands) * len(first)):
            continue
        if len(first) == 2 and sum(len(band) == 2 for band in bands) < 2:
            continue  # the head of a side bar beside the page's bar, and the side bar's entries
        if max(node.rect.h for node in boxes) > 2 * CELL_HEIGHT and not _named(bands):
            continue  # cards, or the parts of the page
        taken.update(id(node) for node in boxes)
        around = union(node.rect for node in boxes).grown(1)
        loose = [n for n in nodes if id(n) not in taken and around.contains(n.rect)]
        taken.update(id(node) for node in loose)
        tables.append(_table(bands, [node.rect for node in first], loose, arrange))
    return [node for node in nodes if id(node) not in taken] + tables


def _named(bands: Sequence[Sequence[Node]]) -> bool:
    """Whether every row is whole, and the first is low and says something, as the head over tall cells."""
    head = bands[0]
    said = [node for node in head if any(part.block for part in node.walk())]
    whole = all(len(band) == len(head) for band in bands) and len(head) >= LEAST_COLUMNS
    return whole and max(node.rect.h for node in head) <= CELL_HEIGHT and len(said) >= LEAST_NAMES


def _segments(boxes: Sequence[Node]) -> list[list[Node]]:
    """Boxes of one height side by side whose borders meet."""
    out: list[list[Node]] = []
    ends: dict[int, list[list[Node]]] = {}  # by the last one's top: a page may have hundreds
    for node in sorted(boxes, key=lambda n: n.rect.x):
        rect = node.rect
        near = (s for y in range(rect.y - 2, rect.y + 3) for s in ends.get(y, ()))
        home = next((s for s in near if abs(s[-1].rect.right - rect.x) <= SHARED and abs(s[-1].rect.h - rect.h) <= 3),
                    None)  # fmt: skip
        if home is None:
            home = []
            out.append(home)
            ends.setdefault(rect.y, []).append(home)
        home.append(node)
    return out


def _bands(first: list[Node], segments: Sequence[list[Node]]) -> list[list[Node]]:
    """Rows from top to bottom: the first segment, and above and below it those whose boxes stand in its columns."""
    columns = [node.rect for node in first]
    fitting = [s for s in segments if s is not first and all(_fits(node.rect, columns) for node in s)]
    bands = [list(first)]
    for down in (True, False):
        edge = bands[-1] if down else bands[0]
        while True:
            line = edge[0].rect.bottom if down else edge[0].rect.y
            following = [
                node for s in fitting for node in s if abs((node.rect.y if down else node.rect.bottom) - line) <= SHARED
            ]
            if not following:
                break
            edge = following
            bands.insert(len(bands) if down else 0, edge)
    return bands


def _fits(rect: Rect, columns: Sequence[Rect]) -> bool:
    """Whether it may be a cell: a tall box below several columns is something else."""
    place = _columns(rect, columns)
    return place is not None and (place[0] == place[1] or rect.h <= CELL_HEIGHT)


def _columns(rect: Rect, columns: Sequence[Rect]) -> tuple[int, int] | None:
    """The first and the last of the columns that it takes up."""
    first = next((i for i, column in enumerate(columns) if abs(column.x - rect.x) <= SHARED), None)
    last = next((i for i, column in enumerate(columns) if abs(column.right - rect.right) <= SHARED), None)
    return (first, last) if first is not None and last is not None and first <= last else None


def _table(bands: Sequence[list[Node]], columns: Sequence[Rect], loose: Sequence[Node], arrange: Arrange) -> Node:
    header = has_header([Row(band, union(n.rect for n in band)) for band in bands])
    held: dict[tuple[int, int], tuple[Node, int]] = {}
    covered: set[tuple[int, int]] = set()
    for index, band in enumerate(bands):
        for node in band:
            first, last = _columns(node.rect, columns) or (0, 0)
            held[index, first] = node, last - first + 1
            covered |= {(index, place) for place in range(first + 1, last + 1)}
    gaps: dict[tuple[int, int], list[Node]] = {}
    for node in loose:
        # The nearest: what covers several cells, such as a gradient that is a picture, may have its middle between two.
        index = min(range(len(bands)), key=lambda i: abs(bands[i][0].rect.middle - node.rect.middle))
        place = min(range(len(columns)), key=lambda i: abs(columns[i].center - node.rect.center))
        while (index, place) in covered:
            place -= 1
        gaps.setdefault((index, place), []).append(node)
    rows: list[list[Cell]] = []
    for index in range(len(bands)):
        cells = []
        for place in range(len(columns)):
            if (index, place) in covered:
                cells.append(Cell(None, header=header and index == 0, across=0))
                continue
            box, across = held.get((index, place), (None, 1))
            inside = gaps.get((index, place), [])
            content = arrange([box, *inside]) if box and inside else box or (arrange(inside) if inside else None)
            cell = Cell(content, header=header and index == 0, across=across)
            cells.append(unboxed(cell, boxed=box is not None and not inside))
        rows.append(cells)
    rect = union(node.rect for band in bands for node in band)
    tops = [band[0].rect.y for band in bands] + [rect.bottom]
    return Node("table", rect, rows=rows, tops=tops)
