"""Fills: measured from pixels, evaluated at a point, painted as a browser does."""

from __future__ import annotations

import math

import numpy as np

from service.generators.trace.shapes import Box, Color, Fill, Pixels, Rect

ONE_COLOR = 0.8  # share of an area's pixels that one colour has from which the rest are soft shadows of what lies on it
SAMPLED = 400_000  # pixels of an area that are looked at, in both directions alike: the indexes of a page are 120 MB
BAND = 256  # rows painted at a time: in floating point a whole page is a hundred megabytes


def measure_fill(pixels: Pixels, part: Pixels, rect: Rect) -> Fill | None:
    """The component's flat colour or linear gradient; None where its colours are neither."""
    apart = max(1, math.isqrt(part.size // SAMPLED))
    rows, columns = (apart * indexes for indexes in np.nonzero(part[::apart, ::apart]))
    step = max(1, len(rows) // 1500)  # enough for a plane through noise of one level
    rows, columns = rows[::step], columns[::step]
    values = pixels[rows + rect.y, columns + rect.x].astype(np.float64)
    low, high = np.percentile(values, (3, 97), axis=0)
    middle = np.median(values, axis=0)
    color = (int(middle[0]), int(middle[1]), int(middle[2]))
    same = float((np.abs(values - middle).max(axis=1) <= 1).mean())
    if float((high - low).max()) <= 4 or same >= ONE_COLOR:
        return Fill((color,))
    design = np.column_stack([columns - rect.w / 2, rows - rect.h / 2, np.ones(len(rows))])
    planes, *_ = np.linalg.lstsq(design, values, rcond=None)
    steepest = int(np.abs(planes[:2]).sum(axis=0).argmax())
    gx, gy = float(planes[0, steepest]), float(planes[1, steepest])
    angle = round(math.degrees(math.atan2(gx, -gy)) % 360)
    for common in (0, 45, 90, 135, 180, 225, 270, 315):
        if abs((angle - common + 180) % 360 - 180) <= 6:
            angle = common % 360
    across, down = math.sin(math.radians(angle)), -math.cos(math.radians(angle))
    length = abs(rect.w * across) + abs(rect.h * down)
    place = (design[:, 0] * across + design[:, 1] * down) / length + 0.5
    for stops in (2, 5):  # two colours as most are written; five follow any other ramp closely
        knots = np.linspace(0, 1, stops)
        weights = np.clip(1 - np.abs(place[:, None] - knots[None, :]) * (stops - 1), 0, 1)
        solved, *_ = np.linalg.lstsq(weights, values, rcond=None)
        error = np.abs(weights @ solved - values).max(axis=1)
        if float(np.percentile(error, 90)) <= (4 if stops == 2 else 7):
            ends = np.clip(np.rint(solved), 0, 255).astype(int)
            return Fill(tuple((int(c[0]), int(c[1]), int(c[2])) for c in ends), angle)
    return None


def fill_at(box: Box, x: float, y: float) -> Color:
    """The colour that the box's fill has at a point of the page."""
    if box.fill.flat:
        return box.fill.colors[0]
    angle = math.radians(box.fill.angle)
    across, down = math.sin(angle), -math.cos(angle)
    length = abs(box.rect.w * across) + abs(box.rect.h * down)
    place = ((x - box.rect.center) * across + (y - box.rect.middle) * down) / length + 0.5
    knots = np.linspace(0, 1, len(box.fill.colors))
    mixed = [round(float(np.interp(place, knots, [c[i] for c in box.fill.colors]))) for i in range(3)]
    return (mixed[0], mixed[1], mixed[2])


def paint(fill: Fill, width: int, height: int) -> Pixels:
    """The fill as pixels, as a browser paints `linear-gradient`."""
    if fill.flat:
        return np.full((height, width, 3), fill.colors[0], dtype=np.uint8)
    out = np.empty((height, width, 3), dtype=np.uint8)
    angle = np.radians(fill.angle)
    across, down = np.sin(angle), -np.cos(angle)
    length = abs(width * across) + abs(height * down)
    knots = np.linspace(0, 1, len(fill.colors))
    x = np.arange(width, dtype=np.float32)[None, :] + 0.5 - width / 2
    for top in range(0, height, BAND):
        y = np.arange(top, min(height, top + BAND), dtype=np.float32)[:, None] + 0.5 - height / 2
        place = (x * across + y * down) / length + 0.5
        for channel in range(3):
            mixed = np.interp(place, knots, [color[channel] for color in fill.colors])
            out[top : top + BAND, :, channel] = np.rint(mixed)
    return out
