"""Radio buttons and ticked checkboxes as browsers set them: too small for their sides to be found as borders, and read
as O, @ and © where they stand between words."""

from __future__ import annotations

import cv2
import numpy as np

from service.generators.trace.colors import far, median_color
from service.generators.trace.shapes import Border, Box, Color, Fill, Pixels, Rect

SIDE = (11, 17)  # pixels; 13 by default, 16 in common style sheets
CLEAR = 2  # pixels above and below it in which nothing is drawn
BEFORE, AFTER = 5, 3  # and beside it: the letters of a word are closer
LINE = 1.6  # pixels of a ring's width, if nothing is in it: a letter's strokes are wider
CONTRAST, WEAKEST = 60, 0.8  # levels of a ring on average, and the share of them at any place
AROUND = 32  # places along the ring that are looked at
SEEN = 0.96  # share of the places
RING = 2.5  # pixels from the outer edge within which the ring lies
EVEN = 32  # levels by which what lies at one distance from the centre differs: the sign in a © is not round
SAME = 8  # levels
TICK = (0.08, 0.5)  # share of a ticked box that its tick covers


def find_marks(pixels: Pixels, edges: Pixels) -> list[Box]:
    """Such rings and squares; `edges` is 255 where a pixel is unlike its neighbours."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(edges, connectivity=8, ltype=cv2.CV_32S)
    # The first column and row of what differs belongs to the ground.
    w, h = stats[:, 2] - 1, stats[:, 3] - 1
    fits = (w >= SIDE[0]) & (w <= SIDE[1]) & (h >= SIDE[0]) & (h <= SIDE[1]) & (np.abs(w - h) <= 1)
    places = (Rect(x + 1, y + 1, w - 1, h - 1) for x, y, w, h in stats[1:][fits[1:], :4].tolist())
    return [mark for place in places if (mark := _mark(pixels, place))]


def _mark(pixels: Pixels, rect: Rect) -> Box | None:
    height, width = pixels.shape[:2]
    around = Rect(rect.x - BEFORE, rect.y - CLEAR, rect.w + BEFORE + AFTER, rect.h + 2 * CLEAR)
    if around.x < 0 or around.y < 0 or around.right > width or around.bottom > height:
        return None
    frame = around.cut(pixels)
    sides = np.concatenate([frame[0], frame[-1], frame[:, 0], frame[:, -1]])
    ground = median_color(sides[None])
    if int(np.abs(sides.astype(np.int16) - np.array(ground)).max()) > SAME:
        return None
    return _ring(rect, pixels, ground) or _ticked(rect, pixels, ground)


def _ring(rect: Rect, pixels: Pixels, ground: Color) -> Box | None:
    """A circle with nothing in it but a dot."""
    angles = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    outer = max(rect.w, rect.h) / 2
    radii = np.arange(0.0, outer + 0.1, 0.5)
    x = rect.center - 0.5 + radii[:, None] * np.cos(angles)
    y = rect.middle - 0.5 + radii[:, None] * np.sin(angles)
    patch = rect.grown(CLEAR)
    colors = cv2.remap(
        patch.cut(pixels),
        np.asarray(x - patch.x, dtype=np.float32),
        np.asarray(y - patch.y, dtype=np.float32),
        cv2.INTER_LINEAR,
    ).astype(np.int16)
    away = np.abs(colors - np.array(ground, dtype=np.int16)).max(axis=2)  # radii x places
    profile = away.mean(axis=1)
    rim = int((radii < outer - RING).sum())  # the first radius at which the ring may lie
    place = rim + int(profile[rim:].argmax())
    line = away[rim:].max(axis=0)
    inside = radii <= radii[place] - 1
    drawn = float(line.mean()) >= CONTRAST and float((line >= WEAKEST * CONTRAST).mean()) >= SEEN
    if not drawn or float(away[inside].std(axis=1).max()) > EVEN:
        return None
    if float(profile[inside].min()) > 0.5 * float(line.mean()):
        return None  # nothing parts the dot from the ring: a disc
    dotted = float(profile[0]) >= CONTRAST
    thick = float(profile[rim:].sum()) * 0.5 / max(1.0, float(line.mean()))
    if not dotted and thick > LINE:
        return None
    color = median_color(colors[place].astype(np.uint8)[None])
    fill = ground if dotted else median_color(colors[0].astype(np.uint8)[None])
    return Box(rect, Fill((fill,)), radius=max(rect.w, rect.h) // 2, border=Border((1,) * 4, color))


def _ticked(rect: Rect, pixels: Pixels, ground: Color) -> Box | None:
    """A filled square with a tick."""
    part = rect.cut(pixels)
    sides = np.concatenate([part[0, 2:-2], part[-1, 2:-2], part[2:-2, 0], part[2:-2, -1]])
    color = median_color(sides[None])
    even = np.abs(sides.astype(np.int16) - np.array(color)).max(axis=1) <= 2 * SAME
    if far(color, ground) < CONTRAST or float(even.mean()) < SEEN:
        return None
    tick = float((np.abs(part.astype(np.int16) - np.array(color)).max(axis=2) > CONTRAST).mean())
    if not TICK[0] <= tick <= TICK[1]:
        return None
    return Box(rect, Fill((color,)), radius=2)
