"""A prompt as a plan: everything that was understood, and the words that were not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import attach, facts, groups, joining, lexicon, looks, mentions, outline, prices, quotations, sheet, spelling
from .facts import Facts
from .mentions import FORMS, Mention
from .plan import MAX_SECTIONS, Plan, Section
from .sheet import Sheet

_BUTTON = re.compile(
    r"(?:^|\s)([A-Z][\w'’]*(?:\s[\w'’]+){0,2}|(?<=\ba\s)[a-z]+(?:\s(?:now|in|out|up|it|all|off|us))?)"
    r"\s+(?:button|btn)(?!\w)"
)
_LOOKS = lexicon.IDLE | {"large", "round", "primary", "secondary", "submit", "outline", "bright", "bold", "prominent"}
_SUM = re.compile(
    r"(?<!\w)(?:subtotal|(?:sales )?tax|vat|gst|discount|shipping(?: costs?)?|tip)"
    r"(?: \(?\d{1,2}(?:\.\d+)? ?%\)?)?(?![\w%])"
)
# Sections that are a page of their own: "the login page of our site" wants no hero.
_WHOLE = frozenset({"error", "login", "signup", "checkout", "invoice"})


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
    _sums(page, found)
    _buttons(page, found)
    outline.headings(page, told, found)
    kind = next((each.kind[5:] for each in found if each.is_page and each.kind not in ("page:page", "page:app")), "")
    asked = [each for each in found if not each.is_page]
    recognised = bool(asked or kind)
    for each in asked:
        if each.kind == "pricing" and each.words.endswith("table") and prices.is_table(each):
            each.kind = "table"
        elif each.kind == "pricing" and prices.is_list(each):
            each.variant = "list"
        if told.language in ("", "en"):
            each.title = each.title or ("" if each.kind in ("chart", "article") and each.subject else each.name)
    sections = joining.ordered(joining.merged(asked))
    if not sections:
        usual = lexicon.USUAL.get(kind, ())
        sections = [Section(each) for each in usual]
    if not (told.brand or told.subject or told.headline) and told.language in ("", language):
        # "help center with a search box": the page is called what the prompt calls it.
        told.subject = next((each.shown for each in found if each.kind in ("page:docs", "page:shop", "page:blog")), "")
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


def _insert_hero(sections: list[Section]) -> list[Section]:
    place = sum(section.kind in (*joining.FIRST, "sidebar") for section in sections)
    head = [section for section in sections if section.kind in (*joining.FIRST, "sidebar")]
    rest = [section for section in sections if section.kind not in (*joining.FIRST, "sidebar")]
    return [*head, Section("hero"), *rest] if place else [Section("hero"), *rest]


def _sums(page: Sheet, found: list[Mention]) -> None:
    """What an invoice adds up: a line each above the total."""
    invoice = next((each for each in found if each.kind == "invoice"), None)
    if invoice is None:
        return
    for hit in _SUM.finditer(page.masked):
        if page.free(*hit.span()):
            invoice.rows.append(page.text[hit.start() : hit.end()])
            page.use(*hit.span())


def _buttons(page: Sheet, found: list[Mention]) -> None:
    """ "an Order now button", "a pay now button": a label before the word."""
    for hit in _BUTTON.finditer(page.text):
        start, end = hit.span(1)
        label = hit.group(1)
        if label.islower() and any(word in _LOOKS or word in lexicon.COLOURS for word in label.split()):
            continue
        target = next(
            (
                each
                for each in reversed(found)
                if each.start < start and each.kind in ("hero", "cta", "banner", "error", "invoice", *FORMS)
            ),
            None,
        )
        if target and page.free(start, end):
            target.buttons.append(label[:1].upper() + label[1:])
            page.use(start, hit.end())
