"""Whether a region is a rectangle, with round corners or without, others laid over it, letters reaching its edge."""

from __future__ import annotations

import math

import cv2
import numpy as np

from service.generators.trace.shapes import Pixels, Rect

STRAIGHT = 0.72  # share of an outline on straight runs from which it is a rectangle that others cover in part
COVERED_IN_PART = 100  # least side of a rectangle that others may cover to more than a seventh
SMALL = 22  # a side below which a region may as well be part of a large letter
LEAST_KEY = 14  # pixels of height of a framed button
TALLEST_FIELD = 66
LOWEST_KEY, KEY, WHOLE = 24, 1.7, 0.95  # pixels; width by height; share of an edge
RUN = 6  # pixels of a straight run: a curve of radius 20 or less has shorter ones


def _outline(part: Pixels) -> tuple[float, int]:
    """Share of the outline that lies on straight runs along the axes, and the area inside it."""
    contours, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    contour = max(contours, key=len if len(contours) == 1 else cv2.contourArea)
    points = contour[:, 0, :]
    steps = np.abs(np.roll(points, -1, axis=0) - points)
    lengths = steps.max(axis=1)
    along = steps.min(axis=1) == 0
    total = float(lengths.sum()) or 1.0
    filled = int(cv2.contourArea(contour) + total / 2 + 1)  # contourArea runs through pixel centres
    return float(lengths[along & (lengths >= RUN)].sum()) / total, filled


def rectangular(part: Pixels, rect: Rect) -> bool:
    straight, covered = _outline(part)
    if _rounded(covered, rect):
        return True
    if (_field_shaped(rect) or _key_shaped(part, rect)) and _rounded(_outline(_without_letters(part))[1], rect):
        return True
    # A letter E or T is straight too, but small or far from filling its rectangle.
    large = min(rect.w, rect.h) >= COVERED_IN_PART
    return straight >= STRAIGHT and (large or (covered >= 0.85 * rect.area and min(rect.w, rect.h) >= SMALL))


def _field_shaped(rect: Rect) -> bool:
    return LEAST_KEY <= rect.h <= TALLEST_FIELD and rect.w >= 3 * rect.h


def _key_shaped(part: Pixels, rect: Rect) -> bool:
    """Whether it is as low as a browser's own button, and whole along its upper and lower edge, as no letter is that is
    so much wider than high."""
    low = LEAST_KEY <= rect.h <= LOWEST_KEY and rect.w >= KEY * rect.h
    return low and float(part[[0, -1], 1:-1].mean()) >= WHOLE


def _without_letters(part: Pixels) -> Pixels:
    """The region with the strokes filled that reach its edge, as the y of a low select does."""
    return np.asarray(cv2.morphologyEx(part, cv2.MORPH_CLOSE, np.ones((5, 9), np.uint8)), dtype=np.uint8)


def _rounded(covered: int, rect: Rect) -> bool:
    """Whether the area is that of a rectangle with round corners (up to a circle)."""
    missing = (rect.w - 1) * (rect.h - 1) - covered
    side = min(rect.w, rect.h)
    largest = (1 - math.pi / 4) * side**2
    # The soft edge of an arc is not smooth either: next to nothing of a card, a seventh of what a small pill lacks.
    soft = 0.5 * math.pi * side if max(rect.w, rect.h) >= 1.5 * side else 0.0
    return missing <= max(0.06 * rect.area, 1.15 * largest + soft)
