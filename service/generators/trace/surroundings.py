"""What stands around a painted box: the label above it, the panel whose head it is."""

from __future__ import annotations

from service.generators.trace.labels import pale, texts_of
from service.generators.trace.tree import Node

WIDE_HEAD, HIGH_HEAD = 300, 44  # pixels from which a strip with text is a panel's head rather than a field


def has_label_above(node: Node, root: Node, within: int = 20) -> bool:
    """Whether a text stands just above the control, as labels do, and begins at most so many pixels inside."""
    return any(
        other.kind == "text"
        and 0 <= node.rect.y - other.rect.bottom <= 26
        and -6 <= other.rect.x - node.rect.x <= within
        for other in root.walk()
    )


def heads_panel(node: Node, root: Node, *, hinted: bool) -> bool:
    """Whether it is as wide as a higher box or table that it lies in or hangs on: the head or foot of a panel. So is
    what is too wide and high for a field and says something in full colour, unless it is what fields say."""
    rect = node.rect
    block = next((text.block for text in texts_of(node)), None)
    large = rect.w >= WIDE_HEAD and rect.h >= HIGH_HEAD
    if large and block and not pale(block) and not hinted and not has_label_above(node, root):
        return True
    return any(
        (other.box or other.kind == "table")
        and other is not node
        and abs(other.rect.x - rect.x) <= 2
        and abs(other.rect.w - rect.w) <= 4
        and other.rect.h > 1.4 * rect.h
        and min(abs(other.rect.y - rect.bottom), abs(other.rect.y - rect.y), abs(other.rect.bottom - rect.bottom)) <= 2
        for other in root.walk()
    )
