"""Text on photographs: white letters on dark pictures, black ones on light pictures, if they are nothing but that."""

from __future__ import annotations

import cv2
import numpy as np

from service.generators.trace.canvas import Canvas, text_canvas
from service.generators.trace.shapes import Line, Pixels, Rect

LEAST = (160, 60)  # width and height of a picture that may carry text
WHITE, BLACK = 236, 30  # levels of the least or greatest channel from which on a pixel is the letters' own
SOFT = 45  # levels over which their edges fade
MOST = 0.2  # share of the picture that letters cover at most; more is sky or paper
GROUND_SHARE = 0.3  # of the page, from which a picture may be its ground
INKED = 0.12  # share of it that letters and small pictures cover at most
DARK = 120  # mean level below which a picture is dark


def lay_bare(pixels: Pixels, canvas: Canvas) -> None:
    """Put what may be letters on pictures on the canvas, in place. Whether they are, reading will show."""
    for picture in canvas.pictures:
        if picture.w < LEAST[0] or picture.h < LEAST[1]:
            continue
        part = picture.cut(pixels)
        if picture.area >= GROUND_SHARE * canvas.ink.size and _as_ground(part, picture, canvas):
            continue
        if float(part.mean()) < DARK:
            strength = np.clip((part.min(axis=2).astype(np.float32) - (WHITE - SOFT)) / SOFT, 0, 1)
        else:
            strength = np.clip(((BLACK + SOFT) - part.max(axis=2).astype(np.float32)) / SOFT, 0, 1)
        if not 0 < float((strength > 0.5).mean()) <= MOST:
            continue
        letters = (strength * 255).astype(np.uint8)
        kept = [(rect, rect.cut(canvas.ink).copy(), rect.cut(canvas.text).copy(), rect.cut(canvas.ground).copy())
                for rect in canvas.islands if picture.contains(rect, 1)]  # fmt: skip
        covered = ~picture.cut(canvas.bare)
        picture.cut(canvas.ink)[covered] = letters[covered]
        picture.cut(canvas.text)[covered] = 255 - letters[covered]
        # The colour around the letters, so that theirs is told from it.
        rest = part[(strength < 0.1) & covered]
        picture.cut(canvas.ground)[covered] = np.median(rest, axis=0).astype(np.uint8) if len(rest) else 128
        for rect, ink, text, ground in kept:
            rect.cut(canvas.ink)[:], rect.cut(canvas.text)[:], rect.cut(canvas.ground)[:] = ink, text, ground


def _as_ground(part: Pixels, picture: Rect, canvas: Canvas) -> bool:
    """Read a large picture as the page's ground where it is smooth but for letters: shadows and gradients that no fill
    describes. What differs from the middle of its neighbourhood is ink."""
    small = cv2.resize(part, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    middle = cv2.resize(cv2.medianBlur(small, 15), (picture.w, picture.h), interpolation=cv2.INTER_LINEAR)
    ink = np.asarray(cv2.absdiff(part, np.asarray(middle, dtype=np.uint8)).max(axis=2), dtype=np.uint8)
    ink[ink < canvas.faint] = 0
    if float((ink > 3 * canvas.faint).mean()) > INKED:
        return False
    for rect in canvas.islands:
        if picture.contains(rect, 1):
            inside = Rect(rect.x - picture.x, rect.y - picture.y, rect.w, rect.h).within(picture.w, picture.h)
            inside.cut(ink)[:] = rect.within(*reversed(canvas.ink.shape)).cut(canvas.ink)[: inside.h, : inside.w]
            inside.cut(middle)[:] = rect.cut(canvas.ground)[: inside.h, : inside.w]
    picture.cut(canvas.ink)[:] = ink
    picture.cut(canvas.text)[:] = text_canvas(ink, canvas.faint)
    picture.cut(canvas.ground)[:] = middle
    return True


def on_picture(canvas: Canvas, line: Line) -> Rect | None:
    """The picture that the line stands on, itself and not a box laid over it."""
    if any(island.contains(line.rect, 2) for island in canvas.islands):
        return None
    return next((picture for picture in canvas.pictures if picture.contains(line.rect, 2)), None)
