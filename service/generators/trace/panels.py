"""Panels that are painted in parts, head, body and foot, one right below the other: they are one thing, also where they lie
across the edge of what is behind them."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.shapes import Box, Rect, union

SAME, TOUCHING = 3, 2  # pixels by which the sides of the parts differ, and by which they are apart
LEAST = (160, 60)  # width and height of a panel


def panels_across(boxes: Sequence[Box]) -> list[Rect]:
    """Where such panels are whose parts lie in different boxes."""
    chains: list[list[Rect]] = []
    for rect in sorted((box.rect for box in boxes if box.rect.w >= LEAST[0]), key=lambda r: r.y):
        chain = next((chain for chain in chains if _continues(chain[-1], rect)), None)
        if chain is None:
            chains.append([rect])
        else:
            chain.append(rect)
    found = []
    for chain in chains:
        around = union(chain)
        if len(chain) > 1 and around.h >= LEAST[1] and len({_home(rect, boxes) for rect in chain}) > 1:
            found.append(around)
    return found


def _continues(above: Rect, rect: Rect) -> bool:
    return abs(above.x - rect.x) <= SAME and abs(above.w - rect.w) <= SAME and abs(above.bottom - rect.y) <= TOUCHING


def _home(rect: Rect, boxes: Sequence[Box]) -> Rect | None:
    """The smallest box around the part."""
    around = [box.rect for box in boxes if box.rect != rect and box.rect.contains(rect, 1)]
    return min(around, key=lambda r: r.area, default=None)
