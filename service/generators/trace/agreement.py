"""Lines that are set alike share one look: size, weight, spacing and colour."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from service.generators.trace.colors import far, saturation
from service.generators.trace.families import ALIKE_COLOR
from service.generators.trace.fitting import OWN, exact_sizes, fitted, shared_sizes
from service.generators.trace.letterforms import FAMILIES, extent
from service.generators.trace.shapes import Color, Line
from service.generators.trace.style import LONG_LINE, NOISE, median_spacing, spacing, weighted_median
from service.generators.trace.weights import LEAST_LETTERS

ALIKE_SIZE = 0.085  # relative difference of two rough sizes up to which lines may share one, and half a pixel
MISLED = 0.24  # relative difference of two sizes that may be one, where lines stand as of one kind
SPREAD = 0.025  # em of spacing that the letters of prose seldom have
NEXT_LINE = 2.2  # times a line's size to the line above or below it at most
FITS = 0.025  # relative difference between a line's width and what it would have
LEAST_SIZE = 7  # pixels
VIVID = 50  # saturation of a coloured word


def agree(lines: Sequence[Line]) -> None:
    """Lines of about the same size, colour, weight and family share one size (whole pixels) and one spacing."""
    usual = {family: exact_sizes([line for line in lines if line.family == family]) for family in FAMILIES}
    rest = sorted(lines, key=lambda line: line.rect.w, reverse=True)  # long lines are measured best
    while rest:
        first = rest[0]
        alike = [
            line
            for line in rest
            if line.family == first.family
            and abs(line.size / first.size - 1) <= ALIKE_SIZE + 0.5 / line.rect.h
            and line.bold == first.bold
            and far(line.color, first.color) <= ALIKE_COLOR
        ]
        _share_size(alike, usual[first.family])
        _share_color(alike)
        members = {id(line) for line in alike}
        rest = [line for line in rest if id(line) not in members]
    _even_out(lines)
    _follow_neighbours(lines)
    _join_colors(lines)
    _join_words(lines)


def _share_size(alike: Sequence[Line], usual: Sequence[int]) -> None:
    """Give lines the sizes that make them exactly as wide as they are, without spacing; and those that none does one size
    and one spacing. `usual` are the sizes of their family."""
    sizes = shared_sizes(alike, OWN) if usual else exact_sizes(alike)
    others: list[Line] = []
    for line in alike:
        size = fitted(line, sizes, usual)
        if size:
            line.size, line.spacing = float(max(LEAST_SIZE, size)), 0.0
        else:
            others.append(line)
    middle = round(weighted_median([line.size for line in others], [line.rect.w for line in others]))
    middle = next((size for size in sizes if abs(size - middle) <= 1), middle)
    for line in others:
        line.size = float(max(LEAST_SIZE, middle))
    gap = median_spacing(others)
    for line in others:
        own = spacing(line)
        # Capitals are often set wider than the rest; a short word's width says little.
        telling = len(line.text) >= LONG_LINE or (line.text.isupper() and len(line.text) >= 8 and own > 0.03)
        line.spacing = own if telling and abs(own - gap) > 0.025 else gap


def _even_out(lines: Sequence[Line]) -> None:
    """Short texts side by side on one baseline, or one below the other at one distance, share the size of most: with
    another face's descenders a short word's height misleads by more than `ALIKE_SIZE`."""
    short = [line for line in lines if len(line.text) < LONG_LINE]
    for peers in (*_level(short), *_regular(short)):
        widths: Counter[tuple[float, float]] = Counter()
        for line in peers:
            widths[line.size, line.spacing] += line.rect.w
        if len(widths) == 1:
            continue
        size, gap = widths.most_common(1)[0][0]
        for line in peers:
            if line.size != size:
                line.size = size
                line.spacing = spacing(line) if len(line.text) >= LEAST_LETTERS else gap


def _follow_neighbours(lines: Sequence[Line]) -> None:
    """A long line that has its own width only if its letters are spread or squeezed is set as the line above or below it,
    where that gives the width as well: what hangs below a line may be missing from its ink, and its height misleads."""
    long = sorted((line for line in lines if len(line.text) >= LONG_LINE), key=lambda line: line.rect.y)
    tops = [line.rect.y for line in long]
    for line in long:
        if abs(line.spacing) < SPREAD or line.text.isupper():
            continue
        reach = round(NEXT_LINE * line.size)
        near = long[bisect_left(tops, line.rect.y - reach) : bisect_right(tops, line.rect.y + reach)]
        for other in near:
            if other is line or other.size == line.size or abs(other.rect.x - line.rect.x) > 3:
                continue
            shape = extent(line.text, line.family, bold=other.bold)
            wide = (shape.ink + other.spacing * (len(line.text) - 1)) * other.size
            if _matching(line, other) and abs(other.spacing) < SPREAD and abs(line.rect.w / wide - 1) <= FITS:
                line.size, line.bold, line.spacing = other.size, other.bold, other.spacing
                break


def _matching(one: Line, other: Line) -> bool:
    """Whether two lines may be of one kind: colour, ground and family, and sizes within what misleads."""
    return (
        one.family == other.family
        and abs(one.size / other.size - 1) <= MISLED
        and far(one.ground, other.ground) <= NOISE
        and far(one.color, other.color) <= ALIKE_COLOR
    )


def _level(lines: Sequence[Line]) -> list[list[Line]]:
    """Three or more lines of one kind on one baseline."""
    found: list[tuple[float, list[Line]]] = []
    for line in sorted(lines, key=lambda each: (each.rect.y, each.rect.x)):
        stands = _stands(line)
        for baseline, peers in found:
            if abs(baseline - stands) <= 1.5 and _matching(peers[0], line):
                peers.append(line)
                break
        else:
            found.append((stands, [line]))
    return [peers for _, peers in found if len(peers) >= 3]


def _regular(lines: Sequence[Line]) -> list[list[Line]]:
    """Three or more lines of one kind, one below the other at one left edge and one distance."""
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: (each.rect.x, each.rect.y)):
        for peers in found:
            if abs(peers[0].rect.x - line.rect.x) > 3:
                continue
            step = _stands(line) - _stands(peers[-1])
            usual = _stands(peers[-1]) - _stands(peers[-2]) if len(peers) > 1 else step
            if 1.2 * line.size <= step <= 4.5 * line.size and abs(step - usual) <= 3 and _matching(peers[0], line):
                peers.append(line)
                break
        else:
            found.append([line])
    return [peers for peers in found if len(peers) >= 3]


def _stands(line: Line) -> float:
    """The baseline in pixels from the page's top, by the ink's lower edge."""
    return line.rect.bottom + extent(line.text, line.family, bold=line.bold).low * line.size


def _join_colors(lines: Sequence[Line]) -> None:
    """Colours that differ by no more than antialiasing makes become the one that is used most."""
    widths: Counter[Color] = Counter()
    for line in lines:
        widths[line.color] += line.rect.w
    common = [color for color, _ in widths.most_common()]
    for line in lines:
        line.color = next(
            (c for c in common if widths[c] >= widths[line.color] and far(c, line.color) <= NOISE), line.color
        )


def _join_words(lines: Sequence[Line]) -> None:
    """Words of one hue, links for the most part, take the colour that most of them have."""
    widths: Counter[Color] = Counter()
    vivid = [word for line in lines for word in line.words if saturation(word.color) >= VIVID]
    for word in vivid:
        widths[word.color] += word.rect.w
    common = [color for color, _ in widths.most_common()]
    for word in vivid:
        word.color = next(color for color in common if far(color, word.color) <= 2 * NOISE)


def _share_color(alike: Sequence[Line]) -> None:
    """Of lines on one ground with nearly one colour the one with the strongest contrast: that is the least mixed."""
    widest: dict[tuple[Color, Color], int] = {}  # by ground and colour: of a thousand lines there are few different
    for line in alike:
        pair = line.ground, line.color
        widest[pair] = max(widest.get(pair, 0), line.rect.w)
    strongest = {
        (ground, color): max(
            (pair for pair in widest if far(pair[0], ground) <= 6 and far(pair[1], color) <= 14),
            key=lambda pair: (far(pair[1], pair[0]), widest[pair]),
        )[1]
        for ground, color in widest
    }
    for line in alike:
        line.color = strongest[line.ground, line.color]
