"""Which ink is a picture: rectangles of photographs and illustrations, told from text, frames and shadows."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from service.generators.trace.colors import median_color
from service.generators.trace.regions import TALLEST_SIGN, Regions
from service.generators.trace.shapes import Color, Pixels, Rect, union

TALLEST_LETTER = 110  # pixels; taller ink is a picture
SIGNS_LEVEL, SIGNS_APART = 0.05, 1.0  # of their height: by which their ends differ, and between two
FLAT = 0.01  # share of pixels off that line at most in a letter
LEAST_PICTURE = 26  # side of the smallest picture looked for before reading; smaller ones are icons, found after it
SOLID = 0.72  # share of its rectangle that ink covers which is a picture whatever its colours
COLORFUL = 0.12  # share of pixels off the line between ground and ink from which ink is a picture
LEAST_BEHIND = 60  # pixels of a picture that must be seen above what is laid over it
FRAMED = 0.4  # share of its rectangle that a shadow around something covers at most
FULL_OF_TEXT = 250  # pieces of ink; the labels of a chart are fewer
EDGE_BAND = 24  # pixels along the edges, or 6 % of the side
ALL_AROUND = 0.8  # share of what its boxes leave of a rectangle that a ground behind them covers
STRONG = 48  # levels of ink that shadows seldom have
MIXTURE = 30.0  # levels off that line: more than gamma and hinting make


def find_pictures(pixels: Pixels, ground: Pixels, ink: Pixels, regions: Regions) -> list[Rect]:
    """Rectangles of photographs and illustrations: connected ink that is large, dense and of several colours."""
    mask = (ink > 0).astype(np.uint8)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8, ltype=cv2.CV_32S)
    found: list[Rect] = []
    signs = _large_signs(np.asarray(stats, np.int32))
    for label in np.flatnonzero((stats[:, 2] >= LEAST_PICTURE) & (stats[:, 3] >= LEAST_PICTURE)):
        if label == 0:
            continue
        x, y, w, h, area = (int(v) for v in stats[label])
        rect = Rect(x, y, w, h)
        density = area / (w * h)
        if density < 0.08:
            continue  # a frame or a long connector: left to the rules
        part = rect.cut(labels) == label
        within = [box.rect for box in regions.boxes if rect.contains(box.rect, 2)]
        if sum(box.area for box in within) >= 0.4 * rect.area:
            if _full_around(rect.cut(ink) * part, rect, within):
                found.append(rect)  # a patterned ground with panels on it
                continue
            laid = max(within, key=lambda r: r.area)
            above = _behind(rect.cut(ink) * part, rect, laid)
            beside = [above] if above else _solid_beside(rect.cut(ink) * part, rect, within)
            rect.cut(ink)[part] = 0  # the frame of a table, whose cells are boxes with borders; or a card's shadow
            for picture in beside:
                picture.cut(ink)[:] = np.maximum(picture.cut(ink), 1)
            found.extend(beside)
            continue
        around = (
            density < 0.5 * FRAMED
            and rect.area >= 0.2 * mask.size
            and _letters_in(np.asarray(stats, np.int32), rect) > FULL_OF_TEXT
        )
        if around or (density < FRAMED and _at_edges(part)):
            rect.cut(ink)[part] = 0  # a shadow or frame around something: what is inside is no part of it
            continue
        strips = _full_rows(part) if w < 0.9 * mask.shape[1] else []  # wider, it is the page's own ground
        if strips:
            rect.cut(ink)[part] = 0  # a card's shadow, joined to the photographs on it
            for top, bottom in strips:
                picture = Rect(x, y + top, w, bottom - top)
                picture.cut(ink)[part[top:bottom]] = 255
                found.append(picture)
            continue
        colorful = _off_line(rect.cut(pixels)[part], median_color(rect.cut(ground)))
        if rect in signs and colorful < FLAT:
            continue
        solid = density > SOLID and w > 48 and h > 48
        if h > TALLEST_LETTER or solid or (colorful >= COLORFUL and density >= 0.3):
            found.append(rect)
    for blob in regions.blobs:
        if blob.w >= 40 and blob.h >= 40 and any(f.overlap(blob) > 0.5 * blob.area for f in found):
            found.append(blob)
    return _joined(found)


def _large_signs(stats: NDArray[np.int32]) -> set[Rect]:
    """Tall pieces of ink in twos and threes side by side on one baseline: the digits of a page that was not found."""
    tall = (stats[:, 3] > TALLEST_LETTER) & (stats[:, 3] <= TALLEST_SIGN) & (stats[:, 2] <= 1.5 * stats[:, 3])
    dense = stats[:, 4] / np.maximum(1, stats[:, 2] * stats[:, 3])
    rects = [Rect(*(int(v) for v in row[:4])) for row in stats[tall & (dense >= 0.1) & (dense <= 0.85)]]
    return {
        one
        for one in rects
        if any(
            other != one
            and max(abs(other.y - one.y), abs(other.bottom - one.bottom)) <= SIGNS_LEVEL * one.h
            and max(other.x - one.right, one.x - other.right) <= SIGNS_APART * one.h
            for other in rects
        )
    }


def _letters_in(stats: NDArray[np.int32], rect: Rect) -> int:
    """How many pieces of ink lie within the rectangle."""
    x, y, w, h = stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3]
    return int(((x >= rect.x) & (y >= rect.y) & (x + w <= rect.right) & (y + h <= rect.bottom)).sum())


def _at_edges(part: NDArray[np.bool_]) -> bool:
    """Whether the ink of a large component keeps to the edges of its rectangle, as a card's shadow does."""
    height, width = part.shape
    if min(height, width) < 2 * LEAST_BEHIND:
        return False
    across, down = max(EDGE_BAND, round(0.06 * width)), max(EDGE_BAND, round(0.06 * height))
    inside = int(part[down:-down, across:-across].sum())
    return inside <= 0.3 * int(part.sum())


