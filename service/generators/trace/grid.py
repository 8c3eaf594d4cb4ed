"""Tables as elements: columns at their pixels, rows at their heights, cells aligned as their columns are."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from service.generators.trace.blocks import SINGLE_LEADING
from service.generators.trace.colors import hexa
from service.generators.trace.element import Element
from service.generators.trace.inline import inline
from service.generators.trace.paint import background, box_look
from service.generators.trace.shapes import Rect
from service.generators.trace.tree import Cell, Node

if TYPE_CHECKING:
    from service.generators.trace.flow import Flow


OFF_CENTRE = 4  # pixels
USUAL = 0.6  # share of a table's cells from which what they have in common is said of all
TEXTS = ("td", "th", "p")
PAINT = ("background", "border")
CELLULAR = {
    "background": "none",
    "border": "0",
    "padding-left": "0",
    "padding-right": "0",
    "padding-top": "0",
    "vertical-align": "middle",
    "text-align": "inherit",
}  # and what each is where nothing is said
INHERITED = ("font-size", "font-weight", "color", "font-family", "letter-spacing", "text-transform")


def table(flow: Flow, node: Node) -> Element:
    count = len(node.rows[0])
    single = [[cell for row in node.rows if (cell := row[i]).across == 1] for i in range(count)]
    painted = [[cell.box.rect for cell in column if cell.box is not None] for column in single]
    columns = [
        [flow.frame(cell.node) for cell in column if cell.node is not None] or painted[i]
        for i, column in enumerate(single)
    ]
    aligns = [_align(column) for column in columns]
    edges = _edges(columns, aligns, node.rect)
    for index in range(1, count):
        if painted[index]:
            edges[index] = sorted(rect.x for rect in painted[index])[len(painted[index]) // 2]
    insets = [_inset(column, edges[i], edges[i + 1], aligns[i]) for i, column in enumerate(columns)]
    heights = [b - a for a, b in zip(node.tops, node.tops[1:], strict=False)]
    usual = sorted(heights)[len(heights) // 2]
    made = Element("table", look={"width": f"{node.rect.w}px"}, name="table")
    widths = Element("colgroup", [
        Element("col", attrs={"style": f"width:{100 * (b - a) / node.rect.w:.3g}%"}) for a, b in itertools.pairwise(edges)
    ])  # fmt: skip
    made.children.append(widths)
    head, body = Element("thead"), Element("tbody")
    hangs = _hangs(flow, node)
    tops = [_top(flow, node, column) if hangs else None for column in range(count)]
    drift = 0  # what rows of the usual height have added up to, made good by the next that differs
    for index, row in enumerate(node.rows):
        height = usual if abs(heights[index] + drift - usual) <= 1 else heights[index] + drift
        drift += heights[index] - height
        line = Element("tr", look={"height": f"{height}px"}, name="line")
        stripe = node.stripes.get(index)
        if stripe:
            line.look["background"] = background(stripe.fill)
            border = stripe.border
            if border and border.widths[2]:
                line.look["border-bottom"] = f"{border.widths[2]}px solid {hexa(border.color)}"
        if node.lined and index in node.ruled:
            line.look["border-bottom"] = f"{node.lined.rect.h}px solid {hexa(node.lined.color)}"
        for column, cell in enumerate(row):
            if not cell.across:
                continue
            span = [edges[column], edges[column + cell.across]]
            align, inset = aligns[column], insets[column]
            if cell.across > 1:
                frames = [flow.frame(cell.node)] if cell.node else []
                align = _place(frames[0], span) if frames else align
                inset = _inset(frames, span[0], span[1], align)
            line.children.append(_cell(flow, cell, align, inset, tops[column], span))
        if _tight(row, height):
            for part in line.walk():
                if part.tag in TEXTS:
                    part.look.setdefault("line-height", f"{height}px")
        (head if row[0].header else body).children.append(line)
    for group in (head, body):
        if group.children:
            _share(group, [line for line in group.children if isinstance(line, Element)])
            made.children.append(group)
    for tag in ("th", "td"):
        _gather(made, [cell for cell in made.walk() if cell.tag == tag])
    return made


def _tight(row: Sequence[Cell], height: int) -> bool:
    """Whether its lines would be higher than the row and make it grow: browsers set some lines closer than others."""
    blocks = [part.block for cell in row if cell.node for part in cell.node.walk() if part.block]
    lone = [block.size for block in blocks if len(block.lines) == 1]
    return len(lone) == len(blocks) and round(SINGLE_LEADING * max(lone, default=0.0)) > height


def _share(part: Element, lines: Sequence[Element]) -> None:
    """Give a row, or the whole head or body, the type that all its plain cells are set in."""
    plain = True
    for line in lines:
        cells = [cell for cell in line.children if isinstance(cell, Element) and cell.children]
        every = [cell for cell in line.children if isinstance(cell, Element)]
        if "background" not in line.look and not any("border-radius" in cell.look for cell in every):
            _lift(line, every, ("background",))
        if all(isinstance(c, str) or c.tag in ("a", "br") for cell in cells for c in cell.children):
            _lift(line, cells)
        else:
            plain = False  # what else stands in a cell is set against the page's type, not the row's
    if len(lines) > 1:
        _lift(part, lines, (*INHERITED, "background") if plain else ("background",))
        part.name = "rows"


def _gather(made: Element, cells: Sequence[Element]) -> None:
    """What most cells have in common is said of all, and taken back where it is not so."""
    common: dict[str, str] = {}
    for key, plain in CELLULAR.items():
        # An empty cell shows no difference in what only moves its content.
        those = [cell for cell in cells if cell.children or key in PAINT]
        values = Counter(cell.look.get(key, plain) for cell in those)
        value, count = values.most_common(1)[0] if values else (plain, 0)
        if value == plain or count < USUAL * len(those):
            continue
        common[key] = value
        for cell in cells:
            if cell.look.get(key) == value or cell not in those:
                cell.look.pop(key, None)
            else:
                cell.look.setdefault(key, plain)
    if common:
        made.inner[cells[0].tag] = common


def _lift(parent: Element, children: Sequence[Element], keys: Sequence[str] = INHERITED) -> None:
    for key in keys:
        values = {child.look.get(key) for child in children}
        value = values.pop() if len(values) == 1 else None
        if value is not None:
            parent.look[key] = value
            for child in children:
                del child.look[key]


def _align(column: list[Rect]) -> str:
    """left, right or center: the edge that the column's things share best."""
    if len(column) < 2:
        return "left"
    spreads = {
        "left": max(r.x for r in column) - min(r.x for r in column),
        "right": max(r.right for r in column) - min(r.right for r in column),
        "center": max(r.center for r in column) - min(r.center for r in column),
    }
    best = min(spreads, key=lambda side: spreads[side])
    return "left" if spreads["left"] <= spreads[best] + 3 else best


