"""What a page shall hold: the plan that a prompt is read into, that sections are built from and that updates change."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from .words import ORDER, TITLES

MAX_ITEMS = 24  # more cards or columns than this is no wireframe any more
MAX_SECTIONS = 40
MARK = "wirelight-plan"
_STORED = re.compile(rf"<!-- {MARK} (\{{.*?\}}) -->")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page.

    `items` are the named things in it (plans, links, fields, columns), `notes` belong to them one to one (a price, a
    description; "" for none). `count` is how many things were asked for, 0 if nothing was said; `rows` are named down
    the side of a comparison.
    """

    kind: str
    title: str = ""
    subject: str = ""
    items: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    count: int = 0
    buttons: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    variant: str = ""

    def note(self, index: int) -> str:
        return self.notes[index] if index < len(self.notes) else ""

    def size(self, usual: int) -> int:
        """How many things to show: as many as asked for, named, or else the usual number."""
        return min(MAX_ITEMS, self.count or len(self.items) or usual)


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole page. `colour` is `#rrggbb` or "", `scheme` "dark", "light" or "" for what the reader's system says."""

    language: str = "en"
    page: str = ""
    brand: str = ""
    subject: str = ""
    headline: str = ""
    tagline: str = ""
    colour: str = ""
    scheme: str = ""
    face: str = ""
    words: str = ""
    sections: tuple[Section, ...] = ()

    def has(self, kind: str) -> bool:
        return any(section.kind == kind for section in self.sections)

    def of(self, kind: str) -> Section | None:
        return next((section for section in self.sections if section.kind == kind), None)

    def put(self, old: Section, *new: Section) -> Plan:
        """The plan with `new` in the place of `old`; no `new` removes it."""
        place = self.sections.index(old)
        return replace(self, sections=(*self.sections[:place], *new, *self.sections[place + 1 :]))


def store(plan: Plan) -> str:
    """The plan as an HTML comment, so that an update can take it up again: no `<`, `>`, `&` or `--` inside."""
    kept = {key: value for key, value in asdict(plan).items() if value and key != "sections"}
    kept["sections"] = [{key: value for key, value in asdict(section).items() if value} for section in plan.sections]
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&-":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f"<!-- {MARK} {text} -->"


def restore(code: str) -> Plan | None:
    """The plan that `store` left in a page's code, None where there is none or somebody has broken it."""
    found = _STORED.search(code)
    if found is None:
        return None
    try:
        kept = json.loads(found.group(1))
        sections = tuple(_section(each) for each in kept.pop("sections", ())[:MAX_SECTIONS])
        texts = {key: _text(kept[key]) for key in _names(Plan) if key in kept and key != "sections"}
        plan = Plan(**texts, sections=sections)
        # Somebody may have written this comment: what goes into the page unescaped must be what we would have written.
        closed = (
            re.fullmatch(r"(#[0-9a-f]{6})?", plan.colour)
            and plan.language in ("en", *ORDER)
            and plan.scheme in ("", "dark", "light")
            and plan.face in ("", "serif", "mono")
            and all(section.kind in TITLES for section in sections)
        )
        return plan if closed else None
    except (ValueError, TypeError, AttributeError, KeyError):
        return None


def _names(of: type) -> list[str]:
    return [each.name for each in fields(of)]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text of the stored plan is not a string")
    return value[:4000]


def _section(kept: dict[str, Any]) -> Section:
    values: dict[str, Any] = {}
    for name in _names(Section):
        if name not in kept:
            continue
        if name in ("items", "notes", "buttons", "rows"):
            values[name] = tuple(_text(each) for each in kept[name][:MAX_ITEMS])
        elif name == "count":
            values[name] = max(0, min(MAX_ITEMS, int(kept[name])))
        else:
            values[name] = _text(kept[name])
    return Section(**values)
