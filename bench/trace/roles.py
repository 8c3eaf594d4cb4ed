"""Structure recall: of the texts and controls that have a role in the original, how many have it in the traced page."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from bench.trace.browser import Control, Rendered, Text
from bench.trace.scores import likeness

ROLES = ("heading", "link", "list item", "button", "cell", "input")
SMALL, OFF = 44, 12  # pixels: sides of controls that are found by their centres, and how far those may be apart
NEAR = 40  # pixels between the centres of a text and its traced twin, beyond half its own extent


def recall(reference: Rendered, traced: Rendered) -> tuple[Counter[str], Counter[str]]:
    """(found, all) by role. A text's twin is the traced text in its place that is most like it or contains it."""
    found: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for text in reference.texts:
        wanted = [role for role in text.roles if role in ROLES]
        if not wanted:
            continue
        twin = twin_of(text, traced.texts)
        for role in wanted:
            every[role] += 1
            found[role] += twin is not None and (role in twin.roles or (role == "link" and _as_button(text, twin)))
    for control in reference.controls:
        if control.kind in ("input", "check") or control.bare:
            role = "button" if control.bare else "input"
            every[role] += 1
            found[role] += any(_same_place(control, other) for other in traced.controls)
    return found, every


def _as_button(text: Text, twin: Text) -> bool:
    """A link that is painted like a button: no picture tells which it is."""
    return "like a button" in text.roles and "button" in twin.roles


def twin_of(text: Text, others: Sequence[Text]) -> Text | None:
    """Of several alike, such as the same word in a menu and as a heading, the nearest."""
    x, y, w, h = text.box
    best, best_likeness, best_distance = None, 0.45, 0.0
    for other in others:
        ox, oy, ow, oh = other.box
        if (
            abs((x + w / 2) - (ox + ow / 2)) > NEAR + max(w, ow) / 2
            or abs((y + h / 2) - (oy + oh / 2)) > NEAR + max(h, oh) / 2
        ):
            continue
        alike = likeness(text.text, other.text)
        if text.text.lower() in other.text.lower():
            alike = max(alike, 0.75)
        distance = math.hypot(x + w / 2 - ox - ow / 2, y + h / 2 - oy - oh / 2)
        if alike > best_likeness or (best is not None and alike == best_likeness and distance < best_distance):
            best, best_likeness, best_distance = other, alike, distance
    return best


def _same_place(control: Control, other: Control) -> bool:
    """The same kind, and boxes whose intersection is at least 40 % of their union. A checkbox or an icon that is a few
    pixels off shares nothing with its original: for these the centres decide."""
    if control.kind != other.kind:
        return False
    ax, ay, aw, ah = control.box
    bx, by, bw, bh = other.box
    if max(aw, bw) <= SMALL and max(ah, bh) <= SMALL:
        return max(abs(ax + aw / 2 - bx - bw / 2), abs(ay + ah / 2 - by - bh / 2)) <= OFF
    width = min(ax + aw, bx + bw) - max(ax, bx)
    height = min(ay + ah, by + bh) - max(ay, by)
    shared = max(0.0, width) * max(0.0, height)
    return shared >= 0.4 * (aw * ah + bw * bh - shared)
