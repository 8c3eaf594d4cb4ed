"""Boxes that look like controls and are none, and pictures that are some."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.colors import far
from service.generators.trace.labels import (
    BUTTON_HEIGHT,
    FULL_CONTRAST,
    JOINED,
    framed,
    label_distance,
    label_for,
    level_with,
    pale,
    texts_of,
    within,
)
from service.generators.trace.tree import Node
from service.generators.trace.typed import BESIDE, says_hint

LEAST_DISCS = 3
DISC, ROUND = (28, 60), 0.4  # pixels across, and the least radius as a share of that
LEAST_STACK = 3
SQUARE = 1.2  # times its height that a box with a picture or initials is wide at most
CAPTION = 24  # pixels between such a box and what it stands for


def is_tile(node: Node, root: Node) -> bool:
    """Whether a box hardly wider than high, with a sign or two letters, stands before a text of its own ground: the
    picture of a person or figure, or a sign joined to a field."""
    rect = node.rect
    says = "".join(text.block.text for text in texts_of(node) if text.block)
    if rect.w > SQUARE * rect.h or len(says) > 2 or says.isdigit():
        return False
    fields = [other.rect for other in root.walk() if other.role in ("field", "select")]
    if any(level_with(rect, field) and 0 <= rect.x - field.right <= BESIDE for field in fields):
        return False
    for other in root.walk():
        box = other.rect
        if other.role in ("field", "select") and abs(box.x - rect.right) <= JOINED and abs(box.y - rect.y) <= JOINED:
            return True
        level = box.y < rect.bottom and rect.y < box.bottom
        if other.block and other.role == "" and level and 0 <= box.x - rect.right <= CAPTION:
            return not any(
                n.box and n.rect.h <= BUTTON_HEIGHT[1] and n.rect.contains(box) and not n.rect.contains(rect)
                for n in root.walk()
            )
    return False


def _hardly_says(node: Node) -> bool:
    inside = [part for part in node.walk() if part is not node]
    letters = sum(len(part.block.text) for part in inside if part.block)
    return letters <= 1 and sum(part.kind == "picture" for part in inside) <= 1 and not any(p.box for p in inside)


def mark_discs(nodes: Sequence[Node]) -> None:
    """Give the role button to painted discs of one size side by side with no more than an icon in them, which may have
    been read as a letter, or was not seen."""
    discs = [
        node
        for node in nodes
        if not node.role
        and _hardly_says(node)
        and node.box
        and abs(node.rect.w - node.rect.h) <= 2
        and within(node.rect.h, DISC)
        and node.box.radius >= ROUND * node.rect.h
    ]
    for node in discs:
        level = [n.rect for n in discs if abs(n.rect.y - node.rect.y) <= 1 and abs(n.rect.h - node.rect.h) <= 1]
        near = [r for r in level if 0 < abs(r.x - node.rect.x) <= 2 * node.rect.w]
        if len(level) >= LEAST_DISCS and near:
            node.role = "button"


def in_column(node: Node, checks: Sequence[Node]) -> bool:
    """Whether a framed square stands above or below another of its size, as in a table whose rows can be chosen."""
    assert node.box
    rect = node.rect
    return framed(node.box) and any(
        other is not node and abs(other.rect.x - rect.x) <= 2 and abs(other.rect.w - rect.w) <= 2 for other in checks
    )


def free_entries(root: Node) -> None:
    """Fields in a row that all say something in full colour and have no labels are entries of a menu or tabs."""
    for node in root.walk():
        row = [child for child in node.children if child.role == "field"] if node.kind == "row" else []
        if len(row) < 3 or max(n.rect.y for n in row) - min(n.rect.y for n in row) > 2:
            continue
        blocks = [block for n in row if (block := next((t.block for t in texts_of(n)), None))]
        strong = all(far(block.color, block.lines[0].ground) >= FULL_CONTRAST for block in blocks)
        inside = {id(part) for n in row for part in n.walk()}
        outside = [other for other in root.walk() if other.kind == "text" and id(other) not in inside]
        labelled = any(label_distance(n.rect, o.rect, check=False) is not None for n in row for o in outside)
        if len(blocks) == len(row) and strong and not labelled and not any(_above_empty(n, root) for n in row):
            for n in row:
                n.role = ""


def _above_empty(node: Node, root: Node) -> bool:
    """Whether an empty field of its width stands above or below: a table to fill in."""
    rect = node.rect
    return any(
        other.role == "field"
        and not other.children
        and abs(other.rect.x - rect.x) <= JOINED
        and abs(other.rect.w - rect.w) <= JOINED
        for other in root.walk()
    )


def join_fields(root: Node) -> None:
    """A button painted like the fields that it stands between is a field that is full."""
    for node in root.walk():
        fields = [child for child in node.children if child.role == "field" and child.box]
        for child in node.children if len(fields) >= LEAST_STACK - 1 else ():
            if child.role == "button" and child.box and all(_alike(child, field) for field in fields):
                child.role = "field"


def _alike(node: Node, other: Node) -> bool:
    one, two = node.box, other.box
    return (
        one is not None
        and two is not None
        and (one.fill, one.border, one.radius) == (two.fill, two.border, two.radius)
        and abs(node.rect.h - other.rect.h) <= 1
        and abs(node.rect.y - other.rect.y) <= 1
    )


def free_rows(nodes: Sequence[Node]) -> None:
    """Frames that stand on one another are no fields where they all say something in full colour and no hint, as the rows
    of a list, or are of several fills, as the head, body and foot of a panel."""
    runs: list[list[Node]] = []
    for node in sorted((n for n in nodes if n.role == "field"), key=lambda n: n.rect.y):
        rect = node.rect
        above = [run for run in runs if abs(run[-1].rect.bottom - rect.y) <= JOINED and run[-1].rect.x == rect.x]
        if above and abs(above[0][-1].rect.w - rect.w) <= JOINED:
            above[0].append(node)
        else:
            runs.append([node])
    for run in runs:
        rows = len(run) >= LEAST_STACK and all(_says_fully(node) for node in run)
        if rows or len({node.box.fill for node in run if node.box}) > 1:
            for node in run:
                node.role = ""


def _says_fully(node: Node) -> bool:
    block = next((text.block for text in texts_of(node)), None)
    return block is not None and not pale(block) and not says_hint(node, block)


def mark_checks(root: Node) -> None:
    """Pictures of a check's size in line with checks, and with a label, are such that are set."""
    checks = [n for n in root.walk() if n.role in ("check", "radio")]
    for node in root.walk():
        rect = node.rect
        if node.kind != "picture" or not within(rect.w, (10, 22)) or abs(rect.w - rect.h) > 1:
            continue
        alike = [
            n for n in checks
            if abs(n.rect.w - rect.w) <= 2 and (abs(n.rect.x - rect.x) <= 3 or abs(n.rect.y - rect.y) <= 3)
        ]  # fmt: skip
        if alike and label_for(node, root) is not None:
            node.role = alike[0].role
