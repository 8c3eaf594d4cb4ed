"""Where text stands: ink is grouped into letters, letters into lines, by their distances."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from service.generators.trace.canvas import Canvas
from service.generators.trace.photographs import TALLEST_LETTER
from service.generators.trace.regions import TALLEST_SIGN
from service.generators.trace.shapes import Box, Pixels, Rect, union

CORE = 0.38  # share of the local peak from which a pixel belongs to a letter
# A space is 0.28 em in Arial, 0.6 em in a typewriter's face, and a capital 0.72 em high: letters farther apart than
# this many capitals start a new line. Entries of a menu are at least 1.2 capitals apart.
WORD_GAP = 0.8
MARK_GAP = 5  # pixels from which a square stands apart from the text beside it
BAND = 32  # pixels of height: about as high as a line
STROKE = (3, 18)  # pixels of width at most and of height at least of the edge of a box beside a text
TALL_STROKE = 1.75  # times the height of the text; a bar between two words is lower
BAR = (200, 30)  # width and height in pixels
LEAST_SPANNING = 18  # pixels of height from which ink may stand beside two lines
BESIDE = 1.2  # times its height that they are away from it
LEAST_SIGN = 0.1  # share of its rectangle that a taller digit covers; less is a frame
LEAST_LINE = 5  # pixels of height; lower ink is a dot, dash or speck


def find_lines(canvas: Canvas, boxes: Sequence[Box] = ()) -> list[Rect]:
    """Ink boxes of the lines of text, top to bottom. Lines do not run from one of the painted boxes into another."""
    mask = (canvas.text < 255 * (1 - CORE)).astype(np.uint8)
    # Joins the letters of a word but nothing upwards: lines may be as close as two pixels.
    joined = cv2.dilate(mask, np.ones((1, 5), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8, ltype=cv2.CV_32S)
    parts = [
        _tight(mask, Rect(x, y, w, h))
        for x, y, w, h, area in stats[1:].tolist()
        if area >= 6 and (h <= TALLEST_LETTER or (h <= TALLEST_SIGN and area >= LEAST_SIGN * w * h))
    ]
    parts = [part for part in parts if part.h >= 1 and part.w >= 1 and not _painted(mask, part)]
    rows = [_unbulleted(mask, row) for row in _grouped(mask, parts, boxes)]
    return sorted((row for row in rows if row.h >= LEAST_LINE), key=lambda r: (r.y, r.x))


def _painted(mask: Pixels, part: Rect) -> bool:
    """Whether a large piece has a bar from side to side that is thicker than a line under a text: no letters are so,
    and as a line it would draw in what stands beside it."""
    if part.w < BAR[0] or part.h < BAR[1]:
        return False
    full = part.cut(mask).mean(axis=1) >= 0.9
    return int(full.sum()) >= 0.12 * part.h


def _unbulleted(mask: Pixels, row: Rect) -> Rect:
    """The line without the round spot it begins with, if there is one, a letter's gap or more from its text."""
    if row.w < 3 * row.h or row.h < 8:
        return row
    part = row.cut(mask)
    inked: NDArray[np.bool_] = np.any(part, axis=0)
    end = int(np.argmin(inked)) if not inked.all() else row.w
    gap = int(np.argmax(inked[end:])) if inked[end:].any() else 0
    if not 3 <= end <= 0.6 * row.h or gap < 0.3 * row.h:
        return row
    spot = np.flatnonzero(part[:, :end].any(axis=1))
    height, middle = int(spot[-1] - spot[0]) + 1, (spot[0] + spot[-1] + 1) / 2
    round_ = abs(height - end) <= 1 and float(part[spot[0] : spot[-1] + 1, :end].mean()) >= 0.7
    if not round_ or not 0.2 * row.h <= middle <= 0.8 * row.h:
        return row
    return _tight(mask, Rect(row.x + end + gap, row.y, row.w - end - gap, row.h))


def _tight(mask: Pixels, rect: Rect) -> Rect:
    """The rectangle without the margin that dilation added."""
    height, width = mask.shape
    rect = rect.within(width, height)
    part = rect.cut(mask)
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return Rect(rect.x, rect.y, 0, 0)
    return Rect(rect.x + int(columns[0]), rect.y + int(rows[0]),
                int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1)  # fmt: skip


def _home(part: Rect, boxes: Sequence[Box]) -> int:
    """Which box the part stands in: the index of the smallest, -1 for none."""
    inside = [(box.rect.area, index) for index, box in enumerate(boxes) if box.rect.contains(part, 1)]
    return min(inside)[1] if inside else -1


