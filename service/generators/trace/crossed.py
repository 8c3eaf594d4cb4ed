"""Boxes that a chart crosses from edge to edge: what is left of them are two pieces, of which none is a rectangle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.generators.trace.colors import far, median_color
from service.generators.trace.edges import SAME
from service.generators.trace.shapes import Fill, Pixels, Rect, union

LEAST_SIDE = 100  # pixels
LEVEL = 2  # pixels by which the sides of two pieces differ
BESIDE = 2  # pixels from a box's side to where the page is looked at
SET_OFF, LEAST_SIDES = 0.8, 3  # share of a side along which the page is unlike the box, and how many such sides
END = 6  # rows at a piece's top or bottom, within its soft corners


@dataclass(frozen=True, slots=True)
class Piece:
    """A smooth region that is no rectangle, its label, and its fill; None where a chart shades it."""

    label: int
    rect: Rect
    fill: Fill | None


def crossed_boxes(
    pixels: Pixels, labels: NDArray[np.int32], pieces: Sequence[Piece]
) -> Iterator[tuple[Rect, Fill, Pixels]]:
    """Rectangles around an upper and a lower piece of one width that reach into one another's heights and end in one
    colour, that fill, and masks of all that lies between the tops and the bottoms of the two."""
    large = [piece for piece in pieces if min(piece.rect.w, piece.rect.h) >= LEAST_SIDE]
    for upper in large:
        for lower in large:
            one, other = upper.rect, lower.rect
            fill = next((p.fill for p in (upper, lower) if p.fill and p.fill.flat), None)
            sides = abs(one.x - other.x) <= LEVEL and abs(one.right - other.right) <= LEVEL
            reach = one.y < other.y <= one.bottom + LEVEL and other.bottom > one.bottom
            if not (fill and sides and reach):
                continue
            ends = one.cut(pixels)[2:END], other.cut(pixels)[-END:-2]
            if any(far(median_color(end), fill.mean) > SAME for end in ends):
                continue
            rect = union((one, other))
            if not _set_off(pixels, rect, fill):
                continue
            seen = np.isin(rect.cut(labels), (upper.label, lower.label))
            down = np.logical_or.accumulate(seen, axis=0)
            up = np.logical_or.accumulate(seen[::-1], axis=0)[::-1]
            yield rect, fill, np.asarray(down & up, dtype=np.uint8)


def _set_off(pixels: Pixels, rect: Rect, fill: Fill) -> bool:
    """Whether the page is of another colour on three sides at least: what a picture leaves of its ground is none."""
    height, width = pixels.shape[:2]
    sides = (
        Rect(rect.x, rect.y - BESIDE, rect.w, 1),
        Rect(rect.right + BESIDE, rect.y, 1, rect.h),
        Rect(rect.x, rect.bottom + BESIDE, rect.w, 1),
        Rect(rect.x - BESIDE, rect.y, 1, rect.h),
    )
    seen = [side.cut(pixels).reshape(-1, 3) for side in sides if side.within(width, height) == side]
    unlike = [(np.abs(part.astype(np.int16) - np.array(fill.mean)).max(axis=1) > SAME).mean() for part in seen]
    return sum(bool(share >= SET_OFF) for share in unlike) >= LEAST_SIDES
