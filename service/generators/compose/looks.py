"""How a page shall look: colour, light or dark, typeface, from what no list of the prompt has claimed."""

from __future__ import annotations

import re

from . import colours, lexicon
from .facts import COLOUR_NAMES, DARK, Facts
from .lists import HIDDEN
from .sheet import Sheet

_HEX = re.compile(r"(?<![\w&])#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![\w-])")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})[^)]*\)")
_LIGHT = re.compile(
    r"(?<!\w)(?:light(?:[ -]?(?:mode|theme|background))|bright theme|white background|hell(?:e[nrms]?)? (?:design"
    r"|modus|thema)|heller modus|mode clair|modo claro|tema chiaro|licht thema)(?!\w)"
)
_SERIF = re.compile(
    r"(?<!\w)(?:serif(?:s|en)?|serifenschrift|editorial|classic typography|book-like|elegant serif)(?!\w)"
)
_MONO = re.compile(r"(?<!\w)(?:monospace[d]?|terminal(?: style| look)?|typewriter|hacker)(?!\w)")
_SHADE = re.compile(
    r"(dark|deep|light|pale|pastel|bright|vivid|dunkel|hell|foncé|clair|oscuro|claro|scuro|chiaro|escuro|donker"
    r"|licht)[ -]?$"
)


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
    for found in COLOUR_NAMES.finditer(free):
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
                r"\s+(?:theme|mode|page|landing|dashboard|site|website|design|app|look|background|ui|portfolio|shop"
                r"|blog)",
                sheet.masked[found.end() :],
            )
            shaded = bool(shade) and not themed
        sheet.use(shade.start() if shade else found.start(), found.end())
    dark, light_found = DARK.search(free), _LIGHT.search(free)
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
