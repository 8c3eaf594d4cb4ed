"""A prompt as a plan: everything that was understood, and the words that were not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from . import attach, facts, groups, lexicon, looks, mentions, quotations, sheet, spelling
from .facts import Facts
from .lists import read_item
from .mentions import FORMS, SINGLE, Mention, number
from .plan import MAX_ITEMS, MAX_SECTIONS, Plan, Section
from .sheet import Sheet

_FIRST = ("banner", "nav", "breadcrumbs")
# Sections that are a page of their own: "the login page of our site" wants no hero.
_WHOLE = frozenset({"error", "login", "signup", "checkout", "invoice"})
# Sections in which a text of the prompt stands as it is.
_TOLD = frozenset({"about", "content", "cta", "banner", "article", "hero"})
_GENERIC_FORM = re.compile(r"forms?|formular|formulaire|formulario|modulo|formulário|formulier")


@dataclass(frozen=True, slots=True)
class Reading:
    """`unused`: words that nothing was made of. `cut`: characters beyond the limit. `foreign`: a language that is asked
    for and not spoken here. `recognised` is false where no section and no kind of page was named. `mended`: words that
    were taken for slips, and what they were read as."""

    plan: Plan
    unused: list[str] = field(default_factory=list)
    cut: int = 0
    foreign: str = ""
    recognised: bool = True
    mended: list[tuple[str, str]] = field(default_factory=list)


def read(text: str) -> Reading:
    """Never fails: the worst prompt gives a page of its own words."""
    kept, cut = sheet.clean(text)
    language = sheet.language_of(kept)
    mended: list[tuple[str, str]] = []
    if language == "en":
        kept, mended = spelling.mend(kept)
    page = Sheet(kept)
    cues = lexicon.cues_of(language)
    told = Facts()
    facts.asked_language(page, told)
    facts.brand(page, told, cues)
    found = mentions.find(page, language)
    found = facts.subject(page, told, found, cues)
    found = attach.Attacher(page, found, language).run()
    quotations.assign(page, told, found, cues)
    looks.look(page, told)
    found = groups.named(page, found, cues["and"])
    _buttons(page, found)
    _headings(page, told, found)
    kind = next((each.kind[5:] for each in found if each.is_page and each.kind not in ("page:page", "page:app")), "")
    asked = [each for each in found if not each.is_page]
    recognised = bool(asked or kind)
    for each in asked:
        if each.kind == "pricing" and each.words.endswith("table") and _heads(each):
            each.kind = "table"
        if told.language in ("", "en"):
            each.title = each.title or ("" if each.kind == "chart" and each.subject else each.name)
    sections = _order(_merge(asked))
    if not sections:
        usual = lexicon.USUAL.get(kind, ())
        sections = [Section(each) for each in usual]
    alone = bool(sections) and sections[0].kind in _WHOLE
    if kind == "landing" and not alone and not any(section.kind == "hero" for section in sections):
        sections = _insert_hero(sections)
    if not recognised:
        for line in page.lines:
            page.use(line.start, line.end)
    plan = Plan(
        language=told.language or language,
        page=kind,
        brand=told.brand,
        subject=told.subject,
        headline=told.headline,
        tagline=told.tagline,
        colour=told.colour,
        scheme=told.scheme,
        face=told.face,
        words="" if recognised else kept[:600],
        sections=tuple(sections[:MAX_SECTIONS]),
    )
    return Reading(plan, page.words_left(), cut, told.foreign, recognised, mended)


def _heads(mention: Mention) -> bool:
    """A "price table (Coin, Price, Change)" lists columns; plans would have names and prices."""
    return any(re.fullmatch(r"(?i)(?:\w+ )?(?:price|cost|rate)s?", item.name) for item in mention.items)


def _insert_hero(sections: list[Section]) -> list[Section]:
    place = sum(section.kind in (*_FIRST, "sidebar") for section in sections)
    head = [section for section in sections if section.kind in (*_FIRST, "sidebar")]
    rest = [section for section in sections if section.kind not in (*_FIRST, "sidebar")]
    return [*head, Section("hero"), *rest] if place else [Section("hero"), *rest]


def _buttons(page: Sheet, found: list[Mention]) -> None:
    """ "an Order now button": a label before the word."""
    for hit in re.finditer(r"(?:^|\s)((?:[A-Z][\w'’]*)(?:\s[\w'’]+){0,2})\s+(?:button|btn)(?!\w)", page.text):
        start, end = hit.span(1)
        target = next(
            (
                each
                for each in reversed(found)
                if each.start < start and each.kind in ("hero", "cta", "banner", "error", *FORMS)
            ),
            None,
        )
        if target and page.free(start, end):
            target.buttons.append(hit.group(1))
            page.use(start, hit.end())


def _headings(page: Sheet, told: Facts, found: list[Mention]) -> None:
    """Markdown headings name the page or its sections; a bullet that names no known section is a section of its own."""
    listed = sum(bool(line.marker) for line in page.lines)
    for place, line in enumerate(page.lines):
        inside = [each for each in found if line.start <= each.start < line.end]
        whole = page.text[line.start : line.end].strip().rstrip(":")
        if line.marker.startswith("#"):
            sections = [each for each in inside if not each.is_page]
            if sections and not sections[0].title and len(line.marker) > 1:
                # "## Hero" is no title to show; "## Meet the crew" is.
                sections[0].title = "" if sections[0].kind in ("hero", "footer", "nav") else whole
                _below(page, sections[0], place)
            elif not sections and place == 0 and not (told.headline and told.brand):
                if told.headline:
                    told.brand = whole
                else:
                    told.headline = whole
            elif not sections:
                found.append(Mention("content", line.start, line.end, whole, title=whole))
                _below(page, found[-1], place)
            else:
                continue
            page.use(line.start, line.end)
        elif (
            line.marker and listed >= 3 and not inside and page.free(line.start, line.end) and len(whole.split()) <= 12
        ):
            item = read_item(whole)
            if item.name and not re.match(
                r"(?:use|make|no|do not|don't|please|should|must|add|dark|light|responsive|colou?rs?)\b",
                item.name.lower(),
            ):
                found.append(Mention("content", line.start, line.end, whole, title=item.name, text=item.note))
                page.use(line.start, line.end)
    found.sort(key=lambda each: each.start)


def _below(page: Sheet, mention: Mention, place: int) -> None:
    """What stands below a heading: bullets are its things, "3 people" their number, a sentence its text."""
    for line in page.lines[place + 1 :]:
        if line.marker.startswith("#") or not page.free(line.start, line.end):
            return
        words = page.text[line.start : line.end].strip()
        counted = re.fullmatch(rf"({lexicon.number_pattern('en')})\s+[\w -]{{1,30}}\W*", words.lower())
        if line.marker and len(mention.items) < MAX_ITEMS:
            mention.kind = "features" if mention.kind == "content" else mention.kind
            mention.items.append(read_item(words))
        elif counted and not mention.items:
            mention.count = min(MAX_ITEMS, number(counted.group(1), "en"))
        elif mention.kind in _TOLD and not mention.text:
            mention.text = words
        else:
            return
        page.use(line.start, line.end)


def _section(mention: Mention) -> Section:
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
        variant=mention.variant,
    )


def _merge(found: list[Mention]) -> list[Section]:
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
    )


def _order(sections: list[Section]) -> list[Section]:
    """The prompt's order, but for what has its place: bars at the top, the footer at the end."""
    top = [section for kind in _FIRST for section in sections if section.kind == kind]
    side = [section for section in sections if section.kind == "sidebar"]
    end = [section for section in sections if section.kind == "footer"]
    fixed = {id(section) for section in (*top, *side, *end)}
    return [*top, *side, *(section for section in sections if id(section) not in fixed), *end]
