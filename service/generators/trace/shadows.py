"""Shadows: ink around a box that darkens its ground evenly."""

from __future__ import annotations

import cv2
import numpy as np

from service.generators.trace.shapes import Box, Pixels, Rect, Shadow

SHADOW_REACH = 90  # pixels that the largest common shadows reach


def take_shadows(pixels: Pixels, ground: Pixels, ink: Pixels, boxes: list[Box]) -> None:
    """Ink that surrounds a box and darkens evenly is the box's shadow: noted there, and no ink any more."""
    height, width = ink.shape
    page = width * height
    _, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    for label in np.flatnonzero((stats[:, 2] >= 30) & (stats[:, 3] >= 12)):
        if label == 0:
            continue
        x, y, w, h, area = (int(v) for v in stats[label])
        around = Rect(x, y, w, h)
        for box in boxes:
            rect = box.rect
            near = around.grown(2).overlap(rect) >= 0.8 * rect.area and rect.area >= 0.35 * around.area
            if not near or rect.area > 0.9 * page or rect.w < 40 or area > 1.5 * (w + h) * SHADOW_REACH:
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
