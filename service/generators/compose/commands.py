"""The commands an instruction may hold, each as a change of the plan: add, remove, rename, set."""

from __future__ import annotations

import re
from dataclasses import replace

from .lexicon import LANGUAGE_NAMES, LANGUAGES
from .lists import read_item
from .plan import MAX_ITEMS, MAX_SECTIONS, Plan, Section
from .reading import Reading, read

_ADD = re.compile(
    r"(?i)^\W*(?:please\s+)?(?:also\s+)?(?:add|insert|include|append|put in|give (?:it|me)|i (?:want|need)|füge"
    r"|ajoute[rz]?|añad[ei]r?|agrega|aggiungi|adiciona|voeg)\b"
)
_REMOVE = re.compile(
    r"(?i)^\W*(?:please\s+)?(?:also\s+)?(?:remove|delete|drop|get rid of|take (?:out|away)|hide|without|no|entferne"
    r"|lösche|supprime[rz]?|enlève|quita|elimina|rimuovi|togli|remova?|verwijder)\b"
)
_RENAME = re.compile(
    r"(?is)^\W*(?:please\s+)?(?:rename|retitle|call|title|name|change|set|make)\s+(?P<what>.+?)\s+(?:to|into|as|be"
    r"|=)\s+(?P<to>.+)$"
)
_CALL = re.compile(
    r"(?is)^\W*(?:please\s+)?(?:call|title|name)\s+(?P<what>(?:the\s+)?[\w\s-]+?)\s+(?P<to>[\"“„«'‘].+"
    r"|(?-i:[A-Z0-9])[\w&.-]*(?:\s(?-i:[A-Z0-9])[\w&.-]*)*)$"
)
_ADD_TO = re.compile(
    r"(?is)^\W*(?:please\s+)?(?:also\s+)?(?:add|insert|put)\s+(?:an?\s+|the\s+"
    r"|another\s+)?(?P<thing>.+?)(?P<noun>\s+(?:link|item|entry|column|field|plan|tab|question|step|feature|card"
    r"|button|list|lane)s?)?"
    r"\s+(?:to|in|into|on)\s+(?:the\s+|my\s+)?(?P<where>[\w\s-]+?)(?:\s+section)?\W*$"
)
_COUNTED = re.compile(rf"(?i)^(?:\d{{1,2}}|{'|'.join(LANGUAGES['en'].numbers)})\b")
_LANGUAGE = re.compile(r"(?i)\b(?:in|into|to|auf|en|em|translate)\b")
_LOOK = re.compile(
    r"(?i)\b(?:make|use|change|set|turn|switch|colou?r|theme|mode|in|with|mache?|benutze|rends?|haz|fai|maak|it"
    r"|accent)\b"
)
_HEAD = re.compile(
    r"(?i)^(?:the\s+)?(?:head(?:line|ing)|(?:main\s+)?title|h1|hero(?:\s+(?:title|text|headline))?|page title)$"
)
_TAG = re.compile(r"(?i)^(?:the\s+)?(?:tag ?line|sub ?(?:title|head(?:ing|line)?)|slogan)$")
_BRAND = re.compile(
    r"(?i)^(?:the\s+)?(?:brand(?:\s+name)?|name|company(?:\s+name)?|business(?:\s+name)?|site(?:\s+name)?|it"
    r"|logo(?:\s+text)?)$"
)
_PLACE = re.compile(r"(?i)\b(?P<side>before|above|after|below|under(?:neath)?|behind)\s+(?P<rest>.+)$")
_PLAIN = re.compile(r"[\"“”„«»'‘’]")


def apply(plan: Plan, clause: str) -> tuple[Plan, list[str], str]:
    """One clause: the plan after it (the same where nothing was understood), unused words, what was done."""
    renamed = _rename(plan, clause)
    if renamed is not None:
        return renamed, [], "rename"
    added = _add_to(plan, clause)
    if added is not None:
        return added, [], "add"
    adds, removes = _ADD.match(clause), _REMOVE.match(clause)
    if removes:
        return _remove(plan, clause[removes.end() :])
    place = _PLACE.search(clause) if adds else None
    rest = clause[adds.end() if adds else 0 : place.start() if place else None]
    reading = read(rest)
    if adds and reading.plan.sections and not (reading.plan.page and not reading.recognised):
        sections = tuple(each for each in reading.plan.sections)
        return _insert(plan, sections, place), reading.unused, "add"
    return _set(plan, reading, clause)


def _rename(plan: Plan, clause: str) -> Plan | None:
    found = _CALL.match(clause) or _RENAME.match(clause)
    if found is None:
        return None
    what, to = found.group("what").strip(), _PLAIN.sub("", found.group("to")).strip(" .!")[:120]
    bare = re.sub(
        r"(?i)^(?:the|a)\s+|\s+(?:section|page|block|link|item|card|plan|column|field|tab|button)$|^(?:title|name"
        r"|label|heading)\s+of\s+(?:the\s+)?",
        "",
        _PLAIN.sub("", what),
    ).strip()
    quoted = found.group("to")[:1] in "\"“„«'‘"
    if _HEAD.match(what):
        return replace(plan, headline=to)
    if _TAG.match(what):
        return replace(plan, tagline=to)
    if _BRAND.match(what) and (quoted or to[:1].isupper()):
        return replace(plan, brand=to)
    for section in plan.sections:
        for place, item in enumerate(section.items):
            if item.casefold() == bare.casefold():
                return plan.put(
                    section, replace(section, items=(*section.items[:place], to, *section.items[place + 1 :]))
                )
    kind = _kind_named(plan, what)
    if kind and (quoted or not _COUNTED.match(to)):
        old = plan.of(kind)
        return plan.put(old, replace(old, title=to)) if old else None
    return None


