"""What is drawn on the fills: ink, told apart into pictures, rules and text, and the canvas that text is read from.

Painting the regions' fills gives the page without its ink; the difference to the screenshot is ink of any colour. On the
canvas it is dark on white with its local contrast stretched, so that white on blue reads like black on white.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from service.generators.trace.colors import far, median_color
from service.generators.trace.fills import paint
from service.generators.trace.outlines import seen_beside
from service.generators.trace.regions import Regions
from service.generators.trace.rules import find_rules
from service.generators.trace.shadows import take_shadows
from service.generators.trace.shapes import Box, Color, Pixels, Rect, Rule, union

FAINT = 14  # levels below which a difference is noise (dark text on dark: about 18)
FAINT_LOSSY = 26
TALLEST_LETTER = 110  # pixels; taller ink is a picture
LEAST_PICTURE = 26  # side of the smallest picture looked for before reading; smaller ones are icons, found after it
COLORFUL = 0.12  # share of pixels off the line between ground and ink from which ink is a picture
LEAST_BEHIND = 60  # pixels of a picture that must be seen above what is laid over it
FRAMED = 0.4  # share of its rectangle that a shadow around something covers at most
FULL_OF_TEXT = 250  # pieces of ink; the labels of a chart are fewer
EDGE_BAND = 24  # pixels along the edges, or 6 % of the side
LEAST_ISLAND = (60, 24)  # width and height of a box laid over a picture
SPARSE = 0.5  # share of ink up to which a box shows what is on it, and no picture that covers it
CURVE = 2.0  # pixels inside a round corner's curve that antialiasing and a radius measured too small leave
ISLAND_EDGE = 4  # pixels along its edges that belong to the picture as well
EVEN = 10  # levels by which a panel's colour may change, if its corners are square
ALL_AROUND = 0.8  # share of what its boxes leave of a rectangle that a ground behind them covers
STRONG = 48  # levels of ink that shadows seldom have
MIXTURE = 30.0  # levels off that line: more than gamma and hinting make


@dataclass(slots=True)
class Canvas:
    """`ground` is the page without ink, `ink` its difference to the screenshot, `text` what is read, black on white."""

    ground: Pixels
    ink: Pixels
    text: Pixels
    pictures: list[Rect]
    rules: list[Rule]
    faint: int
    bare: NDArray[np.bool_]  # where the page is seen beside a picture that is no rectangle
    islands: list[Rect] = field(default_factory=list)  # painted boxes on pictures
    underlines: list[Rect] = field(default_factory=list)


def paint_box(ground: Pixels, box: Box) -> None:
    rect = box.rect.within(ground.shape[1], ground.shape[0])
    if box.border:
        rect.cut(ground)[:] = box.border.color
        top, right, bottom, left = box.border.widths
        rect = Rect(rect.x + left, rect.y + top, rect.w - left - right, rect.h - top - bottom)
    if rect.w > 0 and rect.h > 0:
        rect.cut(ground)[:] = paint(box.fill, rect.w, rect.h)


def draw(pixels: Pixels, regions: Regions, *, lossy: bool = False) -> Canvas:
    height, width = pixels.shape[:2]
    faint = FAINT_LOSSY if lossy else FAINT
    ground = paint(regions.page, width, height)
    for box in regions.boxes:
        paint_box(ground, box)
    ink = np.asarray(cv2.absdiff(pixels, ground).max(axis=2), dtype=np.uint8)
    for box in regions.boxes:
        _clear_edges(ink, box)
    ink[ink < faint] = 0
    take_shadows(pixels, ground, ink, regions.boxes)
    pictures = _find_pictures(pixels, ground, ink, regions)
    islands = [
        box for box in regions.boxes if any(p.contains(box.rect, 1) and _island(box, p, ink, faint) for p in pictures)
    ]
    regions.boxes = [
        box for box in regions.boxes if box in islands or not any(p.contains(box.rect, 1) for p in pictures)
    ]
    left = ink.copy()
    bare = np.zeros((height, width), dtype=np.bool_)
    for picture in pictures:
        beside = seen_beside(ink, picture)
        if beside is None:
            picture.cut(left)[:] = 0
        else:
            picture.cut(left)[~beside] = 0
            picture.cut(bare)[:] = beside
    laid = [box.rect for box in islands] + _laid_over(regions.boxes, pictures, ink)
    for rect in laid:
        rect.cut(left)[:] = rect.cut(ink)
    rules = find_rules(pixels, left)
    for rule in rules:
        rule.rect.grown(1).within(width, height).cut(left)[:] = 0
    text = text_canvas(left, faint)
    return Canvas(ground, left, text, pictures, rules, faint, bare, laid)


def text_canvas(ink: Pixels, faint: int) -> Pixels:
    """Ink as dark on white, each neighbourhood stretched to full contrast."""
    # 25 x 13: about a word of 16-pixel text, so that a faint hint beside a bold heading is stretched by its own measure.
    peak = cv2.dilate(ink, np.ones((13, 25), np.uint8))
    peak = np.maximum(cv2.blur(peak, (25, 13)), 3 * faint // 2).astype(np.float32)
    return np.asarray(255 - np.clip(ink / peak, 0, 1) * 255, dtype=np.uint8)


def _clear_edges(ink: Pixels, box: Box) -> None:
    """Blank what antialiasing leaves along the box's edges, and what is seen outside its round corners."""
    height, width = ink.shape
    rect = box.rect
    top, right, bottom, left = box.border.widths if box.border else (0, 0, 0, 0)
    for strip in (
        Rect(rect.x, rect.y - 1, rect.w, top + 2),
        Rect(rect.x, rect.bottom - bottom - 1, rect.w, bottom + 2),
        Rect(rect.x - 1, rect.y, left + 2, rect.h),
        Rect(rect.right - right - 1, rect.y, right + 2, rect.h),
    ):
        strip.within(width, height).cut(ink)[:] = 0
    if box.radius:
        _clear_corners(ink, rect, box.radius, max(top, right, bottom, left))


