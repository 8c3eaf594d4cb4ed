"""Texts as elements: tag, type, alignment, links inside, and what a picture is called."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence

from service.generators.trace.blocks import SINGLE_LEADING, Block
from service.generators.trace.capitals import set_in_capitals
from service.generators.trace.choices import radio_groups
from service.generators.trace.colors import hexa
from service.generators.trace.element import Element
from service.generators.trace.inline import inline
from service.generators.trace.letterforms import STACKS
from service.generators.trace.links import body_style, is_link
from service.generators.trace.shapes import Picture, Rect
from service.generators.trace.sides import side_entries
from service.generators.trace.stretches import stretches
from service.generators.trace.tree import Node


class Typography:
    """Knows the body's type, which the other texts are told apart from, and gives labels their ids."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.body = body_style(root)
        families: Counter[str] = Counter()
        for node in root.walk():
            if node.block:
                families[node.block.family] += len(node.block.text)
        self.family = families.most_common(1)[0][0] if families else "sans"
        self.ids: dict[int, str] = {}  # label node to the id of its control
        self.taken: list[str] = []
        self.choices = radio_groups(root)
        self.labels: dict[int, Element] = {}  # label node to what was made of it: it may come before its control
        self._linked: set[int] = set()
        self._entries = side_entries(root)
        for node in root.walk():
            if node.role in ("header", "footer", "aside"):
                self._linked.update(id(n) for n in node.walk() if n.block)

    def base(self) -> dict[str, str]:
        """The body's own declarations."""
        size, color = self.body
        return {"font": f"{size:g}px/1.2 {STACKS[self.family]}", "color": hexa(color)}

    def type(self, block: Block) -> dict[str, str]:
        """What differs from the body's type."""
        look: dict[str, str] = {}
        if block.size != self.body[0]:
            look["font-size"] = f"{block.size:g}px"
        if block.bold:
            look["font-weight"] = "700"
        if block.family != self.family:
            look["font-family"] = STACKS[block.family]
        if block.color != self.body[1]:
            look["color"] = hexa(block.color)
        if block.leading != round(SINGLE_LEADING * block.size):  # which the sheet gives to everything
            look["line-height"] = f"{block.leading:g}px"
        if block.spacing:
            look["letter-spacing"] = f"{block.spacing:g}em"
        if set_in_capitals(block.text):
            look["text-transform"] = "uppercase"
        return look

    def text(self, node: Node, x: int, w: int, *, centered: bool = False) -> Element:
        """The block in a content box that starts at `x` and is `w` wide."""
        block = node.block
        assert block
        looks = [[stretch.look.color is None for stretch in stretches(line, block)] for line in block.lines]
        whole = all(len(set(line)) == 1 for line in looks)
        link = whole and not node.pressed and (is_link(block, self.body) or self._menu_like(node))
        tag, name, attrs = "p", "text", {}
        if node.role == "heading":
            tag, name = f"h{node.level}", "title"
        elif block.listing:
            tag, name = "pre", "code"
        elif node.role == "label":
            tag, name = "label", "label"
        elif link:
            tag, name, attrs = "a", "link", {"href": "#"}
        # Where the longest line has no room the browser would break it: then the breaks are kept.
        room = w if centered or block.align == "center" else w - max(0, block.frame().x - x)
        wraps = block.wrap > 0 and block.least < room
        made = Element(tag, inline(block, broken=not wraps), attrs, self.type(block), name=name)
        if tag == "label":
            self.labels[id(node)] = made
            if id(node) in self.ids:
                attrs["for"] = self.ids[id(node)]
        if tag.startswith("h") and link:
            made.children = [Element("a", made.children, {"href": "#"})]
        if node.pressed:
            named = {} if any(c.isalpha() for c in block.text) else {"aria-label": "Close"}
            made.children = [Element("button", made.children, {"type": "button", **named}, base="toggle")]
        if block.underlined:
            made.look["text-decoration"] = "underline"
        self._across(made, block, x, w, centered=centered or block.align == "center", wraps=wraps)
        return made

    def _across(self, made: Element, block: Block, x: int, w: int, *, centered: bool, wraps: bool) -> None:
        rect = block.frame()
        if wraps:
            made.base = "flow"
            made.look["max-width"] = f"{block.wrap}px"
        if centered:
            made.look["text-align"] = "center"
            if wraps:
                made.look["margin-inline"] = "auto"
            off = (rect.x - x) - (x + w - rect.right)
            if abs(off) > 3 and not wraps:
                made.look["padding-left" if off > 0 else "padding-right"] = f"{abs(off)}px"
            return
        left = rect.x - x
        if block.align == "right" and not wraps:
            made.look["text-align"] = "right"
            made.look["padding-right"] = f"{max(0, x + w - rect.right)}px"
        elif left > 2:  # less is rounding
            made.look["margin-left"] = f"{left}px"

    def _menu_like(self, node: Node) -> bool:
        """Short texts in the page's header, footer and side bars lead somewhere; the first, a name, leads home."""
        block = node.block
        assert block
        if id(node) in self._entries:
            return True
        words = block.text.split()
        return id(node) in self._linked and len(block.lines) == 1 and len(words) <= 3 and block.text[:1].isalpha()

    def image(self, node: Node) -> Element:
        picture = node.picture
        assert picture
        attrs = {"src": source(picture), "alt": self.alt(node.rect, picture), "width": str(picture.rect.w),
                 "height": str(picture.rect.h)}  # fmt: skip
        return Element("img", attrs=attrs)

    def background(self, picture: Picture) -> str:
        return f"background-image:url({source(picture)})"

    def icons_in(self, frame: Rect, pictures: Sequence[Picture]) -> str:
        """Icons as backgrounds at their places in an element that can hold no others."""
        urls = ",".join(f"url({source(picture)})" for picture in pictures)
        places = ",".join(f"{p.rect.x - frame.x}px {p.rect.y - frame.y}px" for p in pictures)
        return f"background-image:{urls};background-position:{places};background-repeat:no-repeat"

    def alt(self, rect: Rect, picture: Picture) -> str:
        """What is known: icons beside words say nothing more; a picture is named after the text nearest below it."""
        texts = [n for n in self.root.walk() if n.block and n.block.text]
        if picture.unread:
            return "Text that could not be read"
        if picture.icon:
            return "" if any(abs(n.rect.middle - rect.middle) < 24 for n in texts) else "Icon"
        below = [
            n for n in texts
            if -4 <= n.rect.y - rect.bottom <= 60 and n.rect.x < rect.right and n.rect.right > rect.x
        ]  # fmt: skip
        nearest = min(below, key=lambda n: n.rect.y, default=None)
        if nearest is not None and nearest.block:
            return f"Picture above “{nearest.block.text[:60]}”"
        return f"Picture, {rect.w} × {rect.h} pixels"


def source(picture: Picture) -> str:
    return f"data:{picture.media};base64,{base64.b64encode(picture.data).decode()}"
