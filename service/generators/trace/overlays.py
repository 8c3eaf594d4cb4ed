"""Text on photographs, put on the canvas that is read."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from service.generators.trace.canvas import Canvas, text_canvas
from service.generators.trace.lettering import Lettering, find_lettering
from service.generators.trace.shapes import Line, Pixels, Rect

LEAST = (160, 60)  # width and height of a picture that may carry text
LONG = 3.0  # times its height that the letters of a line are broad which nothing beside it belongs to
BESIDE, ABOVE = 2.2, 0.3  # times its height at the sides, and above and below, that are cleared for it
MOST_BESIDE = 0.5  # share of a line that may lie beside the picture
FAINT_SHARE = 25  # of 255: less ink is the picture's own
GROUND_SHARE = 0.3  # of the page, from which a picture may be its ground
INKED = 0.12  # share of it that letters and small pictures cover at most
LEGIBLE = 158  # level on the canvas below which a pixel is a letter's core
MOST_ELSE = 0.5  # share of such pixels that are no letters, from which it is a picture of something


def lay_bare(pixels: Pixels, canvas: Canvas) -> None:
    """Put what may be letters on pictures on the canvas, in place. Whether they are, reading will show."""
    for picture in canvas.pictures:
        if picture.w < LEAST[0] or picture.h < LEAST[1]:
            continue
        part = np.ascontiguousarray(picture.cut(pixels))
        covered = np.ones((picture.h, picture.w), dtype=np.bool_)
        for island in canvas.islands:
            island.seen_from(picture).cut(covered)[:] = False
        # What stands on the page beside a picture that is no rectangle is read as anywhere on it.
        beside = picture.cut(canvas.bare)
        found = [line for line in find_lettering(part, covered) if line.rect.cut(beside).mean() <= MOST_BESIDE]
        if picture.area >= GROUND_SHARE * canvas.ink.size:
            _as_ground(part, picture, canvas, found)
        for line in found:
            _clear(canvas, picture, line)
        for line in found:
            _write(canvas, picture, part, line)


def _clear(canvas: Canvas, picture: Rect, line: Lettering) -> None:
    """Take out what the picture shows beside a long line: grains and edges that reach its letters would be read with
    them, and would make a line as high as they are."""
    x, y, w, h = line.rect
    if line.breadth < LONG * h:
        return
    room = round(BESIDE * h)
    zone = Rect(x - room, y - round(ABOVE * h), w + 2 * room, h + 2 * round(ABOVE * h)).within(picture.w, picture.h)
    zone.cut(picture.cut(canvas.ink))[:] = 0
    zone.cut(picture.cut(canvas.text))[:] = 255


def _write(canvas: Canvas, picture: Rect, part: Pixels, line: Lettering) -> None:
    """The line's ink, and as its ground the picture's colour around the letters, so that theirs is told from it."""
    rest = line.around.cut(part)[line.ink < FAINT_SHARE]
    ground = np.median(rest, axis=0).astype(np.uint8) if len(rest) else np.full(3, 128, np.uint8)
    line.rect.cut(picture.cut(canvas.ink))[:] = 0
    line.rect.cut(picture.cut(canvas.text))[:] = 255
    inked = line.ink > 0
    line.around.cut(picture.cut(canvas.ink))[inked] = line.ink[inked]
    line.around.cut(picture.cut(canvas.text))[inked] = 255 - line.ink[inked]
    line.rect.cut(picture.cut(canvas.ground))[:] = ground


def _as_ground(part: Pixels, picture: Rect, canvas: Canvas, found: Sequence[Lettering]) -> None:
    """Read a large picture as the page's ground where it is smooth but for letters: shadows and gradients that no fill
    describes. What differs from the middle of its neighbourhood is ink."""
    small = cv2.resize(part, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    middle = cv2.resize(cv2.medianBlur(small, 15), (picture.w, picture.h), interpolation=cv2.INTER_LINEAR)
    ink = np.asarray(cv2.absdiff(part, np.asarray(middle, dtype=np.uint8)).max(axis=2), dtype=np.uint8)
    ink[ink < canvas.faint] = 0
    if float((ink > 3 * canvas.faint).mean()) > INKED:
        return
    text = text_canvas(ink, canvas.faint)
    dark = text < LEGIBLE
    every = int(dark.sum())
    for line in found:
        line.around.cut(dark)[:] = False
    if int(dark.sum()) > MOST_ELSE * every:
        return
    for rect in canvas.islands:
        if picture.contains(rect, 1):
            inside = rect.seen_from(picture)
            inside.cut(ink)[:] = rect.within(*reversed(canvas.ink.shape)).cut(canvas.ink)[: inside.h, : inside.w]
            inside.cut(middle)[:] = rect.cut(canvas.ground)[: inside.h, : inside.w]
    picture.cut(canvas.ink)[:] = ink
    picture.cut(canvas.text)[:] = text
    picture.cut(canvas.ground)[:] = middle


def on_picture(canvas: Canvas, line: Line) -> Rect | None:
    """The picture that the line stands on, itself and not a box laid over it."""
    if any(island.contains(line.rect, 2) for island in canvas.islands):
        return None
    return next((picture for picture in canvas.pictures if picture.contains(line.rect, 2)), None)
