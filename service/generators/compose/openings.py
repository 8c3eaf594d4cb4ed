"""Where the lists of a section begin: at brackets, colons, "with", bullets below, or words like "columns"."""

from __future__ import annotations

import re

from . import lists
from .lists import HIDDEN
from .members import TIMES, Members
from .mentions import FORMS, LINKS, Mention

_TABLES = frozenset({"table", "invoice", "comparison", "kanban"})
_CROSSED = frozenset({"comparison"})  # what has names down its side as well
_ROWS = r"(?:with )?(?:the )?(?:rows|criteria|zeilen|kriterien|lignes|critères|filas|righe|linhas|rijen)(?: for)?"
_PUSHED = frozenset({"hero", "cta", "banner", "error", "download"})


class Openings:
    """Finds lists and hands their pieces to `members`."""

    def __init__(self, members: Members) -> None:
        self.members = members
        self.sheet = members.sheet
        self.mentions = members.mentions
        self.cues = members.cues

    def announced(self) -> None:
        """Lists that say themselves what they are: "Fields: …", ", columns …", "two buttons …". Read first, because
        they may stand far from their section, and hold the names of others."""
        for cue, kinds in (("fields", FORMS), ("columns", _TABLES), ("rows", _CROSSED), ("buttons", _PUSHED)):
            hosts = [each for each in self.mentions if each.kind in kinds]
            for found in re.finditer(
                rf"(?<!\w)(?:{_ROWS if cue == 'rows' else self.cues[cue]})(?: are)?:?\s+", self.sheet.masked
            ):
                if hosts:
                    before = [each for each in hosts if each.start < found.start()]
                    self._announced_by(found, before[-1] if before else hosts[0], cue)

    def _announced_by(self, found: re.Match[str], host: Mention, cue: str) -> None:
        if any(found.start() < each.end and each.start < found.end() for each in self.mentions if each is not host):
            return
        pieces = self.members.open_list(host, found.end(), lists.sentence_end(self.sheet.masked, found.end()))
        if not pieces:
            return
        first = self.sheet.text[pieces[0][0] : pieces[0][1]].lstrip()
        proper = first[:1].isupper() or first[:1] in lists.OPEN_QUOTES
        told = ":" in found.group() or (len(pieces) > 1 and cue != "buttons")
        if (proper or told) and not re.match(rf"(?:{self.cues['with']})\s", first):
            self.sheet.use(found.start(), found.end())
            self.members.announced.append((found.start(), pieces[-1][1]))
            self.members.take(host, pieces, cue if cue in ("buttons", "rows") else "items")
            if cue == "rows":  # said in full: what it follows on ("a table with rows …") lists nothing else
                self.sheet.take(found.start(), pieces[-1][1])

    def children(self, mention: Mention, at: int, line_end: int) -> bool:
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
            self.members.add(mention, line.start, line.end)
        return True

    def read(self, mention: Mention, at: int, next_start: int, end: int) -> None:
        masked, cues = self.sheet.masked, self.cues
        limit = min(next_start, end)
        paren = re.compile(r"[^(),:;\n]{0,50}\(").match(masked, at, min(limit + 1, end))
        if paren:
            opening = paren.end() - 1
            close = lists.closing(masked, opening)
            pieces = lists.parts(masked, opening + 1, close, cues["and"])
            if len(pieces) > 1 or self.sheet.text[opening + 1 : opening + 2].isupper() or mention.kind in FORMS:
                self.sheet.use(mention.end, opening)
                self.members.take(mention, [(a, b) for a, b, _ in pieces])
                return
        colon = re.compile(r"[^(),:;.\n]{0,45}(?<!\d):(?!\d)[ \t]*").match(masked, at, min(limit + 2, end))
        if colon and colon.end() < end:
            # "Basic: $9, Pro: $19" inside the list is read by read_item; prices may hold full stops.
            self._after_colon(mention, colon.end(), end)
            return
        sole = re.compile(rf"\s+{lists.PRICE.pattern}(?=\s*(?:[,.;\n]|$))", re.IGNORECASE).match(masked, at, end)
        if sole and mention.kind == "pricing":
            self.members.add(mention, sole.start(), sole.end())
            return
        dash = re.compile(r"[^(),:;.\n–—]{0,25}? (?:-|–|—) +").match(masked, at, min(limit + 2, end))
        if dash and dash.end() < end and masked.count(",", dash.end(), end):
            self._after_colon(mention, dash.end(), end)
            return
        openers = [
            rf"[^(),;.:\n]{{0,40}}?\s(?:{cues['things']}|{cues['fields']}|{cues['columns']}|{cues['buttons']}):?\s+",
            rf"(?:\s(?:page|section|form|bar|board|table|menu|links?))?\s+(?:{cues['with']})\s+(?:(?:the|these|this"
            r"|following|all)\s+)*",
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
            listed = self.members.open_list(mention, found.end(), end)
            if mention.kind == "hours":
                listed = [each for each in listed if TIMES.fullmatch(" ".join(masked[each[0] : each[1]].split()))]
                rank = min(rank, 0 if listed else rank)
            if self.members.accepts(mention, listed, rank):
                self.sheet.use(found.start(), found.end())
                self.members.take(
                    mention,
                    listed,
                    "buttons" if rank == 0 and re.search(rf"\s(?:{cues['buttons']}):?\s+$", found.group()) else "items",
                )
                return

    def _after_colon(self, mention: Mention, start: int, end: int) -> None:
        masked = self.sheet.masked
        pieces = [(a, b) for a, b, _ in lists.parts(masked, start, end, self.cues["and"])]
        if not pieces:
            return  # "navbar with: ,"
        named = sum(self.members.names_section(mention, a, b) for a, b in pieces)
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
        self.members.take(mention, self.members.until_next_section(mention, pieces))
