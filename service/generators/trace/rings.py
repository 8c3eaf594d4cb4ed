"""Rings: the thin round line around an icon, of which no side is straight enough to be found as a border."""

from __future__ import annotations

import numpy as np

from service.generators.trace.shapes import Border, Color, Pixels, Rect

SIDE = (22, 66)  # pixels across its inside
AROUND = 96  # places along the line that are looked at
REACH = 4  # pixels from the inside's edge within which the line lies
CONTRAST = 24  # levels between line and fill at least
WHOLE = 0.92  # share of the places where the line is seen
ALIKE = 48  # levels by which its strongest pixels differ: a line of one pixel is nowhere fully covered
MOST_WIDTH = 2.6  # pixels; the strokes of a letter O of that size are wider


def find_ring(pixels: Pixels, inside: Rect, fill: Color) -> tuple[Border, Rect] | None:
    """The line around a round region and the square that includes it; None where there is none."""
    side = max(inside.w, inside.h)
    if not SIDE[0] <= side <= SIDE[1] or abs(inside.w - inside.h) > 2:
        return None
    height, width = pixels.shape[:2]
    around = inside.grown(REACH + 1)
    if around.x < 0 or around.y < 0 or around.right > width or around.bottom > height:
        return None
    angles = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    radii = np.arange(side / 2 - 2, side / 2 + REACH, 0.5)
    x = np.floor(inside.center + radii[:, None] * np.cos(angles)).astype(int)
    y = np.floor(inside.middle + radii[:, None] * np.sin(angles)).astype(int)
    seen = pixels[y, x].astype(np.int16)  # radii x places x RGB
    away = np.abs(seen - np.array(fill, dtype=np.int16)).max(axis=2)
    strongest = away.argmax(axis=0)
    peaks = away[strongest, np.arange(AROUND)]
    clear = peaks >= CONTRAST
    # The line ends inside the reach: past it the peak has fallen to less than half, unless that is another ground.
    beyond = away[-1] <= 0.5 * peaks
    inner = away[0] <= 0.5 * peaks
    if float((clear & beyond & inner).mean()) < WHOLE:
        return None
    colors = seen[strongest, np.arange(AROUND)][clear]
    darkest = colors[np.argsort(peaks[clear])[-max(1, len(colors) // 4) :]]
    color = np.median(darkest, axis=0)
    contrast = float(np.abs(color - np.array(fill)).max())
    if float(np.percentile(peaks[clear], 95) - np.percentile(peaks[clear], 20)) > max(ALIKE, 0.5 * contrast):
        return None
    # What the pixels along a ray are covered by adds up to the line's width.
    thick = float((np.clip(away / contrast, 0, 1).sum(axis=0) * 0.5)[clear].mean())
    if thick > MOST_WIDTH:
        return None
    line = max(1, round(thick))
    where = float((radii[strongest])[clear].mean())  # of the line's middle
    radius = where + line / 2
    left, top = round(inside.center - radius), round(inside.middle - radius)
    size = round(2 * radius)
    return Border((line,) * 4, (int(color[0]), int(color[1]), int(color[2]))), Rect(left, top, size, size)
