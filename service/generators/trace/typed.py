"""What tells that a box is typed into, beside its shape: its words, a grip in its corner, a button beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.generators.trace.blocks import Block
from service.generators.trace.colors import far, saturation
from service.generators.trace.labels import FIELD_HEIGHT, JOINED, framed, level_with, pale, texts_of, within
from service.generators.trace.shapes import Box, Rect
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
    "add to cart", "apply", "cancel", "clear", "close", "copy", "load more", "menu", "print", "reset", "retry", "save",
    "save changes", "search", "send", "send message", "share", "show less", "show more", "submit", "subscribe", "undo",
    "upload",
))  # fmt: skip
DATE = re.compile(
    r"\d{1,2}([ ./-])(?:\d{1,2}|[A-Z][a-z]{2,8})\1(?:\d{4}|\d\d)|\d{4}([./-])\d{1,2}\2\d{1,2}"
    r"|(?:mm|dd)[./-](?:mm|dd)[./-]y{2,4}|yyyy[./-]mm[./-]dd"
)
GRIP, AWAY_FROM_CORNER = (4, 16), 8  # pixels of the two lines by which a text area is made larger, and to its corner
LEAST_GRIPPED = 40  # pixels of height
AREA_HEIGHT = (50, 260)
FIELD = (28, 66)  # pixels of height of a field that has nothing but its ground
LEAST_WIDTH = 120
APART = 28  # pixels between a field and its button
LEVEL = 6  # pixels, or levels
KEY = (16, 110)  # pixels of width of a button at the end of a field
LONGER = 3  # times its width that a field of the same ground has
SATURATION = 24  # of a field's ground at most
FIELD_PADDING = 4  # pixels between an icon in a field and what is typed
BESIDE = 12  # pixels between the two
COUNT, AWAY = (30, 90), 64  # pixels of width of a field for a number, and to the button behind it


def is_hint(block: Block | None) -> bool:
    return block is not None and HINT.fullmatch(block.text.strip(" *:.,…")) is not None


def is_date(said: str) -> bool:
    """A date in figures, with the month's name in its middle, or its pattern (mm/dd/yyyy)."""
    return DATE.fullmatch(said.strip()) is not None


def is_action(block: Block | None) -> bool:
    return block is not None and len(block.lines) == 1 and block.text.lower().strip(" .…›»") in ACTIONS


def has_grip(node: Node) -> bool:
    """Whether all that is drawn in a box is the grip in its lower right corner: browsers draw it for a text area."""
    rect, pictures = node.rect, [part for part in node.walk() if part.kind == "picture" and part is not node]
    if len(pictures) != 1 or rect.h < LEAST_GRIPPED or rect.w < LEAST_WIDTH:
        return False
    grip = pictures[0].rect
    near = max(rect.right - grip.right, rect.bottom - grip.bottom) <= AWAY_FROM_CORNER
    return near and within(grip.w, GRIP) and within(grip.h, GRIP)


def beside_buttons(nodes: Sequence[Node]) -> None:
    """Give the role field to empty grey or white boxes that have a button of their height beside them."""
    buttons = [node.rect for node in nodes if node.role == "button"]
    for node in nodes:
        rect, box = node.rect, node.box
        plain = box is not None and saturation(box.fill.mean) <= SATURATION and not node.children and not texts_of(node)
        if node.role or not plain or box is None:
            continue
        if framed(box) and within(rect.w, COUNT) and any(_before(rect, button) for button in buttons):
            node.role = "field"
        if not within(rect.h, FIELD) or rect.w < LEAST_WIDTH:
            continue
        if any(
            0 <= button.x - rect.right <= APART
            and abs(button.middle - rect.middle) <= LEVEL
            and 0.6 <= button.h / rect.h <= 1.6
            for button in buttons
        ):
            node.role = "field"


def _before(count: Rect, button: Rect) -> bool:
    """Whether it stands before a button of its height, as the field for how many are wanted."""
    return (
        abs(count.y - button.y) <= JOINED and abs(count.h - button.h) <= JOINED and 0 <= button.x - count.right <= AWAY
    )


def buttons_of_fields(nodes: Sequence[Node]) -> None:
    """Give the role button to empty painted boxes of a field's height that are joined to its right end, or close to it,
    and to what would be a tag anywhere else."""
    fields = [node for node in nodes if node.role == "field" and node.box]
    for node in nodes:
        if node.role == "tag" and any(_follows(node.rect, field.rect) for field in fields):
            node.role = "button"
        rect, box = node.rect, node.box
        if node.role or box is None or node.children or not within(rect.w, KEY):
            continue
        for field in fields:
            unlike = field.box is not None and far(field.box.fill.mean, box.fill.mean) > LEVEL
            narrow = framed(box) and rect.w <= rect.h and field.rect.w >= LONGER * rect.w
            if level_with(rect, field.rect) and (unlike or narrow) and -JOINED <= rect.x - field.rect.right <= BESIDE:
                node.role = "button"


def _follows(tag: Rect, field: Rect) -> bool:
    return abs(tag.middle - field.middle) <= JOINED and 0 <= tag.x - field.right <= BESIDE


def fields_around_buttons(nodes: Sequence[Node]) -> None:
    """In a low frame with a pale hint and a button at its end, put a field in the place of the hint, in place."""
    for node in nodes:
        rect, box = node.rect, node.box
        if node.role or box is None or node.kind != "row" or not 1 < len(node.children) <= 3:
            continue
        parts = sorted(node.children, key=lambda n: n.rect.x)
        hint, key = next((part for part in parts if part.block), None), parts[-1]
        if hint is None or hint.block is None or key.role != "button" or rect.w < 4 * rect.h:
            continue
        within_frame = framed(box) or (box.radius > 0 and saturation(box.fill.mean) <= SATURATION)
        at_end = rect.right - key.rect.right <= BESIDE and key.rect.x - hint.rect.right > BESIDE
        if within_frame and at_end and within(rect.h, FIELD_HEIGHT) and (is_hint(hint.block) or pale(hint.block)):
            line = box.border.widths[0] if box.border else 0
            left = hint.rect.x - FIELD_PADDING if len(parts) > 2 else rect.x + line
            place = Rect(left, rect.y + line, key.rect.x - left, rect.h - 2 * line)
            field = Node("stack", place, [hint], box=Box(place, box.fill), role="field")
            node.children = [field if part is hint else part for part in parts]


def says_hint(node: Node, block: Block | None) -> bool:
    """A hint in a box of its own: a frame, or a ground that nothing else on its line shares."""
    return is_hint(block) and node.box is not None and (framed(node.box) or node.box.radius > 0)
