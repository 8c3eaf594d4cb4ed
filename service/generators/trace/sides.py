"""Side bars: narrow columns at the page's left or right edge that run down most of it."""

from __future__ import annotations

from service.generators.trace.tree import Node

WIDEST, LEAST = 0.28, 0.5  # of the page's width and height
AT_EDGE = 0.03  # of the page's width
LEAST_ENTRIES = 4
ENTRY_WORDS = 4


def side_bars(root: Node) -> list[Node]:
    page = root.rect
    return [
        node
        for node in root.walk()
        if node.rect.w <= WIDEST * page.w
        and node.rect.h >= LEAST * page.h
        and (node.rect.x <= AT_EDGE * page.w or node.rect.right >= (1 - AT_EDGE) * page.w)
    ]


def side_entries(root: Node) -> set[int]:
    """Ids of the short texts in side bars that begin at one left edge with several others of one size: they lead
    somewhere, whether they were understood as a menu or not."""
    found: set[int] = set()
    for bar in side_bars(root):
        short = [n for n in bar.walk() if n.block and len(n.block.lines) == 1 and _wordy(n.block.text)]
        for node in short:
            alike = [
                other
                for other in short
                if abs(other.rect.x - node.rect.x) <= 3
                and other.block
                and node.block
                and abs(other.block.size - node.block.size) <= 1
            ]
            if len(alike) >= LEAST_ENTRIES:
                found.add(id(node))
    return found


def _wordy(text: str) -> bool:
    return len(text.split()) <= ENTRY_WORDS and text[:1].isalpha()
