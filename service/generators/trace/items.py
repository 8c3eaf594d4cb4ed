"""Entries of lists and menus as list items; those of menus are links."""

from __future__ import annotations

from service.generators.trace.element import Element
from service.generators.trace.tree import Node


def item(made: Element, node: Node) -> Element:
    """A list's or menu's entry: texts of menus are links, or buttons where they open a menu of their own."""
    if node.role == "menu":
        _linked(made)
    if made.tag in ("p", "a", "li"):
        if made.attrs.pop("href", None):
            link = Element("a", made.children, {"href": "#"})
            if node.role == "list":  # its bullet has the colour of the text around
                link.look = {key: made.look.pop(key) for key in ("color", "text-decoration") if key in made.look}
                link.name = "link" if link.look else ""
            made.children = [link]
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
