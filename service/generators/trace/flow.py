"""From the tree to elements in flow: stacks with distances, rows as grids, boxes with paddings, all in whole pixels.

Every node gets the content box that its parent leaves to it (left edge and width in page pixels), so that a grid's
fractions come out at the pixels of the screenshot at its width, and shrink with a narrower window.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.colors import hexa
from service.generators.trace.element import Element
from service.generators.trace.fields import control
from service.generators.trace.grid import table
from service.generators.trace.inline import inline
from service.generators.trace.items import give_bullets, item
from service.generators.trace.labels import is_control
from service.generators.trace.paint import box_look, picture_look
from service.generators.trace.row import row
from service.generators.trace.shapes import Rect, union
from service.generators.trace.tree import Node
from service.generators.trace.words import Typography

CENTERED = 4  # pixels (or 1.2 % of the width) by which left and right may differ
LEAST_INSET = 10  # pixels at both sides from which something is centred rather than as wide as its container


class Flow:
    """Builds elements; `type` knows how texts are written."""

    def __init__(self, typography: Typography) -> None:
        self.type = typography
        self._frames: dict[int, Rect] = {}

    def frame(self, node: Node) -> Rect:
        """The CSS box: line boxes of texts, the paint of boxes, and around both."""
        known = self._frames.get(id(node))
        if known is None:
            known = self._frames[id(node)] = self._measure(node)
        return known

    def _measure(self, node: Node) -> Rect:
        if node.block:
            return node.block.frame()
        if (
            node is self.type.root
            or node.box
            or node.picture
            or node.kind in ("rule", "table", "layers")
            or not node.children
        ):
            return node.rect
        around = union(self.frame(child) for child in node.children)
        return Rect(node.rect.x, around.y, node.rect.w, around.h)

    def element(self, node: Node, x: int, w: int) -> Element:
        """The node in a content box that starts at `x` and is `w` wide; without the distance above it."""
        if node.block:
            return self.type.text(node, x, w)
        if is_control(node):
            return control(node, self.type)
        if node.role == "tag":
            return self._tag(node)
        if node.kind == "rule":
            return self._rule(node)
        if node.kind == "table":
            return table(self, node)
        if node.kind == "picture":
            return self.type.image(node)
        if node.kind == "layers":
            return self._layers(node)
        return row(self, node, x, w) if node.kind == "row" else self._stack(node, x, w)

    def painted(self, node: Node) -> bool:
        """Whether the node's own edges are known; the page's are."""
        return node.box is not None or node.picture is not None or node is self.type.root

    def _tag(self, node: Node) -> Element:
        """A small painted word, as wide as the word and its padding."""
        text = next(n for n in node.walk() if n.block)
        assert node.box
        assert text.block
        look = box_look(node.box) | self.type.type(text.block)
        look["line-height"] = f"{node.rect.h}px"
        look["padding"] = f"0 {max(2, round((node.rect.w - text.rect.w) / 2))}px"
        return Element("span", inline(text.block), look=look, base="tag")

    def _rule(self, node: Node) -> Element:
        assert node.rule
        rect = node.rect
        if rect.w > rect.h:
            return Element("hr", look={"height": f"{rect.h}px", "background": hexa(node.rule.color)}, name="rule")
        look = {"width": f"{rect.w}px", "height": f"{rect.h}px", "background": hexa(node.rule.color)}
        return Element("div", look=look, name="bar")

    def shell(self, node: Node) -> tuple[Element, Rect]:
        """The node's own element with its paint, and the box inside its border."""
        tag = {"header": "header", "footer": "footer", "aside": "aside", "main": "main", "section": "section",
               "menu": "ul", "list": "ul", "items": "ul", "entry": "li"}.get(node.role, "div")  # fmt: skip
        if node.role == "list" and any(c.block and c.block.lines[0].ordered for c in node.children):
            tag = "ol"
        name = {"card": "card", "tag": "tag", "menu": "menu", "list": "list", "items": "items",
                "entry": "entry"}.get(node.role, "")  # fmt: skip
        base = node.kind if node.kind in ("row", "layers") else "list" if node.role == "list" else "stack"
        shell = Element(tag, base=base)
        inner = node.rect
        if node.box:
            shell.look.update(box_look(node.box))
            shell.name = name or (node.role if node.role in ("header", "footer", "aside", "section") else "panel")
            if node.box.border:
                top, right, bottom, left = node.box.border.widths
                inner = Rect(inner.x + left, inner.y + top, inner.w - left - right, inner.h - top - bottom)
        elif node.picture:
            shell.look.update(picture_look(node.picture))
            shell.attrs["style"] = self.type.background(node.picture)
            shell.name = "picture"
        else:
            shell.name = name or node.role or shell.base
        return shell, inner

    def _stack(self, node: Node, x: int, w: int) -> Element:
        shell, inner = self.shell(node)
        painted = self.painted(node)
        if not painted:
            inner = Rect(x, self.frame(node).y, w, self.frame(node).h)
        if not node.children:
            shell.look["height"] = f"{node.rect.h}px"
            return shell
        children = sorted(node.children, key=lambda child: self.frame(child).y)
        lefts = [self.frame(child).x - inner.x for child in children]
        loose = any(not self.centered(child, inner.x, inner.w) for child in children)
        pad = max(0, min(lefts)) if loose else 0
        # Room on the right only where it mirrors the left: text may always run on to the edge.
        right = min((inner.right - self.frame(c).right for c in children), default=0)
        pad_right = pad if painted and right >= pad > 0 else 0
        content = Rect(inner.x + pad, inner.y, inner.w - pad - pad_right, inner.h)
        tops = [self.frame(child).y for child in children]
        above = [top - (inner.y if i == 0 else self.frame(children[i - 1]).bottom) for i, top in enumerate(tops)]
        for index, child in enumerate(children):
            placed = self._placed(child, content.x, content.w)
            placed.above += above[index] if index else min(0, above[0])
            shell.children.append(placed)
        self._distances(shell, above[1:])
        bottom = inner.bottom - self.frame(children[-1]).bottom if painted else 0
        if node.bottom is not None:
            bottom = node.bottom
        self.pad(shell, max(0, above[0]), pad_right, max(0, bottom), pad)
        if node.role in ("menu", "list", "items"):
            shell.children = [item(child, node) for child in shell.children if isinstance(child, Element)]
        if node.role == "list" and shell.tag == "ul":
            give_bullets(shell, [child.block for child in children if child.block], self.type.body[1])
        return shell

    def _distances(self, shell: Element, gaps: Sequence[int]) -> None:
        """Equal distances become the container's gap."""
        if len(gaps) >= 2 and max(gaps) - min(gaps) <= 1 and min(gaps) > 0:
            gap = sorted(gaps)[len(gaps) // 2]
            shell.look["gap"] = f"{gap}px"
            for child in shell.children[1:]:
                if isinstance(child, Element):
                    child.above = 0

    def pad(self, shell: Element, top: int, right: int, bottom: int, left: int) -> None:
        if any((top, right, bottom, left)):
            values = [f"{v}px" if v else "0" for v in (top, right, bottom, left)]
            if values[1] == values[3]:
                values.pop()
                if values[0] == values[2]:
                    values.pop()
                    if values[0] == values[1]:
                        values.pop()
            shell.look["padding"] = " ".join(values)

    def centered(self, node: Node, x: int, w: int) -> bool:
        """Whether the node stands in the middle of that content box rather than at its left."""
        rect = self.frame(node)
        left, right = rect.x - x, x + w - rect.right
        return abs(left - right) <= max(CENTERED, 0.012 * w) and left >= LEAST_INSET

    def own_width(self, node: Node) -> bool:
        """Whether the node's width is a fact of its own rather than what its parent leaves to it."""
        if node is self.type.root or node.box or node.picture or node.kind in ("layers", "table", "picture"):
            return True
        if node.kind == "rule":
            return node.rect.w > node.rect.h
        if node.kind == "stack" and len(node.children) > 1:
            lefts = [child.rect.x for child in node.children]
            middles = [child.rect.center for child in node.children]
            return max(lefts) - min(lefts) > 6 and max(middles) - min(middles) <= 6
        return False

    def _placed(self, child: Node, x: int, w: int) -> Element:
        """A stack's child at its place across."""
        rect = self.frame(child)
        if child.block:
            return self.type.text(child, x, w, centered=len(child.block.lines) == 1 and self.centered(child, x, w))
        left, right = rect.x - x, x + w - rect.right
        own = self.own_width(child) or child.kind == "row"
        if own and self.centered(child, x, w):
            made = self.element(child, rect.x, rect.w)
            made.look.update({"width": f"{rect.w}px", "margin-inline": "auto"})
        elif own and self.own_width(child):
            made = self.element(child, rect.x, rect.w)
            if left > 2:
                made.look["margin-left"] = f"{left}px"
            if right > 2 or left < 0:
                made.look["width"] = f"{rect.w}px"
        else:
            made = self.element(child, x if child.kind == "stack" else rect.x, w if child.kind == "stack" else w - left)
            if child.kind != "stack" and left > 0:
                made.look["margin-left"] = f"{left}px"
        return self.sized(made)

    def sized(self, made: Element) -> Element:
        if made.tag in ("img", "input", "table") and "width" in made.look and made.tag == "img":
            made.look.pop("width")
        return made

    def _layers(self, node: Node) -> Element:
        """The largest thing in flow, what overlaps it placed over it."""
        shell, _ = self.shell(node)
        shell.base, shell.look["height"] = "layers", f"{node.rect.h}px"
        for index, child in enumerate(node.children):
            rect = self.frame(child)
            made = self.element(child, rect.x, rect.w)
            if made.tag != "img":
                made.look.setdefault("width", f"{rect.w}px")
            if index:
                made.look |= {"position": "absolute", "left": f"{rect.x - node.rect.x}px",
                              "top": f"{rect.y - node.rect.y}px"}  # fmt: skip
            else:
                made.look["margin-left"] = f"{rect.x - node.rect.x}px"
                made.above += rect.y - node.rect.y
            shell.children.append(made)
        return shell
