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
from service.generators.trace.photographs import find_pictures
from service.generators.trace.regions import Regions
from service.generators.trace.rules import find_rules
from service.generators.trace.shadows import take_shadows
from service.generators.trace.shapes import Box, Color, Pixels, Rect, Rule

FAINT = 14  # levels below which a difference is noise (dark text on dark: about 18)
FAINT_LOSSY = 26
LEAST_ISLAND = (60, 24)  # width and height of a box laid over a picture
SPARSE = 0.5  # share of ink up to which a box shows what is on it, and no picture that covers it
CURVE = 2.0  # pixels inside a round corner's curve that antialiasing and a radius measured too small leave
ISLAND_EDGE = 4  # pixels along its edges that belong to the picture as well
EVEN = 10  # levels by which a panel's colour may change, if its corners are square


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
    pictures = find_pictures(pixels, ground, ink, regions)
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


def ground_color(canvas: Canvas, rect: Rect) -> Color:
    """What is painted under a piece of text."""
    height, width = canvas.ink.shape
    return median_color(rect.within(width, height).cut(canvas.ground))
