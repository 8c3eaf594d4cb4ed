"""Lines under words: taken off the canvas before reading, given back to the words they belong to."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from service.generators.trace.canvas import Canvas
from service.generators.trace.shapes import Line, Rect

LOWER = 0.55  # of a line's height, from which down an underline lies: a dash or the bar of a T is higher
BELOW = 4  # pixels under the ink in which it may lie
THICKEST = 3


def lift_underlines(canvas: Canvas, places: Sequence[Rect]) -> list[Rect]:
    """The places without their underlines, which are noted on the canvas and taken out of its ink."""
    height, width = canvas.ink.shape
    out = []
    for place in places:
        top = place.y + round(LOWER * place.h)
        zone = Rect(place.x - 1, top, place.w + 2, place.bottom + BELOW - top).within(width, height)
        # Between letters that stand side by side the baseline is paler than they are; an underline is not.
        strong = max(2.0 * canvas.faint, 0.55 * float(place.cut(canvas.ink).max(initial=0)))
        mask = (zone.cut(canvas.ink) > strong).astype(np.uint8)
        # No letter has a straight run that long so low; an underline may be cut by descenders.
        least = max(12, round(1.2 * min(place.h, 24))) | 1  # odd, so that the kernel has a centre
        runs = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8, ltype=cv2.CV_32S)
        found = [Rect(zone.x + x, zone.y + y, w, h) for x, y, w, h, _ in stats[1:].tolist() if h <= THICKEST]
        for rect in found:
            rect.cut(canvas.ink)[:] = 0
            rect.cut(canvas.text)[:] = 255
            canvas.underlines.append(rect)
        out.append(_shrunk(canvas, place, found) if found else place)
    for rule in list(canvas.rules):
        rect = rule.rect
        above = [
            p
            for p in places
            if -2 <= rect.y - p.bottom <= BELOW and abs(p.x - rect.x) <= 4 and abs(p.right - rect.right) <= 4
        ]
        if rect.w > rect.h and above:
            canvas.underlines.append(rect)
            canvas.rules.remove(rule)
    return [place for place in out if place.h >= 5]


def _shrunk(canvas: Canvas, place: Rect, found: Sequence[Rect]) -> Rect:
    """The place without rows that held nothing but the underline."""
    inked = np.flatnonzero((place.cut(canvas.text) < 150).any(axis=1))
    if not len(inked):
        return Rect(place.x, place.y, place.w, 0)
    return Rect(place.x, place.y + int(inked[0]), place.w, int(inked[-1] - inked[0]) + 1)


def underline_words(canvas: Canvas, lines: Sequence[Line]) -> None:
    for line in lines:
        near = [u for u in canvas.underlines if line.rect.y < u.y <= line.rect.bottom + BELOW + 2]
        for word in line.words:
            covered = sum(max(0, min(u.right, word.rect.right) - max(u.x, word.rect.x)) for u in near)
            word.underlined = covered >= 0.5 * word.rect.w
