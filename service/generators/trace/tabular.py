"""Whether rows and columns of things are a table's: rules of thumb, each of which some other arrangement breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from service.generators.trace.colors import far
from service.generators.trace.columns import Row
from service.generators.trace.labels import LEAST_FIELD
from service.generators.trace.shapes import Color, Rect, union
from service.generators.trace.tree import TOUCH, Node, rows_of

LEAST_ROWS = 3
ONE_SIZE = 1.0  # pixels by which the sizes of texts that are set alike may be mistaken
CELL_HEIGHT = 90  # pixels; taller things side by side are cards
MOST = 0.7  # share of a column that must be set alike
HEADED, BARE = 0.1, 0.25  # share of the texts that are figures, with and without a head
STEP = (14, 96)  # pixels from one row to the next
FARTHEST = 4.0  # times that, and no row of the same table follows
SAME = 4  # pixels by which edges or middles in a column differ
CENTRED_COLUMNS = 3
STRAYS = 0.06  # share of the rows of a long table that may be taller: two that were taken for one
PALER = 60  # levels of contrast that names lack which stand before their values
PROSE = 0.3  # share of its texts that have several lines, without lines between the rows


def holds_data(rows: Sequence[Row], columns: Sequence[Sequence[Node]]) -> bool:
    """Without lines: stripes, a head as browsers set it, or figures, of which fewer do under any head, tell a table from
    columns of links."""
    if any(row.box for row in rows) or _painted_cells(columns):
        return True
    if _centred_heads(rows, columns):
        return True
    texts = [n.block.text for row in rows for node in row.nodes for n in node.walk() if n.block]
    figures = sum(any(c.isdigit() for c in text) for text in texts)
    return figures >= (HEADED if has_header(rows) else BARE) * len(texts) or _keyed(_sides(rows))


def _painted_cells(columns: Sequence[Sequence[Node]]) -> bool:
    """Whether there are boxes that may stand in cells. Those that touch one another in one column alone are a list
    beside something else."""
    painted = [[node.rect for node in column if node.box] for column in columns]
    painted = [boxes for boxes in painted if boxes]
    if len(painted) != 1:
        return bool(painted)
    stacked = sorted(painted[0], key=lambda rect: rect.y)
    return not any(low.y - high.bottom <= TOUCH for high, low in pairwise(stacked))


def heads_below(first: Sequence[Node], row: Sequence[Node]) -> bool:
    """Whether the first things are all bold lines, and what is in the row is not."""
    above, below = [node.block for node in first], [n.block for node in row for n in node.walk() if n.block]
    strong = all(block is not None and block.bold and len(block.lines) == 1 for block in above)
    return strong and bool(below) and not any(block.bold for block in below)


def _centred_heads(rows: Sequence[Row], columns: Sequence[Sequence[Node]]) -> bool:
    """Whether the first row is bold, the others are not, and it stands in the middle of columns that are set at their
    left: so are the heads of a table that nobody styled."""
    if len(columns) < CENTRED_COLUMNS or not all(heads_below(rows[0].nodes, row.nodes) for row in rows[1:]):
        return False
    first = {id(node) for node in rows[0].nodes}
    middle = left = 0
    for column in columns:
        head = next((node.rect for node in column if id(node) in first), None)
        cells = [node.rect for node in column if id(node) not in first]
        if head is None or not cells:
            continue
        around = union([head, *cells])
        middle += abs(head.center - around.center) <= SAME and head.x - around.x > SAME
        left += abs(head.x - around.x) <= SAME
    return middle >= 2 and middle + left >= MOST * len(columns)


def _sides(rows: Sequence[Row]) -> list[list[Node]]:
    """The first things of the rows, and the others."""
    ordered = [sorted(row.nodes, key=lambda node: node.rect.x) for row in rows]
    return [[row[0] for row in ordered], [node for row in ordered for node in row[1:]]]


def _keyed(columns: Sequence[Sequence[Node]]) -> bool:
    """Whether two columns are names and their values: the names are all bold, paler at one right edge, or end with a
    colon, the values do not."""
    if len(columns) != 2 or any(len(column) < LEAST_ROWS for column in columns):
        return False
    names, values = ([node.block for node in column if node.block] for column in columns)
    if len(names) < MOST * len(columns[0]) or not values:
        return False
    strong = sum(block.bold for block in names) >= MOST * len(names)
    plain = sum(block.bold for block in values) <= (1 - MOST) * len(values)
    colons = sum(block.text.endswith(":") for block in names) >= MOST * len(names)
    return (strong and plain) or colons or _set_to_values(columns)


def _set_to_values(columns: Sequence[Sequence[Node]]) -> bool:
    """Whether every thing of the first column is a line that ends where the others do, before a text in a stronger colour
    that begins where the others do."""
    names, values = ([node.block for node in column if node.block] for column in columns)
    if len(names) != len(columns[0]) or len(values) != len(columns[1]) or any(len(b.lines) > 1 for b in names):
        return False
    lefts, rights = [block.rect.x for block in values], [block.rect.right for block in names]
    level = max(rights) - min(rights) <= SAME and max(lefts) - min(lefts) <= SAME
    starts = [block.rect.x for block in names]
    ground = names[0].lines[0].ground
    paler = max(far(b.color, ground) for b in names) + PALER <= min(far(b.color, ground) for b in values)
    return level and max(starts) - min(starts) > 2 * SAME and paler


def set_alike(rows: Sequence[Row], columns: Sequence[Sequence[Node]]) -> bool:
    """Whether most texts below the first row, or of every column but one in four, are of one size, and most are on one
    line: titles and paragraphs that take turns are columns of prose."""
    blocks = [n.block for row in rows[1:] for node in row.nodes for n in node.walk() if n.block]
    if not blocks:
        return True
    prose = sum(len(block.lines) > 1 for block in blocks)
    sides = [[n.block.size for node in column for n in node.walk() if n.block] for column in columns]
    uneven = sum(_share(sizes) < MOST for sizes in sides if sizes)
    even = _share([block.size for block in blocks]) >= 0.6 or uneven <= len(columns) // 4
    return even and prose <= PROSE * len(blocks)


def _share(sizes: Sequence[float]) -> float:
    """The share of the commonest."""
    return max(Counter(sizes).values()) / len(sizes)


def is_form(rows: Sequence[Row]) -> bool:
    """Whether rows of boxes, as of fields, take turns with rows of texts, or most rows say nothing outside of boxes that
    are of any width. The last row of a table may be buttons."""
    fields = [all(node.box and node.rect.w >= LEAST_FIELD for node in row.nodes) for row in rows]
    bare = [not row.box and not any(node.box for node in row.nodes) for row in rows]
    if any(above and below for above, below in zip(bare, fields[1:-1], strict=False)):
        return True
    boxed = [row for row in rows if not any(node.kind == "text" for node in row.nodes)]
    boxes = [node.rect for row in boxed for node in row.nodes if node.box]
    return len(boxed) > 0.5 * len(rows) and not are_cells(boxes)


def are_cells(boxes: Sequence[Rect]) -> bool:
    """Whether boxes are painted cells: most have another one of their width straight above or below them."""
    twins = sum(
        any(other is not box and abs(other.x - box.x) <= TOUCH and abs(other.w - box.w) <= SAME for other in boxes)
        for box in boxes
    )
    return twins >= MOST * len(boxes)


def is_cellular(node: Node, *, lined: bool) -> bool:
    """Whether the thing can stand in a cell: small, without columns of text of its own."""
    if node.rect.h > (2 * CELL_HEIGHT if lined else CELL_HEIGHT):
        return False
    inside = [n for n in node.walk() if n.kind == "text"]
    if lined and node.box and inside and all(part.role == "code" for part in inside):
        return True
    if node.box and (node.rect.h > 64 or len(inside) > 2):
        return False
    return all(n.block is None or len(n.block.lines) <= (8 if lined else 3) for n in inside)


def is_level(rows: Sequence[Row], place: Mapping[int, int]) -> bool:
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


def is_regular(rows: Sequence[Row], *, lined: bool) -> bool:
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
    if steps.max() > FARTHEST * typical:
        return False  # what stands that far below is another thing
    near = np.minimum(np.abs(steps - typical), np.abs(steps - 2 * typical)) <= 0.3 * typical  # a row that was not read
    tall = float(np.quantile(heights, 1 - STRAYS))
    return float(near.mean()) >= 0.7 and tall <= 2.2 * float(np.median(heights)) + 6


def is_columnar(columns: Sequence[Sequence[Node]], count: int, *, lined: bool) -> bool:
    """Whether the cells of a column share a left, right or middle, and are text for the most part."""
    aligned = texts = 0
    for column in columns:
        cells = rows_of(column)  # a dot beside a word, a word beside an avatar
        rects = [union(node.rect for node in cell) for cell in cells]
        lefts = np.array([rect.x for rect in rects], dtype=float)
        rights = np.array([rect.right for rect in rects], dtype=float)
        shares = [float(np.mean(np.abs(v - np.median(v)) <= 5)) for v in (lefts, rights, (lefts + rights) / 2)]
        aligned += max(shares) >= 0.6
        worded = [any(n.kind == "text" for node in cell for n in node.walk()) for cell in cells]
        texts += sum(worded) >= 0.5 * len(cells) or (
            lined and worded[0] and len(cells) >= LEAST_ROWS
        )  # marks under a head
    # Two columns of text without lines are more often prose.
    if count == 2 and not lined:
        if _keyed(columns):
            return True
        blocks = [n.block for column in columns for node in column for n in node.walk() if n.block]
        short = sum(len(block.lines) == 1 for block in blocks) >= 0.9 * len(blocks)
        return aligned == 2 and texts == 2 and short and all(len(column) >= 4 for column in columns)
    return aligned >= 0.7 * count and texts >= 0.6 * count


def has_header(rows: Sequence[Row]) -> bool:
    """Whether the first row looks unlike the others: another weight, size, colour or ground."""
    first, others = _look(rows[0]), [_look(row) for row in rows[1:]]
    unlike = sum(
        one.bold != first.bold or one.color != first.color or abs(one.size - first.size) > ONE_SIZE for one in others
    )
    return unlike > 0.6 * len(others) or (bool(rows[0].box) and not any(row.box for row in rows[1:]))


class _Look(NamedTuple):
    """How most texts of a row are set; the size in pixels."""

    bold: bool
    size: float
    color: Color | None


def _look(row: Row) -> _Look:
    blocks = [n.block for node in row.nodes for n in node.walk() if n.block]
    if not blocks:
        return _Look(bold=False, size=0, color=None)
    return _Look(
        bold=sum(b.bold for b in blocks) > len(blocks) / 2,
        size=sorted(b.size for b in blocks)[len(blocks) // 2],
        color=sorted(b.color for b in blocks)[len(blocks) // 2],
    )
