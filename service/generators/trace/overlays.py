"""Text on photographs: white letters on dark pictures, black ones on light pictures, if they are nothing but that."""

from __future__ import annotations

import numpy as np

from service.generators.trace.canvas import Canvas
from service.generators.trace.shapes import Line, Pixels, Rect

LEAST = (160, 60)  # width and height of a picture that may carry text
WHITE, BLACK = 236, 30  # levels of the least or greatest channel from which on a pixel is the letters' own
SOFT = 45  # levels over which their edges fade
MOST = 0.2  # share of the picture that letters cover at most; more is sky or paper
DARK = 120  # mean level below which a picture is dark


def lay_bare(pixels: Pixels, canvas: Canvas) -> None:
    """Put what may be letters on pictures on the canvas, in place. Whether they are, reading will show."""
    for picture in canvas.pictures:
        if picture.w < LEAST[0] or picture.h < LEAST[1]:
            continue
        part = picture.cut(pixels)
        if float(part.mean()) < DARK:
            strength = np.clip((part.min(axis=2).astype(np.float32) - (WHITE - SOFT)) / SOFT, 0, 1)
        else:
            strength = np.clip(((BLACK + SOFT) - part.max(axis=2).astype(np.float32)) / SOFT, 0, 1)
        if not 0 < float((strength > 0.5).mean()) <= MOST:
            continue
        letters = (strength * 255).astype(np.uint8)
        kept = [(rect, rect.cut(canvas.ink).copy(), rect.cut(canvas.text).copy(), rect.cut(canvas.ground).copy())
                for rect in canvas.islands if picture.contains(rect, 1)]  # fmt: skip
        picture.cut(canvas.ink)[:] = letters
        picture.cut(canvas.text)[:] = 255 - letters
        # The colour around the letters, so that theirs is told from it.
        rest = part[strength < 0.1]
        picture.cut(canvas.ground)[:] = np.median(rest, axis=0).astype(np.uint8) if len(rest) else 128
        for rect, ink, text, ground in kept:
            rect.cut(canvas.ink)[:], rect.cut(canvas.text)[:], rect.cut(canvas.ground)[:] = ink, text, ground


def on_picture(canvas: Canvas, line: Line) -> Rect | None:
    """The picture that the line stands on, itself and not a box laid over it."""
    if any(island.contains(line.rect, 2) for island in canvas.islands):
        return None
    return next((picture for picture in canvas.pictures if picture.contains(line.rect, 2)), None)
