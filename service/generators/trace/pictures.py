"""Photographs, illustrations and icons: found where ink is no text, and cut out as files of their own."""

from __future__ import annotations

import io
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image

from service.generators.trace.canvas import Canvas
from service.generators.trace.shapes import Box, Line, Picture, Pixels, Rect

LEAST_ICON = 5  # pixels; smaller marks are dots of letters or noise
LARGEST_ICON = 64
ICON_GAP = 5  # strokes of one icon are closer
GLOW = 7  # pixels around a box in which slivers along its sides are what is left of its shadow
JPEG_QUALITY = 82
FEW_COLORS = 256  # colours up to which PNG is smaller than JPEG and exact


def find_icons(canvas: Canvas, lines: Sequence[Line], boxes: Sequence[Box]) -> list[Picture]:
    """What ink remains when the words are taken away."""
    height, width = canvas.ink.shape
    rest = (canvas.ink > 0).astype(np.uint8)
    for picture in canvas.pictures:
        picture.cut(rest)[:] = 0
    for line in lines:
        # A pixel more than the ink above a threshold, for the letters' soft edges.
        line.rect.grown(2).within(width, height).cut(rest)[:] = 0
        if line.marker:
            line.marker.grown(1).within(width, height).cut(rest)[:] = 0
    joined = cv2.dilate(rest, np.ones((ICON_GAP, ICON_GAP), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8, ltype=cv2.CV_32S)
    icons = []
    for label, (x, y, w, h, _) in enumerate(stats.tolist()):
        if label == 0:
            continue
        around = Rect(x, y, w, h)
        mine = (around.cut(labels) == label) & (around.cut(rest) > 0)
        rows, columns = np.flatnonzero(mine.any(axis=1)), np.flatnonzero(mine.any(axis=0))
        if not len(rows):
            continue
        rect = Rect(
            x + int(columns[0]), y + int(rows[0]), int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1
        )
        strong = float(rect.cut(canvas.ink).max())
        if max(rect.w, rect.h) < LEAST_ICON or int(mine.sum()) < 10 or strong < 2.2 * canvas.faint:
            continue
        if min(rect.w, rect.h) <= 2:
            continue  # a remnant of a line
        if min(rect.w, rect.h) < GLOW and any(_glow(rect, box.rect) for box in boxes):
            continue
        icons.append(Picture(rect, icon=rect.w <= LARGEST_ICON and rect.h <= LARGEST_ICON))
    return icons


def _glow(rect: Rect, box: Rect) -> bool:
    """Whether a thin piece of ink runs along the outside of a box: the coloured shadow of a button."""
    if not box.grown(GLOW).contains(rect) or rect.overlap(box.grown(-2)):
        return False
    along, side = (rect.h, box.h) if rect.h > rect.w else (rect.w, box.w)
    return along >= 0.5 * side


def encode(pixels: Pixels, picture: Picture, erased: Sequence[Line] = ()) -> None:
    """Cut the picture out of the screenshot and give it a file; text that is set on it as text is painted over."""
    height, width = pixels.shape[:2]
    rect = picture.rect.within(width, height)
    part = np.ascontiguousarray(rect.cut(pixels), dtype=np.uint8)
    if erased:
        mask = np.zeros(part.shape[:2], np.uint8)
        for line in erased:
            line.rect.grown(2).seen_from(rect).cut(mask)[:] = 255
        part = np.asarray(cv2.inpaint(part, mask, 4, cv2.INPAINT_TELEA), dtype=np.uint8)
    image = Image.fromarray(part)
    out = io.BytesIO()
    colors = image.getcolors(FEW_COLORS)
    if colors is None and rect.area >= 48 * 48:
        image.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
        picture.media = "image/jpeg"
    else:
        palette = image.quantize(FEW_COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        palette.save(out, "PNG", optimize=True)
        picture.media = "image/png"
    picture.data = out.getvalue()
