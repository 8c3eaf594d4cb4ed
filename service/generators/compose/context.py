"""What every section is built with: escaping, the page's words, ids that are used once, and the level of headings."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from textwrap import indent

from .plan import Plan, Section
from .sheet import lower
from .words import SIZES, TITLES, translate

Lines = list[str]


def esc(text: str) -> str:
    """Text or attribute value, safe in both: `&`, `<`, `>` and both kinds of quotation marks."""
    return html.escape(text, quote=True)


def capital(text: str) -> str:
    """With a capital at its start, but for names like iOS and eBay."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def block(lines: Lines | str, by: int) -> str:
    text = lines if isinstance(lines, str) else "\n".join(lines)
    return indent(text, " " * by)


@dataclass(slots=True)
class Context:
    """The state of one composition. `anchors` maps a plan's section (by place) to its id."""

    plan: Plan
    anchors: dict[int, str] = field(default_factory=dict)
    h1_taken: bool = False
    _ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, section in enumerate(self.plan.sections):
            self.anchors[place] = self.unique(section.kind)

    def t(self, english: str, **values: object) -> str:
        """The page's own words in its language, escaped; `values` are numbers or HTML."""
        text = esc(translate(self.plan.language, english))
        return text.format(**values) if values else text

    def word(self, english: str) -> str:
        """One of the page's own words, not escaped: for labels that are looked at before they are shown."""
        return translate(self.plan.language, english)

    def unique(self, name: str) -> str:
        self._ids[name] = self._ids.get(name, 0) + 1
        return name if self._ids[name] == 1 else f"{name}-{self._ids[name]}"

    def anchor(self, section: Section) -> str:
        place = next(place for place, each in enumerate(self.plan.sections) if each is section)
        return self.anchors[place]

    def heading(self) -> str:
        """`h1` for the first who asks, `h2` for everybody else."""
        if self.h1_taken:
            return "h2"
        self.h1_taken = True
        return "h1"

    def title(self, section: Section) -> str:
        """A section's heading, escaped: numbered from the second on where several are called alike."""
        place = next(place for place, each in enumerate(self.plan.sections) if each is section)
        name = self._called(section)
        before = sum(self._called(each) == name for each in self.plan.sections[:place])
        return f"{name} {before + 1}" if before else name

    def _called(self, section: Section) -> str:
        """The prompt's name for it, or its subject, or what such a section is called."""
        if section.title:
            return esc(section.title)
        if section.subject and section.kind in ("table", "chart", "gallery", "products", "blog", "article"):
            return esc(capital(section.subject))
        return self.t(TITLES[section.kind])

    def named(self, section: Section) -> list[tuple[str, str]]:
        """Names and notes of the things that the prompt named, escaped."""
        return [(esc(capital(item)), esc(section.note(index))) for index, item in enumerate(section.items)]

    def items(self, section: Section, label: str) -> list[tuple[str, str]]:
        """Names and notes of a section's things, escaped; `label` ("Plan {n}") names those the prompt did not."""
        named = [(name or self.t(label, n=place), note) for place, (name, note) in enumerate(self.named(section), 1)]
        size = max(section.size(SIZES.get(section.kind, 0)), len(named))
        return named + [(self.t(label, n=number + 1), "") for number in range(len(named), size)]

    def href(self, name: str) -> str:
        """Where a link called `name` leads: to the section of that name, if there is one."""
        wanted = re.sub(r"\W+", " ", lower(name)).strip()
        for place, section in enumerate(self.plan.sections):
            own = {
                lower(section.title),
                lower(translate(self.plan.language, TITLES[section.kind])),
                section.kind,
                lower(section.subject),
            }
            if section.kind not in ("nav", "sidebar", "banner") and wanted and wanted in own:
                return f"#{self.anchors[place]}"
        return "#main"

    def band(self, section: Section, body: Lines | str, lede: str = "", css: str = "") -> str:
        """A section of the page with its heading; `body` and `lede` are HTML."""
        name = self.anchor(section)
        tag = self.heading()
        if tag == "h1":
            # What stands below a page's first heading is of the second level, and looks as it does elsewhere.
            body = (
                (body if isinstance(body, str) else "\n".join(body))
                .replace("<h3>", '<h2 class="h3">')
                .replace("</h3>", "</h2>")
            )
        head = f'<{tag} id="{name}-title">{self.title(section)}</{tag}>'
        return "\n".join(
            [
                f'<section class="band {css or section.kind}" id="{name}" data-section="{section.kind}" '
                f'aria-labelledby="{name}-title">',
                '  <div class="wrap">',
                f'    <div class="head">\n      {head}\n      <p>{lede}</p>\n    </div>'
                if lede
                else f'    <div class="head">{head}</div>',
                block(body, 4),
                "  </div>",
                "</section>",
            ]
        )

    def picture(self, label: str, seed: int = 0, ratio: str = "4 / 3") -> str:
        """A drawn stand-in for a photograph. `label` is HTML-escaped text."""
        return (
            f'<svg class="pic p{seed % 4}" style="aspect-ratio: {ratio}" viewBox="0 0 40 30" '
            f'preserveAspectRatio="xMidYMid slice" role="img" aria-label="{label}"><use href="#view-{seed % 3}"/></svg>'
        )

    def grid(self, count: int, most: int = 4) -> str:
        """The class of a grid: all in one row where that is possible, else the row that leaves the fewest places empty."""
        if count <= 2:
            return "grid two"
        across = count if count <= most else min((4, 3), key=lambda each: -count % each)
        return {3: "grid", 4: "grid four", 5: "grid five"}[across]

    def avatar(self) -> str:
        return '<svg class="avatar" viewBox="0 0 40 40" aria-hidden="true"><use href="#person"/></svg>'
