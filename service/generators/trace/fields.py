"""Form controls as elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.generators.trace.blocks import Block
from service.generators.trace.choices import filled, ticked
from service.generators.trace.colors import far, hexa, saturation
from service.generators.trace.element import Element
from service.generators.trace.inline import inline
from service.generators.trace.labels import ARROW_READ, label_for
from service.generators.trace.native import native_frame
from service.generators.trace.paint import box_look, picture_look
from service.generators.trace.shapes import Rect
from service.generators.trace.tree import Node

if TYPE_CHECKING:
    from service.generators.trace.words import Typography

WRONG = frozenset("×xX✕!")  # what the mark at the end of a field is read as, if it is no tick
FULL_LINE = 0.8  # share of a text area's width from which the browser breaks a line
FILE_HEIGHT = 22  # pixels of a browser's button for files
FILE_INSET = 9  # pixels between its edge and its words
REACH = 30  # pixels of a button around a bare icon: 24 to 40 are common


def control(node: Node, typography: Typography) -> Element:
    """The control at its size; its texts are its value, placeholder or label."""
    if node.role == "button":
        return _button(node, typography)
    if node.role == "tool":
        return _tool(node, typography)
    if node.role in ("check", "radio"):
        return _check(node, typography)
    if node.role == "file":
        return _file(node, typography)
    return _field(node, typography)


def _look(node: Node, typography: Typography) -> dict[str, str]:
    look = box_look(node.box) if node.box else picture_look(node.picture) if node.picture else {}
    if "border" not in look:  # first: sides that are drawn override it, the others must not be the browser's own
        look = {"border": "0", **look}
    look["width"], look["height"] = f"{node.rect.w}px", f"{node.rect.h}px"
    text = next((n.block for n in node.walk() if n.block), None)
    if text:
        look |= {key: value for key, value in typography.type(text).items() if key != "line-height"}
    return look


def _button(node: Node, typography: Typography) -> Element:
    made = Element("button", attrs={"type": "button"}, look=_look(node, typography), name="button")
    if node.picture:
        made.attrs["style"] = typography.background(node.picture)
    above: Node | None = None
    for part in sorted(
        (n for n in node.walk() if n.block or (n.kind == "picture" and n is not node)),
        key=lambda n: (n.rect.y // 12, n.rect.x),
    ):
        if part.block:
            if above and part.rect.y >= above.rect.bottom:
                made.children.append(Element("br"))
            elif made.children:
                made.children.append(" ")
            made.children.extend(inline(part.block))
            above = part
        else:
            made.children.append(typography.image(part))
    made.children = [_unlinked(child) for child in made.children]
    if not any(isinstance(child, str) for child in made.children):
        made.attrs["aria-label"] = "Icon button" if made.children else "Button"
    return made


def _tool(node: Node, typography: Typography) -> Element:
    """A button that reaches beyond its icon, in an element of the icon's size: what stands around it keeps its place."""
    rect = node.rect
    wide, high = max(REACH, rect.w), max(REACH, rect.h)
    look = {"width": f"{wide}px", "height": f"{high}px", "background": "none", "border": "0"}
    across, down = rect.w - wide, rect.h - high
    look["margin"] = f"{down // 2}px {-(-across // 2)}px {-(-down // 2)}px {across // 2}px"
    attrs = {"type": "button", "aria-label": "Icon button"}
    button = Element("button", [typography.image(node)], attrs, look, name="tool")
    return Element("div", [button], look={"width": f"{rect.w}px", "height": f"{rect.h}px"}, name="icon")


def _unlinked(child: Element | str) -> Element | str:
    """A button holds no links: coloured words are spans there."""
    if isinstance(child, Element) and child.tag == "a":
        return Element("span", child.children, look=child.look, name="word")
    return child


def _name(node: Node, made: Element, typography: Typography, fallback: str) -> None:
    """Tie the control to its label by an id, or name it by itself."""
    label = label_for(node, typography.root)
    if label is None or not label.block:
        made.attrs["aria-label"] = fallback
        return
    known = typography.ids.setdefault(id(label), f"field-{len(typography.ids) + 1}")
    if any(known == other for other in typography.taken):
        made.attrs["aria-label"] = label.block.text
    else:
        typography.taken.append(known)
        made.attrs["id"] = known
        if id(label) in typography.labels:
            typography.labels[id(label)].attrs["for"] = known


