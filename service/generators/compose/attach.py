"""What a prompt says about the sections it names: how many, of what, and the lists that belong to them."""

from __future__ import annotations

import re

from . import lexicon, lists
from .facts import COLOUR_NAMES
from .lists import HIDDEN
from .members import ROWS, Members
from .mentions import MAX_COUNT, Mention, number
from .openings import Openings
from .sheet import Sheet

# "a table of users" is a table whose subject is users; "steps of work" are no steps whose subject is work.
_SUBJECT_KINDS = frozenset(
    {"table", "chart", "gallery", "schedule", "team", "logos", "products", "timeline", "testimonials", "blog"}
    | {"calendar", "stats", "article", "progress", "search", "video", "invoice", "location", "menu"}
)
_LISTED_FOR = frozenset({"stats", "comparison", "pricing", "tasks", "steps"})


class Attacher:
    """Reads on from each mention, in the order of the prompt."""

    def __init__(self, sheet: Sheet, mentions: list[Mention], language: str) -> None:
        self.sheet = sheet
        self.language = language
        self.mentions = mentions
        self.members = Members(sheet, mentions, language)
        self.openings = Openings(self.members)
        self.cues = self.members.cues
        self.number = self.members.number

    def run(self) -> list[Mention]:
        self._separated()
        self.openings.announced()
        for index, mention in enumerate(self.mentions):
            if index not in self.members.consumed and not mention.is_page:
                self._read(index, mention)
        return [mention for index, mention in enumerate(self.mentions) if index not in self.members.consumed]

    def _separated(self) -> None:
        """ "sidebar with Books, Members - table of loans": a dash before a section ends the list before it."""
        dash = re.compile(rf"\s([-–—])\s+(?:(?:{self.cues['article']}|{self.number})\s+)?(?:[^\W\d_][\w-]*\s+){{0,2}}$")
        for mention in self.mentions:
            start = max(0, mention.start - 40)
            found = dash.search(self.sheet.masked[start : mention.start])
            if found and "\n" not in found.group():
                at = start + found.start(1)
                self.sheet.masked = self.sheet.masked[:at] + ";" + self.sheet.masked[at + 1 :]

    def _read(self, index: int, mention: Mention) -> None:
        sheet, masked = self.sheet, self.sheet.masked
        before = re.search(
            rf"(?<![\w$€£.,])({self.number})(?: ?[x×])? +((?:\w[\w-]* +){{0,2}})$",
            masked[max(0, mention.start - 50) : mention.start],
        )
        if before and not re.search(rf"\b(?:{self.cues['and']}|{self.cues['with']})\b", before.group(2)):
            value = number(before.group(1), self.language)
            if 0 < value <= MAX_COUNT and mention.kind not in ("error", "invoice", "table"):
                mention.count = value
                offset = max(0, mention.start - 50)
                sheet.use(offset + before.start(1), offset + before.end(1))
        self._titled(mention)
        if mention.kind in ("table", "chart"):
            self._called(mention)
        next_start = self._next(index)
        end = lists.sentence_end(masked, mention.end)
        at = self._subject(mention, mention.end, min(next_start, end))
        if mention.kind == "table":
            self._rows(mention, at)
        else:
            at = self._count_after(mention, at, next_start, end)
        line = sheet.line_at(mention.start)
        if line and self.openings.children(mention, at, line.end):
            return
        self.openings.read(mention, at, next_start, end)

    def _titled(self, mention: Mention) -> None:
        """ "a line chart called Revenue": up to four words with a capital first."""
        found = re.compile(
            r"\s+(?:called|named|titled|entitled)\s+([A-Z0-9][\w'’&-]*(?: (?:[A-Z0-9]|of |and |the )[\w'’&-]*){0,3})"
        ).match(self.sheet.text, mention.end)
        if found and HIDDEN not in self.sheet.masked[found.start() : found.end()]:
            mention.title = found.group(1)
            self.sheet.take(found.start(), found.end())

    def _called(self, mention: Mention) -> None:
        """ "recent transactions table", "spending donut chart": what it shows stands before it."""
        start = max(0, mention.start - 50)
        found = re.search(r"(?<![\w'’-])((?:[^\W\d_][\w'’-]+ ){1,3})$", self.sheet.masked[start : mention.start])
        words = found.group(1).split() if found else []
        told: list[str] = []
        while (
            words
            and words[-1] not in lexicon.IDLE
            and not re.fullmatch(rf"{self.cues['stop']}|{self.number}", words[-1])
        ):
            told.insert(0, words.pop())
        begin = mention.start - len(" ".join(told)) - 1
        if told and self.sheet.free(begin, mention.start) and not COLOUR_NAMES.search(" ".join(told)):
            mention.subject = self.sheet.text[begin : mention.start].strip()
            self.sheet.use(begin, mention.start)

    def _next(self, index: int) -> int:
        return next(
            (
                each.start
                for place, each in enumerate(self.mentions)
                if place > index
                and place not in self.members.consumed
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
            rf"(?:\s+(?:page|section|site))?\s+(?:{self.cues['for']}|for|of|with recent|showing)\s+"
            rf"(?:(?:{self.cues['article']}|all|recent"
            rf"|latest)\s+)?((?!{self.number}\b)(?!{self.cues['stop']}\b)[^\W\d_][\w'-]*(?:\s(?!"
            rf"(?:{self.cues['stop']}|{self.cues['and']}|{self.cues['with']}|in"
            rf"|{self.cues['columns']})\b)[\w'-]+){{0,2}})"
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

    def _rows(self, mention: Mention, at: int) -> None:
        """ "a table of orders (ID, Total) with 8 rows": up to the end of its line, whatever stands between."""
        masked = self.sheet.masked
        found = re.compile(
            rf"[^\n]*?(?<![\w$€£.,])({self.number}) +(?:(?:sample|example|empty) +)?(?:{ROWS})(?!\w)"
        ).match(masked, at, min(len(masked), at + 200))
        value = number(found.group(1), self.language) if found else 0
        if found and 0 < value <= MAX_COUNT:
            mention.count = value
            # A list that it stands in goes on as if it had not been there, nor the "and" before it.
            joined = re.search(
                rf",? *(?:\b(?:{self.cues['and']}|{self.cues['with']}))? *$",
                masked[max(at, found.start(1) - 20) : found.start(1)],
            )
            start = found.start(1) - (len(joined.group()) if joined else 0)
            self.sheet.use(start, found.end())
            self.sheet.masked = masked[:start] + " " * (found.end() - start) + masked[found.end() :]

    def _count_after(self, mention: Mention, at: int, next_start: int, end: int) -> int:
        masked = self.sheet.masked
        named = r"\s+|" if mention.words.endswith((" of", " by")) else ""  # "logos of 6 customers"
        found = re.compile(
            rf"[^,;:.()\n]{{0,25}}?(?:{named}\s(?:{self.cues['with']})\s+(?:the\s+)?|\s*[x×]\s*|\s*\(\s*"
            rf"|:\s*)({self.number})(?![\d.,]*\s*[€$£%:-])(\s+[^\W\d_][\w-]*(?:\s{lexicon.UNITS}\b)?)?(?!\w)"
        ).match(masked, at, end)
        if not found or mention.count or found.start(1) > next_start:
            return at
        value = number(found.group(1), self.language)
        other = self.members.starts.get(next_start)
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
                self.members.consumed.add(index)
        return found.end(1) if found.group(2) is None else found.end()
