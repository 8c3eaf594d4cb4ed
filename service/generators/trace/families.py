"""Which family a line is set in: serif or sans by the look of its ink, other faces by the widths of words (widths.py).

Widths alone mislead: every face has its own, and letters may be spaced. Serifs are ink at the ends of stems, where a
sans has none: the rows on the baseline hold more ink in fewer pieces than those above. How much there is depends on the
letters as well, so it is compared with what the same letters have in the middle between serif and sans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

import cv2
import numpy as np
from numpy.typing import NDArray

from service.generators.trace.colors import far
from service.generators.trace.letterforms import BANDS, MARGIN, extent, leaning, profile
from service.generators.trace.shapes import Line, Pixels
from service.generators.trace.widths import size_by_height, tell_widths

LEAST_ZONE = 4  # pixels from baseline to x-height in which there is something to see
FEW = 4  # letters below which a line's ink says nothing
X_HEIGHT, CAP_HEIGHT = 0.529, 0.70  # em; where to look for them
STRONGEST = 4.0  # of a line's leaning: no line settles the page alone
ALIKE_COLOR = 40  # levels; small text looks paler than large text of the same colour
ALIKE = 1.1  # ratio of two heights of letters that may be of one size
DOUBT = 0.2  # leaning below which lines pass for sans: a page of sans in serif looks worse than the other way round
PAGE = 30  # letters that the page's leaning counts for among lines that look alike
LIKE = 120  # letters that these count for beside a line's own

STEPS = np.arange(-MARGIN, BANDS + MARGIN + 1)
MIDDLE = slice(MARGIN + BANDS // 4, MARGIN + BANDS - BANDS // 4)


@dataclass(slots=True)
class _Seen:
    """A line's look: how far it leans to serif (negative for sans), by how many letters, and how tall they are."""

    line: Line
    leaning: float
    letters: int
    size: float


def choose_families(ink: Pixels, lines: Sequence[Line]) -> list[list[Line]]:
    """Fill in every line's family, in place; colours must be known. Returns the lines by look: size, colour, ground."""
    typed = [line for line in lines if line.code and line.family == "mono"]
    seen = [_seen(ink, line) for line in lines]
    page = _mean([each for each in seen if not each.line.code])  # typewriter's letters have serifs
    groups = _alike(seen)
    for group in groups:
        letters = sum({each.line.text: each.letters for each in group}.values())  # what is said again proves no more
        usual = (_mean(group) * letters + page * PAGE) / (letters + PAGE)
        for each in group:
            total = each.leaning * each.letters + usual * LIKE
            each.line.family = "serif" if total > DOUBT * (each.letters + LIKE) else "sans"
    alike = [[each.line for each in group] for group in groups]
    tell_widths(alike)
    for line in typed:
        line.family = "mono"
    return alike


def _mean(seen: Sequence[_Seen]) -> float:
    letters = sum(each.letters for each in seen)
    return sum(each.leaning * each.letters for each in seen) / letters if letters else 0.0


def _alike(seen: Sequence[_Seen]) -> list[list[_Seen]]:
    """Lines whose letters are of about one size and colour on about one ground."""
    groups: list[list[_Seen]] = []
    for each in sorted(seen, key=lambda one: one.size):
        for group in groups:
            first = group[0]
            if (
                each.size <= ALIKE * first.size
                and far(each.line.color, first.line.color) <= ALIKE_COLOR
                and far(each.line.ground, first.line.ground) <= ALIKE_COLOR
            ):
                group.append(each)
                break
        else:
            groups.append([each])
    return groups


def _seen(ink: Pixels, line: Line) -> _Seen:
    size = size_by_height(line.rect.h, extent(line.text))
    letters = sum(character.isalpha() for character in line.text)
    marks = look(ink, line) if letters >= FEW and 2 * letters >= len(line.text) else None
    if marks is None:
        return _Seen(line, 0.0, 0, size)
    capitals = not _mixed(line.text)
    lean = leaning(marks, capitals=capitals)
    return _Seen(line, max(-STRONGEST, min(STRONGEST, lean)), letters, size)


def _mixed(text: str) -> bool:
    """Whether most letters reach the x-height only, so that the row of their tops is the one to be seen."""
    small = sum(character.islower() and character != "l" for character in text)
    return small > sum(character.isupper() or character.isdigit() for character in text)


def look(ink: Pixels, line: Line) -> NDArray[np.float64] | None:
    """Ink and pieces of ink in bands of height, next to what those letters have on average; None if it is not seen."""
    rect = line.rect.within(ink.shape[1], ink.shape[0])
    contrast = max(1, far(line.color, line.ground))
    part = np.minimum(rect.cut(ink), contrast)
    mixed = _mixed(line.text)
    if rect.h < LEAST_ZONE + 2 or rect.w < LEAST_ZONE:
        return None
    rows = np.zeros((2, rect.h))
    rows[0] = part.sum(axis=1, dtype=np.int64)
    # Pieces in a row have two edges each: half of all differences from pixel to pixel.
    rows[1] = cv2.absdiff(part[:, 1:], part[:, :-1]).sum(axis=1, dtype=np.int64) + part[:, 0] + part[:, -1]
    rows[1] /= 2
    zone = _zone(rows[0], line.text, X_HEIGHT if mixed else CAP_HEIGHT)
    if zone is None:
        return None
    top, base = zone
    edges = (top + (base - top) / BANDS * STEPS).clip(0, rect.h)
    sums = np.zeros((2, rect.h + 2))  # a last column for what lies beyond the last row
    rows.cumsum(axis=1, out=sums[:, 1:-1])
    sums[:, -1] = sums[:, -2]
    whole = edges.astype(np.int64)
    at = sums[:, whole] * (1 - edges + whole) + sums[:, whole + 1] * (edges - whole)
    bands = at[:, 1:] - at[:, :-1]
    return even(bands) - even(profile(line.text, capitals=not mixed))


def even(bands: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bands of ink and of pieces in shares of what the middle has: of any weight and size."""
    return np.asarray(bands / (bands[:, MIDDLE].sum(axis=1, keepdims=True) * 2 / BANDS + 1e-6)).ravel()


def _zone(rows: NDArray[np.float64], text: str, height: float) -> tuple[float, int] | None:
    """The rows of the letters' tops and of the baseline: where the ink begins and ends most suddenly, about there."""
    shape, tall = extent(text), len(rows)
    size = size_by_height(tall, shape)
    levels = [0.0, *rows.tolist(), 0.0]
    steps = [after - before for before, after in pairwise(levels)]  # before each row, and after the last

    def about(place: float, reach: float) -> range:
        return range(max(0, ceil(place - reach)), min(tall, floor(place + reach)) + 1)

    base = min(about(tall + size * shape.low, max(1.5, 0.12 * tall)), key=lambda y: steps[y], default=0)
    top = max(about(base - height * size, max(1.5, 0.14 * tall)), key=lambda y: steps[y], default=base)
    if base - top < LEAST_ZONE:
        return None
    around = range(max(0, top - 1), top + 2)  # the x-height need not be whole pixels
    rises = [max(steps[y], 0.0) for y in around]
    return sum(y * rise for y, rise in zip(around, rises, strict=True)) / max(1e-6, sum(rises)), base
