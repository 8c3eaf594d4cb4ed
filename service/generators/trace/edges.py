"""A box's edges: the lines around it and the radius of its corners."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from service.generators.trace.colors import far, median_color
from service.generators.trace.fills import fill_at
from service.generators.trace.shapes import Border, Box, Color, Pixels, Rect

SAME = 4  # levels within which two colours count as one
LEAST_SOFT = 22  # pixels of a side from which a line may have a soft side: the bowls of letters are lower
LONG = 3  # times its height that a low field is wide
MAX_BORDER = 6  # thicker lines are boxes
MAX_RADIUS = 80
TALLEST_PILL, LEAST_PILL = 64, 1.5  # pixels, and its width by its height
ARC = 2  # pixels
SOFT = 12  # levels of the fill that the soft side of a line still is
DISC = 0.36  # of the width: the least radius that a disc seems to have without its outermost pixels


def find_border(pixels: Pixels, rect: Rect, fill: Color, ground: Color | None = None) -> tuple[Border | None, Rect]:
    """Lines of one colour around the region, and the rectangle that includes them; what is coloured like the `ground`
    is no line."""
    height, width = pixels.shape[:2]
    # Where it is straight even if the corners are round: of a radio button three pixels a side.
    inset = (min(rect.w, rect.h) - 3) // 2 if min(rect.w, rect.h) <= 24 else min(rect.w, rect.h) // 4
    column = slice(rect.y + inset, rect.bottom - inset)
    row = slice(rect.x + inset, rect.right - inset)

    small = min(rect.w, rect.h) < LEAST_SOFT and max(rect.w, rect.h) < LONG * min(rect.w, rect.h)

    def side(at: Callable[[int], NDArray[np.uint8] | None]) -> tuple[int, Color | None]:
        color = before = None
        thin: tuple[int, Color | None] = (0, None)
        for depth in range(MAX_BORDER + 1):
            strip = at(depth)
            if strip is None:
                return (0, None)
            here = median_color(strip)
            if color is None:
                even = np.abs(strip.reshape(-1, 3).astype(np.int16) - np.array(here)).max(axis=1) <= 2 * SAME
                bare = ground is not None and far(here, ground) <= SAME
                if bare or far(here, fill) <= SAME or float(even.mean()) < 0.85:
                    return (0, None)
                color = here
            elif depth == 1 and not small and far(here, fill) > far(color, fill) + SAME:
                thin, color = (1, color), here  # the soft side of the line, unless what follows is no line
            elif far(here, color) > SAME:
                # A line ends at once; the shadow of a box fades.
                return (depth, color) if before and far(here, before) > SAME else thin
            before = here
        return thin

    # By the rows and columns of the moment: those of a pill are narrowed below.
    def on_top(depth: int) -> NDArray[np.uint8] | None:
        return pixels[rect.y - 1 - depth, row] if rect.y - 1 - depth >= 0 else None

    def on_right(depth: int) -> NDArray[np.uint8] | None:
        return pixels[column, rect.right + depth] if rect.right + depth < width else None

    def on_bottom(depth: int) -> NDArray[np.uint8] | None:
        return pixels[rect.bottom + depth, row] if rect.bottom + depth < height else None

    def on_left(depth: int) -> NDArray[np.uint8] | None:
        return pixels[column, rect.x - 1 - depth] if rect.x - 1 - depth >= 0 else None

    top, right, bottom, left = (side(at) for at in (on_top, on_right, on_bottom, on_left))
    inside, round_ends = rect, False
    if not (top[0] or bottom[0]) and rect.h <= TALLEST_PILL and rect.w >= LEAST_PILL * rect.h:
        round_ends = True  # what is straight of a short pill begins half its height from its ends
        row = slice(rect.x + rect.h // 2, rect.right - rect.h // 2)
        top, bottom = side(on_top), side(on_bottom)
    if top[0] and bottom[0] and not (left[0] and right[0]) and rect.h <= TALLEST_PILL:
        rect = _to_ends(pixels, rect, fill)
        column = _middle_rows(rect)  # the ends of a pill are arcs: straight for a few pixels only
        right, left = side(on_right), side(on_left)
    colors = [color for _, color in (top, right, bottom, left) if color is not None]
    if not colors:
        return None, inside
    color = top[1] if round_ends and top[1] else colors[len(colors) // 2] if len(colors) > 2 else colors[0]
    # Lit and shaded sides, as old tables and fields have them, become one colour.
    sides = {width for width, _ in (top, right, bottom, left)}
    lit = len(colors) == 4 and len(sides) == 1 and all(max(c) - min(c) <= 24 for c in colors)
    loose = 255 if lit else max(3 * SAME, far(color, fill) // 3) if round_ends else 3 * SAME  # arcs are soft
    widths = [w if c is not None and far(c, color) <= loose else 0 for w, c in (top, right, bottom, left)]
    if round_ends and not all(widths):
        return None, inside
    t, r, b, le = widths
    outer = Rect(rect.x - le, rect.y - t, rect.w + le + r, rect.h + t + b)
    return Border((t, r, b, le), color), outer


def _to_ends(pixels: Pixels, rect: Rect, fill: Color) -> Rect:
    """The rectangle of a pill's inside up to the line around it: too little of its outermost columns is straight."""
    rows = _middle_rows(rect)
    left, right = rect.x, rect.right
    while rect.x - left < ARC and left > 0 and far(median_color(pixels[rows, left - 1]), fill) <= SOFT:
        left -= 1
    while right - rect.right < ARC and right < pixels.shape[1] and far(median_color(pixels[rows, right]), fill) <= SOFT:
        right += 1
    return Rect(left, rect.y, right - left, rect.h)


