"""The exact layout: every box, text and picture at its place, none in flow. For comparing, not for building on."""

from __future__ import annotations

from service.generators.trace.element import Element
from service.generators.trace.fields import control
from service.generators.trace.flow import Flow
from service.generators.trace.inline import inline
from service.generators.trace.labels import is_control
from service.generators.trace.paint import box_look, picture_look
from service.generators.trace.shapes import Box, Rect
from service.generators.trace.tree import Node
from service.generators.trace.words import Typography


def place(root: Node, typography: Typography) -> list[Element]:
    """Elements in painting order, each with its left, top, width and height in page pixels."""
    out: list[Element] = []
    _place(root, typography, Flow(typography), out)
    return out


def _at(made: Element, rect: Rect, *, sized: bool = True) -> Element:
    for key in ("margin-left", "margin-inline", "padding-left", "padding-right", "max-width"):
        if key not in ("padding-left", "padding-right") or sized is False:
            made.look.pop(key, None)
    made.base, made.above = "", 0
    made.look |= {"left": f"{rect.x}px", "top": f"{rect.y}px"}
    if sized:
        made.look |= {"width": f"{rect.w}px", "height": f"{rect.h}px"}
    return made


def _paint(box: Box) -> Element:
    return _at(Element("div", look=box_look(box), name="panel"), box.rect)


def _place(node: Node, typography: Typography, flow: Flow, out: list[Element]) -> None:
    if is_control(node):
        out.append(_at(control(node, typography), node.rect))
        return
    if node.block:
        frame = node.block.frame()
        made = typography.text(node, frame.x, frame.w)
        made.children = inline(node.block, broken=True)
        made.look["text-align"] = node.block.align
        out.append(_at(made, frame, sized=node.block.align != "left" or len(node.block.lines) > 1))
        made.look.pop("height", None)
        return
    if node.kind == "rule":
        out.append(_at(flow.element(node, node.rect.x, node.rect.w), node.rect))
        return
    if node.kind == "picture":
        out.append(_at(typography.image(node), node.rect))
        return
    if node.box:
        out.append(_paint(node.box))
    if node.picture:
        made = Element("div", look=picture_look(node.picture), name="picture")
        made.attrs["style"] = typography.background(node.picture)
        out.append(_at(made, node.rect))
    out.extend(_paint(box) for box in node.stripes.values())
    for row in node.rows:
        for cell in row:
            if cell.box:
                out.append(_paint(cell.box))
            if cell.node:
                _place(cell.node, typography, flow, out)
    for child in node.children:
        _place(child, typography, flow, out)
