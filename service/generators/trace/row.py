"""Rows as grids: tracks in fractions of the pixels they had, equal cards, things at the two ends."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from service.generators.trace.element import Element
from service.generators.trace.items import item
from service.generators.trace.shapes import Rect
from service.generators.trace.tree import Node

if TYPE_CHECKING:
    from service.generators.trace.flow import Flow

LEVEL = 2.5  # pixels by which the middles of things on one line may differ
TALLEST_LINE = 160  # pixels; in higher rows what is centred would move with every pixel that a column comes out higher


def row(flow: Flow, node: Node, x: int, w: int) -> Element:
    shell, inner = flow.shell(node)
    painted = flow.painted(node)
    frame = flow.frame(node)
    if not painted:
        inner = Rect(x, frame.y, w, frame.h)
    children = sorted(node.children, key=lambda child: flow.frame(child).x)
    frames = [flow.frame(child) for child in children]
    top = min(f.y for f in frames)
    bottom = max(f.bottom for f in frames)
    middle = bottom - top <= TALLEST_LINE and all(abs(f.middle - (top + bottom) / 2) <= LEVEL for f in frames)
    gaps = [b.x - a.right for a, b in itertools.pairwise(frames)]
    widths = [f.w for f in frames]
    equal = (
        all(flow.own_width(c) for c in children)
        and max(widths) - min(widths) <= 3
        and max(gaps, default=0) - min(gaps, default=0) <= 3
    )
    left = max(0, frames[0].x - inner.x)
    right = max(0, inner.right - frames[-1].right)
    if equal and len(children) > 1:
        shell.look["grid-template-columns"] = f"repeat({len(children)},1fr)"
        shell.look["gap"] = f"{round(sum(gaps) / len(gaps))}px"
    else:
        right_edge, right = right, 0
        starts = [f.x for f in frames] + [inner.right]
        spans = [max(1, b - a) for a, b in itertools.pairwise(starts)]
        shell.look["grid-template-columns"] = " ".join(f"{span}fr" for span in spans)
        if middle and _split(flow, node, inner, frames):
            shell.base, right = "split", right_edge
            del shell.look["grid-template-columns"]
    if equal and max(f.bottom for f in frames) - min(f.bottom for f in frames) <= 2 and top == frames[0].y:
        _stretch(flow, children)
        shell.look["align-items"] = "stretch"
    elif middle and shell.base == "row" and any(abs(f.h - (bottom - top)) > 1 for f in frames):
        shell.look["align-items"] = "center"
    for index, child in enumerate(children):
        track = (
            frames[index].w
            if equal
            else ((frames[index + 1].x if index + 1 < len(frames) else inner.right) - frames[index].x)
        )
        above = 0 if middle else frames[index].y - top
        split = shell.base == "split"
        made = _cell(flow, child, track, 0 if above <= 1 and not split else above, equal=equal)
        if split and child.box and child.role not in ("button", "tag"):
            made.look["width"] = f"{frames[index].w}px"
        if split and index:
            made.look.pop("margin-left", None)
        shell.children.append(made)
    if middle:  # centred on one another, they need less room than they take up: what is lost goes around them
        room = bottom - top - max(f.h for f in frames)
        top, bottom = top + room // 2, bottom - (room - room // 2)
    flow.pad(shell, max(0, top - inner.y), right, max(0, inner.bottom - bottom), left)
    if node.role in ("menu", "items"):
        shell.children = [item(child, node) for child in shell.children if isinstance(child, Element)]
    return shell


def _split(flow: Flow, node: Node, inner: Rect, frames: Sequence[Rect]) -> bool:
    """Whether two things with widths of their own stand at the two ends: the room between them is what gives."""
    ends = frames[-1].right >= inner.right - max(32, frames[0].x - inner.x) - 2
    known = all(child.block or child.box or child.kind == "picture" for child in node.children)
    return len(frames) == 2 and ends and known


def _stretch(flow: Flow, children: Sequence[Node]) -> None:
    """Boxes of one height in a row share the least padding below: the row makes them as high as the highest."""
    paddings = {}
    for child in children:
        if child.box and child.children and child.kind == "stack" and child.role not in ("button", "tag"):
            border = child.box.border.widths[2] if child.box.border else 0
            last = max(flow.frame(part).bottom for part in child.children)
            paddings[id(child)] = max(0, child.rect.bottom - border - last)
    if len(paddings) == len(children):
        for child in children:
            child.bottom = min(paddings.values())


def _cell(flow: Flow, child: Node, track: int, above: int, *, equal: bool) -> Element:
    rect = flow.frame(child)
    if child.block:
        made = flow.type.text(child, rect.x, track)
    elif flow.own_width(child):
        made = flow.element(child, rect.x, rect.w)
        if track - rect.w > 1 and not equal and child.role != "tag":  # which is as wide as its word and padding
            made.look["width"] = f"{rect.w}px"
        made = flow.sized(made)
    else:
        made = flow.element(child, rect.x, track)
    made.above += above
    return made
