"""What the body of a page is set in, and which texts are set unlike it: links."""

from __future__ import annotations

from collections import Counter

from service.generators.trace.blocks import Block
from service.generators.trace.colors import far, saturation
from service.generators.trace.shapes import Color
from service.generators.trace.tree import Node

TINT = 14  # saturation from which a ground has a colour: that of a pill or a notice, whose text is of its hue
LARGE = 22  # pixels; where most letters are larger there is little but headlines
LINK_COLOR = 60  # saturation from which a coloured word on neutral text is a link


def body_style(root: Node) -> tuple[float, Color]:
    """Size and colour that most characters are set in."""
    sizes: Counter[float] = Counter()
    colors: Counter[Color] = Counter()
    for node in root.walk():
        if node.block:
            sizes[node.block.size] += len(node.block.text)
            colors[node.block.color] += len(node.block.text)
    if not sizes:
        return 16.0, (0, 0, 0)
    usual = [size for size, letters in sizes.most_common() if size <= LARGE or letters >= 0.6 * sizes.total()]
    return (usual or [sizes.most_common(1)[0][0]])[0], colors.most_common(1)[0][0]


def is_link(block: Block, body: tuple[float, Color]) -> bool:
    """Coloured unlike the text around, or underlined, and no larger than a subtitle."""
    if block.underlined:
        return True
    if block.family == "mono":
        return False  # code is coloured by what it means
    color = block.color
    if saturation(block.lines[0].ground) > TINT:
        return False  # on a coloured ground every text is coloured
    return saturation(color) >= LINK_COLOR and far(color, body[1]) > 48 and block.size <= 1.3 * body[0]
