"""From places to a tree: what contains what. What stands within a container is arranged in cuts.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.generators.trace.blocks import Block
from service.generators.trace.columns import Row
from service.generators.trace.cuts import arrange
from service.generators.trace.grids import join_grids
from service.generators.trace.headed import join_heads
from service.generators.trace.panels import panels_across
from service.generators.trace.plain_tables import PlainTable
from service.generators.trace.shapes import Box, Picture, Rect, Rule, union
from service.generators.trace.strips import join_strips
from service.generators.trace.tables import assemble
from service.generators.trace.tree import Node, leaf

SLACK = 2  # pixels by which a thing may reach out of what it stands in


def build(
    page: Rect, boxes: Sequence[Box], items: Sequence[Block | Picture | Rule], tables: Sequence[PlainTable] = ()
) -> Node:
    """The page's tree; its root is a stack that spans the page."""
    containers = [Node("stack", box.rect, box=box) for box in sorted(boxes, key=lambda b: -b.rect.area)]
    blocks = [item for item in items if isinstance(item, Block)]
    containers.extend(  # a picture with text on it is a container too
        Node("stack", item.rect, picture=item)
        for item in items
        if isinstance(item, Picture) and any(item.rect.contains(block.rect, 2) for block in blocks)
    )
    containers.extend(Node("stack", rect, above=True) for rect in panels_across(boxes))
    plain: dict[int, PlainTable] = {}
    for table in tables:
        containers.append(Node("table", table.rect))
        plain[id(containers[-1])] = table
    containers.sort(key=lambda node: -node.rect.area)
    held = {id(node.picture) for node in containers if node.picture}
    items = [item for item in items if not (isinstance(item, Rule) and _at_edge(item.rect, page))]
    root = Node("stack", page)
    inside: dict[int, list[Node]] = {id(root): []}
    for index, node in enumerate(containers):
        home = _home(node.rect, containers[:index], root)
        inside.setdefault(id(home), []).append(node)
        inside.setdefault(id(node), [])
    for item in items:
        if id(item) not in held:
            inside[id(_home(item.rect, containers, root))].append(leaf(item))
    for node in reversed(containers):
        if id(node) in plain:
            _lay_out(node, plain[id(node)], inside[id(node)])
        else:
            _fill(node, inside)
    _fill(root, inside)
    return root


def _at_edge(rect: Rect, page: Rect) -> bool:
    """Whether a line runs down the very edge of the page: the window's frame, which would join all rows."""
    return rect.h > rect.w and (rect.x <= page.x + 1 or rect.right >= page.right - 1)


def _home(rect: Rect, containers: Sequence[Node], root: Node) -> Node:
    """The smallest container around the thing: all but a few pixels of it inside. What is on a panel that lies across
    an edge of others is in it or in one of its parts, however small the others are."""
    around = [node for node in containers if node.rect.area > rect.area and _within(rect, node.rect)]
    panel = next((node for node in around if node.above), None)
    if panel:
        around = [node for node in around if node is panel or panel.rect.contains(node.rect, 2)]
    return min(around, key=lambda node: node.rect.area, default=root)


def _within(rect: Rect, frame: Rect) -> bool:
    x, y, w, h = frame.grown(SLACK)
    if not (x <= rect.x + rect.w and rect.x <= x + w and y <= rect.y + rect.h and rect.y <= y + h):
        return False  # most pairs on a page of hundreds
    return frame.contains(rect, SLACK) or rect.overlap(frame) >= 0.85 * rect.area


def _lay_out(node: Node, table: PlainTable, parts: Sequence[Node]) -> None:
    """Make the node the table, whose cells the parts stand in."""
    places = {id(part): table.place(part.rect) for part in parts}
    rows = [[part for part in parts if places[id(part)][0] == row] for row in range(len(table.tops) - 1)]
    columns = [[part for part in parts if places[id(part)][1] == column] for column in range(len(table.lefts) - 1)]
    made = assemble(
        [Row(row, union(part.rect for part in row)) for row in rows if row], columns,
        {part: column for part, (_, column) in places.items()}, [], [], arrange,
    )  # fmt: skip
    node.rect, node.rows, node.tops = made.rect, made.rows, made.tops
    for cell in node.rows[0]:
        cell.header = True


def _fill(container: Node, inside: Mapping[int, list[Node]]) -> None:
    children = inside[id(container)]
    if not children:
        return
    children = join_strips(join_grids(join_heads(children, inside, arrange), arrange), arrange)
    inner = arrange(children)
    if inner.kind in ("stack", "row", "layers", "table") and inner.box is None and inner.picture is None:
        container.kind, container.children = inner.kind, inner.children
        container.rows, container.tops = inner.rows, inner.tops
        container.stripes, container.lined = inner.stripes, inner.lined
        if inner.kind == "table":
            container.kind, container.children = "stack", [inner]
            container.rows, container.tops = [], []
    else:
        container.kind, container.children = "stack", [inner]
