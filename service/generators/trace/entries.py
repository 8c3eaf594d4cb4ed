"""Entries of menus: short texts on one line, alone or with an icon, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from service.generators.trace.labels import framed
from service.generators.trace.shapes import union
from service.generators.trace.tree import Node
from service.generators.trace.typed import says_hint

MENU_WORDS = 4  # words in an entry of a menu
LEAST_MENU = 3
NUMBER = re.compile(r"^\d{1,4}$")  # of a page or a year
SEPARATOR = 9  # pixels of width of an arrow between entries at most
ICON, ARROW, ICON_GAP = 26, 12, 14  # pixels: widths of what stands before and behind an entry, and the distance
BADGE, LONGEST_BADGE = 24, 8  # pixels of height, letters
SIGNS = frozenset("|/\\›»>·•–-:~")


def is_separator(node: Node) -> bool:
    """A line, bar, slash or arrow between two entries."""
    if node.picture and not node.children:
        return node.rect.w <= SEPARATOR and node.rect.h <= 3 * SEPARATOR
    return node.kind == "rule" or (node.block is not None and set(node.block.text) <= SIGNS)


def is_entry(node: Node) -> bool:
    """A short text on one line, alone or with an icon, as in a menu."""
    if node.block and node.block.marker:
        return False
    texts = _said(node)
    if len(texts) != 1 or node.role or texts[0].role or node.rect.h > 64 or _typed_into(node):
        return False
    block = texts[0].block
    return (
        block is not None
        and len(block.lines) == 1
        and len(block.text.split()) <= MENU_WORDS
        and (any(c.isalpha() for c in block.text) or NUMBER.match(block.text) is not None)
    )


def _said(node: Node) -> list[Node]:
    """The texts of an entry, without the counts and marks that stand behind it on a ground of their own."""
    badges = {
        id(text)
        for part in node.walk()
        if part.box and part is not node and part.rect.h <= BADGE
        for text in part.walk()
        if text.block and len(text.block.text) <= LONGEST_BADGE
    }
    return [n for n in node.walk() if n.kind == "text" and id(n) not in badges]


def with_icons(parts: Sequence[Node]) -> list[Node]:
    """The parts of a row, with an icon close before a short text, or a small arrow close behind it, joined to it."""
    out: list[Node] = []
    for part in parts:
        before = out[-1] if out else None
        if before is not None and part.rect.x - before.rect.right <= ICON_GAP:
            icon = before.picture is not None and not before.children and before.rect.w <= ICON
            arrow = part.picture is not None and not part.children and part.rect.w <= ARROW
            said = part if icon else before
            if (icon or arrow) and said.kind in ("text", "row") and not said.box and is_entry(said):
                both = before.children if before.kind == "row" else [before]
                out[-1] = Node("row", union((before.rect, part.rect)), [*both, part])
                continue
        out.append(part)
    return out


def worded(entries: Sequence[Node]) -> bool:
    """Whether the entries are words for the most part, or the numbers of pages, one after the other."""
    texts = [n.block.text for entry in entries for n in entry.walk() if n.block]
    numbers = [int(text) for text in texts if NUMBER.match(text)]
    if len(numbers) < 0.5 * len(texts):
        return True
    return len(numbers) >= LEAST_MENU and all(b - a == 1 for a, b in pairwise(numbers))


def set_alike(nodes: Sequence[Node]) -> bool:
    """Whether the entries are set alike; the current page's may be bold."""
    blocks = [n.block for node in nodes for n in node.walk() if n.block]
    return max(b.size for b in blocks) <= 1.2 * min(b.size for b in blocks) + 0.5


def is_level(nodes: Sequence[Node]) -> bool:
    return max(n.rect.bottom for n in nodes) - min(n.rect.y for n in nodes) <= 2.2 * max(n.rect.h for n in nodes)


def _typed_into(node: Node) -> bool:
    """Whether a box among entries is a field: it says a hint, or holds much more than the words at its left."""
    text = next((n for n in node.walk() if n.block), None)
    if text is None or node.box is None:
        return False
    return says_hint(node, text.block) or (framed(node.box) and node.rect.w > 2.5 * text.rect.w + 40)
