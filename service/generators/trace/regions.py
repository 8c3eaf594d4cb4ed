"""Where the page is painted: one connected-components pass over smooth pixels finds flat and gradient rectangles.

A pixel is smooth where it differs from its right and lower neighbours by almost nothing. Letters, edges and photographs
are not smooth; the fill of a card around its text is one component whose outline is a (rounded) rectangle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from service.generators.trace.across import is_set_off, lies_across
from service.generators.trace.barred import barred_card
from service.generators.trace.colors import far, median_color
from service.generators.trace.corners import bar_and_side
from service.generators.trace.crossed import LEAST_SIDE, Piece, crossed_boxes
from service.generators.trace.edges import SAME, complete_circle, find_border, find_radius
from service.generators.trace.fills import fill_at, measure_fill
from service.generators.trace.marks import find_marks
from service.generators.trace.native import find_small
from service.generators.trace.ramps import find_ramps
from service.generators.trace.rectangles import LEAST_KEY, SMALL, TALLEST_FIELD, rectangular
from service.generators.trace.rings import find_ring
from service.generators.trace.shapes import Box, Fill, Pixels, Rect
from service.generators.trace.touching import own_lines

SMOOTH = 2  # levels between neighbours: gradients change by 1 or 2 a pixel, an edge that can be seen by more
SMOOTH_LOSSY = 4  # what JPEG leaves on flat areas after smoothing
MIN_SIDE = 8  # inside of a 10-pixel checkbox; smaller things are marks, not boxes
GROUND = 0.6  # of the page's width and height
TALLEST_SIGN = 330  # pixels of a letter or digit that is read
DISC = (24, 66)  # pixels across a round button
SIGN = 0.6  # share of its height that an icon on it has at most; the hole in an O is higher


@dataclass(slots=True)
class Regions:
    """What is painted: the page's own fill, boxes from large to small, and smooth areas that are no rectangles."""

    page: Fill
    boxes: list[Box]
    blobs: list[Rect]


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
    pieces: list[Piece] = []
    wide = np.flatnonzero((stats[:, 2] >= MIN_SIDE - 1) & (stats[:, 3] >= MIN_SIDE - 1))
    for label in wide:
        if label == 0:
            continue
        x, y, w, h, area = (int(v) for v in stats[label])
        if area < _least_seen(Rect(x, y, w, h), width, height) * w * h:
            continue  # a thin frame or the gaps inside a photograph
        part = (labels[y : y + h, x : x + w] == label).astype(np.uint8)
        # The last row and column of a region are not smooth: their neighbours are of the next one.
        rect = Rect(x, y, min(w + 1, width - x), min(h + 1, height - y))
        if min(rect.w, rect.h) < LEAST_SIDE and not rectangular(part, rect):  # of which nothing more is asked
            if w >= 16 and h >= 16:
                blobs.append(rect)
            continue
        fill = measure_fill(pixels, part, rect)
        bars = bar_and_side(part, rect) if fill and fill.flat else []
        if fill and bars:
            found += [(Box(bar, fill), int(bar.seen_from(rect).cut(part).sum())) for bar in bars]
            continue
        if fill is None or not rectangular(part, rect):
            if w >= 16 and h >= 16:
                blobs.append(rect)
            pieces.append(Piece(int(label), rect, fill))
            continue
        found.append((Box(rect, fill), area))
    for rect, fill, part in crossed_boxes(pixels, np.asarray(labels, dtype=np.int32), pieces):
        if rectangular(part, rect):
            found.append((Box(rect, fill), int(part.sum())))
            blobs = [blob for blob in blobs if not rect.contains(blob)]
    glossy = _glossy(pixels, found)
    found = [(box, area) for box, area in found if not any(_half(box, whole) for whole, _ in glossy)] + glossy
    page = _page_fill(found, width, height, pixels)
    boxes = _keep(pixels, page, [box for box, _ in sorted(found, key=lambda f: -f[0].rect.area)])
    marks = find_marks(pixels, np.asarray(255 - mask, dtype=np.uint8)) + find_small(pixels)
    marks = [m for m in marks if not any(box.border and m.rect.contains(box.rect, 2) for box in boxes)]
    boxes = [box for box in boxes if not any(mark.rect.contains(box.rect, 2) for mark in marks)] + marks
    return Regions(page, boxes, blobs)


def _glossy(pixels: Pixels, found: Sequence[tuple[Box, int]]) -> list[tuple[Box, int]]:
    """Rectangles with steep gradients that are not among those that were found."""
    out: list[tuple[Box, int]] = []
    for rect, part in find_ramps(pixels):
        fill = measure_fill(pixels, part, rect)
        known = any(box.rect.contains(rect, 2) and box.rect.area <= 1.5 * rect.area for box, _ in found)
        if fill and not fill.flat and not known and rectangular(part, rect):
            out.append((Box(rect, fill), int(part.sum())))
    return out


def _half(box: Box, whole: Box) -> bool:
    """Whether it is the upper or lower part of a box whose gradient jumps between the two."""
    rect, around = box.rect, whole.rect
    return not box.fill.flat and around.contains(rect, 1) and abs(rect.w - around.w) <= 2 and rect.h < around.h


def _least_seen(rect: Rect, width: int, height: int) -> float:
    """The share of a region's rectangle that must be seen of it: of the page itself, or of what lies under the cards
    beside a side bar, there may be little left."""
    if rect.area >= 0.5 * width * height and rect.w >= 0.9 * width:
        return 0.0
    ground = rect.w >= GROUND * width and rect.h >= GROUND * height and (rect.x == 0 or rect.right >= width - 1)
    return 0.03 if ground else 0.12


