"""Entries of lists and menus as list items; those of menus are links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from service.generators.trace.blocks import Block
from service.generators.trace.colors import hexa
from service.generators.trace.element import Element
from service.generators.trace.shapes import Color
from service.generators.trace.style import same_way
from service.generators.trace.tree import Node


def item(made: Element, node: Node) -> Element:
    """A list's or menu's entry: texts of menus are links, or buttons where they open a menu of their own."""
    if node.role == "menu":
        _linked(made)
    if made.tag in ("p", "a", "li"):
        if made.attrs.pop("href", None):
            made.children = [Element("a", made.children, {"href": "#"})]
        made.tag = "li"
        return made
    if made.tag in ("div", "ul"):
        made.tag = "li"
        return made
    return Element("li", [made])


def _linked(made: Element) -> None:
    """Make texts that are no links yet such."""
    for part in list(made.walk()):
        linked = any(isinstance(child, Element) and child.tag in ("a", "button") for child in part.children)
        says = any(isinstance(child, str) and any(c.isalnum() for c in child) for child in part.children)
        if part.tag in ("p", "label") and says and not linked:
            part.attrs.pop("for", None)
            part.tag, part.children = "p", [Element("a", part.children, {"href": "#"})]


def give_bullets(made: Element, blocks: Sequence[Block], ink: Color) -> None:
    """Say the form of most bullets at the list and of others at their entries, and the colour of those before links where
    it is another than the links'; discs are what lists have anyway, and `ink` is the page's own colour."""
    entries = [child for child in made.children if isinstance(child, Element)]
    if len(entries) != len(blocks):
        return
    usual = Counter(block.lines[0].bullet for block in blocks).most_common(1)[0][0]
    if usual != "disc":
        made.look["list-style"] = usual
    for entry, block in zip(entries, blocks, strict=True):
        first = block.lines[0]
        if first.bullet != usual:
            entry.look["list-style"] = first.bullet
        link = entry.children[0] if len(entry.children) == 1 else None
        if first.bullet_color and isinstance(link, Element) and link.tag == "a" and "color" in entry.look:
            link.look = {key: entry.look.pop(key) for key in ("color", "text-decoration") if key in entry.look}
            link.name = "link"
            if not same_way(first.bullet_color, ink, first.ground):
                entry.look["color"] = hexa(first.bullet_color)
