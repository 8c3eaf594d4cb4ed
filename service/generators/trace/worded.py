"""Which painted boxes with texts are buttons, fields and tags: by size, paint and where the text stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from service.generators.trace.blocks import Block
from service.generators.trace.colors import saturation
from service.generators.trace.labels import (
    ARROW_READ,
    BUTTON_HEIGHT,
    FIELD_HEIGHT,
    LEAST_FIELD,
    MENU_STEP,
    framed,
    pale,
    paleish,
    tinted,
    vivid,
    within,
)
from service.generators.trace.native import native_frame
from service.generators.trace.shapes import Box, Rect
from service.generators.trace.surroundings import has_label_above, heads_panel
from service.generators.trace.tree import Node
from service.generators.trace.typed import AREA_HEIGHT, is_action, is_date, says_hint

TAG_HEIGHT = (14, 24)
LOW_BUTTON = 18  # pixels: a frame around a word that is no lower is a button's, tags are filled
SOFT_TAG = 28  # pixels; what is painted in a pale colour and no higher is said of something, not pressed
AREA_LABEL = 3  # pixels between the left sides of a text area and its label
AREA_INSET = 18  # pixels between the side of a text area and what is written in it; a panel's are wider
FIELD_INSET = 24  # pixels between the side of a field with a label and what it says
SIGN_FROM, SIGN = 160, 20  # pixels: width of a field that has a mark at its end, and side of the mark
LOW_SELECT, SELECT_INSET, LOW_ARROW = 22, 10, 12  # pixels
COUNT_PADDING = 9  # pixels beside a count on a button
LONGEST_GAP = 40  # pixels between the words and the icon on a button
LONGEST_ARROW = 24  # pixels
PADDING = (8, 48)  # pixels at both sides of what stands on a button
LONGEST_BUTTON = 320
WIDEST_BUTTON = 640  # without a line around it: wider strips are heads and bars
LONGEST_LABEL = 42  # characters on a button


def worded_role(node: Node, texts: Sequence[Node], others: Sequence[Node], root: Node) -> str:
    """The control that a painted box with texts is, "" for none; `others` are the pictures and the box in it."""
    rect, box = node.rect, node.box
    assert box is not None
    pictures = [n for n in others if n.kind == "picture"]
    texts = _without_sign(node, texts, pictures)
    inner = [*texts, *others]
    if len(texts) > 2 or sum(len(t.block.lines) for t in texts if t.block) > 2:
        return "area" if not others and _typed_lines(node, texts, root) else ""
    ground = box.fill.mean
    first = min(texts, key=lambda n: n.rect.x)
    left, right = first.rect.x - rect.x, rect.right - max(t.rect.right for t in texts)
    start = min(n.rect.x for n in inner) - rect.x
    end = rect.right - max(n.rect.right for n in inner)
    words = sum(len(t.block.text) for t in texts if t.block)
    one_line = all(t.block is not None and len(t.block.lines) == 1 for t in texts)
    drawn = box.border is not None or box.radius > 0 or box.shadow is not None
    inset = FIELD_INSET if framed(box) and not tinted(ground) and not pictures else AREA_INSET
    named = left <= inset and right > 1.5 * left and rect.w >= LEAST_FIELD and has_label_above(node, root)
    if (
        named
        and drawn
        and one_line
        and len(texts) == 1
        and within(rect.h, FIELD_HEIGHT)
        and (paleish(ground) or (framed(box) and not vivid(ground)))
        and not any(n.box for n in others)
    ):
        arrow = any(p.rect.x > rect.center and p.rect.w <= LONGEST_ARROW for p in pictures)
        return "select" if arrow else "field"  # under its label, whatever it says
    if one_line and len(texts) == 1 and _empty_field(node, first.block):
        return "field"
    if not one_line or words > LONGEST_LABEL:
        written = len(texts) == 1 and framed(box) and paleish(ground) and within(rect.h, AREA_HEIGHT)
        return "area" if written and _written_in(node, first, root) else ""
    if (
        is_action(first.block)
        and not says_hint(node, first.block)
        and within(rect.h, BUTTON_HEIGHT)
        and rect.w <= LONGEST_BUTTON
        and (framed(box) or vivid(ground))
    ):
        return "button"  # also with a price at its other end
    last = max(texts, key=lambda n: n.rect.right).block
    counted = len(texts) == 2 and last is not None and last.text.isdigit()  # with a padding of its own
    even = abs(start - end) <= max(COUNT_PADDING if counted else 5, 0.05 * rect.w)
    centered = even and _packed(inner)
    if within(rect.h, FIELD_HEIGHT) and rect.w >= LEAST_FIELD and left <= 56:
        slack = right > 2.2 * max(12, left) and right > 0.2 * rect.w
        hinted = says_hint(node, first.block)
        if (
            hinted
            and rect.w >= 4 * rect.h
            and rect.right - first.rect.right > 1.5 * max(12, left)
            and not vivid(ground)
        ):
            return "field"  # whatever mark stands at its right
        plain = framed(box) or saturation(ground) <= 24
        frame = (plain or hinted) and not (tinted(ground) or heads_panel(node, root, hinted=hinted))
        if slack and frame and rect.w >= 4 * rect.h and len(texts) <= 2:
            far_right = [p for p in pictures if p.rect.x > rect.center and p.rect.w <= LONGEST_ARROW]
            return "select" if far_right and box.border else "field" if hinted or _fieldlike(node, first, root) else ""
    small = framed(box) and not centered and left <= 16 and end > start + 4 and 36 <= rect.w < 4 * rect.h
    if small and within(rect.h, FIELD_HEIGHT) and paleish(ground):
        return "field"  # a date, a number: hardly wider than what is in it, but set at the left
    if even and pictures and rect.w >= 4 * rect.h and within(rect.h, FIELD_HEIGHT) and not vivid(ground):
        typed = first.block is not None and pale(first.block) and framed(box) and left <= 56
        if typed:
            return "field"  # a hint between a magnifier and a key
    chosen = _opens(rect, first, pictures) or _numbered(says=first.block, pictures=pictures, rect=rect)
    if chosen and framed(box) and paleish(ground):
        return "select"
    if one_line and within(rect.h, FIELD_HEIGHT) and framed(box) and paleish(ground):
        said = " ".join(text.block.text for text in sorted(texts, key=lambda n: n.rect.x) if text.block)
        if is_date(said):
            return "field"
        if native_frame(box):
            return "select" if ARROW_READ.search(said) else "field"
    if _stacked(texts) and not framed(box) and not vivid(ground):
        return ""  # a pale tile with a figure and its name
    if centered and TAG_HEIGHT[0] <= rect.h <= BUTTON_HEIGHT[1] and rect.w >= rect.h * 0.9:
        outlined = framed(box) and paleish(ground) and rect.h >= LOW_BUTTON
        if rect.h < TAG_HEIGHT[1] and first.block and first.block.size <= 13 and not outlined:
            return "tag"
        if rect.h <= SOFT_TAG and tinted(ground) and box.border is None:
            return "tag"
        wide = rect.w > WIDEST_BUTTON and not (box.border and box.border.whole and box.radius and len(inner) == 1)
        return "button" if not wide and (outlined or rect.h >= BUTTON_HEIGHT[0]) else ""
    if _pressed(rect, box, start, end):
        return "button"
    written = framed(box) or says_hint(node, first.block)
    if within(rect.h, AREA_HEIGHT) and written and rect.w >= 160 and left <= 24 and len(texts) == 1:
        above = first.rect.y - rect.y
        near = left <= AREA_INSET or (first.block is not None and pale(first.block))
        return "area" if near and above <= 24 and rect.bottom - first.rect.bottom > 1.2 * above else ""
    return ""


def _without_sign(node: Node, texts: Sequence[Node], pictures: Sequence[Node]) -> Sequence[Node]:
    """Without the mark at the end of a wide frame that says whether what was typed is right: a tick or cross."""
    wide = node.rect.w >= SIGN_FROM and node.box is not None and framed(node.box) and not vivid(node.box.fill.mean)
    last = max((*texts, *pictures), key=lambda n: n.rect.x)
    sign = last.block.text if last.block else ""
    small = max(last.rect.w, last.rect.h) <= SIGN and node.rect.right - last.rect.right <= 2 * SIGN
    if not (wide and small and len(texts) > 1 and len(sign) == 1 and not sign.isdigit()):
        return texts
    return [text for text in texts if text is not last]


def _opens(rect: Rect, text: Node, pictures: Sequence[Node]) -> bool:
    """Whether a low frame holds a text at its left and one flat arrow at its right, as a list that browsers set."""
    if rect.h > LOW_SELECT or len(pictures) != 1 or text.rect.x - rect.x > SELECT_INSET:
        return False
    arrow = pictures[0].rect
    return (
        arrow.w > arrow.h
        and arrow.w <= LOW_ARROW
        and 0 < rect.right - arrow.right <= LOW_ARROW
        and arrow.x > text.rect.x
    )


def _empty_field(node: Node, block: Block | None) -> bool:
    """Whether a low frame holds nothing but a pale hint, wherever that stands."""
    box, rect = node.box, node.rect
    hint = block is not None and says_hint(node, block) and pale(block)
    shaped = within(rect.h, FIELD_HEIGHT) and rect.w >= 3 * rect.h
    return hint and shaped and box is not None and framed(box) and paleish(box.fill.mean)


def _pressed(rect: Rect, box: Box, start: int, end: int) -> bool:
    """Whether a strongly coloured box with round corners holds its words tightly: their middle may be off by an icon
    that was not seen."""
    tight = all(within(inset, PADDING) for inset in (start, end)) and rect.w <= LONGEST_BUTTON
    return tight and vivid(box.fill.mean) and box.radius > 0 and SOFT_TAG < rect.h <= BUTTON_HEIGHT[1]


def _stacked(texts: Sequence[Node]) -> bool:
    """Whether texts stand one below the other."""
    ordered = sorted((text.rect for text in texts), key=lambda rect: rect.y)
    return any(lower.y >= upper.bottom for upper, lower in pairwise(ordered))


def _packed(nodes: Sequence[Node]) -> bool:
    """Whether things side by side stand together, not at the two ends."""
    rects = sorted(node.rect for node in nodes)
    return all(right.x - left.right <= LONGEST_GAP for left, right in pairwise(rects))


def _numbered(says: Block | None, pictures: Sequence[Node], rect: Rect) -> bool:
    """Whether it says a number at the left of an arrow: how many rows are shown."""
    return (
        says is not None
        and says.text.isdigit()
        and len(pictures) == 1
        and pictures[0].rect.x > rect.center
        and max(pictures[0].rect.w, pictures[0].rect.h) <= 16
    )


def _typed_lines(node: Node, texts: Sequence[Node], root: Node) -> bool:
    """Whether a frame right below a label holds lines that are all set alike, from its upper left corner on, with room
    below them: what somebody typed."""
    rect, box = node.rect, node.box
    blocks = [text.block for text in texts if text.block]
    if box is None or not framed(box) or not paleish(box.fill.mean) or not within(rect.h, AREA_HEIGHT):
        return False
    alike = len({block.size for block in blocks}) == 1 and not any(block.bold for block in blocks)
    inset = min(text.rect.x for text in texts) - rect.x, min(text.rect.y for text in texts) - rect.y
    room = rect.bottom - max(text.rect.bottom for text in texts) >= blocks[0].size
    return alike and room and max(inset) <= AREA_INSET and has_label_above(node, root, within=AREA_LABEL)


def _written_in(node: Node, text: Node, root: Node) -> bool:
    """Whether lines of text in a frame may be typed over: there is room below them, and a label or paleness tells so;
    a notice is filled by its text."""
    block = text.block
    room = node.rect.bottom - text.rect.bottom > 1.2 * (text.rect.y - node.rect.y) + 4
    hint = block is not None and pale(block)
    return room and (hint or (has_label_above(node, root) and text.rect.x - node.rect.x <= AREA_INSET))


def _fieldlike(node: Node, text: Node, root: Node) -> bool:
    """A field has a border, or stands by itself: the marked row of a menu has others above or below it."""
    assert node.box
    if framed(node.box) and not vivid(node.box.fill.mean):
        return True
    alike = any(
        other is not text
        and other.block
        and abs(other.rect.x - text.rect.x) <= 6
        and 0 < abs(other.rect.y - text.rect.y) <= MENU_STEP
        for other in root.walk()
    )
    return not alike and node.rect.w >= 140
