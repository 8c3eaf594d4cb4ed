"""What repeats from top to bottom, as titles with their summaries do, is a list: its entries are set alike and stand closer
together within than to one another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from service.generators.trace.shapes import union
from service.generators.trace.tree import Node

LEAST = 3
PERIODS = (2, 3, 4)
SAME_LEFT = 4

Look = tuple[object, ...]


def find_repeats(root: Node) -> None:
    """Gather such runs into stacks with the role items, in place."""
    for node in root.walk():
        if node.kind == "stack" and node.role in ("", "card", "section") and len(node.children) >= 2 * LEAST:
            _gather(node)


def _gather(node: Node) -> None:
    children = sorted(node.children, key=lambda child: child.rect.y)
    looks = [_look(child) for child in children]
    out: list[Node] = []
    index = 0
    while index < len(children):
        period, times = _repeat(children, looks, index)
        if not times:
            out.append(children[index])
            index += 1
            continue
        groups = [children[at : at + period] for at in range(index, index + period * times, period)]
        entries = [Node("stack", union(n.rect for n in group), group) for group in groups]
        out.append(Node("stack", union(n.rect for n in entries), entries, role="items"))
        index += period * times
    if len(out) == 1 and not node.box and not node.picture:
        node.children, node.role = out[0].children, "items"
    else:
        node.children = out


def _repeat(children: Sequence[Node], looks: Sequence[Look | None], start: int) -> tuple[int, int]:
    """The length of what repeats from `start` on, and how often; zeros where nothing does."""
    for period in PERIODS:
        first = looks[start : start + period]
        if len(first) < period or None in first or len(set(first)) < 2:
            continue
        times = 1
        while looks[start + period * times : start + period * (times + 1)] == first:
            times += 1
        if times >= LEAST and _apart(children, start, period, times):
            return period, times
    return 0, 0


def _apart(children: Sequence[Node], start: int, period: int, times: int) -> bool:
    """Whether the entries begin at one left edge and are farther from one another than their parts are."""
    run = children[start : start + period * times]
    gaps = [below.rect.y - above.rect.bottom for above, below in pairwise(run)]
    between = gaps[period - 1 :: period]
    within = [gap for index, gap in enumerate(gaps) if index % period != period - 1]
    lefts = [node.rect.x for node in run[::period]]
    return min(between) > max(within) and max(lefts) - min(lefts) <= SAME_LEFT


def _look(node: Node) -> Look | None:
    """How a text is set; None for what can't be told to repeat. Lines may be any number."""
    if node.block and node.role == "" and not node.block.marker:
        block = node.block
        return ("text", round(block.size), block.bold, tuple(value // 32 for value in block.color))
    if node.kind == "row" and not node.box and node.role == "":
        texts = [part.block for part in node.walk() if part.block]
        if texts:
            return ("row", round(texts[0].size), texts[0].bold)
    return None