def _mark(mask: Pixels, rect: Rect) -> bool:
    """A ring, square or filled one of a checkbox's size: such stand by themselves, however close text is."""
    if abs(rect.w - rect.h) > 1 or not 10 <= rect.h <= 22:
        return False
    part = rect.cut(mask)
    if float(part.mean()) >= 0.72:
        return True
    middle = slice(rect.h // 2 - 1, rect.h // 2 + 2)
    sides = (part[:2, middle], part[-2:, middle], part[middle, :2], part[middle, -2:])
    core = part[rect.h // 3 : -(rect.h // 3), rect.w // 3 : -(rect.w // 3)]
    return all(side.any() for side in sides) and (float(core.mean()) <= 0.2 or float(core.mean()) >= 0.9)


def _beside_two(part: Rect, parts: Sequence[Rect], starts: Sequence[int]) -> bool:
    """Whether two lines stand one above the other close at its right, both within its height: it is an icon or a
    picture, and would make one line of both. `starts` are the left edges of the parts, ascending."""
    if part.h < LEAST_SPANNING:
        return False
    first, last = bisect_left(starts, part.right), bisect_left(starts, part.right + BESIDE * part.h)
    near = [
        other for other in parts[first:last]
        if 0.2 * part.h <= other.h <= 0.6 * part.h and other.w >= other.h
        and other.y >= part.y - 0.25 * part.h and other.bottom <= part.bottom + 0.25 * part.h
    ]  # fmt: skip
    return any(upper.bottom < lower.y for upper in near for lower in near)


def _grouped(mask: Pixels, parts: list[Rect], boxes: Sequence[Box]) -> list[Rect]:
    """Parts side by side on one line, made one; small marks join the line whose band they lie in."""
    parts = sorted(parts, key=lambda r: r.x)
    starts = [part.x for part in parts]
    found: list[Rect] = []
    homes: list[int] = []
    marks: list[bool] = []
    bands: defaultdict[int, set[int]] = defaultdict(set)  # which of the lines reach into a band of the page
    for part in parts:
        best, best_gap = -1, 1e9
        home, mark = _home(part, boxes), _mark(mask, part) or _beside_two(part, parts, starts)
        for index in sorted(set().union(*(bands[band] for band in _bands(part)))):
            box = found[index]
            gap = part.x - box.right
            if homes[index] != home or (gap >= MARK_GAP and (mark or marks[index])):
                continue
            if gap > WORD_GAP * max(box.h, part.h) + 2 or not _same_line(box, part):
                continue
            if gap < best_gap:
                best, best_gap = index, gap
        if best < 0:
            best = len(found)
            found.append(part)
            homes.append(home)
            marks.append(mark)
        else:
            found[best] = union((found[best], part))
            marks[best] = False
        for band in _bands(found[best]):
            bands[band].add(best)
    return _absorbed(found)


def _bands(rect: Rect) -> range:
    return range(rect.y // BAND, rect.bottom // BAND + 1)


def _same_line(line: Rect, part: Rect) -> bool:
    thin, other = (part, line) if part.w < line.w else (line, part)
    if thin.w <= STROKE[0] and thin.h >= max(STROKE[1], TALL_STROKE * other.h):
        return False  # the edge of a box
    shared = min(line.bottom, part.bottom) - max(line.y, part.y)
    if shared >= 0.5 * min(line.h, part.h) and max(line.h, part.h) <= 2.6 * min(line.h, part.h) + 4:
        return True
    # Dashes, dots, commas and quotes: flat marks within the line's band.
    small = min(line.h, part.h) <= 0.45 * max(line.h, part.h)
    return small and shared >= 1 and max(line.h, part.h) <= 60


def _absorbed(boxes: list[Rect]) -> list[Rect]:
    """Lines that overlap one another, made one: a dot above a large i, a line whose parts met in the wrong order."""
    merged = True
    while merged:
        merged = False
        boxes.sort(key=lambda r: r.area, reverse=True)
        spans = np.array(boxes, dtype=np.int64).reshape(-1, 4)
        for i, one in enumerate(boxes):
            x, y, high = spans[: len(boxes), 0], spans[: len(boxes), 1], spans[: len(boxes), 3]
            reached = (y <= one.bottom + one.h) & (y + high >= one.y - one.h) & (x <= one.right + one.w)
            for j in reversed(np.flatnonzero(reached[i + 1 :]).tolist()):
                j += i + 1
                other = boxes[j]
                if other.y > one.bottom or other.bottom < one.y - 0.35 * one.h or other.x > one.right:
                    continue
                inside = one.overlap(other) >= 0.6 * other.area
                above = other.h <= 0.35 * one.h and other.x >= one.x - 1 and other.right <= one.right + 1
                near = one.y - 0.3 * one.h <= other.y and other.bottom <= one.bottom + 0.2 * one.h
                if not inside and not (above and near):
                    continue
                both = union((one, other))
                # Remnants of a shadow reach over several lines and would draw in one after the other.
                if both.h <= max(one.h, min(1.5 * one.h, TALLEST_LETTER)):
                    one = boxes[i] = both
                    boxes.pop(j)
                    spans[i], spans[j:-1] = both, spans[j + 1 :].copy()
                    merged = True
    return boxes
