"""Which pieces of a list are things of the section that the list belongs to, and which are sections of their own."""

from __future__ import annotations

import re
from functools import lru_cache

from . import lexicon, lists
from .facts import DARK
from .lexicon import cues_of, number_pattern
from .lists import HIDDEN, Item
from .mentions import FORMS, LINKS, MAX_COUNT, Mention, number
from .sheet import Sheet

Pieces = list[tuple[int, int]]  # places in the prompt: start, end

# Things a prompt lists that a section has anyway, so they are no items of it.
_FURNITURE = re.compile(
    r"(?:an?\s+|the\s+)?(?:logo|brand(?: name)?|links|icons|buttons?|search|image|text|title|headline|hamburger"
    rf"|{HIDDEN}?)s?"
)
_FIELD = re.compile(
    r"(?:e-?mail|password|passwort|name|phone|telefon|message|nachricht|address|adresse|company|date|country|city"
    r"|zip|age|comments?|feedback|rating|notes?|budget|quantity|guests|remember me|mot de passe|nom|contraseña|nombre"
    r"|correo|senha|nome|wachtwoord|naam|bericht|file|topic|subject|first name|last name|full name|username|user name)"
)
# "Mon-Thu 9-17", "Sunday closed"
TIMES = re.compile(
    r"(.*?[^\W\d].*?)\s+(\d{1,2}(?:[:.h]\d{0,2})?\s*(?:am|pm)?\s*(?:-|–|to|bis|à|a|tot).*"
    r"|closed|geschlossen|fermé|cerrado|chiuso|fechado|gesloten)"
)
# "Ceremony 15:00", "Doors at 7 pm"
_CLOCK = re.compile(r"(.*?[^\W\d].*?)(?:\s+at)?\s+(\d{1,2}[:.h]\d{2}(?:\s?[ap]m)?|\d{1,2}\s?[ap]m)", re.IGNORECASE)
# What says how the page shall look ends a list: "a sidebar with tags, serif, #334155".
_LOOK = re.compile(
    rf"(?:in |with )?(?:an? )?(?:(?:colou?rs?|farbe|couleur|color|colore|cor|kleur|theme|thème|tema|thema):? )?"
    rf"(?:{DARK.pattern}|#[0-9a-f]{{3,8}}|(?:sans[- ])?serif|monospace"
    rf"|(?:(?:dark|deep|light|pale|pastel|bright|vivid)[ -])?(?:{'|'.join(lexicon.COLOURS)})"
    r"(?: (?:theme|accents?|colou?rs?))?|(?:light|dark)(?: (?:mode|theme))?)"
)
# What a number counts that says how long a table is.
ROWS = "rows?|entries|records?|zeilen|lignes|filas|righe|linhas|rijen"
# Where it shall stand is no part of a field's name.
_PLACED = re.compile(r"(?i)\s(?:on|at|to) the (?:right|left|side|top|bottom)(?: side)?$")
# What an invoice has anyway, so that it is no column of its table.
_PARTY = re.compile(
    r"(?:(?:company|client|customer|billing|our|their) )?(?:address(?:es)?|logo)|invoice (?:number|date)"
)
# Asks for all that is on it.
_CARD = re.compile(r"(?i)(?:payment|credit|debit|bank)(?: or debit)? card(?: details| information| info| data)?")
_ON_CARD = (Item("Card number"), Item("Expiry date"), Item("Security code"))
# Lower-case words after "with" are these sections' details, not their names: "cards with price and size".
_NAMED = frozenset({"products", "gallery", "blog", "team", "testimonials"})


