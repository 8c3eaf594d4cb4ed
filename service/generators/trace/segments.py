"""Controls of several parts: buttons in one frame, side by side, and the dots below pictures that take turns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from service.generators.trace.shapes import Rect
from service.generators.trace.tree import Node

JOINED = 2  # pixels between the borders of neighbours at most
HEIGHT = (18, 76)
SAME = 1  # pixels by which tops and heights differ
DOT = (6, 13)  # pixels across
DOTS = (2, 10)
APART = (0.5, 2.5)  # times that, from one dot to the next
ROUND = 0.35  # of the width: the least radius, and how far from its middle a disc is of one colour
SHADE = 16  # levels
ALONE = 60  # pixels at both sides without a text


def join_segments(root: Node) -> None:
    """Give the role button to every part of such a frame where one has it or seems to be a label, in place: labels do not
    touch."""
    for node in root.walk():
        parts = [part for part in node.children if part.box and HEIGHT[0] <= part.rect.h <= HEIGHT[1]]
        for run in _runs(sorted(parts, key=lambda part: part.rect.x)):
            if any(part.role in ("button", "tag") for part in run):
                for part in run:
                    part.role = "button"


def _runs(parts: Sequence[Node]) -> list[list[Node]]:
    runs: list[list[Node]] = []
    for part in parts:
        if part.role not in ("button", "tag", "") or not _says_one_thing(part):
            continue
        if runs and _joined(runs[-1][-1].rect, part.rect):
            runs[-1].append(part)
        else:
            runs.append([part])
    return [run for run in runs if len(run) > 1]


def _joined(one: Rect, other: Rect) -> bool:
    return (
        abs(other.x - one.right) <= JOINED
        and abs(other.y - one.y) <= SAME
        and abs(other.h - one.h) <= SAME
    )  # fmt: skip


def _says_one_thing(node: Node) -> bool:
    """Whether there is one line in it, and nothing that is painted: a page's bar with a field is no part of a control."""
    blocks = [part.block for part in node.walk() if part.block]
    bare = not any(part.box for part in node.walk() if part is not node)
    return len(blocks) == 1 and len(blocks[0].lines) == 1 and bare


def find_dots(root: Node) -> None:
    """Mark dots of one size at one distance, with nothing to read beside them, as what is pressed, in place."""
    texts = [node.rect for node in root.walk() if node.block]
    dots = sorted((n for n in root.walk() if _is_dot(n)), key=lambda n: (round(n.rect.middle), n.rect.x))
    rows: list[list[Node]] = []
    for dot in dots:
        last = rows[-1][-1].rect if rows else None
        gap = dot.rect.x - last.right if last else 0
        if (
            last
            and abs(last.middle - dot.rect.middle) <= SAME
            and abs(last.w - dot.rect.w) <= SAME
            and APART[0] * last.w <= gap <= APART[1] * last.w
        ):
            rows[-1].append(dot)
        else:
            rows.append([dot])
    for row in rows:
        steps = [b.rect.x - a.rect.x for a, b in pairwise(row)]
        if DOTS[0] <= len(row) <= DOTS[1] and max(steps) - min(steps) <= 2 and not _beside(row, texts):
            for dot in row:
                dot.role = "tool" if dot.kind == "picture" else "button"


def _is_dot(node: Node) -> bool:
    rect = node.rect
    plain = not node.role and not node.children and (node.kind == "picture" or node.box is not None)
    if not plain or not DOT[0] <= rect.w <= DOT[1] or abs(rect.w - rect.h) > SAME:
        return False
    return node.box.radius >= ROUND * rect.w if node.box else node.picture is not None and is_disc(node.picture.data)


def is_disc(data: bytes) -> bool:
    """Whether a small picture shows nothing but a disc of one colour: no icon."""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED) if data else None
    if pixels is None or pixels.ndim != 3:
        return False
    height, width = pixels.shape[:2]
    y, x = np.mgrid[:height, :width]
    away = np.hypot((x + 0.5) / width - 0.5, (y + 0.5) / height - 0.5)
    inside, corners = pixels[away <= ROUND], pixels[[0, 0, -1, -1], [0, -1, 0, -1]]
    middle = np.median(inside, axis=0)
    even = np.abs(inside - middle).max(axis=1) <= SHADE
    return bool(even.mean() >= 0.95 and (np.abs(corners - middle).max(axis=1) > SHADE).all())


def _beside(row: Sequence[Node], texts: Sequence[Rect]) -> bool:
    left, right = row[0].rect.x - ALONE, row[-1].rect.right + ALONE
    middle = row[0].rect.middle
    return any(text.y <= middle <= text.bottom and text.x < right and text.right > left for text in texts)
