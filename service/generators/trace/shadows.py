"""Shadows: ink around a box that darkens its ground evenly."""

from __future__ import annotations

import cv2
import numpy as np

from service.generators.trace.shapes import Box, Pixels, Rect, Shadow

SHADOW_REACH = 90  # pixels that the largest common shadows reach
SIDE_REACH = 32  # pixels that a shadow reaches which is seen at some sides only: of a bar at the page's edge
LEAST_SIDE = 40  # pixels of length of such a side
EVEN = 14  # levels by which such a shadow differs from its middle along the side
STEADY = 2  # levels by which it may rise on its way out
DARKEST = 110  # levels


def take_shadows(pixels: Pixels, ground: Pixels, ink: Pixels, boxes: list[Box]) -> None:
    """Ink that surrounds a box and darkens evenly is the box's shadow: noted there, and no ink any more."""
    height, width = ink.shape
    page = width * height
    _, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    large = [box for box in boxes if box.rect.w >= 40 and box.rect.area <= 0.9 * page]
    for label in np.flatnonzero((stats[:, 2] >= 30) & (stats[:, 3] >= 12)):
        x, y, w, h, area = (int(v) for v in stats[label])
        if label == 0 or area > 1.5 * (w + h) * SHADOW_REACH:
            continue
        around = Rect(x, y, w, h)
        for box in large:
            rect = box.rect
            if rect.area < 0.35 * around.area or around.grown(2).overlap(rect) < 0.8 * rect.area:
                continue
            mine = around.cut(labels) == label
            outside = np.ones(mine.shape, dtype=bool)
            Rect(rect.x - x, rect.y - y, rect.w, rect.h).within(w, h).cut(outside)[:] = False
            part = mine & outside
            if part.sum() < 0.6 * mine.sum():
                continue
            now, before = around.cut(pixels)[part], around.cut(ground)[part]
            if float((now.astype(np.int16) <= before.astype(np.int16) + 2).all(axis=1).mean()) < 0.95:
                continue
            box.shadow = _shadow(pixels, ground, rect, around)
            around.cut(ink)[part] = 0
            break
    for box in boxes:
        if box.shadow is None:
            _take_sides(pixels, ground, ink, box)


def _take_sides(pixels: Pixels, ground: Pixels, ink: Pixels, box: Box) -> None:
    """Where a box's shadow is seen at some of its sides only, or joined to other things: ink that fades away from a
    side, alike for most of its length."""
    rect, (height, width) = box.rect, ink.shape
    for side in ("right", "left", "below", "above"):
        strip = _beside(rect, side)
        if strip.within(width, height) != strip or max(strip.w, strip.h) < LEAST_SIDE:
            continue
        part = _outwards(strip.cut(ink), side)
        profile = np.median(part, axis=0).astype(np.int16)
        reach = int((profile > 0).argmin())
        if not reach >= 2 or profile[0] > DARKEST or (np.diff(profile[:reach]) > STEADY).any():
            continue
        now, before = (_outwards(strip.cut(p).min(axis=2), side)[:, :reach].astype(np.int16) for p in (pixels, ground))
        fades = part[:, :reach].astype(np.int16) <= profile[:reach] + EVEN  # less of it near the corners
        if float((fades & (now <= before)).mean()) < 0.5:
            continue
        part[:, :reach][fades] = 0
        for x in (rect.x - reach - 1, rect.right):
            for y in (rect.y - reach - 1, rect.bottom):
                corner = Rect(x, y, reach + 1, reach + 1).within(width, height)
                if corner.w > 0 and corner.h > 0:
                    corner.cut(ink)[corner.cut(ink) <= profile[0] + EVEN] = 0
        darker = float(profile[0]) / max(1.0, float(np.median(before[:, 0])))
        box.shadow = Shadow(0, round(1.6 * reach), round(min(0.6, darker), 2))


def _beside(rect: Rect, side: str) -> Rect:
    """The strip beside it, but for the nearest pixel: that is blank, as edges are soft."""
    if side in ("right", "left"):
        x = rect.right + 1 if side == "right" else rect.x - 1 - SIDE_REACH
        return Rect(x, rect.y, SIDE_REACH, rect.h)
    y = rect.bottom + 1 if side == "below" else rect.y - 1 - SIDE_REACH
    return Rect(rect.x, y, rect.w, SIDE_REACH)


def _outwards(part: Pixels, side: str) -> Pixels:
    """A view in which the second axis leads away from the box."""
    turned = {"right": part, "left": part[:, ::-1], "below": part.T, "above": part[::-1].T}
    return turned[side]


def _shadow(pixels: Pixels, ground: Pixels, rect: Rect, around: Rect) -> Shadow:
    """Offset and blur from how far the darkening is seen; opacity from how strong it is under the lower edge."""
    sides = (rect.x - around.x + around.right - rect.right) / 2
    below, above = around.bottom - rect.bottom, rect.y - around.y
    column = slice(rect.x + rect.w // 3, rect.right - rect.w // 3)
    row = min(pixels.shape[0] - 1, rect.bottom + 1)
    before = float(ground[row, column].mean())
    darker = 1 - float(pixels[row, column].mean()) / max(1.0, before)
    down = max(0, round((below - max(0, above)) / 2))
    return Shadow(down, max(2, round(1.6 * max(sides, below - down))), round(min(0.6, 1.25 * darker), 2))