class Members:
    """Takes pieces as items. A mention inside a piece that was taken is dropped: its index is in `consumed`."""

    def __init__(self, sheet: Sheet, mentions: list[Mention], language: str) -> None:
        self.sheet = sheet
        self.mentions = mentions
        self.language = language
        self.cues = cues_of(language)
        self.number = number_pattern(language)
        self.stop = _stop(language)
        self.consumed: set[int] = set()
        self.starts = {mention.start: mention for mention in mentions}
        self.announced: Pieces = []  # lists that say whose they are: nobody else's goes on into them
        self._taken: set[tuple[int, int]] = set()

    def open_list(self, mention: Mention, start: int, end: int) -> Pieces:
        """The pieces of a list that no bracket and no colon opens."""
        pieces = lists.read_open(
            self.sheet.masked, start, end, self.cues["and"], self.stop, lambda a, b: self._refuses(mention, a, b)
        )
        return self._while_priced(pieces) if mention.kind == "pricing" else pieces

    def _while_priced(self, pieces: Pieces) -> Pieces:
        """ "Early bird €25, Regular €35, countdown, FAQ": after two prices, what has none and is no name ends the list."""
        priced = [lists.PRICE.search(self.sheet.text[a:b]) is not None for a, b in pieces]
        for place, (start, end) in enumerate(pieces):
            text = self.sheet.text[start:end].strip()
            section = any(start <= each.start < end and not each.is_page for each in self.mentions)
            if place >= 2 and all(priced[:2]) and not priced[place] and (section or text[:1].islower()):
                return pieces[:place]
        return pieces

    def accepts(self, mention: Mention, pieces: Pieces, rank: int) -> bool:
        if not pieces:
            return False
        first = self.sheet.text[pieces[0][0] : pieces[0][1]].lstrip()
        proper = first[:1].isupper() or first[:1] in lists.OPEN_QUOTES or lists.PRICE.match(first) is not None
        if mention.kind in ("hero", "banner", "cta", "error") and rank != 0:
            return False
        if rank == 0:
            return True
        if rank == 1:
            words = [_plain(self.sheet.masked[a:b], self.cues["article"]) for a, b in pieces]
            if mention.kind in FORMS:
                return len(pieces) > 1 or _FIELD.fullmatch(words[0]) is not None
            return proper or (len(pieces) > 1 and mention.kind not in _NAMED)
        return proper and len(pieces) > 1

    def _refuses(self, mention: Mention, start: int, end: int) -> bool:
        """Whether a piece is a section of its own or says something else than the name of a thing."""
        masked = self.sheet.masked
        while start < end and masked[start] == " ":
            start += 1
        piece = masked[start:end].rstrip()
        if any(begin <= start < finish for begin, finish in self.announced):
            return True
        if _LOOK.fullmatch(piece) and not self.sheet.text[start : start + 1].isupper():
            return True
        article = re.match(rf"(?:{self.cues['article']})\s+", piece)
        counted = re.match(rf"(?:{self.number})\s+\w", piece)
        inside = [each for each in self.mentions if start <= each.start < end and not each.is_page]
        if counted and (inside or article):
            return True
        if article:
            return bool(inside) or mention.kind not in FORMS
        if not inside:
            return False
        upper = self.sheet.text[start : start + 1].isupper()
        words = len(piece.split())
        if re.search(r"\b(?:section|form|page|bar|footer|sidebar)$", piece) and words > 1:
            return True
        return (
            not (mention.kind in LINKS and upper)
            and not upper
            and inside[0].start == start
            and not _FIELD.fullmatch(piece)
        )

    def names_section(self, mention: Mention, start: int, end: int) -> bool:
        piece = self.sheet.masked[start:end].strip()
        return any(
            start <= each.start
            and each.end <= end
            and each.end - each.start >= len(piece) * 0.6
            and each.kind != mention.kind
            and not each.is_page
            for each in self.mentions
        ) and not (mention.kind in FORMS and _FIELD.fullmatch(piece))

    def until_next_section(self, mention: Mention, pieces: Pieces) -> Pieces:
        """ "4 features: Fast, Small, Free, Open, pricing with 3 plans": a colon's list may be followed by sections."""
        proper = self.sheet.text[pieces[0][0] : pieces[0][1]].lstrip()[:1].isupper()
        for place, (start, end) in enumerate(pieces):
            piece = self.sheet.masked[start:end].strip()
            begin = start + self.sheet.masked[start:end].index(piece) if piece else start
            opening = self.starts.get(begin)
            lower = not self.sheet.text[begin : begin + 1].isupper()
            counted = re.match(rf"(?:{self.number}|{self.cues['article']})\s", piece)
            inside = any(
                start <= each.start < end and not each.is_page and each.kind not in FORMS for each in self.mentions
            )
            wordy = opening is not None and re.search(
                rf"\s(?:{self.cues['with']}|in)\s", self.sheet.masked[opening.end : end]
            )
            if place and (
                (counted and inside) or wordy or (proper and lower and opening is not None and not opening.is_page)
            ):
                return pieces[:place]
            if mention.count and place == mention.count and opening is not None:
                return pieces[:place]
        return pieces

    def _itself(self, mention: Mention, start: int, end: int, name: str) -> bool:
        """ "a checkout form: …, order summary on the right": the form's section has that anyway."""
        return any(
            each.kind == mention.kind and each is not mention and start <= each.start and each.words == name.lower()
            for each in self.mentions
            if each.end <= end
        )

    def take(self, mention: Mention, pieces: Pieces, into: str = "items") -> None:
        """As items of the section, or `into` its "buttons" or "rows"."""
        for start, end in pieces[:MAX_COUNT]:
            self.add(mention, start, end, into)

    def add(self, mention: Mention, start: int, end: int, into: str = "items") -> None:
        if (
            not self.sheet.free(start, end)
            and all(char == HIDDEN for char in self.sheet.masked[start:end].strip())
            and (start, end) in self._taken
        ):
            return  # a section named twice around one list: "how it works in 4 steps: …"
        self._taken.add((start, end))
        for index, each in enumerate(self.mentions):
            if start <= each.start < end and each is not mention:
                self.consumed.add(index)
        self.sheet.take(start, end)
        raw = self.sheet.text[start:end]
        dated = {"hours": TIMES, "schedule": _CLOCK}.get(mention.kind)
        times = dated.fullmatch(" ".join(raw.split())) if dated else None
        priced = into == "items" and mention.kind not in LINKS | FORMS
        item = Item(times.group(1).rstrip(" :"), times.group(2)) if times else lists.read_item(raw, priced)
        if mention.kind == "pricing" and lists.PRICE.fullmatch(item.name):
            # A price without a name: of the one thing there is ("price $79"), or of a plan that the page numbers.
            mention.items.append(Item("Price" if mention.words == "price" else "", item.name))
            return
        plain = _plain(item.name.lower(), self.cues["article"])
        if not plain or (mention.kind in LINKS and _FURNITURE.fullmatch(plain)):
            return
        rows = re.fullmatch(rf"({self.number}) (?:{ROWS})", plain) if mention.kind == "table" else None
        if rows:
            mention.count = number(rows.group(1), self.language)
            return
        if mention.kind == "invoice" and _PARTY.fullmatch(plain):
            return
        if mention.kind in FORMS:
            item = _field(item)
            if not item.name or self._itself(mention, start, end, item.name):
                return
        if mention.kind == "comparison":
            item = Item(re.sub(rf"(?i)(?<=\w)\s+(?:{lexicon.UNITS})$", "", item.name), item.note)
        if into == "buttons":
            mention.buttons.append(item.name)
        elif into == "rows":
            mention.rows.append(item.name)
        elif mention.kind in FORMS and _CARD.fullmatch(item.name):
            mention.items += _ON_CARD
        elif len(mention.items) < MAX_COUNT:
            mention.items.append(item)


def _field(item: Item) -> Item:
    """A form's field by its bare label; "a link to sign up" is no field, and has no name."""
    bare = re.sub(r"(?i)^(?:an?|the|some|their|his|her|eine?[nrms]?|une?|una|uma?|een)\s+(?=\S)", "", item.name)
    if re.match(r"(?i)(?:link|lien|enlace|collegamento)\b(?! ?$)", bare) and not re.search(r"(?i)\burl\b", bare):
        return Item("")
    bare = _PLACED.sub("", bare)
    bare = re.sub(r"(?i)^(?:toggles?|switch(?:es)?) for\s+", "", bare)
    bare = re.sub(r"(?i)^check ?box\s+(?:for\s+|saying\s+)?(?=[\"“„«‘'])", "", bare)
    return Item(re.sub(r"[\"“”„«»]|\s+(?:fields?|inputs?|box)$", "", bare), item.note)


def _plain(text: str, article: str) -> str:
    return re.sub(rf"^(?:{article})\s+", "", text.strip())


@lru_cache(maxsize=8)
def _stop(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s)(?:{cues_of(language)['stop']})(?=\s|$)")