def _clear_corners(ink: Pixels, rect: Rect, radius: int, border: int) -> None:
    """Blank what lies beyond the curves of the corners, and on them, one pixel around the box included."""
    height, width = ink.shape
    side = min(radius, rect.w // 2, rect.h // 2)
    away = np.arange(side + 1, 0, -1) - 0.5  # from the curve's centre
    square = np.asarray(np.hypot(away[:, None], away[None, :]) > radius - border - CURVE, dtype=np.bool_)
    square[: max(2, side // 2), : max(2, side // 2)] = True
    for x, across in ((rect.x - 1, 1), (rect.right - side, -1)):
        for y, down in ((rect.y - 1, 1), (rect.bottom - side, -1)):
            place = Rect(x, y, side + 1, side + 1)
            seen = place.within(width, height)
            if seen.w > 0 and seen.h > 0:
                mask = seen.seen_from(place).cut(square[::down, ::across])
                seen.cut(ink)[mask] = 0


def _island(box: Box, picture: Rect, ink: Pixels, faint: int) -> bool:
    """Whether a flat area in a picture is large and regular enough to be a button or panel laid over it, and something
    is on it: a calm piece of sky is empty."""
    if not (box.rect.grown(-ISLAND_EDGE).cut(ink) > 3 * faint).any():
        return False
    even = box.fill.flat or box.radius >= 2 or far(box.fill.colors[0], box.fill.colors[-1]) <= EVEN
    return (
        even and box.rect.w >= LEAST_ISLAND[0] and box.rect.h >= LEAST_ISLAND[1] and box.rect.area <= 0.5 * picture.area
    )


def _laid_over(boxes: Sequence[Box], pictures: Sequence[Rect], ink: Pixels) -> list[Rect]:
    """Where boxes reach into pictures that they are laid over in part: there is no more ink than on other boxes."""
    found = []
    for box in boxes:
        for picture in pictures:
            if picture.contains(box.rect, 1) or box.rect.contains(picture, 2):
                continue
            shared = box.rect.shared(picture)
            if shared.w >= LEAST_ISLAND[0] and shared.h >= LEAST_ISLAND[1] and (shared.cut(ink) > 0).mean() < SPARSE:
                found.append(shared)
    return found


def _find_pictures(pixels: Pixels, ground: Pixels, ink: Pixels, regions: Regions) -> list[Rect]:
    """Rectangles of photographs and illustrations: connected ink that is large, dense and of several colours."""
    mask = (ink > 0).astype(np.uint8)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8, ltype=cv2.CV_32S)
    found: list[Rect] = []
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
            rect.cut(ink)[part] = 0  # the frame of a table, whose cells are boxes with borders; or a card's shadow
            if above:
                above.cut(ink)[:] = np.maximum(above.cut(ink), 1)
                found.append(above)
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
        solid = density > 0.72 and w > 48 and h > 48
        if h > TALLEST_LETTER or solid or (colorful >= COLORFUL and density >= 0.3):
            found.append(rect)
    for blob in regions.blobs:
        if blob.w >= 40 and blob.h >= 40 and any(f.overlap(blob) > 0.5 * blob.area for f in found):
            found.append(blob)
    return _joined(found)


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


def ground_color(canvas: Canvas, rect: Rect) -> Color:
    """What is painted under a piece of text."""
    height, width = canvas.ink.shape
    return median_color(rect.within(width, height).cut(canvas.ground))
