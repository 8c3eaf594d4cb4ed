"""Areas that run around a corner: a bar along the top and a side bar of its colour are one region, and two boxes."""

from __future__ import annotations

import numpy as np

from service.generators.trace.shapes import Pixels, Rect

LEAST = 24  # pixels of the bar's height and the side's width
MOST = 0.5  # share of the rectangle's height and width
STRAY = 0.01  # share of what is left that may be of the region
FULL = 0.5  # share of a bar that must be seen: the rest is what stands on it
LEAST_LEFT = 200  # pixels of width and height of what is left


def bar_and_side(part: Pixels, rect: Rect) -> list[Rect]:
    """The two rectangles of a region (`part` is where it is seen in `rect`) that has such a shape, else none."""
    for turned, at_right in ((part, False), (part[:, ::-1], True)):
        found = _corner(turned)
        if found:
            side, bar = found
            x = rect.right - side if at_right else rect.x
            return [Rect(rect.x, rect.y, rect.w, bar), Rect(x, rect.y + bar, side, rect.h - bar)]
    return []


def _corner(part: Pixels) -> tuple[int, int] | None:
    """The width of the side at the left and the height of the bar at the top, where that is all there is."""
    height, width = part.shape
    below, beside = np.flatnonzero(part[-3:].any(axis=0)), np.flatnonzero(part[:, -3:].any(axis=1))
    if not len(below) or not len(beside) or below[0] > 2 or beside[0] > 2:
        return None
    side, bar = int(below[-1]) + 2, int(beside[-1]) + 2  # the last column and row of a region are not smooth
    if not LEAST <= side <= MOST * width or not LEAST <= bar <= MOST * height:
        return None
    left = part[bar:, side:]
    if min(left.shape) < LEAST_LEFT or float(left.mean()) > STRAY:
        return None
    full = float(part[:bar].mean()) >= FULL and float(part[bar:, :side].mean()) >= FULL
    return (side, bar) if full else None