def _middle_rows(rect: Rect) -> slice:
    """The one or two rows in the middle of its height."""
    return slice(rect.y + (rect.h - 1) // 2, rect.y + rect.h // 2 + 1)


def complete_circle(pixels: Pixels, box: Box) -> Rect:
    """The rectangle of a disc with the outermost row on every side, all of whose pixels are covered in part."""
    rect, (height, width) = box.rect, pixels.shape[:2]
    if box.border or abs(rect.w - rect.h) > 2 or rect.w > TALLEST_PILL or box.radius < DISC * rect.w:
        return rect
    if rect.x < 3 or rect.y < 3 or rect.right + 3 > width or rect.bottom + 3 > height:
        return rect
    across, down = round(rect.center), round(rect.middle)

    def more(next_: NDArray[np.uint8], out: NDArray[np.uint8]) -> int:
        inner = np.array(box.fill.mean, dtype=np.int16)
        share = np.abs(next_.astype(np.int16) - out).max() / max(1, int(np.abs(inner - out).max()))
        return int(share > 0.5)

    top = more(pixels[rect.y - 1, across], pixels[rect.y - 3, across])
    bottom = more(pixels[rect.bottom, across], pixels[rect.bottom + 2, across])
    left = more(pixels[down, rect.x - 1], pixels[down, rect.x - 3])
    right = more(pixels[down, rect.right], pixels[down, rect.right + 2])
    return Rect(rect.x - left, rect.y - top, rect.w + left + right, rect.h + top + bottom)


def find_radius(pixels: Pixels, box: Box) -> int:
    """Corner radius from the area that the rounding leaves to the ground outside; the middle one of four corners."""
    rect, (height, width) = box.rect, pixels.shape[:2]
    if rect.w >= width or rect.x < 0 or rect.y < 0 or rect.right > width or rect.bottom > height:
        return 0  # bands have no corners to see
    reach = min(rect.w, rect.h, 2 * MAX_RADIUS) // 2
    part = np.asarray(rect.cut(pixels), dtype=np.int16)
    corners = ((rect.x, rect.y), (rect.right, rect.y), (rect.x, rect.bottom), (rect.right, rect.bottom))
    flips = (part, part[:, ::-1], part[::-1], part[::-1, ::-1])
    found = []
    for flip, (x, y) in zip(flips, corners, strict=True):
        corner = flip[:reach, :reach]
        outside = corner[0, 0]
        edge = np.array(box.border.color if box.border else fill_at(box, x, y), dtype=np.int16)
        contrast = int(np.abs(edge - outside).max())
        if contrast <= 2 * SAME:
            found.append(0.0)
            continue
        covered = np.clip(np.abs(corner - outside).max(axis=2) / contrast, 0, 1)
        inside = covered > 0.5
        first = np.where(inside.any(axis=1), inside.argmax(axis=1), reach)
        if not (first <= 1).any():
            found.append(0.0)  # an edge that is off by a pixel, not a corner
            continue
        upto = int(np.argmax(first <= 1)) + 1
        columns = np.arange(reach)[None, :]
        missing = np.where(columns <= first[:upto, None], 1 - covered[:upto], 0).sum()
        radius = math.sqrt(float(missing) / (1 - math.pi / 4))
        # On the topmost row a circle is that far from the corner.
        begins = radius - math.sqrt(max(0.0, radius - 0.25))
        found.append(radius if abs(float(first[0]) - begins) <= 0.3 * radius + 1.5 else 0.0)
    radius = sorted(found)[1] if sorted(found)[2] < 2 else float(np.median(found))
    return 0 if radius < 1.5 else min(round(radius), reach)