def _page_fill(found: list[tuple[Box, int]], width: int, height: int, pixels: Pixels) -> Fill:
    """The colour most of the page's edge areas have; a gradient only if it spans the page."""
    weights: dict[Fill, int] = {}
    for box, area in found:
        rect = box.rect
        if rect.area >= 0.9 * width * height and area >= 0.3 * width * height:
            return box.fill
        even = far(box.fill.colors[0], box.fill.colors[-1]) <= 3 * SAME  # also where the shadows of cards lie on it
        if even and (rect.x == 0 or rect.right >= width):
            fill = Fill((box.fill.mean,))
            weights[fill] = weights.get(fill, 0) + area
    if weights:
        return max(weights, key=lambda fill: weights[fill])
    return Fill((median_color(pixels[:, [0, -1]]),))


def _keep(pixels: Pixels, page: Fill, candidates: list[Box]) -> list[Box]:
    """Drop what can't be told from its parent; find borders and corners of the rest. Large to small."""
    kept: list[Box] = []
    height, width = pixels.shape[:2]
    whole = Box(Rect(0, 0, width, height), page)
    insides = [box.rect for box in candidates]
    for box in candidates:
        parent = next((k for k in reversed(kept) if k.rect.contains(box.rect)), whole)
        box.border, outer = find_border(pixels, box.rect, box.fill.mean)
        ground = parent.fill.mean
        if box.border and not box.border.whole and parent.fill.flat and far(box.border.color, ground) <= SAME:
            box.border, outer = find_border(pixels, box.rect, box.fill.mean, ground)
        if box.border:
            box.border, outer = own_lines(box.border, outer, insides)
        ring = None if box.border else find_ring(pixels, box.rect, box.fill.mean)
        if ring:
            box.border, outer = ring
        same = _same_fill(box, parent) and not (
            parent is whole and lies_across(box.rect, insides) and is_set_off(pixels, box)
        )
        under = barred_card(pixels, box, outer, ground)
        if same and not under and not (box.border and (box.border.whole or _joined_at_a_side(box))):
            continue
        if min(box.rect.w, box.rect.h) < SMALL and not _mark(box, same=same):
            continue
        slim = max(box.rect.w, box.rect.h) < 100 or box.rect.w < box.rect.h <= TALLEST_SIGN
        if slim and not box.border and _ring(pixels, box, parent):
            continue
        box.rect = outer
        box.radius = find_radius(pixels, box)
        whole_disc = complete_circle(pixels, box)
        if whole_disc != box.rect:
            box.rect = whole_disc
            box.radius = find_radius(pixels, box)
        if under:
            kept.append(under)
        kept.append(box)
    return kept


def _joined_at_a_side(box: Box) -> bool:
    """Whether lines run along three sides of a low box: at the fourth it ends at what it is joined to, as a field at its
    button."""
    assert box.border
    return (
        sum(width > 0 for width in box.border.widths) == 3 and box.rect.h <= TALLEST_FIELD and box.rect.w > box.rect.h
    )


def _same_fill(box: Box, parent: Box) -> bool:
    """Whether the box looks like what lies under it, in its middle and at its corners."""
    rect = box.rect
    slack = SAME if parent.fill.flat else 2 * SAME
    points = ((rect.center, rect.middle), (rect.x, rect.y), (rect.right, rect.bottom))
    return all(far(fill_at(box, x, y), fill_at(parent, x, y)) <= slack for x, y in points)


def _ring(pixels: Pixels, box: Box, parent: Box) -> bool:
    """Whether a hole through which the ground is seen makes up a good part of it: a letter O, not a badge."""
    rect = box.rect
    part = np.asarray(rect.cut(pixels), dtype=np.int16)
    edges = np.concatenate([part[0], part[-1], part[:, 0], part[:, -1]])
    if float((np.abs(edges - np.array(box.fill.mean)).max(axis=1) <= 16).mean()) >= 0.6 and max(rect.w, rect.h) <= 24:
        return False  # straight on all sides: a checkbox with its tick
    below = fill_at(parent, rect.center, rect.middle)
    under = np.array(below, dtype=np.int16)
    near = min(24, far(below, box.fill.mean) // 2)
    through = (np.abs(part - under).max(axis=2) <= near).astype(np.uint8)
    through[[0, -1], :] = through[:, [0, -1]] = 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(through, connectivity=4, ltype=cv2.CV_32S)
    if len(stats) < 2:
        return False
    hole = stats[1 + int(np.argmax(stats[1:, 4]))]
    icon = DISC[0] <= max(rect.w, rect.h) <= DISC[1] and abs(rect.w - rect.h) <= 2 and hole[3] <= SIGN * rect.h
    return int(hole[4]) > 0.07 * rect.area and not icon


def _mark(box: Box, *, same: bool) -> bool:
    """Whether a small region is a checkbox, badge, tag or bar rather than the inside or a stem of a letter."""
    width, height = box.rect.w, box.rect.h
    if box.border:
        even = max(box.border.widths) - min(box.border.widths) == 0
        if not box.border.whole and not same:
            return height >= LEAST_KEY and width >= 3 * height  # lit from above, as fields are
        square = abs(width - height) <= (4 if height >= LEAST_KEY else 2)
        least = 40 if same else 26  # what is filled as well as framed may be as short as "Go"
        return even and box.border.widths[0] <= 2 and (square or (height >= LEAST_KEY and width >= least))
    if same:
        return False
    return abs(width - height) <= 2 or (height >= 14 and width >= 1.2 * height) or width >= 40
