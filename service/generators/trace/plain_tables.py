"""Tables without any paint, as browsers set them: a row of bold heads, and below it lines in the heads' columns whose rows
are hardly further apart than lines of prose. Found among the lines, before paragraphs would run from row to row.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from service.generators.trace.shapes import Box, Line, Rect, Rule, smallest_around, union
from service.generators.trace.spans import Columns, cut

LEVEL = 3  # pixels by which the middles of heads differ
BOLD = 2 / 3  # share of the heads that must be bold: a thin one may have been taken for regular
LEAST_HEADS = 2
LEAST_ROWS = 2
REACH = 2.0  # times the size from one row to the next at most: further apart, rows are told without this
WIDE_SPACE = 0.4  # times the size between two heads in one line: a space is a quarter
NEAR = 0.6  # times the size from a line to the next in one cell at most
LARGER = 1.12  # times the heads' size, and a line is something else's
SAME = 4  # pixels by which edges or middles in a column differ
MOST = 0.6  # share of a column's lines at one edge, and of the cells that are filled
SPARSE = 0.5  # share of the columns below which a band of lines is a part of the row above or below
FIGURES = 0.1  # share of the lines that say a number, where the heads do not stand in the middle
LONG, RUNNING = 3, 0.4  # words of a line of prose, and the share of those that begin with a small letter
END = 1.5  # times the usual distance, and a row that is not whole is none of them


@dataclass(frozen=True, slots=True)
class PlainTable:
    """Edges of the rows (the first is the head's) and columns, in pixels of the page."""

    tops: tuple[int, ...]
    lefts: tuple[int, ...]

    @property
    def rect(self) -> Rect:
        return Rect(self.lefts[0], self.tops[0], self.lefts[-1] - self.lefts[0], self.tops[-1] - self.tops[0])

    def place(self, rect: Rect) -> tuple[int, int]:
        """The row and the column in which the middle of the rectangle is."""
        row = sum(rect.middle >= top for top in self.tops[1:-1])
        return row, sum(rect.center >= left for left in self.lefts[1:-1])


def find_plain_tables(
    lines: Sequence[Line], boxes: Sequence[Box], rules: Sequence[Rule]
) -> tuple[list[Line], list[PlainTable]]:
    """The lines, with those parted that run across columns, and the tables."""
    homes: dict[int, list[Line]] = {}
    for line in lines:
        homes.setdefault(id(smallest_around(line.rect, boxes)), []).append(line)
    tables: list[PlainTable] = []
    out = list(lines)
    for members in homes.values():
        members.sort(key=lambda line: line.rect.middle)
        for level in _heads(members):
            found = _table(level, members)
            if found is None:
                continue
            table, parts = found
            if any(table.rect.overlap(other.rect) for other in tables) or _painted(table, boxes, rules):
                continue
            tables.append(table)
            gone = {id(line) for line, _ in parts}
            out = [line for line in out if id(line) not in gone] + [part for _, halves in parts for part in halves]
    return out, tables


def _heads(lines: Sequence[Line]) -> list[list[Line]]:
    """Rows of lines of one size, most of which are bold where there are two."""
    levels: list[list[Line]] = []
    for line in lines:
        if levels and line.rect.middle - levels[-1][0].rect.middle <= LEVEL:
            levels[-1].append(line)
        else:
            levels.append([line])
    return [
        level
        for level in levels
        if len(level) >= LEAST_HEADS + (not _bold(level))
        and max(line.size for line in level) <= LARGER * min(line.size for line in level)
        and not any(line.code for line in level)
    ]


def _bold(heads: Sequence[Line]) -> bool:
    return sum(line.bold for line in heads) >= BOLD * len(heads)


def _apart(line: Line) -> list[Line]:
    """The line, or what was read as one where heads are hardly further apart than words."""
    places = [
        place
        for place in range(1, len(line.words))
        if line.words[place].rect.x - line.words[place - 1].rect.right >= WIDE_SPACE * line.size
    ]
    return cut(line, places)


def _table(level: Sequence[Line], lines: Sequence[Line]) -> tuple[PlainTable, list[tuple[Line, list[Line]]]] | None:
    """The table below the heads, and the lines of it that were parted with their parts."""
    parts = [(line, _apart(line)) for line in level]
    heads = sorted((part for _, halves in parts for part in halves), key=lambda line: line.rect.x)
    below = _below(heads, lines)
    while True:
        columns = Columns([line.rect for line in heads])
        end = columns.take(below)
        halves = [(line, columns.parted(line)) for line in below if line.rect.y < end]
        rows = _rows([half for _, several in halves for half in several], columns, heads[0].size)
        rows = _ended([row for row in rows if max(line.rect.bottom for line in row) <= end], columns)
        if len(rows) < LEAST_ROWS:
            return None
        bottom = max(line.rect.bottom for line in rows[-1])
        if below[-1].rect.bottom <= bottom:
            break
        below = [line for line in below if line.rect.bottom <= bottom]  # what follows the table has widened its columns
    if not _tabular(heads, rows, columns):
        return None
    cells = [line for row in rows for line in row]
    bands = [union(line.rect for line in heads), *(union(line.rect for line in row) for row in rows)]
    tops = [bands[0].y, *((a.bottom + b.y) // 2 for a, b in itertools.pairwise(bands)), bands[-1].bottom]
    around = union(line.rect for line in (*heads, *cells))
    lefts = [around.x, *columns.cuts(), around.right]
    return PlainTable(tuple(tops), tuple(lefts)), [each for each in (*parts, *halves) if len(each[1]) > 1]


def _below(heads: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    """Of the lines, which come by their middles, those below the heads, down to the first that is too far away or has
    nothing to do with them."""
    size, bottom = max(line.size for line in heads), max(line.rect.bottom for line in heads)
    under = max(line.rect.middle for line in heads) + LEVEL
    found: list[Line] = []
    for line in lines[bisect_right(lines, under, key=lambda line: line.rect.middle) :]:
        rect = line.rect
        beyond = rect.x > heads[-1].rect.right + SAME
        if beyond or line.code or rect.y - bottom > REACH * size or (line.size > LARGER * size and _alone(line, lines)):
            break
        found.append(line)
        bottom = max(bottom, rect.bottom)
    return sorted(found, key=lambda line: line.rect.bottom)


def _alone(line: Line, lines: Sequence[Line]) -> bool:
    """Whether nothing is beside it: else its size was mistaken."""
    return not any(o is not line and abs(o.rect.middle - line.rect.middle) <= line.rect.h for o in lines)


def _rows(cells: Sequence[Line], columns: Columns, size: float) -> list[list[Line]]:
    """The lines by rows: what no straight line parts is one, and so are the few of a cell with more lines than the others
    and the row that they are nearest to."""
    bands: list[list[Line]] = []
    bottom = 0
    for line in sorted(cells, key=lambda each: each.rect.y):
        if bands and line.rect.y < bottom:
            bands[-1].append(line)
        else:
            bands.append([line])
        bottom = max(bottom, line.rect.bottom)
    index = 0
    while index < len(bands):
        filled = {columns.of(line.rect) for line in bands[index]}
        if len(filled) >= SPARSE * columns.count or len(bands) == 1:
            index += 1
            continue
        rects = [union(line.rect for line in band) for band in bands]
        above = rects[index].y - rects[index - 1].bottom if index else 1_000
        under = rects[index + 1].y - rects[index].bottom if index + 1 < len(bands) else 1_000
        if min(above, under) > NEAR * size:
            index += 1
        elif above <= under:
            bands[index - 1].extend(bands.pop(index))
        else:
            band = bands.pop(index)
            bands[index] = [*band, *bands[index]]
    return bands


def _ended(rows: Sequence[list[Line]], columns: Columns) -> list[list[Line]]:
    """The rows down to the first that is not whole, and further away than they are from one another or of another kind."""
    rects = [union(line.rect for line in row) for row in rows]
    gaps = [low.y - high.bottom for high, low in itertools.pairwise(rects)]
    for index in range(1, len(rows)):
        row = rows[index]
        filled = {columns.of(line.rect) for line in row}
        far = index > 1 and gaps[index - 1] > END * sorted(gaps[: index - 1])[(index - 1) // 2] + 2
        above = [line.bold for other in rows[:index] for line in other if columns.of(line.rect) in filled]
        strange = len(filled) == 1 and row[0].bold and sum(above) <= 0.5 * len(above)
        if len(filled) < columns.count and (far or strange):
            return list(rows[:index])
    return list(rows)


def _tabular(heads: Sequence[Line], rows: Sequence[Sequence[Line]], columns: Columns) -> bool:
    """Whether the cells are filled, the columns straight, and the heads in the middle of what stands at its left, or over
    the right ends of numbers: columns of links or of prose under bold titles are no table."""
    cells = [line for row in rows for line in row]
    filled = sum(len({columns.of(line.rect) for line in row}) for row in rows)
    if filled < MOST * len(rows) * columns.count or columns.across(cells):
        return False
    if sum(line.bold for line in cells) > BOLD * len(cells):
        return False
    if _runs_on(cells, columns):
        return False
    centred = level = ended = 0
    lefts = columns.lefts()
    for index, head in enumerate(heads):
        rects = [line.rect for line in cells if columns.of(line.rect) == index]
        if not rects:
            continue
        around = union([head.rect, *rects])
        edges = [rect.x for rect in rects], [rect.right for rect in rects], [rect.center for rect in rects]
        straight, ends, middles = (_share(values) >= MOST for values in edges)
        if not (straight or ends or middles):
            return False
        off = head.rect.x - around.x
        # A column may be wider than what is in it: then the next one tells where it ends.
        places = [around.center, *((around.x + left) / 2 for left in lefts[index + 1 : index + 2])]
        centred += straight and off > SAME and any(abs(head.rect.center - place) <= SAME for place in places)
        right = off > SAME and ends and around.right - head.rect.right <= SAME
        level += off <= SAME or right
        ended += right
    if not _bold(heads):
        return centred >= max(2, columns.count / 2)
    if centred >= 2 or (centred and columns.count == 2 and len(rows) > LEAST_ROWS):
        return centred + level >= 0.7 * columns.count
    figures = sum(any(c.isdigit() for c in line.text) for line in cells)
    return columns.count > LEAST_HEADS and ended > 0 and figures >= FIGURES * len(cells)


def _runs_on(cells: Sequence[Line], columns: Columns) -> bool:
    """Whether many of the long lines begin with a small letter, without all of their column doing so: sentences that go
    on from row to row."""
    long: dict[int, list[bool]] = {}
    for line in cells:
        if len(line.words) >= LONG:
            long.setdefault(columns.of(line.rect), []).append(line.text[:1].islower())
    several = [small for starts in long.values() if not all(starts) for small in starts]
    return sum(several) > RUNNING * len(several)


def _share(values: Sequence[float]) -> float:
    """The share of the values that are near the middle one."""
    usual = sorted(values)[len(values) // 2]
    return sum(abs(value - usual) <= SAME for value in values) / len(values)


def _painted(table: PlainTable, boxes: Sequence[Box], rules: Sequence[Rule]) -> bool:
    """Whether lines or boxes run through several of its cells: such tables are told by them."""
    rect = table.rect

    def several(other: Rect) -> bool:
        inside = rect.shared(other)
        return inside.area > 0 and not other.contains(rect, 2) and (
            table.place(Rect(inside.x, inside.y, 1, 1)) != table.place(Rect(inside.right - 1, inside.bottom - 1, 1, 1))
        )  # fmt: skip

    return any(several(box.rect) for box in boxes) or any(several(rule.rect) for rule in rules)
