"""Fields for files: a button that says so, and beside it that none is chosen, in one frame or without."""

from __future__ import annotations

import re
from itertools import pairwise

from service.generators.trace.labels import FIELD_HEIGHT, framed, texts_of, within
from service.generators.trace.shapes import union
from service.generators.trace.tree import Node

CHOOSE = re.compile(r"(?:choose|select) files?|browse(?:…|\.{3})?", re.IGNORECASE)
NONE = re.compile(r"no files? (?:chosen|selected)\.?", re.IGNORECASE)
APART = 16  # pixels between the button and the words


def find_uploads(root: Node) -> None:
    """Give the role file to such frames, and to what is put in the place of such a button and words, in place."""
    for node in root.walk():
        if node.box and framed(node.box) and within(node.rect.h, FIELD_HEIGHT):
            texts = sorted(texts_of(node), key=lambda n: n.rect.x)
            if len(texts) == 2 and _says(*texts):
                node.role, node.children = "file", texts
    for node in root.walk():
        if node.kind == "row" and not node.role:
            node.children = _joined(sorted(node.children, key=lambda n: n.rect.x))


def _joined(parts: list[Node]) -> list[Node]:
    for button, words in pairwise(parts):
        texts = [*texts_of(button), *texts_of(words)]
        if len(texts) == 2 and _says(*texts) and words.rect.x - button.rect.right <= APART:
            both = Node("stack", union((button.rect, words.rect)), texts, role="file")
            return _joined([both if part is button else part for part in parts if part is not words])
    return parts


def _says(button: Node, words: Node) -> bool:
    first, second = button.block, words.block
    return bool(first and second and CHOOSE.fullmatch(first.text.strip()) and NONE.fullmatch(second.text.strip()))
