"""Painted entries: tabs and the marked page of a menu, or buttons joined to a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from service.generators.trace.colors import far, saturation
from service.generators.trace.labels import framed
from service.generators.trace.shapes import Box
from service.generators.trace.tree import Node

LIGHT = 225  # level of the least channel of a light ground
VIVID = 60  # saturation of a button's ground
ALIKE = 16  # levels


def are_tabs(entries: Sequence[Node], painted: Sequence[Node]) -> bool:
    """Whether boxes among the entries mark the current page, or are tabs, rather than being buttons beside a menu."""
    if len(painted) == len(entries):
        if all(part.box and _outlined(part.box) for part in entries):
            return False  # outlined buttons joined to a group
        if all(part.box and saturation(part.box.fill.mean) > VIVID for part in entries):
            return False  # buttons joined to a group: of tabs only the current one is coloured
        if _one_pressed([part.box for part in entries if part.box]) or _joined(entries):
            return False
        return max(b.rect.x - a.rect.right for a, b in pairwise(entries)) <= 3
    return len(painted) == 1 and painted[0] is not entries[-1]


def _outlined(box: Box) -> bool:
    """Whether it is drawn as a button that is pressed or not; the bar of a dark menu has borders too."""
    light = min(box.fill.mean) >= LIGHT or saturation(box.fill.mean) > VIVID
    return box.border is not None and saturation(box.border.color) > VIVID and light


def _one_pressed(boxes: Sequence[Box]) -> bool:
    """Whether one is filled with the colour that the others are framed in: buttons joined to a group."""
    frames = [box.border.color for box in boxes if box.border]
    filled = [box.fill.mean for box in boxes if not box.border]
    return len(filled) == 1 and bool(frames) and all(far(filled[0], frame) <= ALIKE for frame in frames)


def _joined(entries: Sequence[Node]) -> bool:
    """Whether they are words in whole frames of one height, of which one at most looks otherwise: the current one of
    tabs has no line below, and pages have numbers."""
    looks = Counter((part.box.fill, part.box.border) for part in entries if part.box and framed(part.box))
    if len({part.rect.h for part in entries}) > 1 or sum(sorted(looks.values())[:-1]) > 1:
        return False
    words = all(n.block.text[:1].isalpha() for part in entries for n in part.walk() if n.block)
    return words and all(part.box and framed(part.box) for part in entries)
