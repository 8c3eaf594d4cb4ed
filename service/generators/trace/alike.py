"""What is painted and set like a control is one, too, whatever it says."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.colors import far
from service.generators.trace.labels import texts_of
from service.generators.trace.tree import Node

HEIGHT = 1  # pixels by which the heights of two that are alike differ
WIDTH = 0.1  # share of a field's width by which another's may differ
COLOR = 24  # levels between the colours of what they say
SIZE = 1.0  # pixels between the sizes of their letters


def join_alike(nodes: Sequence[Node]) -> None:
    """Give unnamed boxes the role field or button of boxes of the same fill, line, corners and height, in place; unless
    these are the fewer, who may be mistaken themselves."""
    found: list[tuple[Node, str]] = []
    for role in ("field", "button"):
        known = [node for node in nodes if node.role == role and node.box and texts_of(node)]
        unnamed = [node for node in nodes if not node.role and _plain(node)]
        for node in unnamed:
            like = [other for other in known if _alike(node, other, role)]
            if like and len(like) >= sum(_alike(other, like[0], role) for other in unnamed):
                found.append((node, role))
    for node, role in found:
        node.role = role


def _plain(node: Node) -> bool:
    """Whether nothing stands in it but one line of text."""
    texts = texts_of(node)
    one = len(texts) == 1 and texts[0].block is not None and len(texts[0].block.lines) == 1
    return one and not any(part.box or part.picture for part in node.walk() if part is not node)


def _alike(node: Node, other: Node, role: str) -> bool:
    one, two = node.box, other.box
    mine, theirs = texts_of(node)[0].block, texts_of(other)[0].block
    return (
        one is not None
        and two is not None
        and mine is not None
        and theirs is not None
        and (one.fill, one.border, one.radius) == (two.fill, two.border, two.radius)
        and abs(node.rect.h - other.rect.h) <= HEIGHT
        and (role == "button" or abs(node.rect.w - other.rect.w) <= WIDTH * other.rect.w)
        and far(mine.color, theirs.color) <= COLOR
        and abs(mine.size - theirs.size) <= SIZE
    )