def _full_rows(part: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where the rows of a large component are full, if the others hold hardly more than its frame: a photograph that is
    as wide as its card."""
    height, width = part.shape
    if height < 2 * LEAST_BEHIND or width < 2 * LEAST_BEHIND:
        return []
    shares = part.mean(axis=1)
    full = shares >= 0.85
    if not 0.15 <= full.mean() <= 0.85 or float(shares[~full].mean()) > 0.12:
        return []
    edges = np.flatnonzero(np.diff(np.concatenate([[0], full.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= LEAST_BEHIND]


def _full_around(ink: Pixels, rect: Rect, boxes: Sequence[Rect]) -> bool:
    """Whether a component covers all that the boxes in its rectangle leave of that."""
    outside = np.ones(ink.shape, dtype=np.bool_)
    for box in boxes:
        box.seen_from(rect).cut(outside)[:] = False
    return bool(outside.any()) and float((ink[outside] > STRONG).mean()) >= ALL_AROUND


def _solid_beside(ink: Pixels, rect: Rect, boxes: Sequence[Rect]) -> list[Rect]:
    """Large rectangles of strong ink outside the boxes: what is painted beside a ground that was understood in part."""
    strong = np.asarray(ink > STRONG, dtype=np.uint8)
    for box in boxes:
        box.seen_from(rect).within(rect.w, rect.h).cut(strong)[:] = 0
    opened = cv2.morphologyEx(strong, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=4, ltype=cv2.CV_32S)
    return [
        Rect(rect.x + x, rect.y + y, w, h)
        for x, y, w, h, area in stats[1:].tolist()
        if min(w, h) >= LEAST_BEHIND and area >= SOLID * w * h
    ]


def _behind(ink: Pixels, rect: Rect, laid: Rect) -> Rect | None:
    """The photograph that a large box is laid over from below and joined to: down to where its ink ends beside the box."""
    strong = ink > STRONG
    top = laid.y - rect.y
    if top < LEAST_BEHIND or float(strong[:top].mean()) < 0.5:
        return None
    beside = np.concatenate([strong[:, : laid.x - rect.x], strong[:, laid.right - rect.x :]], axis=1)
    full = beside.mean(axis=1) >= 0.8 if beside.shape[1] else np.zeros(len(strong), dtype=bool)
    bottom = top
    while bottom < len(full) and full[bottom]:
        bottom += 1
    return Rect(rect.x, rect.y, rect.w, bottom)


def _off_line(values: NDArray[np.uint8], ground: Color) -> float:
    """Share of pixels whose colour is no mixture of the ground and one ink, as every antialiased letter's are."""
    step = max(1, len(values) // 4000)
    away = values[::step].astype(np.float32) - np.array(ground, dtype=np.float32)
    reach = np.linalg.norm(away, axis=1)
    ink = away[reach >= np.percentile(reach, 90)].mean(axis=0)
    ink /= max(1.0, float(np.linalg.norm(ink)))
    return float((np.linalg.norm(away - (away @ ink)[:, None] * ink, axis=1) > MIXTURE).mean())


def _joined(rects: list[Rect], gap: int = 3) -> list[Rect]:
    """Rectangles that touch or overlap, made one."""
    rects = list(rects)
    merged = True
    while merged:
        merged = False
        for i, one in enumerate(rects):
            for j in range(len(rects) - 1, i, -1):
                if one.grown(gap).overlap(rects[j]):
                    one = rects[i] = union((one, rects.pop(j)))
                    merged = True
    return rects
