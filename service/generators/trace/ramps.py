"""Steep ramps: low areas whose colour changes steadily downwards by more a pixel than flat areas and gradients do, such as
glossy buttons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

import cv2
import numpy as np
from numpy.typing import NDArray

from service.generators.trace.fills import BAND
from service.generators.trace.shapes import Pixels, Rect, union

STEP = (1, 8)  # levels from one row to the next
STEEP = 1.4  # levels from one row to the next on the whole
EDGE = 10  # levels between the ends of a painted ramp and what is above and below it; a shadow fades away
EVEN = 2  # levels by which two steps differ: colours are whole numbers
JUMP = 2  # pixels
HEIGHT = (14, 70)  # pixels
LEAST_WIDTH = 24
PIECE = (7, 5)  # pixels, width and height, odd: smaller pieces are the soft edges of letters


def find_ramps(pixels: Pixels) -> Iterator[tuple[Rect, Pixels]]:
    """The rectangle of each such area, and where in it the ramp is seen."""
    mask = _steady(pixels)
    if not mask.any():
        return
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones(PIECE[::-1], np.uint8)), dtype=np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4, ltype=cv2.CV_32S)
    height, width = mask.shape
    wide = [(int(n), Rect(*(int(v) for v in stats[n][:4]))) for n in np.flatnonzero(stats[:, 2] >= LEAST_WIDTH) if n]
    for names, (x, y, w, h) in _stacked(wide):
        if HEIGHT[0] <= h <= HEIGHT[1] and _painted(pixels, Rect(x, y, w, h)):
            part = np.asarray(np.isin(labels[y : y + h, x : x + w], names), dtype=np.uint8)
            # The lowest row and the rightmost column differ from what follows them.
            yield Rect(x, y, min(w + 1, width - x), min(h + 1, height - y)), part


def _stacked(ramps: Sequence[tuple[int, Rect]]) -> Iterator[tuple[list[int], Rect]]:
    """The ramps, two of one width right above one another as one: gloss jumps half-way down."""
    left = sorted(ramps, key=lambda ramp: ramp[1].y)
    while left:
        name, rect = left.pop(0)
        reached = takewhile(lambda ramp: ramp[1].y <= rect.bottom + JUMP, left)  # noqa: B023
        low = next((ramp for ramp in reached if ramp[1].y >= rect.bottom and _one_width(rect, ramp[1])), None)
        if low is None:
            yield [name], rect
        else:
            left.remove(low)
            yield [name, low[0]], union((rect, low[1]))


def _one_width(upper: Rect, lower: Rect) -> bool:
    return abs(lower.x - upper.x) + abs(lower.right - upper.right) <= 2


def _painted(pixels: Pixels, rect: Rect) -> bool:
    """Whether it is steep, and what is above and below it of another colour: by the middle one of each row's."""
    if rect.y < 2 or rect.bottom + 3 > len(pixels):
        return False
    rows = np.median(pixels[rect.y - 2 : rect.bottom + 3, rect.x : rect.right].astype(np.int16), axis=1)
    first, last = rows[2], rows[-4]
    edges = min(np.abs(rows[:2] - first).max(), np.abs(rows[-2:] - last).max())  # a border is seen, whatever is outside
    return bool(np.abs(last - first).max() >= STEEP * rect.h and edges >= EDGE)


def _steady(pixels: Pixels) -> Pixels:
    """255 where the step to the next row is such a step, like the one before or after it, and there is none across."""
    height, width = pixels.shape[:2]
    out = np.zeros((height, width), dtype=np.uint8)
    for top in range(0, height, BAND):
        rows = pixels[max(0, top - 1) : top + BAND + 2]
        if len(rows) < 4 or not _promising(rows):
            continue
        steady = _steps(rows)
        steady[:, :-1] &= cv2.absdiff(rows[:-1, 1:], rows[:-1, :-1]).max(axis=2) <= 1
        first = 0 if top == 0 else 1  # the row above the band is there for its step only
        part = steady[first : first + BAND]
        out[top : top + len(part)][part] = 255
    return out


def _steps(rows: Pixels) -> NDArray[np.bool_]:
    steps = np.diff(rows.astype(np.int16), axis=0)
    sizes = np.abs(steps).max(axis=2)
    alike = np.abs(np.diff(steps, axis=0)).max(axis=2) <= EVEN
    steady = np.zeros(sizes.shape, dtype=np.bool_)
    steady[:-1] = alike
    steady[1:] |= alike
    return np.asarray(steady & (sizes >= STEP[0]) & (sizes <= STEP[1]), dtype=np.bool_)


def _promising(rows: Pixels) -> bool:
    """Whether there is a part of a ramp in one of a few columns: most bands have none, and need no closer look."""
    few = _steps(rows[:, :: LEAST_WIDTH // 3]).astype(np.uint8)
    return bool(cv2.morphologyEx(few, cv2.MORPH_OPEN, np.ones((PIECE[1], 1), np.uint8)).any())
