"""The style sheet: one class for what looks the same, custom properties for the palette, rules for narrow windows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from service.generators.trace.element import Element

BASES = frozenset({"row", "split", "stack", "layers", "flow", "tag", "toggle"})  # classes that have rules of their own
NARROW = 760  # pixels below which rows of a wide page wrap
ZERO = re.compile(r"(?<![\d.])0px")
COLOR = re.compile(r"#[0-9a-f]{3}(?:[0-9a-f]{3})?\b")

# Elements that are stacks unless a class says otherwise: saves a class on most of them.
STACKS = ("body", "div", "section", "header", "footer", "ul")

LEADING = "line-height:round(1.2em,1px)"  # whole pixels, so that a page of many lines does not drift

RESET = f"""*{{box-sizing:border-box;min-width:0;margin:0;flex:none;{LEADING}}}
h1,h2,h3,h4,button,input,select,textarea,th{{font:inherit;color:inherit;text-align:inherit;{LEADING}}}
a{{color:inherit;text-decoration:none}}
{",".join(STACKS)},.stack{{display:flex;flex-direction:column}}
.row{{display:grid;align-items:start}}
"""

# Rules that only some pages need: what must be there, and what is said then.
PARTS: tuple[tuple[str, str], ...] = (
    ("split", ".split{display:flex;flex-direction:row;justify-content:space-between;align-items:center}"),
    ("tag", ".tag{justify-self:start;align-self:start;text-align:center;white-space:nowrap}"),
    ("layers", ".layers{position:relative}"),
    ("ul", "ul{padding:0;list-style:none}"),
    ("list", ".list{padding:0;list-style:disc}"),
    ("ol", "ol.list{list-style:decimal}"),
    ("img", "img{display:block;max-width:100%;height:auto}"),
    ("button", "button{text-align:center;padding:0}button img{display:inline-block;vertical-align:middle}"),
    ("toggle", ".toggle{display:inline;padding:0;border:0;background:none;text-align:inherit}"),
    ("input", "::placeholder{color:inherit;opacity:1}"),
    ("hr", "hr{border:0}"),
    ("table", "table{border-collapse:collapse;table-layout:fixed}td,th{padding:0}"),
)


class Sheet:
    """Collects looks; after `name_all` every element has its classes."""

    def __init__(self, base: dict[str, str], ground: str, width: int, *, exact: bool = False) -> None:
        self.base, self.ground, self.width, self.exact = base, ground, width, exact
        self.rules: dict[str, str] = {}
        self.palette: dict[str, str] = {}
        self.body_class = "stack"
        self.used: set[str] = set()

    def name_all(self, sections: Sequence[Element]) -> None:
        every = [element for section in sections for element in section.walk()]
        self.used = {name for element in every for name in (element.tag, element.base, element.name)}
        self._name_colors(every)
        taken: dict[tuple[str, str], str] = {}
        counts: Counter[str] = Counter()
        uses = Counter(self._look(element) for element in every if element.look)
        distances = Counter(element.above for element in every)
        for element in every:
            if element.look and element.above and uses[self._look(element)] == distances[element.above] == 1:
                element.look["margin-top"] = f"{element.above}px"  # nothing else has either: one rule is enough
                element.above = 0
            if element.base and not (element.base == "stack" and element.tag in STACKS):
                element.classes.append(element.base)
            name, text = self._look(element)
            if text:
                known = taken.get((name, text))
                if known is None:
                    counts[name] += 1
                    known = name if counts[name] == 1 and name not in BASES else f"{name}-{counts[name]}"
                    taken[name, text] = known
                    self.rules[f".{known}"] = text
                element.classes.append(known)
            if element.above:
                side = f"mt-{element.above}" if element.above > 0 else f"mt-n{-element.above}"
                self.rules.setdefault(f".{side}", f"margin-top:{element.above}px")
                element.classes.append(side)

    def _look(self, element: Element) -> tuple[str, str]:
        """The name that the element's class is made of, and its declarations."""
        told = {key: ZERO.sub("0", value) for key, value in element.look.items()}
        text = ";".join(
            f"{key}:{self._colored(value)}"
            for key, value in told.items()
            if not (value == "0" and key.startswith("margin-"))  # which everything has
        )
        return element.name or element.base or element.tag, text

    def _name_colors(self, every: Sequence[Element]) -> None:
        """Custom properties for colours that are used more than once; the body's own have names of their own."""
        uses: Counter[str] = Counter()
        for element in every:
            for value in element.look.values():
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

    def text(self) -> str:
        """Palette, body, classes, and the rules for windows narrower than the screenshot."""
        colors = "".join(f"--{name}:{color};" for color, name in self.palette.items())
        body = ";".join(f"{key}:{self._colored(value)}" for key, value in self.base.items())
        spacing = {k: v for k, v in self.rules.items() if k.startswith(".mt-")}
        own = {k: v for k, v in self.rules.items() if k not in spacing}
        lines = [f":root{{{colors.rstrip(';')}}}", f"body{{{body};background:{self._colored(self.ground)}}}"]
        lines += [rule for part, rule in PARTS if part in self.used]
        lines += [f"{selector}{{{rule}}}" for selector, rule in own.items()]
        lines += [f"{selector}{{{rule}}}" for selector, rule in sorted(spacing.items())]
        lines.append(f"@media(min-width:{self.width}px){{p,h1,h2,h3,h4,label,li,a,button,td,th{{white-space:nowrap}}"
                     ".flow{white-space:normal}}")  # fmt: skip
        if self.exact:
            lines.append(EXACT_RULES)
        elif self.width > NARROW:
            lines.append("\n".join(rule for part, rule in NARROW_RULES if not part or part in self.used) + "\n}")
        return "\n".join(lines) + "\n"


NARROW_RULES: tuple[tuple[str, str], ...] = (
    ("", f"@media(max-width:{NARROW}px){{"),
    ("", "body *{max-width:100%!important;margin-left:0!important;overflow-wrap:anywhere}"),
    ("", f"{','.join(STACKS)},.stack,p,a{{width:auto!important;padding-inline:0!important}}"),
    ("", ".row,.split{display:flex;flex-flow:wrap;gap:12px 20px!important}"),
    ("", ".row>div,.row>section{flex:1 1 260px}"),
    ("", "body>*,[class*=card],[class*=panel]{padding-inline:16px!important}"),
    ("picture", "[class*=picture]{background-size:cover}"),
    ("layers", ".layers{height:auto!important}.layers>*{position:static!important}"),
    ("table", "table{display:block;width:auto!important;overflow-x:auto}"),
)

EXACT_RULES = "body>*{position:absolute;white-space:nowrap}"


def _vivid(color: str) -> bool:
    digits = color[1:] if len(color) == 7 else "".join(c * 2 for c in color[1:])
    channels = [int(digits[i : i + 2], 16) for i in (0, 2, 4)]
    return max(channels) - min(channels) > 80
