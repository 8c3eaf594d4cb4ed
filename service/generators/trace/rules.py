"""Rules: thin straight lines that separate, told from the bars and stems of letters."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from service.generators.trace.colors import median_color
from service.generators.trace.shapes import Pixels, Rect, Rule

RULE_LENGTH = 25  # pixels, odd: the centre of an even kernel is off by half a pixel
RULE_WIDTH = 4
SHARP = 30  # levels by which a line's colour jumps
LEAST_PART, MOST_PARTS = 6, 4  # pixels of a stretch of one colour, and how many a line has


def find_rules(pixels: Pixels, ink: Pixels) -> list[Rule]:
    """Thin straight lines, across or down."""
    mask = (ink > 0).astype(np.uint8)
    rules: list[Rule] = []
    for across in (True, False):
        length = RULE_LENGTH if across else RULE_LENGTH + 4
        kernel = np.ones((1, length) if across else (length, 1), np.uint8)
        lines = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel)
        _, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8, ltype=cv2.CV_32S)
        for x, y, w, h, _ in stats[1:].tolist():
            thick = h if across else w
            if thick > RULE_WIDTH:
                continue
            rect = Rect(x, y, w, h)
            if not _alone(mask, rect, across=across):
                continue
            if not across and h < 2 * RULE_LENGTH and not _lonely(mask, rect):
                continue  # the l of a large heading
            rules.extend(Rule(part, median_color(part.cut(pixels))) for part in _parts(pixels, rect, across=across))
    return rules


def _parts(pixels: Pixels, rect: Rect, *, across: bool) -> list[Rect]:
    """The stretches of a line across of one colour each, as of a bar that shows how far something is; the whole where
    there are more than a few."""
    if not across or rect.w < 2 * RULE_LENGTH:
        return [rect]
    columns = np.median(rect.cut(pixels), axis=0)
    steps = np.abs(np.diff(columns, axis=0)).max(axis=1)
    edges = [0, *(int(x) + 1 for x in np.flatnonzero(steps > SHARP)), rect.w]
    stretches = [(a, b) for a, b in pairwise(edges) if b - a >= LEAST_PART]
    if not 2 <= len(stretches) <= MOST_PARTS or any(np.ptp(columns[a:b], axis=0).max() > SHARP for a, b in stretches):
        return [rect]
    starts = [0, *(a for a, _ in stretches[1:])]
    return [Rect(rect.x + a, rect.y, b - a, rect.h) for a, b in pairwise([*starts, rect.w])]


def _lonely(mask: Pixels, rect: Rect) -> bool:
    """Whether there is nothing within a letter's distance on either side of an upright."""
    height, width = mask.shape
    sides = (Rect(rect.x - 11, rect.y, 10, rect.h), Rect(rect.right + 1, rect.y, 10, rect.h))
    return all(not side.within(width, height).cut(mask).any() for side in sides)


def _alone(mask: Pixels, rect: Rect, *, across: bool) -> bool:
    """Whether little ink lies beside the line: the feet of letters in a row are no rule."""
    height, width = mask.shape
    if across:
        sides = [Rect(rect.x, rect.y - 2, rect.w, 1), Rect(rect.x, rect.bottom + 1, rect.w, 1)]
    else:
        sides = [Rect(rect.x - 2, rect.y, 1, rect.h), Rect(rect.right + 1, rect.y, 1, rect.h)]
    parts = [side.within(width, height).cut(mask) for side in sides]
    # The bar of a large T has only its stem beside it: a short line must have nothing.
    most = 0.3 if max(rect.w, rect.h) >= 80 else 0.04
    return all(part.size == 0 or float(part.mean()) <= most for part in parts)
