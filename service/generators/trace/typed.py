"""What tells that a box is typed into, beside its shape: its words, a grip in its corner, a button beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.generators.trace.colors import far
from service.generators.trace.labels import JOINED, framed, saturation, texts_of, within
from service.generators.trace.paragraphs import Block
from service.generators.trace.tree import Node

# What stands in an empty field, as people write it: English, which is what is read.
HINT = re.compile(
    r"(?:quick |site )?search\b.{0,40}|(?:find|enter|type|write|your)\b.{0,40}"
    r"|(?:(?:first|last|full|user|company) ?|your )?name|e-?mail(?: address)?|pass(?:word|code)|(?:tele)?phone(?: number)?"
    r"|message|comments?|subject|company|address|city|zip(?: code)?|post(?:al )?code|website",
    re.IGNORECASE,
)
# What a button says, alone: a link says where it leads.
ACTIONS = frozenset((
    "add to cart", "apply", "cancel", "clear", "close", "copy", "load more", "print", "reset", "retry", "save",
    "save changes", "search", "send", "send message", "share", "show less", "show more", "submit", "subscribe", "undo",
    "upload",
))  # fmt: skip
GRIP = (4, 16)  # pixels of the two lines by which a text area is made larger, and from its corner
LEAST_GRIPPED = 40  # pixels of height
FIELD_HEIGHT = (18, 66)
AREA_HEIGHT = (50, 260)
FIELD = (28, 66)  # pixels of height of a field that has nothing but its ground
LEAST_WIDTH = 120
APART = 28  # pixels between a field and its button
LEVEL = 6  # pixels, or levels
KEY = (16, 110)  # pixels of width of a button at the end of a field
BESIDE = 12  # pixels between the two


def is_hint(block: Block | None) -> bool:
    return block is not None and HINT.fullmatch(block.text.strip(" *:.,…")) is not None


def is_action(block: Block | None) -> bool:
    return block is not None and len(block.lines) == 1 and block.text.lower().strip(" .…›»") in ACTIONS


def has_grip(node: Node) -> bool:
    """Whether all that is drawn in a box is the grip in its lower right corner: browsers draw it for a text area."""
    rect, pictures = node.rect, [part for part in node.walk() if part.kind == "picture" and part is not node]
    if len(pictures) != 1 or rect.h < LEAST_GRIPPED or rect.w < LEAST_WIDTH:
        return False
    grip = pictures[0].rect
    near = max(rect.right - grip.right, rect.bottom - grip.bottom) <= GRIP[1]
    return near and within(grip.w, GRIP) and within(grip.h, GRIP)


def beside_buttons(nodes: Sequence[Node]) -> None:
    """Give the role field to empty grey or white boxes that have a button of their height beside them."""
    buttons = [node.rect for node in nodes if node.role == "button"]
    for node in nodes:
        rect, box = node.rect, node.box
        plain = box is not None and saturation(box.fill.mean) <= 24 and not node.children and not texts_of(node)
        if node.role or not plain or not within(rect.h, FIELD) or rect.w < LEAST_WIDTH:
            continue
        if any(
            0 <= button.x - rect.right <= APART
            and abs(button.middle - rect.middle) <= LEVEL
            and 0.6 <= button.h / rect.h <= 1.6
            for button in buttons
        ):
            node.role = "field"


def buttons_of_fields(nodes: Sequence[Node]) -> None:
    """Give the role button to empty painted boxes of a field's height that are joined to its right end, or close to it."""
    fields = [node for node in nodes if node.role == "field" and node.box]
    for node in nodes:
        rect, box = node.rect, node.box
        if node.role or box is None or node.children or not within(rect.w, KEY):
            continue
        for field in fields:
            level = abs(field.rect.y - rect.y) <= JOINED and abs(field.rect.h - rect.h) <= JOINED
            unlike = field.box is not None and far(field.box.fill.mean, box.fill.mean) > LEVEL
            if level and unlike and -JOINED <= rect.x - field.rect.right <= BESIDE:
                node.role = "button"


def says_hint(node: Node, block: Block | None) -> bool:
    """A hint in a box of its own: a frame, or a ground that nothing else on its line shares."""
    return is_hint(block) and node.box is not None and (framed(node.box) or node.box.radius > 0)
