"""Controls as browsers draw them without a style sheet: white fields and grey buttons in a thin darker line."""

from __future__ import annotations

import cv2
import numpy as np

from service.generators.trace.colors import saturation
from service.generators.trace.shapes import Border, Box, Fill, Pixels, Rect

NATIVE_LINE = 118  # levels of the line
GROUND, OFF = 239, 2  # levels of a button's ground, and by which it may differ
LINES = (NATIVE_LINE, 0)  # levels that browsers give its line
LEVELS = 8
RADIUS = (2, 4)  # pixels
WIDTHS, HEIGHTS = (16, 44), (6, 44)  # pixels of small ones; in the least nothing stands, in others an icon
SEEN = 0.9  # share of the line between its corners


def native_frame(box: Box) -> bool:
    """Whether the box is white within the grey line that browsers draw around fields and lists of their own."""
    border = box.border
    grey = (
        border is not None
        and border.widths == (1, 1, 1, 1)
        and max(abs(c - NATIVE_LINE) for c in border.color) <= LEVELS
    )
    return grey and min(box.fill.mean) >= 250 and box.radius <= 3


def native_button(box: Box) -> bool:
    """Whether the box is grey within the line that browsers draw around buttons of their own."""
    border = box.border
    if border is None or border.widths != (1, 1, 1, 1) or not RADIUS[0] <= box.radius <= RADIUS[1] or not box.fill.flat:
        return False
    grey = saturation(border.color) <= LEVELS
    lined = grey and any(abs(border.color[0] - level) <= LEVELS for level in LINES)
    return lined and max(abs(channel - GROUND) for channel in box.fill.mean) <= OFF


def find_small(pixels: Pixels) -> list[Box]:
    """Such buttons that are lower or narrower than other boxes."""
    ground = (np.abs(pixels.astype(np.int16) - GROUND).max(axis=2) <= OFF).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ground, connectivity=4, ltype=cv2.CV_32S)
    w, h = stats[:, 2] + 2, stats[:, 3] + 2
    fits = (w >= WIDTHS[0]) & (w <= WIDTHS[1]) & (h >= HEIGHTS[0]) & (h <= HEIGHTS[1])
    places = (Rect(x - 1, y - 1, w + 2, h + 2) for x, y, w, h in stats[fits][:, :4].tolist())
    line = Border((1, 1, 1, 1), (NATIVE_LINE,) * 3)
    return [Box(place, Fill(((GROUND,) * 3,)), radius=3, border=line) for place in places if _lined(pixels, place)]


def _lined(pixels: Pixels, rect: Rect) -> bool:
    height, width = pixels.shape[:2]
    if rect.within(width, height) != rect:
        return False
    part = rect.cut(pixels).astype(np.int16)
    sides = np.concatenate([part[0, 3:-3], part[-1, 3:-3]])
    return bool((np.abs(sides - NATIVE_LINE).max(axis=1) <= LEVELS).mean() >= SEEN)
