"""What a prompt says about the sections it names: how many, of what, and the lists that belong to them."""

from __future__ import annotations

import re
from functools import lru_cache

from . import lexicon, lists
from .lexicon import cues_of, number_pattern
from .lists import HIDDEN, Item
from .mentions import FORMS, LINKS, MAX_COUNT, Mention, number
from .sheet import Sheet

# Things a prompt lists that a section has anyway, so they are no items of it.
_FURNITURE = re.compile(
    rf"(?:an?\s+|the\s+)?(?:logo|brand(?: name)?|links|icons|buttons?|search|image|text|title|headline|hamburger|{HIDDEN}?)s?"
)
_FIELD = re.compile(
    r"(?:e-?mail|password|passwort|name|phone|telefon|message|nachricht|address|adresse|company|date|country|city|zip|age|remember me|mot de passe|nom|contraseña|nombre|correo|"
    r"senha|nome|wachtwoord|naam|bericht|file|topic|subject|first name|last name|full name|username|user name)"
)
_SUBJECT_KINDS = frozenset(
    {"table", "chart", "gallery", "schedule", "team", "logos", "products", "timeline", "testimonials", "blog", "calendar", "stats", "progress", "search", "video", "invoice", "location", "menu"}
)  # fmt: skip
_TABLES = frozenset({"table", "invoice", "comparison", "kanban"})
_TIMES = re.compile(
    r"(.*?[^\W\d].*?)\s+(\d{1,2}(?:[:.h]\d{0,2})?\s*(?:am|pm)?\s*(?:-|–|to|bis|à|a|tot).*)"
)  # "Mon-Thu 9-17"
_NAMED = frozenset({"products", "gallery", "blog", "team", "testimonials"})  # "cards with price and size" names none
_PUSHED = frozenset({"hero", "cta", "banner", "error", "download"})
_LISTED_FOR = frozenset({"stats", "comparison", "pricing", "tasks", "steps"})


