"""The style sheet: one class for what looks the same, custom properties for the palette, rules for narrow windows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from service.generators.trace.element import Element
from service.generators.trace.shared import Look, said_once, written

BASES = frozenset(
    {"row", "split", "stack", "list", "layers", "flow", "tag", "toggle"}
)  # classes that have rules of their own
NARROW = 760  # pixels below which rows of a wide page wrap
ZERO = re.compile(r"(?<![\d.])0px")
COLOR = re.compile(r"#[0-9a-f]{3}(?:[0-9a-f]{3})?\b")

# Elements that are stacks unless a class says otherwise: saves a class on most of them.
STACKS = ("body", "div", "section", "header", "footer", "ul", "ol")
# What browsers set in type of their own.
TYPED = ("h1", "h2", "h3", "h4", "button", "input", "select", "textarea", "th", "pre")
UNBROKEN = ("p", "h1", "h2", "h3", "h4", "label", "li", "a", "button", "td", "th")

LEADING = "line-height:round(1.2em,1px)"  # whole pixels, so that a page of many lines does not drift

RESET = f"*{{box-sizing:border-box;min-width:0;margin:0;flex:none;{LEADING}}}\n"

# Rules that only some pages need: what must be there, and what is said then.
PARTS: tuple[tuple[str, str], ...] = (
    ("a", "a{color:inherit;text-decoration:none}"),
    ("row", ".row{display:grid;align-items:start}"),
    ("split", ".split{display:flex;flex-direction:row;justify-content:space-between;align-items:center}"),
    ("tag", ".tag{justify-self:start;align-self:start;text-align:center;white-space:nowrap}"),
    ("layers", ".layers{position:relative}"),
    ("ul", "ul{padding:0;list-style:none}"),
    ("list", ".list{padding:0;list-style:disc}"),
    ("ol", "ol.list{list-style:decimal}"),
    ("img", "img{display:block;max-width:100%;height:auto}"),
    ("button", "button{text-align:center;padding:0}"),
    ("button img", "button img{display:inline-block;vertical-align:middle}"),
    ("toggle", ".toggle{display:inline;padding:0;border:0;background:none;text-align:inherit}"),
    ("placeholder", "::placeholder{color:inherit;opacity:1}"),
    ("pre", "pre{overflow-x:auto}"),
    ("hr", "hr{border:0}"),
    ("table", "table{border-collapse:collapse;table-layout:fixed}td,th{padding:0}"),
)


class Sheet:
    """Collects looks; after `name_all` every element has its classes."""

    def __init__(self, base: Look, ground: str, width: int, *, exact: bool = False) -> None:
        self.base, self.ground, self.width, self.exact = base, ground, width, exact
        self.rules: dict[str, Look] = {}
        self.spacing: dict[str, int] = {}  # class to the distance that it keeps above, in pixels
        self.palette: dict[str, str] = {}
        self.body_class = "stack"
        self.every: list[Element] = []
        self.used: set[str] = set()

    def name_all(self, sections: Sequence[Element]) -> None:
        self.every = every = [element for section in sections for element in section.walk()]
        self.used = {"body", self.body_class, *used_parts(every)}
        self._name_colors(every)
        taken: dict[tuple[str, ...], str] = {}
        counts: Counter[str] = Counter()
        uses = Counter(self._key(element) for element in every if element.look)
        distances = Counter(element.above for element in every)
        for element in every:
            if element.look and element.above and uses[self._key(element)] == distances[element.above] == 1:
                element.look["margin-top"] = f"{element.above}px"  # nothing else has either: one rule is enough
                element.above = 0
            if element.base and not (element.base == "stack" and element.tag in STACKS):
                element.classes.append(element.base)
            if element.look or element.inner:
                key = self._key(element)
                if any(key[1:]):
                    if key not in taken:
                        counts[key[0]] += 1
                        first = counts[key[0]] == 1 and key[0] not in BASES
                        taken[key] = key[0] if first else f"{key[0]}-{counts[key[0]]}"
                        self._add_rules(taken[key], element)
                    element.classes.append(taken[key])
            if element.above:
                side = f"mt-{element.above}" if element.above > 0 else f"mt-n{-element.above}"
                self.spacing[side] = element.above
                element.classes.append(side)

    def _key(self, element: Element) -> tuple[str, ...]:
        """What the element's class is made of: its name, its declarations, and those of what is in it."""
        inner = (f"{tag} {written(self._told(look))}" for tag, look in element.inner.items())
        return (element.name or element.base or element.tag, written(self._told(element.look)), *inner)

    def _add_rules(self, name: str, element: Element) -> None:
        self.rules[f".{name}"] = self._told(element.look)
        for tag, look in element.inner.items():
            alone = sum(other.tag == element.tag for other in self.every) == 1
            # Weaker than the class of one that differs.
            self.rules[tag if alone else f":where(.{name}) {tag}"] = self._told(look)

    def _told(self, look: Look) -> Look:
        """Declarations as they are written: with the palette's colours, without units and margins of zero."""
        told = {key: ZERO.sub("0", value) for key, value in look.items()}
        return {
            key: self._colored(value)
            for key, value in told.items()
            if not (value == "0" and key.startswith("margin-"))  # which everything has
        }

    def _name_colors(self, every: Sequence[Element]) -> None:
        """Custom properties for colours that are used more than once; the body's own have names of their own."""
        uses: Counter[str] = Counter()
        for element in every:
            for look in (element.look, *element.inner.values()):
                for value in look.values():
                    uses.update(COLOR.findall(value))
        self.palette = {self.base["color"]: "ink"}
        if self.ground.startswith("#"):
            self.palette = {self.ground: "ground", **self.palette}
        accents = [c for c, n in uses.most_common() if n >= 2 and _vivid(c) and c not in self.palette]
        if accents:
            self.palette[accents[0]] = "accent"
        for color, count in uses.most_common(14):
            if count >= 2 and color not in self.palette:
                self.palette[color] = f"c{len(self.palette) - 1}"

    def _colored(self, value: str) -> str:
        return COLOR.sub(lambda m: f"var(--{self.palette[m[0]]})" if m[0] in self.palette else m[0], value)

    def _of(self, tags: Sequence[str]) -> str:
        return ",".join(tag for tag in tags if tag.removeprefix(".") in self.used)

    def text(self) -> str:
        """Palette, body, classes, and the rules for windows narrower than the screenshot."""
        colors = "".join(f"--{name}:{color};" for color, name in self.palette.items())
        typed, unbroken = self._of(TYPED), self._of(UNBROKEN)
        lines = [f"{typed}{{font:inherit;color:inherit;text-align:inherit;{LEADING}}}"] if typed else []
        lines += [
            f"{self._of((*STACKS, '.stack'))}{{display:flex;flex-direction:column}}",
            f":root{{{colors.rstrip(';')}}}",
            f"body{{{written(self._told(self.base))};background:{self._colored(self.ground)}}}",
        ]
        lines += [rule for part, rule in PARTS if part in self.used]
        lines += [f"{selector}{{{rule}}}" for selector, rule in said_once(self.rules)]
        lines += [f".{side}{{margin-top:{above}px}}" for side, above in sorted(self.spacing.items())]
        if unbroken:
            flowing = ".flow,.flow a{white-space:normal}" if "flow" in self.used else ""
            lines.append(f"@media(min-width:{self.width}px){{{unbroken}{{white-space:nowrap}}{flowing}}}")
        if self.exact:
            lines.append(EXACT_RULES)
        elif self.width > NARROW:
            lines += [f"@media(max-width:{NARROW}px){{", *self._narrow(), "}"]
        return "\n".join(lines) + "\n"

    def _narrow(self) -> list[str]:
        widths = self._of((*STACKS, ".stack", "p", "a"))
        padded = [f"[class*={name}]" for name in ("card", "panel") if any(f".{name}" in rule for rule in self.rules)]
        rows = self._of((".row", ".split"))
        out = [
            "body *{max-width:100%!important;margin-left:0!important;overflow-wrap:anywhere}",
            f"{widths}{{width:auto!important;padding-inline:0!important}}",
        ]
        if rows:
            out.append(f"{rows}{{display:flex;flex-flow:wrap;gap:12px 20px!important}}")
        if "row" in self.used:
            out.append(".row>div,.row>section{flex:1 1 260px}")
        out.append(f"{','.join(['body>*', *padded])}{{padding-inline:16px!important}}")
        return out + [rule for part, rule in NARROW_RULES if part in self.used]


def used_parts(every: Sequence[Element]) -> set[str]:
    """Tags, base classes and names, and what `PARTS` asks for beside them."""
    parts = {name for element in every for name in (element.tag, element.base, element.name)}
    if any("placeholder" in element.attrs for element in every):
        parts.add("placeholder")
    if any(inside.tag == "img" for element in every if element.tag == "button" for inside in element.walk()):
        parts.add("button img")
    return parts


NARROW_RULES: tuple[tuple[str, str], ...] = (
    ("picture", "[class*=picture]{background-size:cover}"),
    ("layers", ".layers{height:auto!important}.layers>*{position:static!important}"),
    ("table", "table{display:block;width:auto!important;overflow-x:auto}"),
)

EXACT_RULES = "body>*{position:absolute;white-space:nowrap}"


def _vivid(color: str) -> bool:
    digits = color[1:] if len(color) == 7 else "".join(c * 2 for c in color[1:])
    channels = [int(digits[i : i + 2], 16) for i in (0, 2, 4)]
    return max(channels) - min(channels) > 80
