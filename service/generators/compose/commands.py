"""What an instruction asks for, clause by clause: the words of a change, matched to the changes of a plan."""

from __future__ import annotations

import re
from dataclasses import replace

from . import changes
from .lexicon import LANGUAGE_NAMES, LANGUAGES, number_pattern
from .lists import read_item
from .mentions import number
from .plan import Plan, Section
from .reading import Reading, read
from .renames import price, rename, swap

_LEAD = re.compile(
    r"(?i)^\W*(?:(?:please|now|also|then|and|ok(?:ay)?|can you|could you|would you|let's"
    r"|i(?:'d| would) like(?: you)?(?: to)?|i (?:want|need)(?: you)?(?: to)?|we (?:want|need)(?: to)?|bitte)[,\s]+)+(?=\S)"
)
_TAIL = re.compile(r"(?i)[\s,]+(?:instead|please|now|too|as well|rather|bitte)\W*$")
_ADD = re.compile(
    r"(?i)^(?:add|insert|include|append|put in|put|place|give (?:it|me)|füge|ajoute[rz]?|añad[ei]r?|agrega|aggiungi"
    r"|adiciona|voeg)\b"
)
_REMOVE = re.compile(
    r"(?i)^(?:remove|delete|drop|get rid of|take (?:out|away)|hide|without|no|entferne|lösche|supprime[rz]?|enlève"
    r"|quita|elimina|rimuovi|togli|remova?|verwijder)\b"
)
_MOVE = re.compile(
    r"(?is)^(?:move|put|place|bring)\s+(?P<what>.+?)\s+(?:(?P<side>before|above|after|below|under(?:neath)?|behind)"
    r"\s+(?P<rest>.+)|(?:to|at)\s+the\s+(?P<edge>top|start|beginning|bottom|end)(?:\s+of\s+the\s+page)?)$"
)
_NOUN = (
    r"link|item|entry|column|field|plan|tier|tab|question|step|feature|card|button|list|lane|row|photo|picture|image"
    r"|product|member|person|post|article|stat|dish|task|review|logo|event|skill"
)
_ADD_THING = re.compile(
    rf"(?is)^(?:an?\s+|the\s+|another\s+|one more\s+)?(?:(?P<first>{_NOUN})s?"
    rf"(?:\s+(?:called|named|saying|labell?ed|for|about|titled))?\s*:?\s+(?P<name>.+?)|(?P<thing>.+?)(?P<noun>\s+(?:{_NOUN})s?)?)"
    r"(?:\s+(?:to|in|into|on)\s+(?:the\s+|my\s+)?(?P<where>[\w\s-]+?)(?:\s+section)?)?$"
)
_COUNT = rf"(?:{number_pattern('en')}|an?|another|a few|some)"
_MORE = re.compile(
    rf"(?i)^(?:(?:add|show|give me|make it)\s+)?(?:(?P<count>{_COUNT})\s+)?(?:(?P<way>more|additional|extra|fewer|less)"
    r"|another)\s+(?P<noun>[\w -]+?)(?:\s+(?:to|in|on)\s+.+)?$"
)
_EXACTLY = re.compile(
    rf"(?i)^(?:(?:make|show|use|have|only|just|it|them|with|keep|there should be)\s+)*(?P<count>{number_pattern('en')})"
    r"\s+(?P<noun>[\w-]+(?:\s[\w-]+)?)(?:\s+in\s+.+)?$"
)
_LANGUAGE = re.compile(r"(?i)\b(?:in|into|to|auf|en|em|translate)\b")
_LOOK = re.compile(
    r"(?i)\b(?:make|use|change|set|turn|switch|colou?r|theme|mode|in|with|mache?|benutze|rends?|haz|fai|maak|it"
    r"|accent)\b"
)
_PLACE = re.compile(r"(?i)\b(?P<side>before|above|after|below|under(?:neath)?|behind)\s+(?P<rest>.+)$")

MAX_CLAUSE = 400  # characters: more is a text, not an instruction; bounds the work of the patterns above
ABSENT = "absent"  # what was "done" where a section is to go that the page does not have
Done = tuple[Plan, list[str], str]  # the plan, unused words, what was done