class Attacher:
    """Reads on from each mention. Sections named inside a list that belongs to another are dropped by `consumed`."""

    def __init__(self, sheet: Sheet, mentions: list[Mention], language: str) -> None:
        self.sheet = sheet
        self.language = language
        self.mentions = mentions
        self.cues = cues_of(language)
        self.number = number_pattern(language)
        self.consumed: set[int] = set()  # indices of mentions that turned out to be items
        self._taken: set[tuple[int, int]] = set()
        self._starts = {mention.start: mention for mention in mentions}

    def run(self) -> list[Mention]:
        self._announced()
        for index, mention in enumerate(self.mentions):
            if index not in self.consumed and not mention.is_page:
                self._read(index, mention)
        return [mention for index, mention in enumerate(self.mentions) if index not in self.consumed]

    def _read(self, index: int, mention: Mention) -> None:
        sheet, masked = self.sheet, self.sheet.masked
        before = re.search(
            rf"(?<![\w$€£.,])({self.number})(?: ?[x×])? +((?:\w[\w-]* +){{0,2}})$",
            masked[max(0, mention.start - 50) : mention.start],
        )
        if before and not re.search(rf"\b(?:{self.cues['and']}|{self.cues['with']})\b", before.group(2)):
            value = number(before.group(1), self.language)
            if 0 < value <= MAX_COUNT and mention.kind not in ("error", "invoice"):
                mention.count = value
                offset = max(0, mention.start - 50)
                sheet.use(offset + before.start(1), offset + before.end(1))
        next_start = self._next(index)
        end = lists.sentence_end(masked, mention.end)
        at = self._subject(mention, mention.end, min(next_start, end))
        at = self._count_after(mention, at, next_start, end)
        line = sheet.line_at(mention.start)
        if line and self._children(mention, at, line.end, index):
            return
        self._list(mention, at, next_start, end)

    def _announced(self) -> None:
        """Lists that say themselves what they are: "Fields: …", ", columns …", "two buttons …". Read first, because
        they may stand far from their section, and hold the names of others."""
        stop = _stop(self.language)
        for cue, kinds in (("fields", FORMS), ("columns", _TABLES), ("buttons", _PUSHED)):
            for found in re.finditer(rf"(?<!\w)(?:{self.cues[cue]})(?: are)?:?\s+", self.sheet.masked):
                hosts = [each for each in self.mentions if each.kind in kinds and (each.start < found.start())]
                host = hosts[-1] if hosts else next((each for each in self.mentions if each.kind in kinds), None)
                if host is None or any(
                    found.start() < each.end and each.start < found.end() for each in self.mentions if each is not host
                ):
                    continue
                end = lists.sentence_end(self.sheet.masked, found.end())
                pieces = lists.read_open(
                    self.sheet.masked, found.end(), end, self.cues["and"], stop, lambda a, b: self._refuses(host, a, b)
                )
                first = self.sheet.text[pieces[0][0] : pieces[0][1]].lstrip() if pieces else ""
                proper = first[:1].isupper() or first[:1] in lists.OPEN_QUOTES
                told = ":" in found.group() or (len(pieces) > 1 and cue != "buttons")
                if pieces and (proper or told) and not re.match(rf"(?:{self.cues['with']})\s", first):
                    self.sheet.use(found.start(), found.end())
                    self._take(host, pieces, cue == "buttons")

    def _next(self, index: int) -> int:
        return next(
            (
                each.start
                for place, each in enumerate(self.mentions)
                if place > index
                and place not in self.consumed
                and not each.is_page
                and each.kind != self.mentions[index].kind
            ),
            len(self.sheet.masked),
        )

    def _subject(self, mention: Mention, at: int, end: int) -> int:
        """ "a table of users": the place after "users", or `at`."""
        if mention.kind not in _SUBJECT_KINDS:
            return at
        found = re.compile(
            rf"\s+(?:{self.cues['for']}|for|of|with recent|showing)\s+(?:(?:{self.cues['article']}|all|recent|latest)\s+)?((?!{self.number}\b)(?!{self.cues['stop']}\b)[^\W\d_][\w'-]*(?:\s(?!(?:{self.cues['stop']}|{self.cues['and']}|{self.cues['with']}|in|{self.cues['columns']})\b)[\w'-]+){{0,2}})"
        ).match(self.sheet.masked, at, end)
        if not found or HIDDEN in found.group(1):
            return at
        if mention.kind in _LISTED_FOR and re.match(
            rf"\s*(?:,|(?:{self.cues['and']})\s)", self.sheet.masked[found.end() :]
        ):
            return at
        mention.subject = self.sheet.text[found.start(1) : found.end(1)]
        self.sheet.use(found.start(), found.end())
        return found.end()

    def _count_after(self, mention: Mention, at: int, next_start: int, end: int) -> int:
        masked = self.sheet.masked
        found = re.compile(
            rf"[^,;:.()\n]{{0,25}}?(?:\s(?:{self.cues['with']})\s+(?:the\s+)?|\s*[x×]\s*|\s*\(\s*|:\s*)({self.number})(?![\d.,]*\s*[€$£%:-])(\s+[^\W\d_][\w-]*(?:\s{lexicon.UNITS}\b)?)?(?!\w)"
        ).match(masked, at, end)
        if not found or mention.count or found.start(1) > next_start:
            return at
        value = number(found.group(1), self.language)
        other = self._starts.get(next_start)
        if not 0 < value <= MAX_COUNT or mention.kind in ("hero", "cta", "banner", "error", "nav"):
            return at
        if (
            other
            and found.end() >= other.start
            and other.kind != mention.kind
            and not re.fullmatch(rf"\s*(?:{lexicon.UNITS})", found.group(2) or "")
        ):
            return at
        mention.count = value
        self.sheet.use(found.start(1), found.end())
        for index, each in enumerate(self.mentions):
            if found.start(1) < each.start < found.end() and each is not mention:
                self.consumed.add(index)
        return found.end(1) if found.group(2) is None else found.end()

    def _children(self, mention: Mention, at: int, line_end: int, index: int) -> bool:
        """Bullets below a line that ends with the section's name are its items."""
        sheet = self.sheet
        if not re.fullmatch(
            r"(?:\s+(?:section|page|bar|with|of|the|cards?|links?|items?|containing))*[\s:]*", sheet.masked[at:line_end]
        ):
            return False
        own = sheet.line_at(mention.start)
        if own is None:
            return False
        place = sheet.lines.index(own)
        colon = ":" in sheet.masked[at:line_end]
        heading = own.marker.startswith("#") or not own.marker
        children = []
        for line in sheet.lines[place + 1 :]:
            deeper = line.indent > own.indent or (line.marker and heading and not line.marker.startswith("#"))
            if not (deeper and line.marker):
                break
            children.append(line)
        if not children:
            return False
        named = sum(
            any(each.start <= line.start + 2 and each.end >= line.end - 8 for each in self.mentions)
            for line in children
        )
        if mention.kind not in LINKS and not colon and named * 2 > len(children):
            return False
        for line in children:
            self._add(mention, line.start, line.end)
        return True

    def _list(self, mention: Mention, at: int, next_start: int, end: int) -> None:
        masked, cues = self.sheet.masked, self.cues
        limit = min(next_start, end)
        paren = re.compile(r"[^(),:;\n]{0,50}\(").match(masked, at, min(limit + 1, end))
        if paren:
            opening = paren.end() - 1
            close = lists.closing(masked, opening)
            pieces = lists.parts(masked, opening + 1, close, cues["and"])
            if len(pieces) > 1 or self.sheet.text[opening + 1 : opening + 2].isupper() or mention.kind in FORMS:
                self.sheet.use(mention.end, opening)
                self._take(mention, [(a, b) for a, b, _ in pieces])
                return
        colon = re.compile(r"[^(),:;.\n]{0,45}:[ \t]*").match(masked, at, min(limit + 2, end))
        if colon and colon.end() < end:
            # "Basic: $9, Pro: $19" inside the list is read by read_item; prices may hold full stops.
            self._after_colon(mention, colon.end(), end)
            return
        stop = _stop(self.language)
        openers = [
            rf"[^(),;.:\n]{{0,40}}?\s(?:{cues['things']}|{cues['fields']}|{cues['columns']}|{cues['buttons']}):?\s+",
            rf"(?:\s(?:page|section|form|bar|board|table|menu|links?))?\s+(?:{cues['with']})\s+(?:(?:the|these|this|following|all)\s+)*",
            r"(?:\s(?:page|section|form|bar|board))?\s+",
        ]
        for rank, opener in enumerate(openers):
            found = re.compile(opener).match(masked, at, end)
            if (
                not found
                or found.start() > next_start
                or (rank == 0 and found.end() > next_start + 1 and mention.kind not in LINKS)
            ):
                continue
            pieces = lists.read_open(
                masked, found.end(), end, cues["and"], stop, lambda a, b: self._refuses(mention, a, b)
            )
            if self._accepts(mention, pieces, rank):
                self.sheet.use(found.start(), found.end())
                self._take(
                    mention, pieces, rank == 0 and bool(re.search(rf"\s(?:{cues['buttons']}):?\s+$", found.group()))
                )
                return

    def _after_colon(self, mention: Mention, start: int, end: int) -> None:
        masked = self.sheet.masked
        pieces = [(a, b) for a, b, _ in lists.parts(masked, start, end, self.cues["and"])]
        named = sum(self._names_section(mention, a, b) for a, b in pieces)
        if mention.kind in ("hero", "about", "content", "cta", "banner") or (
            len(pieces) == 1 and len(masked[start:end].split()) > 6
        ):
            if not named and HIDDEN not in masked[start:end]:
                mention.text = self.sheet.text[start:end].strip()
                self.sheet.use(start, end)
            return
        if named * 2 > len(pieces) and mention.kind not in LINKS:
            return
        self.sheet.use(mention.end, start)
        self._take(mention, self._until_next_section(mention, pieces))

    def _until_next_section(self, mention: Mention, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """ "4 features: Fast, Small, Free, Open, pricing with 3 plans": a colon's list may be followed by sections."""
        proper = self.sheet.text[pieces[0][0] : pieces[0][1]].lstrip()[:1].isupper()
        for place, (start, end) in enumerate(pieces):
            piece = self.sheet.masked[start:end].strip()
            begin = start + self.sheet.masked[start:end].index(piece) if piece else start
            opening = self._starts.get(begin)
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

    def _accepts(self, mention: Mention, pieces: list[tuple[int, int]], rank: int) -> bool:
        if not pieces:
            return False
        first = self.sheet.text[pieces[0][0] : pieces[0][1]].lstrip()
        proper = first[:1].isupper() or first[:1] in lists.OPEN_QUOTES
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

    def _names_section(self, mention: Mention, start: int, end: int) -> bool:
        piece = self.sheet.masked[start:end].strip()
        return any(
            start <= each.start
            and each.end <= end
            and each.end - each.start >= len(piece) * 0.6
            and each.kind != mention.kind
            and not each.is_page
            for each in self.mentions
        ) and not (mention.kind in FORMS and _FIELD.fullmatch(piece))

    def _take(self, mention: Mention, pieces: list[tuple[int, int]], buttons: bool = False) -> None:
        for start, end in pieces[:MAX_COUNT]:
            self._add(mention, start, end, buttons)

    def _add(self, mention: Mention, start: int, end: int, buttons: bool = False) -> None:
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
        times = _TIMES.fullmatch(" ".join(raw.split())) if mention.kind == "hours" else None
        priced = not buttons and mention.kind not in LINKS | FORMS
        item = Item(times.group(1).rstrip(" :"), times.group(2)) if times else lists.read_item(raw, priced)
        plain = _plain(item.name.lower(), self.cues["article"])
        if not plain or (mention.kind in LINKS and _FURNITURE.fullmatch(plain)):
            return
        if mention.kind in FORMS:
            bare = re.sub(r"(?i)^(?:an?|the|some|their|his|her|eine?[nrms]?|une?|una|uma?|een)\s+(?=\S)", "", item.name)
            item = Item(re.sub(r"[\"“”„«»]|\s+(?:field|input|box)$", "", bare), item.note)
        if buttons:
            mention.buttons.append(item.name)
        elif len(mention.items) < MAX_COUNT:
            mention.items.append(item)


def _plain(text: str, article: str) -> str:
    return re.sub(rf"^(?:{article})\s+", "", text.strip())


@lru_cache(maxsize=8)
def _stop(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s)(?:{cues_of(language)['stop']})(?=\s|$)")
