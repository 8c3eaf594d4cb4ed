"""Changes of a plan: sections come, go, move and grow. Which words ask for them is for `commands` to know."""

from __future__ import annotations

import re
from dataclasses import replace

from .lexicon import THINGS
from .lists import Item
from .plan import MAX_ITEMS, MAX_SECTIONS, Plan, Section
from .reading import read
from .words import SIZES

_FRAME = ("banner", "nav", "breadcrumbs", "sidebar")
_BARE = re.compile(
    r"^(?:the|an?|all|our|my)\s+|\s+(?:section|page|block|link|item|card|plan|column|field|tab|question|entry|button)s?$"
)


def bare(words: str) -> str:
    """The name of a thing without its article and what kind of thing it is: "the Docs link" is docs."""
    return _BARE.sub("", re.sub(r"[\"“”„«»'‘’]", "", words).strip(" .!").casefold()).strip()


def kind_named(plan: Plan, words: str) -> str:
    """The kind of a section on the page that these words name: by its title, or as a prompt would; "" for none."""
    low = re.sub(r"^(?:the|a)\s+|\s+section$", "", words.strip(" .!").casefold())
    for section in plan.sections:
        if section.title and section.title.casefold() == low:
            return section.kind
    kinds = [each.kind for each in read(words).plan.sections]
    return next((kind for kind in kinds if plan.has(kind)), "")


def host(plan: Plan, noun: str) -> Section | None:
    """The section of the page whose things are called so: rows are a table's, questions an FAQ's."""
    told = noun.strip().lower()
    for kind, names in THINGS.items():
        if plan.has(kind) and re.fullmatch(rf"(?:\w+ )?(?:{names})", told):
            return plan.of(kind)
    return None


def sized(plan: Plan, old: Section, count: int) -> Plan:
    """The section with so many things; those beyond are dropped, a table keeps its columns."""
    count = max(1, min(MAX_ITEMS, count))
    if old.kind == "table":
        return plan.put(old, replace(old, count=count))
    return plan.put(old, replace(old, count=count, items=old.items[:count], notes=old.notes[:count]))


def resize(plan: Plan, old: Section, by: int) -> Plan:
    shown = (old.count or SIZES["table"]) if old.kind == "table" else old.size(SIZES.get(old.kind, 3))
    return sized(plan, old, shown + by)


def extend(plan: Plan, old: Section, things: list[Item]) -> Plan:
    """The section with more named things; a count that was asked for grows with them, except a table's, of rows."""
    own = tuple(old.note(index) for index in range(len(old.items)))
    notes = (*own, *(each.note for each in things))
    items = (*old.items, *(each.name for each in things))[:MAX_ITEMS]
    grown = max(len(items), old.count + len(things)) if old.count else 0
    count = old.count if old.kind == "table" else grown
    return plan.put(old, replace(old, items=items, notes=notes if any(notes) else (), count=count))


def without(plan: Plan, old: Section, name: str) -> Plan:
    """The section without its thing of that name (casefolded)."""
    kept = [(item, old.note(place)) for place, item in enumerate(old.items) if item.casefold() != name]
    count = old.count if old.kind == "table" else len(kept)
    return plan.put(
        old, replace(old, items=tuple(item for item, _ in kept), notes=tuple(note for _, note in kept), count=count)
    )


def move(plan: Plan, section: Section, beside: str, before: bool) -> Plan:
    """The section before or after the one of kind `beside`, or (for "") first or last of what is no frame."""
    rest = [each for each in plan.sections if each is not section]
    kinds = [each.kind for each in rest]
    if beside:
        at = kinds.index(beside) + (0 if before else 1) if beside in kinds else len(rest)
    elif before:
        at = sum(kind in (*_FRAME, "hero") for kind in kinds)
    else:
        at = len(rest) - kinds.count("footer")
    return replace(plan, sections=(*rest[:at], section, *rest[at:]))


def insert(plan: Plan, sections: tuple[Section, ...], beside: str, before: bool) -> Plan:
    """Before the footer, or where it was asked for; a section that a page has once gets the new things."""
    own = list(plan.sections)
    kinds = [each.kind for each in own]
    target = kinds.index("footer") if "footer" in kinds else len(own)
    if beside in kinds:
        target = kinds.index(beside) + (0 if before else 1)
    for section in sections:
        if section.kind in (*_FRAME, "footer", "hero") and plan.has(section.kind):
            at = next(index for index, each in enumerate(own) if each.kind == section.kind)
            old = own[at]
            items = (*old.items, *(item for item in section.items if item not in old.items))[:MAX_ITEMS]
            own[at] = replace(old, items=items, count=len(items), buttons=(*old.buttons, *section.buttons)[:3])
            continue
        first = {
            "banner": 0,
            "nav": sum(each.kind == "banner" for each in own),
            "sidebar": sum(each.kind in ("banner", "nav", "breadcrumbs") for each in own),
        }
        own.insert(first.get(section.kind, target), section)
        target += 1
    return replace(plan, sections=tuple(own[:MAX_SECTIONS]))