def apply(plan: Plan, clause: str) -> Done:
    """One clause: the plan after it (the same where nothing was understood), unused words, what was done."""
    clause = _TAIL.sub("", _LEAD.sub("", " ".join(clause.split()))).strip()
    if len(clause) > MAX_CLAUSE:
        return _set(plan, read(clause), clause)
    adds, removes = _ADD.match(clause), _REMOVE.match(clause)
    told = (_move, _more, _add_thing) if adds else () if removes else (_move, price, rename, swap, _more, _exactly)
    for change in told:
        new = change(plan, clause)
        if new is not None:
            return new, [], change.__name__.strip("_")
    if removes:
        return _remove(plan, clause[removes.end() :])
    place = _PLACE.search(clause) if adds else None
    reading = read(clause[adds.end() if adds else 0 : place.start() if place else None])
    if adds and reading.plan.sections and not (reading.plan.page and not reading.recognised):
        beside = changes.kind_named(plan, place.group("rest")) if place else ""
        before = place is not None and place.group("side").lower() in ("before", "above")
        return changes.insert(plan, reading.plan.sections, beside, before), reading.unused, "add"
    return _set(plan, reading, clause)


def _move(plan: Plan, clause: str) -> Plan | None:
    """ "move the FAQ above pricing", "put the newsletter at the bottom"; what is not there yet is to be added."""
    found = _MOVE.match(clause)
    old = plan.of(changes.kind_named(plan, found.group("what"))) if found else None
    if found is None or old is None:
        return None
    if found.group("edge"):
        return changes.move(plan, old, "", before=found.group("edge") in ("top", "start", "beginning"))
    beside = changes.kind_named(plan, found.group("rest"))
    return changes.move(plan, old, beside, found.group("side").lower() in ("before", "above")) if beside else None


def _more(plan: Plan, clause: str) -> Plan | None:
    """ "3 more plans", "add another question", "two fewer photos"."""
    found = _MORE.match(clause)
    old = changes.host(plan, found.group("noun")) if found else None
    if found is None or old is None:
        return None
    word = (found.group("count") or "one").lower()
    by = number(word, "en") or {"a few": 3, "some": 2}.get(word, 1)
    return changes.resize(plan, old, -by if found.group("way") in ("fewer", "less") else by)


def _exactly(plan: Plan, clause: str) -> Plan | None:
    """ "9 photos instead", "only 2 plans"."""
    found = _EXACTLY.match(clause)
    old = changes.host(plan, found.group("noun")) if found else None
    return changes.sized(plan, old, number(found.group("count").lower(), "en")) if found and old else None


def _add_thing(plan: Plan, clause: str) -> Plan | None:
    """ "add a Sign up button to the hero", "add Docs to the navigation", "add a column Last login"."""
    adds = _ADD.match(clause)
    found = _ADD_THING.match(clause[adds.end() :].strip(" .!")) if adds else None
    if found is None:
        return None
    noun = (found.group("first") or found.group("noun") or "").strip().lower().rstrip("s")
    thing, where = (found.group("name") or found.group("thing")).strip(), found.group("where")
    proper = thing[:1].isupper() or thing[:1] in "\"“„«'‘"
    # Without a place to go to, only a name makes a thing: "add a contact form" is a section.
    old = plan.of(changes.kind_named(plan, where)) if where else changes.host(plan, noun) if noun and proper else None
    if old is None or not (noun or proper):
        return None
    things = [read_item(each) for each in re.split(r",\s*(?:and\s+)?|\s+and\s+", thing) if each.strip()]
    if noun == "button":
        return plan.put(old, replace(old, buttons=(*old.buttons, *(each.name for each in things))[:3]))
    return changes.extend(plan, old, things)


def _remove(plan: Plan, words: str) -> Done:
    reading = read(words)
    bare = changes.bare(words)
    for section in plan.sections:
        if section.title and section.title.casefold() == bare:
            return plan.put(section), [], "remove"
        if bare in [item.casefold() for item in section.items]:
            return changes.without(plan, section, bare), [], "remove"
    new = plan
    for asked in reading.plan.sections:
        for section in [each for each in new.sections if each.kind == asked.kind]:
            new = new.put(section)
    return new, reading.unused, ABSENT if new == plan and reading.plan.sections else "remove"


def _set(plan: Plan, reading: Reading, clause: str) -> Done:
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
        if old is None:
            unused.append(asked.kind)
        elif asked.count or asked.items or asked.buttons:
            new = _filled(new, old, asked)
    article = LANGUAGES["en"].cues["article"]
    return (
        new,
        [word for word in unused if not _LOOK.fullmatch(word) and not re.fullmatch(article, word.lower())],
        "set",
    )


def _filled(plan: Plan, old: Section, asked: Section) -> Plan:
    count = asked.count or len(asked.items)
    items = asked.items or old.items[: count or None]
    notes = asked.notes if asked.items else old.notes[: len(items)]
    return plan.put(
        old, replace(old, items=items, notes=notes, count=count or old.count, buttons=asked.buttons or old.buttons)
    )
