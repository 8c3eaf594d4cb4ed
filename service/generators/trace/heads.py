"""Which texts head a panel: its first line, larger or bolder than what is below it, or alone on the strip above it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from service.generators.trace.tree import Node

LONGEST_HEADING = 120  # characters
LONGEST_HEAD = 60
LARGER = 1.08  # times the size of the text below: half a step of common type scales
LEAST_PANEL = (120, 36)  # width and height; smaller boxes are controls
AT_LEFT = 0.35  # share of a panel's width within which its head begins
HANGS = 4  # pixels between a strip and what it heads


def is_wordy(node: Node) -> bool:
    """Whether it may be a heading by its words: letters for the most part, and not many."""
    assert node.block
    text = node.block.text
    letters = sum(c.isalpha() for c in text)
    return len(text) <= LONGEST_HEADING and letters >= 2 and letters >= 0.5 * len(text.replace(" ", ""))


def panel_heads(root: Node, usual: float) -> set[int]:
    """Ids of the texts that head painted panels; `usual` is the body's size."""
    found: set[int] = set()
    for parent in root.walk():
        for panel in parent.children:
            if not panel.box or panel.role not in ("", "card", "section") or not _large(panel):
                continue
            texts = [n for n in panel.walk() if n.block]
            first = _first(texts)
            if first is None or not _stands(first, panel):
                continue
            below = [n for n in texts if n.rect.y >= first.rect.bottom - 2]
            alone = not below and _strip(panel, parent.children) and _marked(first, usual)
            if alone or (below and _outdoes(first, below)):
                found.add(id(first))
    return found


def _large(panel: Node) -> bool:
    return panel.rect.w >= LEAST_PANEL[0] and panel.rect.h >= LEAST_PANEL[1]


def _first(texts: Sequence[Node]) -> Node | None:
    if not texts:
        return None
    top = min(n.rect.middle for n in texts)
    return min((n for n in texts if n.rect.middle <= top + 8), key=lambda n: n.rect.x)


def _stands(first: Node, panel: Node) -> bool:
    """Whether it is one short line at the panel's left or in its middle."""
    block = first.block
    assert block
    centered = abs(first.rect.center - panel.rect.center) <= 0.02 * panel.rect.w
    at_left = first.rect.x - panel.rect.x <= AT_LEFT * panel.rect.w
    return len(block.lines) == 1 and len(block.text) <= LONGEST_HEAD and (at_left or centered) and first.role == ""


def _outdoes(first: Node, below: Sequence[Node]) -> bool:
    """Larger than most of the text below it, or bold where that is not."""
    assert first.block
    sizes: Counter[float] = Counter()
    bold = letters = 0
    for node in below:
        assert node.block
        sizes[node.block.size] += len(node.block.text)
        bold += len(node.block.text) * node.block.bold
        letters += len(node.block.text)
    usual = sizes.most_common(1)[0][0]
    return first.block.size >= LARGER * usual or (
        first.block.bold and first.block.size >= usual and bold < 0.5 * letters
    )


def _strip(panel: Node, siblings: Sequence[Node]) -> bool:
    """Whether something as wide hangs on the panel: then it is the strip above that."""
    rect = panel.rect
    return any(
        other is not panel
        and abs(other.rect.y - rect.bottom) <= HANGS
        and other.rect.x >= rect.x - HANGS
        and other.rect.right <= rect.right + HANGS
        and other.rect.w >= 0.6 * rect.w
        for other in siblings
    )


def _marked(first: Node, usual: float) -> bool:
    assert first.block
    return first.block.bold or first.block.size >= LARGER * usual
