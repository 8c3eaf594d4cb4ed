"""Bullets and numbers before lines: what makes a run of lines a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

import cv2
import numpy as np

from service.generators.trace.canvas import Canvas
from service.generators.trace.shapes import Line, Pixels, Rect, union
from service.generators.trace.style import same_way, text_color

REACH = (0.25, 2.4)  # em to the left of a text in which its bullet stands
MISREAD = frozenset("•·▪◦‣●○■*e°o«©®-–¢‘")  # how a bullet that stands close to its text is read
ARROWS = frozenset("v>V»<^+")  # how the triangle of something that unfolds is read
LEAST_FORM = 5  # pixels across from which a bullet's form is seen
NUMBER = re.compile(r"^\(?(\d{1,2})[.)]$")


def find_markers(pixels: Pixels, canvas: Canvas, lines: list[Line]) -> None:
    """Set `marker` on lines that a bullet or number precedes, and take it out of their words. In place.

    A number alone proves nothing: at least two lines must count on from one another.
    """
    for line in lines:
        first = line.words[0]
        small = first.rect.w <= 0.62 * line.size and first.rect.h <= 0.62 * line.size
        if len(line.words) > 1 and len(first.text) == 1 and first.text in MISREAD and small:
            _strip(line)
        elif len(line.words) > 1 and first.text in ARROWS and first.rect.w <= line.size and _solid(canvas, first.rect):
            line.words = line.words[1:]  # an arrow that opens and closes: its ink is left to be an icon
            line.rect = union(word.rect for word in line.words)
        else:
            line.marker = _bullet(canvas, line)
    for line in lines:
        if line.marker:
            line.bullet = _form(canvas, line.marker)
            color = text_color(pixels, canvas.ground, line.marker)
            line.bullet_color = None if same_way(color, line.color, line.ground) else color
    _numbers(lines)
    marked = [line.marker for line in lines if line.marker]
    for line in list(lines):
        if any(line.rect.overlap(marker.grown(1)) >= 0.7 * line.rect.area for marker in marked):
            lines.remove(line)  # the bullet itself, read as a letter


def _solid(canvas: Canvas, rect: Rect) -> bool:
    ink = rect.cut(canvas.ink)
    return ink.size > 0 and float((ink > 3 * canvas.faint).mean()) >= 0.45


def _strip(line: Line) -> None:
    line.marker = line.words[0].rect
    line.words = line.words[1:]
    line.rect = union(word.rect for word in line.words)


def _bullet(canvas: Canvas, line: Line) -> Rect | None:
    """A single compact spot on the line, in the reach to its left."""
    height, width = canvas.ink.shape
    far, near = round(REACH[1] * line.size), round(REACH[0] * line.size)
    zone = Rect(line.rect.x - far, line.rect.y - 2, far - near, line.rect.h + 4).within(width, height)
    if zone.w < 4:
        return None
    mask = (zone.cut(canvas.ink) > 2 * canvas.faint).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    if count != 2:
        return None
    x, y, w, h, area = (int(v) for v in stats[1])
    largest = 0.5 * line.size
    if not (3 <= w <= largest and 3 <= h <= largest and abs(w - h) <= 2 and area >= 0.55 * w * h):
        return None
    center = zone.y + y + h / 2
    return Rect(zone.x + x, zone.y + y, w, h) if line.rect.y < center < line.rect.bottom else None


def _form(canvas: Canvas, rect: Rect) -> str:
    """A ring is empty in its middle, and a square full in its corners."""
    ink = rect.cut(canvas.ink).astype(np.int16)
    if min(ink.shape) < LEAST_FORM or abs(rect.w - rect.h) > 2:
        return "disc"
    peak = int(ink.max())
    middle = ink[rect.h // 2, rect.w // 2]
    if middle < 0.5 * peak:
        return "circle"
    corners = ink[[0, 0, -1, -1], [0, -1, 0, -1]]
    return "square" if (corners > 0.8 * peak).all() else "disc"


def _numbers(lines: Sequence[Line]) -> None:
    counted = []
    for line in lines:
        match = NUMBER.match(line.words[0].text) if len(line.words) > 1 else None
        if match:
            counted.append((int(match[1]), line))
    for value, line in counted:
        follows = any(
            abs(other - value) == 1 and abs(o.rect.x - line.rect.x) <= 4 and o.size == line.size
            and abs(o.rect.y - line.rect.y) <= 5 * line.size
            for other, o in counted
        )  # fmt: skip
        if follows and line.words[0].rect.w <= 2 * line.size:
            line.ordered = value
    for line in lines:
        if line.ordered:
            _strip(line)
