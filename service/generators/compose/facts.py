"""Facts about the whole page: its language, name, subject, colour, light or dark, and what its quotations are for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import colours, lexicon
from .lists import HIDDEN, Item
from .mentions import Mention
from .sheet import Sheet

_NAME = r"[A-ZÀ-ÖØ-ÞŁŚŻŽČŠ0-9][\w'’.&+-]*(?:(?:\s(?:&|and|of|the|und|et|de|y|e|en|di|da|du|la|le)\s|\s)[A-ZÀ-ÖØ-ÞŁŚŻŽČŠ0-9][\w'’.&+-]*){0,4}"
_NO_NAME = re.compile(r"(?:I|My|Our|The|A|An|SaaS|HTML|CSS|FAQ|CTA|UI|API|CLI|AI|Two|Three|Four|Five|[0-9]+)$")
_HEX = re.compile(r"(?<![\w&])#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![\w-])")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})[^)]*\)")
_DARK = re.compile(
    r"(?<!\w)(?:dark(?:[ -]?(?:mode|theme|background|design|look|ui))?|night mode|dunkel(?:n|e[nrms]?)?|dunkelmodus|sombre|mode sombre|oscur[oa]|modo oscuro|scur[oa]|tema scuro|escur[oa]|modo escuro|donker[e]?|black (?:background|theme)|on black)(?!\w)"
)
_LIGHT = re.compile(
    r"(?<!\w)(?:light(?:[ -]?(?:mode|theme|background))|bright theme|white background|hell(?:e[nrms]?)? (?:design|modus|thema)|heller modus|mode clair|modo claro|tema chiaro|licht thema)(?!\w)"
)
_SERIF = re.compile(
    r"(?<!\w)(?:serif(?:s|en)?|serifenschrift|editorial|classic typography|book-like|elegant serif)(?!\w)"
)
_MONO = re.compile(r"(?<!\w)(?:monospace[d]?|terminal(?: style| look)?|typewriter|hacker)(?!\w)")
_COLOUR_NAMES = re.compile(r"(?<![\w-])(?:" + "|".join(sorted(lexicon.COLOURS, key=len, reverse=True)) + r")(?![\w-])")
_SHADE = re.compile(
    r"(dark|deep|light|pale|pastel|bright|vivid|dunkel|hell|foncé|clair|oscuro|claro|scuro|chiaro|escuro|donker|licht)[ -]?$"
)


@dataclass(slots=True)
class Facts:
    """`spare` holds the quotations that no section has claimed, in order."""

    brand: str = ""
    subject: str = ""
    headline: str = ""
    tagline: str = ""
    colour: str = ""
    scheme: str = ""
    face: str = ""
    language: str = ""
    foreign: str = ""
    spare: list[str] = field(default_factory=list)


def asked_language(sheet: Sheet, facts: Facts) -> None:
    """ "in German", "auf Deutsch", "language: French": taken out of the prompt."""
    lead = r"(?<!\w)(?:(?:written |text |all text |everything |copy |ui |texts? )?(?:in|auf|en|em|in het)|language(?: is)?:?|sprache:?|langue ?:?|idioma:?|lingua:?)\s+(?:the )?"
    for code, names in lexicon.LANGUAGE_NAMES.items():
        found = re.search(
            rf"{lead}(?:{names})(?: language)?(?!\w)|(?<!\w)(?:{names})[ -](?:language|version|text|copy|ui)(?!\w)",
            sheet.masked,
        )
        if found:
            facts.language = code
            _blank(sheet, found.start(), found.end())
            return
    other = re.search(rf"{lead}({lexicon.OTHER_LANGUAGES})(?!\w)", sheet.masked)
    if other:
        facts.foreign = other.group(1)
        _blank(sheet, other.start(), other.end())


def _blank(sheet: Sheet, start: int, end: int) -> None:
    """Taken, and replaced by spaces: a list that it stood in goes on as if it had not been there."""
    sheet.use(start, end)
    sheet.masked = sheet.masked[:start] + " " * (end - start) + sheet.masked[end:]


def brand(sheet: Sheet, facts: Facts, cues: dict[str, str]) -> None:
    """The name of the thing, before sections are looked for: "The Daily Menu" is no menu."""
    for start, end in sheet.quotes:
        before = sheet.masked[max(0, start - 40) : start]
        if re.search(
            rf"(?:\b(?:{cues['brand']}):?|\b(?:{lexicon.BUSINESS})(?: (?:called|named))?,?)\s+$", before
        ) and not re.search(
            r"\b(?:section|button|page|website|site|blog|hero) (?:called|titled|named)\s+$|\b(?:section|page|site|website)\s+$",
            before,
        ):
            _name(sheet, facts, start, end, sheet.text[start + 1 : end - 1])
            return
    tests = [
        rf"(?i:(?<!\w)(?:{cues['brand']})):?\s+(?:the\s+)?({_NAME})",
        rf"(?i:(?<!\w)(?:{cues['for']}))\s+({_NAME})(?=\s*(?:[,.;:!()\n–—-]|$)|\s+(?i:{cues['stop']}|{cues['and']}|in|a|an)\b)",
        rf"^(?:(?i:{cues['article']})\s+)?({_NAME})(?:['’]s)?(?:\s+(?i:landing|home|web)(?i:\s?page|site)|\s+(?i:website))",
        r"(?i:(?<!\w)(?:called|namens|named|genannt|llamad[oa]|chiamat[oa]|chamad[oa]|genaamd|appelée?|nommée?))\s+([a-z][\w-]+)",
    ]
    visible = "".join(HIDDEN if mask == HIDDEN else char for char, mask in zip(sheet.text, sheet.masked, strict=True))
    for rank, test in enumerate(tests):
        for found in re.finditer(test, visible):
            name = found.group(1).strip(" .,'’-")
            if _NO_NAME.fullmatch(name) or len(name) < 2:
                continue
            if rank == 2 and (
                sheet.masked[found.start(1) : found.end(1)].split()[0] in lexicon.IDLE
                or _COLOUR_NAMES.fullmatch(name.lower())
            ):
                continue
            start = found.start(1)
            before = sheet.masked[max(0, found.start() - 12) : found.start()]
            if rank in (0, 3) and re.search(r"(?:section|button|tab|field|column|page)s?\s*$", before):
                continue
            sheet.use(found.start(), start)
            _name(sheet, facts, start, start + len(name), name)
            return


def _name(sheet: Sheet, facts: Facts, start: int, end: int, name: str) -> None:
    facts.brand = " ".join(name.split())[:80]
    sheet.take(start, end)
    sheet.quotes = [quote for quote in sheet.quotes if quote[0] != start]


def subject(sheet: Sheet, facts: Facts, mentions: list[Mention], cues: dict[str, str]) -> list[Mention]:
    """What the page is for; sections named within that phrase ("for a calendar app") are no sections."""
    pages = [mention for mention in mentions if mention.is_page]
    starts = [mention.end for mention in pages[:2]] or [0]
    for start in starts:
        found = re.compile(
            rf"[^.,;:\n]{{0,30}}?(?<!\w)(?:{cues['for']})\s+(?:{cues['article']})\s*((?:(?!{cues['stop']}\b|{cues['brand']}\b|in\b|who\b|and\b|having\b|featuring\b|offering\b)[^\W\d_][\w'’-]*\s?){{1,5}})"
        ).match(sheet.masked, start)
        if not found:
            continue
        begin, end = found.span(1)
        end = begin + len(sheet.masked[begin:end].rstrip())
        if any(mention.end == end and not mention.is_page and mention.start >= begin for mention in mentions):
            continue
        facts.subject = sheet.text[begin:end]
        sheet.use(found.start(), end)
        return [mention for mention in mentions if not (begin <= mention.start < end)]
    apposed = re.search(
        rf"{HIDDEN}+,\s+(?:an?|the|our|your)\s+((?:(?!{cues['stop']}\b|and\b)[^\W\d_][\w-]*\s?){{1,4}})(?=[,.;]|\s|$)",
        sheet.masked,
    )
    called = re.match(rf"(?:(?:{cues['article']})\s+)?((?:[^\W\d_][\w-]+\s+){{1,3}})(?:called|named)\s", sheet.masked)
    told = apposed or called
    if (
        told
        and facts.brand
        and not any(told.start(1) < mention.end and mention.start < told.end(1) for mention in mentions)
    ):
        end = told.start(1) + len(told.group(1).rstrip())
        facts.subject = sheet.text[told.start(1) : end]
        sheet.use(told.start(1), end)
        return mentions
    for page in pages[:1]:
        before = re.search(r"((?:[^\W\d_][\w'’-]+\s+){1,2})$", sheet.masked[max(0, page.start - 40) : page.start])
        if before:
            words = [
                word
                for word in before.group(1).split()
                if word not in lexicon.IDLE and not _COLOUR_NAMES.fullmatch(word) and not _DARK.fullmatch(word)
            ]
            overlap = any(mention.start < page.start <= mention.end + 1 for mention in mentions)
            if words and not overlap:
                place = sheet.masked.rfind(words[0], 0, page.start)
                facts.subject = sheet.text[place : page.start].strip()
                sheet.use(place, page.start)
    return mentions


def look(sheet: Sheet, facts: Facts) -> None:
    """Colour, scheme and typeface, from what no list has claimed."""
    free = "".join(
        char if not used or char in " " else HIDDEN for char, used in zip(sheet.masked, sheet.used, strict=True)
    )
    for pattern in (_HEX, _RGB):
        found = pattern.search(free)
        if found and not facts.colour:
            if pattern is _HEX:
                facts.colour = colours.parse_hex(found.group())
            else:
                facts.colour = "#" + "".join(f"{min(255, int(part)):02x}" for part in found.groups())
            sheet.use(found.start(), found.end())
    shaded = False
    for found in _COLOUR_NAMES.finditer(free):
        shade = _SHADE.search(free[: found.start()])
        if not facts.colour:
            light, chroma, hue = colours.to_oklch(lexicon.COLOURS[found.group()])
            shade_word = shade.group(1) if shade else ""
            move = (
                -0.12
                if re.match(r"dark|deep|dunkel|foncé|oscur|scur|escur|donker", shade_word)
                else 0.12
                if shade_word
                else 0.0
            )
            facts.colour = (
                colours.from_oklch(min(0.9, max(0.25, light + move)), chroma, hue)
                if move
                else lexicon.COLOURS[found.group()]
            )
            themed = re.match(
                r"\s+(?:theme|mode|page|landing|dashboard|site|website|design|app|look|background|ui|portfolio|shop|blog)",
                sheet.masked[found.end() :],
            )
            shaded = bool(shade) and not themed
        sheet.use(shade.start() if shade else found.start(), found.end())
    dark, light_found = _DARK.search(free), _LIGHT.search(free)
    if dark and not shaded:
        facts.scheme = "dark"
        sheet.use(dark.start(), dark.end())
    elif light_found:
        facts.scheme = "light"
        sheet.use(light_found.start(), light_found.end())
    for face, pattern in (("serif", _SERIF), ("mono", _MONO)):
        hit = pattern.search(free)
        if hit and not re.search(r"sans[ -]$", free[: hit.start()]):
            facts.face = face
            sheet.use(hit.start(), hit.end())


def quotations(sheet: Sheet, facts: Facts, mentions: list[Mention], cues: dict[str, str]) -> None:
    """Every quotation that no list has claimed: a headline, a tagline, a button's label, a section's title."""
    for start, end in sheet.quotes:
        if not sheet.free(start, end):
            continue
        words = " ".join(sheet.text[start + 1 : end - 1].split())[:200]
        before = sheet.masked[max(0, start - 40) : start]
        last = next((mention for mention in reversed(mentions) if mention.start < start and not mention.is_page), None)
        sheet.use(start, end)
        after = sheet.masked[end : end + 14]
        if (
            (re.search(rf"(?:{cues['buttons']}|{cues['and']})\W*$", before) and last and last.buttons)
            or re.search(rf"\b(?:{cues['buttons']})\W*$", before)
            or re.match(r"\s+(?:button|link|knopf|bouton|botón)", after)
        ):
            target = last or next((mention for mention in mentions if not mention.is_page), None)
            if target:
                target.buttons.append(words)
            else:
                facts.spare.append(words)
        elif re.search(rf"\b(?:{cues['tagline']})\W*$", before) and not facts.tagline:
            facts.tagline = words
            cue = re.search(rf"(?:with (?:the )?)?(?:{cues['tagline']})\W*$", before)
            if cue:
                sheet.use(start - len(before) + cue.start(), start)
        elif re.match(r"\s+(?:section|area|block)", after):
            mentions.append(Mention("content", start, end, words, title=words))
            mentions.sort(key=lambda mention: mention.start)
        elif last and last.kind == "cta" and not last.buttons:
            last.buttons.append(words)
        elif last and last.kind not in ("hero", "nav", "footer") and start - last.end < 30:
            if last.title:
                last.items.append(Item(words))
            else:
                last.title = words
        elif not facts.headline:
            facts.headline = words
        elif not facts.tagline:
            facts.tagline = words
        else:
            facts.spare.append(words)
    titled = re.compile(
        rf"(?:^|\n|\.\s)\s*(?:page )?(?:{cues['headline']}|{cues['tagline']}):\s*([^\n.;{HIDDEN}]{{2,120}})"
    )
    for found in titled.finditer(sheet.masked):
        if sheet.free(found.start(1), found.end(1)):
            key = "tagline" if re.search(rf"(?:{cues['tagline']}):", found.group()) else "headline"
            if not getattr(facts, key):
                setattr(facts, key, sheet.text[found.start(1) : found.end(1)].strip())
                sheet.use(found.start(), found.end())
