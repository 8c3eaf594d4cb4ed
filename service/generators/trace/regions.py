"""Where the page is painted: one connected-components pass over smooth pixels finds flat and gradient rectangles.

A pixel is smooth where it differs from its right and lower neighbours by almost nothing. Letters, edges and photographs
are not smooth; the fill of a card around its text is one component whose outline is a (rounded) rectangle.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from service.generators.trace.shapes import Border, Box, Color, Fill, Pixels, Rect

SMOOTH = 2  # levels between neighbours: gradients change by 1 or 2 a pixel, an edge that can be seen by more
SMOOTH_LOSSY = 4  # what JPEG leaves on flat areas after smoothing
MIN_SIDE = 8  # inside of a 10-pixel checkbox; smaller things are marks, not boxes
SMALL = 22  # a side below which a region may as well be part of a large letter
SAME = 4  # levels within which two colours count as one
STRAIGHT = 0.72  # share of an outline on straight runs from which it is a rectangle that others cover in part
COVERED_IN_PART = 100  # least side of a rectangle that others may cover to more than a seventh
RUN = 6  # pixels of a straight run: a curve of radius 20 or less has shorter ones
MAX_BORDER = 6  # thicker lines are boxes
MAX_RADIUS = 80


@dataclass(slots=True)
class Regions:
    """What is painted: the page's own fill, boxes from large to small, and smooth areas that are no rectangles."""

    page: Fill
    boxes: list[Box]
    blobs: list[Rect]


def far(one: Color, other: Color) -> int:
    """Largest difference of a channel."""
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]), abs(one[2] - other[2]))


def median_color(pixels: NDArray[np.uint8]) -> Color:
    flat = np.median(pixels.reshape(-1, 3), axis=0)
    return (int(flat[0]), int(flat[1]), int(flat[2]))


def smooth_mask(pixels: Pixels, threshold: int) -> Pixels:
    """255 where a pixel is like its right and lower neighbours."""
    mask = np.full(pixels.shape[:2], 255, dtype=np.uint8)
    across = cv2.absdiff(pixels[:, 1:], pixels[:, :-1]).max(axis=2)
    down = cv2.absdiff(pixels[1:], pixels[:-1]).max(axis=2)
    mask[:, :-1][across > threshold] = 0
    mask[:-1][down > threshold] = 0
    return mask


def find_regions(pixels: Pixels, *, lossy: bool = False) -> Regions:
    height, width = pixels.shape[:2]
    mask = smooth_mask(pixels, SMOOTH_LOSSY if lossy else SMOOTH)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4, ltype=cv2.CV_32S)
    found: list[tuple[Box, int]] = []
    blobs: list[Rect] = []
    wide = np.flatnonzero((stats[:, 2] >= MIN_SIDE - 1) & (stats[:, 3] >= MIN_SIDE - 1))
    for label in wide:
        if label == 0:
            continue
        x, y, w, h, area = (int(v) for v in stats[label])
        if area < 0.12 * w * h and w * h < 0.5 * width * height:
            continue  # a thin frame or the gaps inside a photograph
        part = (labels[y : y + h, x : x + w] == label).astype(np.uint8)
        # The last row and column of a region are not smooth: their neighbours are of the next one.
        rect = Rect(x, y, min(w + 1, width - x), min(h + 1, height - y))
        fill = _fill(pixels, part, rect)
        if fill is None or not _rectangular(part, rect):
            if w >= 16 and h >= 16:
                blobs.append(rect)
            continue
        found.append((Box(rect, fill), area))
    page = _page_fill(found, width, height, pixels)
    boxes = _keep(pixels, page, [box for box, _ in sorted(found, key=lambda f: -f[0].rect.area)])
    return Regions(page, boxes, blobs)


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


def _rectangular(part: Pixels, rect: Rect) -> bool:
    straight, covered = _outline(part)
    if _rounded(covered, rect):
        return True
    # A letter E or T is straight too, but small or far from filling its rectangle.
    large = min(rect.w, rect.h) >= COVERED_IN_PART
    return straight >= STRAIGHT and (large or (covered >= 0.85 * rect.area and min(rect.w, rect.h) >= SMALL))