def _place(rect: Rect, span: Sequence[int]) -> str:
    """left, right or center: where it stands in a cell that goes across several columns."""
    before, behind = rect.x - span[0], span[1] - rect.right
    if abs(before - behind) <= OFF_CENTRE:
        return "center"
    return "left" if before < behind else "right"


def _edges(columns: list[list[Rect]], aligns: list[str], rect: Rect) -> list[int]:
    """Where the columns meet: before the next one's things if those begin there, else half-way."""
    edges = [rect.x]
    for index in range(1, len(columns)):
        before = max(r.right for r in columns[index - 1])
        start = min(r.x for r in columns[index])
        if before > start:  # one long entry reaches into the next column: most decide
            before, start = (sorted(v)[len(v) // 2] for v in ([r.right for r in columns[index - 1]],
                                                              [r.x for r in columns[index]]))  # fmt: skip
        edge = max(before, start - 8) if aligns[index] == "left" else (before + start) // 2
        edges.append(min(max(edge, edges[-1] + 1), rect.right))
    return [*edges, rect.right]


def _inset(column: list[Rect], left: int, right: int, align: str) -> int:
    """Pixels between a column's edge and its things."""
    if not column:
        return 0
    if align == "left":
        return max(0, sorted(r.x for r in column)[len(column) // 2] - left)
    return max(0, right - sorted(r.right for r in column)[len(column) // 2]) if align == "right" else 0


def _hangs(flow: Flow, node: Node) -> bool:
    """Whether contents of different heights hang from the top of their rows rather than stand in the middle."""
    votes = 0
    for row in node.rows:
        frames = [flow.frame(cell.node) for cell in row if cell.node]
        if len(frames) > 1 and max(f.h for f in frames) - min(f.h for f in frames) > 6:
            votes += 1 if max(f.y for f in frames) - min(f.y for f in frames) <= 4 else -1
    return votes > 0


def _top(flow: Flow, node: Node, column: int) -> int:
    """The padding above a column's contents, in pixels: the middle one."""
    line = node.lined.rect.h if node.lined else 0  # which the row above ends with, inside this one's height
    paddings = sorted(
        flow.frame(part).y - top - line
        for top, row in zip(node.tops, node.rows, strict=False)
        if (part := row[column].node) and row[column].across == 1
    )
    return max(0, paddings[len(paddings) // 2]) if paddings else 0


def _cell(flow: Flow, cell: Cell, align: str, inset: int, top: int | None, span: list[int]) -> Element:
    node = cell.node
    attrs = {"colspan": str(cell.across)} if cell.across > 1 else {}
    made = Element("th" if cell.header else "td", attrs=attrs, name="cell")
    if cell.box:
        made.look.update(box_look(cell.box))
    if node is None:
        return made
    rect = flow.frame(node)
    if top is not None:
        made.look |= {"vertical-align": "top", "padding-top": f"{top}px"}
    if align == "right" and abs(span[1] - inset - rect.right) > 4 and rect.x - span[0] < rect.w:
        align, inset = "left", max(0, rect.x - span[0])  # a heading at the left of figures at the right
    if cell.box and cell.box.border:
        inset = max(0, inset - cell.box.border.widths[3])  # collapsed borders lie on the edge itself
    if align == "center":
        made.look["text-align"] = "center"
    else:
        if align == "right":
            made.look["text-align"] = "right"
        if inset:
            made.look[f"padding-{align}"] = f"{inset}px"
    block = node.block
    if block and not node.role and not block.listing:
        written = flow.type.text(node, rect.x, rect.w)
        made.look |= {k: v for k, v in written.look.items() if k in INHERITED}
        inside = inline(block, broken=True)  # a column's width is its own, so the breaks must be too
        made.children = [Element("a", inside, {"href": "#"})] if written.tag == "a" else inside
        if len(block.lines) > 1:
            made.look["line-height"] = f"{block.leading:g}px"
        return made
    made.children = [flow.element(node, rect.x, rect.w)]
    inner = made.children[0]
    if isinstance(inner, Element) and flow.painted(node) and inner.tag != "button" and "width" not in inner.look:
        inner.look["width"] = f"{node.rect.w}px"
        if align == "right":
            inner.look["margin-left"] = "auto"
    return made
