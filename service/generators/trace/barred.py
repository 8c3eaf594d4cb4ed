"""Cards with a coloured bar along one side, painted on a ground of the card's own colour."""

from __future__ import annotations

import numpy as np

from service.generators.trace.colors import far, median_color
from service.generators.trace.edges import SAME, find_radius
from service.generators.trace.shapes import Box, Color, Fill, Pixels, Rect

LEAST_SIDE = 48  # pixels of the card
UNLIKE = 60  # levels between its ground and the bar
WIDEST = 9  # pixels from the card in which the bar ends
EVEN = 0.9  # share of a line of it that has its colour


def barred_card(pixels: Pixels, box: Box, rect: Rect, ground: Color) -> Box | None:
    """What lies under a box with lines along three sides: a box of the bar's colour that reaches out to the fourth.
    `rect` is the box with its lines, which its own rectangle is without."""
    inside, widths = box.rect, box.border.widths if box.border else ()
    if sum(width > 0 for width in widths) != 3 or min(inside.w, inside.h) < LEAST_SIDE:
        return None
    side = widths.index(0)
    outwards = {
        0: pixels[inside.y - WIDEST : inside.y, inside.x : inside.right][::-1],
        1: pixels[inside.y : inside.bottom, inside.right : inside.right + WIDEST].swapaxes(0, 1),
        2: pixels[inside.bottom : inside.bottom + WIDEST, inside.x : inside.right],
        3: pixels[inside.y : inside.bottom, inside.x - WIDEST : inside.x].swapaxes(0, 1)[::-1],
    }[side]
    if len(outwards) < WIDEST:
        return None  # at the edge of the page
    lines = [median_color(line) for line in outwards]
    color = lines[1]  # the nearest may be soft
    even = float((np.abs(outwards[1].astype(np.int16) - np.array(color)).max(axis=1) <= 2 * SAME).mean())
    width = next((depth for depth, line in enumerate(lines) if depth and far(line, color) > 2 * SAME), WIDEST)
    if far(color, ground) < UNLIKE or even < EVEN or width == WIDEST:
        return None
    grown = {
        0: Rect(rect.x, rect.y - width, rect.w, rect.h + width),
        1: Rect(rect.x, rect.y, rect.w + width, rect.h),
        2: Rect(rect.x, rect.y, rect.w, rect.h + width),
        3: Rect(rect.x - width, rect.y, rect.w + width, rect.h),
    }[side]
    under = Box(grown, Fill((color,)))
    under.radius = find_radius(pixels, under)
    return under