def _rounded(covered: int, rect: Rect) -> bool:
    """Whether the area is that of a rectangle with round corners (up to a circle)."""
    missing = (rect.w - 1) * (rect.h - 1) - covered
    largest = (1 - math.pi / 4) * min(rect.w, rect.h) ** 2
    return missing <= 0.06 * rect.area or (missing <= 1.15 * largest and abs(rect.w - rect.h) <= 2)


def _fill(pixels: Pixels, part: Pixels, rect: Rect) -> Fill | None:
    """The component's flat colour or linear gradient; None where its colours are neither."""
    rows, columns = np.nonzero(part)
    step = max(1, len(rows) // 1500)  # enough for a plane through noise of one level
    rows, columns = rows[::step], columns[::step]
    values = pixels[rows + rect.y, columns + rect.x].astype(np.float64)
    low, high = np.percentile(values, (3, 97), axis=0)
    middle = np.median(values, axis=0)
    color = (int(middle[0]), int(middle[1]), int(middle[2]))
    if float((high - low).max()) <= 4:
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


def _page_fill(found: list[tuple[Box, int]], width: int, height: int, pixels: Pixels) -> Fill:
    """The colour most of the page's edge areas have; a gradient only if it spans the page."""
    weights: dict[Fill, int] = {}
    for box, area in found:
        rect = box.rect
        if rect.area >= 0.9 * width * height and area >= 0.3 * width * height:
            return box.fill
        if box.fill.flat and (rect.x == 0 or rect.right >= width):
            weights[box.fill] = weights.get(box.fill, 0) + area
    if weights:
        return max(weights, key=lambda fill: weights[fill])
    return Fill((median_color(pixels[:, [0, -1]]),))


def _keep(pixels: Pixels, page: Fill, candidates: list[Box]) -> list[Box]:
    """Drop what can't be told from its parent; find borders and corners of the rest. Large to small."""
    kept: list[Box] = []
    height, width = pixels.shape[:2]
    whole = Box(Rect(0, 0, width, height), page)
    for box in candidates:
        parent = next((k for k in reversed(kept) if k.rect.contains(box.rect)), whole)
        box.border, outer = _border(pixels, box.rect, box.fill.mean)
        same = _same_fill(box, parent)
        if same and not (box.border and box.border.whole):
            continue
        if min(box.rect.w, box.rect.h) < SMALL and not _mark(box, same=same):
            continue
        if max(box.rect.w, box.rect.h) < 100 and not box.border and _ring(pixels, box, parent):
            continue
        box.rect = outer
        if box.border and not box.border.whole and parent.fill.flat and far(box.border.color, parent.fill.mean) <= SAME:
            box.border = None
        box.radius = _radius(pixels, box)
        kept.append(box)
    return kept


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


def _same_fill(box: Box, parent: Box) -> bool:
    """Whether the box looks like what lies under it, in its middle and at its corners."""
    rect = box.rect
    slack = SAME if parent.fill.flat else 2 * SAME
    points = ((rect.center, rect.middle), (rect.x, rect.y), (rect.right, rect.bottom))
    return all(far(fill_at(box, x, y), fill_at(parent, x, y)) <= slack for x, y in points)


def _ring(pixels: Pixels, box: Box, parent: Box) -> bool:
    """Whether a hole through which the ground is seen makes up a good part of it: a letter O, not a badge."""
    rect = box.rect
    below = fill_at(parent, rect.center, rect.middle)
    under = np.array(below, dtype=np.int16)
    near = min(24, far(below, box.fill.mean) // 2)
    through = (np.abs(np.asarray(rect.cut(pixels), dtype=np.int16) - under).max(axis=2) <= near).astype(np.uint8)
    through[[0, -1], :] = through[:, [0, -1]] = 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(through, connectivity=4, ltype=cv2.CV_32S)
    return len(stats) > 1 and int(stats[1:, 4].max()) > 0.07 * rect.area


def _mark(box: Box, *, same: bool) -> bool:
    """Whether a small region is a checkbox, badge, tag or bar rather than the inside or a stem of a letter."""
    width, height = box.rect.w, box.rect.h
    if box.border:
        even = max(box.border.widths) - min(box.border.widths) == 0
        return even and box.border.widths[0] <= 2 and (abs(width - height) <= 2 or (height >= 14 and width >= 40))
    if same:
        return False
    return abs(width - height) <= 2 or (height >= 14 and width >= 1.2 * height) or width >= 40


def _border(pixels: Pixels, rect: Rect, fill: Color) -> tuple[Border | None, Rect]:
    """Lines of one colour around the region, and the rectangle that includes them."""
    height, width = pixels.shape[:2]
    inset = min(rect.w, rect.h) // 4
    column = slice(rect.y + inset, rect.bottom - inset)
    row = slice(rect.x + inset, rect.right - inset)

    def side(at: Callable[[int], NDArray[np.uint8] | None]) -> tuple[int, Color | None]:
        color: Color | None = None
        for depth in range(MAX_BORDER + 1):
            strip = at(depth)
            if strip is None:
                return (0, None)
            here = median_color(strip)
            if color is None:
                even = np.abs(strip.reshape(-1, 3).astype(np.int16) - np.array(here)).max(axis=1) <= 2 * SAME
                if far(here, fill) <= SAME or float(even.mean()) < 0.85:
                    return (0, None)
                color = here
            elif far(here, color) > SAME:
                return (depth, color)
        return (0, None)

    top = side(lambda d: pixels[rect.y - 1 - d, row] if rect.y - 1 - d >= 0 else None)
    right = side(lambda d: pixels[column, rect.right + d] if rect.right + d < width else None)
    bottom = side(lambda d: pixels[rect.bottom + d, row] if rect.bottom + d < height else None)
    left = side(lambda d: pixels[column, rect.x - 1 - d] if rect.x - 1 - d >= 0 else None)
    colors = [color for _, color in (top, right, bottom, left) if color is not None]
    if not colors:
        return None, rect
    color = colors[len(colors) // 2] if len(colors) > 2 else colors[0]
    # Lit and shaded sides, as old tables and fields have them, become one colour.
    loose = 255 if len(colors) == 4 and all(max(c) - min(c) <= 24 for c in colors) else 3 * SAME
    widths = [w if c is not None and far(c, color) <= loose else 0 for w, c in (top, right, bottom, left)]
    t, r, b, le = widths
    outer = Rect(rect.x - le, rect.y - t, rect.w + le + r, rect.h + t + b)
    return Border((t, r, b, le), color), outer


def _radius(pixels: Pixels, box: Box) -> int:
    """Corner radius from the area that the rounding leaves to the ground outside; the middle one of four corners."""
    rect, (height, width) = box.rect, pixels.shape[:2]
    if rect.w >= width or rect.x < 0 or rect.y < 0 or rect.right > width or rect.bottom > height:
        return 0  # bands have no corners to see
    reach = min(rect.w, rect.h, 2 * MAX_RADIUS) // 2
    part = np.asarray(rect.cut(pixels), dtype=np.int16)
    corners = ((rect.x, rect.y), (rect.right, rect.y), (rect.x, rect.bottom), (rect.right, rect.bottom))
    flips = (part, part[:, ::-1], part[::-1], part[::-1, ::-1])
    found = []
    for flip, (x, y) in zip(flips, corners, strict=True):
        corner = flip[:reach, :reach]
        outside = corner[0, 0]
        edge = np.array(box.border.color if box.border else fill_at(box, x, y), dtype=np.int16)
        contrast = int(np.abs(edge - outside).max())
        if contrast <= 2 * SAME:
            found.append(0.0)
            continue
        covered = np.clip(np.abs(corner - outside).max(axis=2) / contrast, 0, 1)
        inside = covered > 0.5
        first = np.where(inside.any(axis=1), inside.argmax(axis=1), reach)
        if not (first <= 1).any():
            found.append(0.0)  # an edge that is off by a pixel, not a corner
            continue
        upto = int(np.argmax(first <= 1)) + 1
        columns = np.arange(reach)[None, :]
        missing = np.where(columns <= first[:upto, None], 1 - covered[:upto], 0).sum()
        radius = math.sqrt(float(missing) / (1 - math.pi / 4))
        # On the topmost row a circle is that far from the corner.
        begins = radius - math.sqrt(max(0.0, radius - 0.25))
        found.append(radius if abs(float(first[0]) - begins) <= 0.3 * radius + 1.5 else 0.0)
    radius = sorted(found)[1] if sorted(found)[2] < 2 else float(np.median(found))
    return 0 if radius < 1.5 else min(round(radius), reach)
