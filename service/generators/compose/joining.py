"""From what a prompt mentions to the sections of a page: each once, in the order that pages have."""

from __future__ import annotations

import re
from dataclasses import replace

from . import prices
from .mentions import FORMS, SINGLE, Mention
from .plan import MAX_ITEMS, Section

FIRST = ("banner", "nav", "breadcrumbs")
_GENERIC_FORM = re.compile(r"forms?|formular|formulaire|formulario|modulo|formulário|formulier")


def _section(mention: Mention) -> Section:
    if mention.kind == "pricing" and not mention.variant:
        mention.variant = prices.praised(mention)
    items = mention.items[:MAX_ITEMS]
    title = mention.title
    if mention.kind == "form" and not title and mention.words.endswith("form") and " " in mention.words:
        title = mention.shown[:1].upper() + mention.shown[1:]
    notes = tuple(item.note for item in items)
    # A table's count is of its rows; its items are the columns.
    count = mention.count if mention.kind == "table" else max(mention.count, len(items))
    if mention.text:
        notes = (mention.text, *notes[1:]) if not items else notes
    return Section(
        kind=mention.kind,
        title=title,
        subject=mention.subject,
        items=tuple(item.name for item in items),
        notes=notes if any(notes) else (),
        count=count,
        buttons=tuple(dict.fromkeys(mention.buttons))[:3],
        rows=tuple(mention.rows[:MAX_ITEMS]),
        variant=mention.variant,
    )


def merged(found: list[Mention]) -> list[Section]:
    """Two mentions of one section are one: "pricing with 3 plans", "a contact page with a form"."""
    merged: list[Section] = []
    for mention in found:
        new = _section(mention)
        host = next((place for place in range(len(merged) - 1, -1, -1) if _same(merged[place], new, mention)), None)
        if host is None:
            merged.append(new)
        else:
            merged[host] = _joined(merged[host], new)
    return merged


def _same(old: Section, new: Section, mention: Mention) -> bool:
    if new.kind == "form" and _GENERIC_FORM.fullmatch(mention.words):
        return old.kind in FORMS or old.kind == "comments"
    if old.kind == "invoice" and new.kind == "table":
        return not old.items
    if old.kind != new.kind or new.kind == "content":
        return False
    if new.kind in SINGLE or new.kind == "pricing":
        return True
    return not (
        (old.subject and new.subject)
        or (old.items and new.items)
        or (old.count and new.count and old.count != new.count)
        or (old.variant and new.variant and old.variant != new.variant)
    )


def _joined(old: Section, new: Section) -> Section:
    items = (*old.items, *(item for item in new.items if item not in old.items))[:MAX_ITEMS]
    notes = tuple(old.note(index) for index in range(len(old.items))) + new.notes
    return replace(
        old,
        title=old.title or ("" if new.kind == "form" and old.kind != "form" else new.title),
        subject=old.subject or new.subject,
        items=items,
        notes=notes if any(notes) else (),
        count=max(old.count, new.count),
        buttons=(*old.buttons, *new.buttons)[:3],
        rows=(*old.rows, *new.rows)[:MAX_ITEMS],
    )


def ordered(sections: list[Section]) -> list[Section]:
    """The prompt's order, but for what has its place: bars at the top, the footer at the end."""
    top = [section for kind in FIRST for section in sections if section.kind == kind]
    side = [section for section in sections if section.kind == "sidebar"]
    end = [section for section in sections if section.kind == "footer"]
    fixed = {id(section) for section in (*top, *side, *end)}
    return [*top, *side, *(section for section in sections if id(section) not in fixed), *end]
