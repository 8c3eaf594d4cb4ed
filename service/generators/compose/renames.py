"""Changes of names and prices: "rename Blog to Journal", "change Pro to $24", "swap red for green"."""

from __future__ import annotations

import re
from dataclasses import replace

from . import changes
from .lexicon import LANGUAGES
from .lists import PRICE
from .plan import Plan
from .reading import read

_RENAME = re.compile(
    r"(?is)^(?:(?:rename|retitle|call|title|name|change|set|make|update)\s+(?P<what>.+?)\s+(?:to(?:\s+(?:be|say|read))?"
    r"|into|as|be|=)|(?P<said>.+?)\s+(?:should|must|shall|has to)\s+(?:be(?:\s+called)?|read|say|become))\s+(?P<to>.+)$"
)
_CALL = re.compile(
    r"(?is)^(?:call|title|name)\s+(?P<what>(?:the\s+)?[\w\s-]+?)\s+(?P<to>[\"“„«'‘].+"
    r"|(?-i:[A-Z0-9])[\w&.-]*(?:\s(?-i:[A-Z0-9])[\w&.-]*)*)$"
)
_SWAP = re.compile(
    r"(?is)^(?:(?:swap|replace|exchange|substitute)\s+(?P<what>.+?)\s+(?:with|by|for)\s+(?P<to>.+)"
    r"|use\s+(?P<use>.+?)\s+instead\s+of\s+(?P<old>.+))$"
)
_COUNTED = re.compile(rf"(?i)^(?:\d{{1,2}}|{'|'.join(LANGUAGES['en'].numbers)})\b")
_HEAD = re.compile(
    r"(?i)^(?:the\s+)?(?:head(?:line|ing)|(?:main\s+)?title|h1|hero(?:\s+(?:title|text|headline))?|page title)$"
)
_TAG = re.compile(r"(?i)^(?:the\s+)?(?:tag ?line|sub ?(?:title|head(?:ing|line)?)|slogan)$")
_BRAND = re.compile(
    r"(?i)^(?:the\s+)?(?:brand(?:\s+name)?|name|company(?:\s+name)?|business(?:\s+name)?|site(?:\s+name)?|it"
    r"|logo(?:\s+text)?)$"
)
_PLAIN = re.compile(r"[\"“”„«»'‘’]")


def price(plan: Plan, clause: str) -> Plan | None:
    """ "change Pro to $24", "Basic should cost 12 €"."""
    found = PRICE.search(clause)
    if found is None or found.end() < len(clause.rstrip(" .!")):
        return None
    for section in plan.sections:
        for place, item in enumerate(section.items):
            if re.search(rf"(?i)(?<!\w){re.escape(item)}(?!\w)", clause[: found.start()]):
                notes = [section.note(each) for each in range(len(section.items))]
                old = PRICE.match(notes[place])
                notes[place] = found.group().strip() + (notes[place][old.end() :] if old else "")
                return plan.put(section, replace(section, notes=tuple(notes)))
    return None


def rename(plan: Plan, clause: str) -> Plan | None:
    found = _CALL.match(clause) or _RENAME.match(clause)
    if found is None:
        return None
    named = found.groupdict()
    what = (named["what"] or named.get("said") or "").strip()
    to = _PLAIN.sub("", found.group("to")).strip(" .!")[:120]
    of = re.fullmatch(
        r"(?i)(?:the\s+)?(?:title|name|label|heading)\s+of\s+(?P<one>.+)|(?P<other>.+?)(?:'s)?\s+(?:title|label|heading)",
        what,
    )
    quoted = found.group("to")[:1] in "\"“„«'‘"
    if _HEAD.match(what):
        return replace(plan, headline=to)
    if _TAG.match(what):
        return replace(plan, tagline=to)
    if _BRAND.match(what) and (quoted or to[:1].isupper()):
        return replace(plan, brand=to)
    pushed = changes.host(plan, "button")
    if pushed and re.fullmatch(r"(?i)(?:the\s+)?(?:main\s+|first\s+|hero\s+)?button(?:\s+(?:text|label))?", what):
        return plan.put(pushed, replace(pushed, buttons=(to, *pushed.buttons[1:])))
    what = (of.group("one") or of.group("other")) if of else what
    bare = changes.bare(what)
    for section in plan.sections:
        for place, item in enumerate(section.items):
            if item.casefold() == bare:
                return plan.put(
                    section, replace(section, items=(*section.items[:place], to, *section.items[place + 1 :]))
                )
    old = plan.of(changes.kind_named(plan, what))
    return plan.put(old, replace(old, title=to)) if old and (of or quoted or not _COUNTED.match(to)) else None


def swap(plan: Plan, clause: str) -> Plan | None:
    """ "replace Blog with Journal", "swap red for green", "use a gallery instead of the logos"."""
    found = _SWAP.match(clause)
    if found is None:
        return None
    what, to = found.group("what") or found.group("old"), found.group("to") or found.group("use")
    old, new = read(what).plan, read(to).plan
    if new.colour and (old.colour or not plan.of(changes.kind_named(plan, what))):
        return replace(plan, colour=new.colour)
    section = plan.of(changes.kind_named(plan, what))
    if section and new.sections:
        return plan.put(section, *new.sections)
    return rename(plan, f"rename {what} to {to}")
