"""What is painted and set like a control is one, too, whatever it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from service.generators.trace.blocks import Block
from service.generators.trace.colors import far
from service.generators.trace.labels import texts_of
from service.generators.trace.tree import Node

HEIGHT = 1  # pixels by which the heights of two that are alike differ
WIDTH = 0.1  # share of a field's width by which another's may differ
COLOR = 24  # levels between the colours of what they say
SIZE = 1.0  # pixels between the sizes of their letters

Said = tuple[Node, Block]  # a painted box, and the first text in it


def join_alike(nodes: Sequence[Node]) -> None:
    """Give unnamed boxes the role field or button of boxes of the same fill, line, corners and height, in place; unless
    these are the fewer, who may be mistaken themselves."""
    painted: dict[object, list[Said]] = defaultdict(list)
    for node in nodes:
        block = next((text.block for text in texts_of(node) if text.block), None)
        if node.box and block:
            painted[node.box.fill, node.box.border, node.box.radius].append((node, block))
    for group in painted.values():
        unnamed = [said for said in group if not said[0].role and _plain(said[0])]
        for role in ("field", "button"):
            known = [said for said in group if said[0].role == role]
            found = [said for said in unnamed if _are_more(said, known, unnamed, role)] if known else []
            for node, _ in found:
                node.role = role
            unnamed = [said for said in unnamed if not said[0].role]


def _are_more(said: Said, known: Sequence[Said], unnamed: Sequence[Said], role: str) -> bool:
    """Whether those of the role that it is like are at least as many as those of none."""
    like = [other for other in known if _alike(said, other, role)]
    return bool(like) and len(like) >= sum(_alike(other, like[0], role) for other in unnamed)


def _plain(node: Node) -> bool:
    """Whether nothing stands in it but one line of text."""
    texts = texts_of(node)
    one = len(texts) == 1 and texts[0].block is not None and len(texts[0].block.lines) == 1
    return one and not any(part.box or part.picture for part in node.walk() if part is not node)


def _alike(one: Said, other: Said, role: str) -> bool:
    (node, mine), (model, theirs) = one, other
    return (
        abs(node.rect.h - model.rect.h) <= HEIGHT
        and (role == "button" or abs(node.rect.w - model.rect.w) <= WIDTH * model.rect.w)
        and far(mine.color, theirs.color) <= COLOR
        and abs(mine.size - theirs.size) <= SIZE
    )