def _add_to(plan: Plan, clause: str) -> Plan | None:
    """ "add a Sign up button to the hero", "add Docs to the navigation", "add an Email column to the table"."""
    found = _ADD_TO.match(clause)
    if found is None:
        return None
    old = plan.of(_kind_named(plan, found.group("where")))
    thing, noun = found.group("thing").strip(), (found.group("noun") or "").strip().rstrip("s")
    noun_first = re.match(
        r"(?i)(link|item|entry|column|field|plan|tab|question|step|feature|card|button|list|lane)s?\s+(?:called\s+"
        r"|named\s+|saying\s+|labell?ed\s+)?(?=\S)",
        thing,
    )
    if noun_first:
        noun, thing = noun_first.group(1).lower(), thing[noun_first.end() :]
    if old is None or not (noun or thing[:1].isupper() or thing[:1] in "\"“„«'‘"):
        return None
    things = [read_item(each) for each in re.split(r",\s*(?:and\s+)?|\s+and\s+", thing) if each.strip()]
    if noun == "button":
        return plan.put(old, replace(old, buttons=(*old.buttons, *(each.name for each in things))[:3]))
    own = old.items or ()
    notes = tuple(old.note(index) for index in range(len(own))) + tuple(each.note for each in things)
    items = (*own, *(each.name for each in things))[:MAX_ITEMS]
    return plan.put(
        old,
        replace(
            old,
            items=items,
            notes=notes if any(notes) else (),
            count=max(len(items), old.count + len(things) if old.count else 0),
        ),
    )


def _kind_named(plan: Plan, words: str) -> str:
    """The kind of a section on the page that these words name: by its title, or as a prompt would."""
    low = re.sub(r"(?i)^(?:the|a)\s+|\s+section$", "", words.strip()).casefold()
    for section in plan.sections:
        if section.title and section.title.casefold() == low:
            return section.kind
    kinds = [each.kind for each in read(words).plan.sections]
    return next((kind for kind in kinds if plan.has(kind)), "")


def _remove(plan: Plan, words: str) -> tuple[Plan, list[str], str]:
    reading = read(words)
    new = plan
    bare = (
        re.sub(
            r"(?i)^\s*(?:the|a|an|all)\s+|\s+(?:link|item|card|plan|column|field|tab|section|question|entry)s?\s*$",
            "",
            _PLAIN.sub("", words),
        )
        .strip(" .")
        .casefold()
    )
    for section in plan.sections:
        if section.title and section.title.casefold() == bare:
            return plan.put(section), [], "remove"
        if bare in [item.casefold() for item in section.items]:
            kept = [(item, section.note(place)) for place, item in enumerate(section.items) if item.casefold() != bare]
            less = replace(
                section, items=tuple(item for item, _ in kept), notes=tuple(note for _, note in kept), count=len(kept)
            )
            return plan.put(section, less), [], "remove"
    for asked in reading.plan.sections:
        for section in [each for each in new.sections if each.kind == asked.kind]:
            new = new.put(section)
    return new, reading.unused, "remove"


def _insert(plan: Plan, sections: tuple[Section, ...], place: re.Match[str] | None) -> Plan:
    """Before the footer, or where it was asked for; a section that a page has once gets the new things."""
    own = list(plan.sections)
    target = len(own)
    for index, section in enumerate(own):
        if section.kind == "footer":
            target = index
    if place:
        kind = _kind_named(plan, place.group("rest"))
        index = next((index for index, section in enumerate(own) if section.kind == kind), -1)
        if index >= 0:
            target = index + (0 if place.group("side").lower() in ("before", "above") else 1)
    for section in sections:
        if section.kind in ("nav", "sidebar", "banner", "breadcrumbs", "footer", "hero") and plan.has(section.kind):
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


def _set(plan: Plan, reading: Reading, clause: str) -> tuple[Plan, list[str], str]:
    """Colour, scheme, typeface, language, names and counts, wherever in a clause they stand."""
    told = reading.plan
    new = replace(
        plan,
        colour=told.colour or plan.colour,
        scheme=told.scheme or plan.scheme,
        face=told.face or plan.face,
        brand=told.brand or plan.brand,
        headline=told.headline or plan.headline,
        tagline=told.tagline or plan.tagline,
    )
    if re.search(r"(?i)\blight(?:er)?\b|\bhell\b|\bclair\b", clause) and not told.scheme and not told.colour:
        new = replace(new, scheme="light")
    language = next(
        (code for code, names in LANGUAGE_NAMES.items() if re.search(rf"\b(?:{names})\b", clause.lower())), ""
    )
    if language and _LANGUAGE.search(clause):
        new = replace(new, language=language)
    unused = list(reading.unused)
    for asked in told.sections:
        old = new.of(asked.kind)
        if old is None or not (asked.count or asked.items or asked.buttons):
            if old is None:
                unused.append(asked.kind)
            continue
        count = asked.count or len(asked.items)
        items = asked.items or old.items[: count or None]
        notes = asked.notes if asked.items else old.notes[: len(items)]
        new = new.put(
            old, replace(old, items=items, notes=notes, count=count or old.count, buttons=asked.buttons or old.buttons)
        )
    return (
        new,
        [
            word
            for word in unused
            if not _LOOK.fullmatch(word) and not re.fullmatch(LANGUAGES["en"].cues["article"], word.lower())
        ],
        "set",
    )