def _check(node: Node, typography: Typography) -> Element:
    kind = "radio" if node.role == "radio" else "checkbox"
    made = Element("input", attrs={"type": kind}, name="check")
    if id(node) in typography.choices:
        made.attrs["name"] = typography.choices[id(node)]
    made.look = {"width": f"{node.rect.w}px", "height": f"{node.rect.h}px"}
    if filled(node) and node.box:
        made.look["accent-color"] = hexa(node.box.fill.mean)
    elif node.children and node.box and node.box.border and saturation(node.box.border.color) > 60:
        made.look["accent-color"] = hexa(node.box.border.color)  # of the ring around a dot
    if ticked(node):
        made.attrs["checked"] = ""
    _name(node, made, typography, "Option")
    return made


def _lines(block: Block, node: Node) -> str:
    """What it says; in a text area with the breaks that its width does not make: somebody typed them."""
    typed = node.role == "area" and block.wrap < FULL_LINE * node.rect.w
    return "\n".join(line.text for line in block.lines) if typed else block.text


def _is_mark(text: Node, node: Node) -> bool:
    """Whether it is a lone sign at the right end: the tick or cross that says whether what was typed is right."""
    assert text.block
    return len(text.block.text) == 1 and not text.block.text.isdigit() and text.rect.x > node.rect.center


def _file(node: Node, typography: Typography) -> Element:
    """Its button and words are the browser's own."""
    look = _look(node, typography)
    if node.box:
        first = min((part.rect for part in node.children), key=lambda rect: rect.x)
        look["padding"] = f"{max(0, (node.rect.h - FILE_HEIGHT) // 2)}px {max(0, first.x - node.rect.x - FILE_INSET)}px"
    else:
        look = {key: value for key, value in look.items() if key not in ("border", "height")}
        look["width"] = f"{node.rect.w + FILE_INSET}px"
    made = Element("input", attrs={"type": "file"}, look=look, name="file")
    _name(node, made, typography, "File")
    return made


def _field(node: Node, typography: Typography) -> Element:
    assert node.box
    texts = [n for n in node.walk() if n.block]
    look = _look(node, typography)
    look.pop("text-transform", None)  # what is said in a field stays as it is
    mark = texts.pop() if len(texts) > 1 and node.role == "field" and _is_mark(texts[-1], node) else None
    said = ("\n" if node.role == "area" else " ").join(_lines(n.block, node) for n in texts if n.block)
    if texts:
        border = node.box.border.widths[3] if node.box.border else 0
        look["padding"] = f"0 {max(0, texts[0].rect.x - node.rect.x - border - 1)}px"
    if node.role == "select":
        if native_frame(node.box) and not any(n.picture for n in node.walk()):
            said = ARROW_READ.sub("", said)
        made = Element("select", [Element("option", [said or "Choose"])], look=look, name="select")
    elif node.role == "area":
        made = Element("textarea", look=look, name="area")
        if texts:
            top = texts[0].rect.y - node.rect.y
            look["padding"] = f"{max(0, top - 4)}px {max(0, texts[0].rect.x - node.rect.x - 1)}px"
    else:
        made = Element("input", look=look, name="field")
        icons = [n.picture for n in node.walk() if n.picture and n is not node]
        if icons:
            top, left = (node.box.border.widths[0], node.box.border.widths[3]) if node.box.border else (0, 0)
            frame = Rect(node.rect.x + left, node.rect.y + top, node.rect.w, node.rect.h)
            made.attrs["style"] = typography.icons_in(frame, icons)
    block = texts[0].block if texts else None
    if block and made.tag != "select":
        dim = far(block.color, block.lines[0].ground) < 0.75 * far(typography.body[1], block.lines[0].ground)
        dots = set(said) <= set("•*●.·oe° ") and len(said) >= 4
        if dots:
            made.attrs |= {"type": "password", "value": "x" * len(said.replace(" ", ""))}
        elif dim:
            made.attrs["placeholder"] = said
        elif made.tag == "textarea":
            made.children = [said]
        else:
            made.attrs["value"] = said
    if mark and mark.block and mark.block.text in WRONG:
        made.attrs["aria-invalid"] = "true"
    lowered = said.lower()
    if made.tag == "input" and "type" not in made.attrs and ("@" in said or "mail" in lowered):
        made.attrs["type"] = "email"
    _name(node, made, typography, said or "Field")
    return made
