"""How well a page keeps what a prompt asked for, read off the page itself and never off the composer's own plan."""

from __future__ import annotations

import colorsys
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Row = dict[str, Any]
_VOID = {"meta", "input", "br", "path", "circle", "rect", "polygon", "polyline", "use", "img", "link", "hr"}
# What repeats in a section, as the elements that stand for one thing each.
REPEATED = {
    "pricing": "li.plan",
    "features": "li.card",
    "steps": "ol.walk>li",
    "stats": "div.stat",
    "gallery": "figure",
    "team": "li.person",
    "testimonials": "li.card",
    "logos": "ul.marks>li",
    "faq": "details",
    "products": "li.good",
    "blog": "li.good",
    "schedule": "ol.rows>li",
    "timeline": "ol.line>li",
    "kanban": "div.lane",
    "tasks": "ul.checks>li",
    "table": "tbody>tr",
}
# Colour names of the test rows, as CSS defines them.
NAMED = {
    "green": "#008000",
    "blue": "#0000ff",
    "purple": "#800080",
    "orange": "#ffa500",
    "teal": "#008080",
    "brown": "#8b4513",
    "red": "#ff0000",
    "pink": "#ff69b4",
    "gold": "#ffd700",
    "terracotta": "#e2725b",
}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    parent: Element | None = None
    strings: list[str] = field(default_factory=list)

    def walk(self) -> list[Element]:
        found = [self]
        for child in self.children:
            found += child.walk()
        return found

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.strings).split())

    def matches(self, test: str) -> bool:
        """A test like `li.plan` or `ol.rows>li`."""
        *above, own = test.split(">")
        tag, _, css = own.partition(".")
        here = self.tag == tag and (not css or css in self.attributes.get("class", "").split())
        return here and (not above or (self.parent is not None and self.parent.matches(above[0])))

    def all(self, test: str) -> list[Element]:
        return [each for each in self.walk() if each.matches(test)]


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, parent=self.open[-1])
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}, parent=self.open[-1]))

    def handle_endtag(self, tag: str) -> None:
        if tag in [each.tag for each in self.open[1:]]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.strings.append(data)


def parse(page: str) -> Element:
    tree = _Tree()
    tree.feed(page)
    return tree.root


@dataclass
class Score:
    """Counts over one or several pages. `missed` says what was wrong, for a person to read."""

    right_sections: int = 0
    extra_sections: int = 0
    missing_sections: int = 0
    right_slots: int = 0
    slots: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.right_sections += other.right_sections
        self.extra_sections += other.extra_sections
        self.missing_sections += other.missing_sections
        self.right_slots += other.right_slots
        self.slots += other.slots
        self.missed += other.missed

    @property
    def precision(self) -> float:
        return self.right_sections / max(1, self.right_sections + self.extra_sections)

    @property
    def recall(self) -> float:
        return self.right_sections / max(1, self.right_sections + self.missing_sections)

    @property
    def slot_accuracy(self) -> float:
        return self.right_slots / max(1, self.slots)


def rows(name: str) -> list[Row]:
    loaded: list[Row] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return loaded


def _norm(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()


def _in_order(wanted: list[str], text: str) -> bool:
    place = 0
    for each in wanted:
        place = _norm(text).find(_norm(each), place)
        if place < 0:
            return False
    return True


def _hue(value: str) -> float:
    red, green, blue = (int(value[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return colorsys.rgb_to_hls(red, green, blue)[0] * 360


def score(row: Row, page: str) -> Score:
    tree = parse(page)
    total = Score()
    parts: dict[str, list[Element]] = {}
    for element in tree.walk():
        kind = element.attributes.get("data-section")
        if kind:
            parts.setdefault(kind, []).append(element)
    wanted = set(row["sections"])
    total.right_sections = len(wanted & set(parts))
    total.missing_sections = len(wanted - set(parts))
    total.extra_sections = len(set(parts) - wanted - set(row.get("may", ())))
    total.missed += [f"missing {kind}" for kind in sorted(wanted - set(parts))]
    total.missed += [f"extra {kind}" for kind in sorted(set(parts) - wanted - set(row.get("may", ())))]

    def slot(name: str, right: bool) -> None:
        total.slots += 1
        total.right_slots += right
        if not right:
            total.missed.append(name)

    def inside(kind: str) -> str:
        return " ".join(part.text for part in parts.get(kind, ()))

    for kind, count in row.get("counts", {}).items():
        slot(f"count {kind} {count}", sum(len(part.all(REPEATED[kind])) for part in parts.get(kind, ())) == count)
    for kind, names in row.get("items", {}).items():
        slot(f"items {kind} {names}", _in_order(names, inside(kind)))
    for kind, texts in row.get("texts", {}).items():
        slot(f"texts {kind} {texts}", all(_norm(text) in _norm(inside(kind)) for text in texts))
    if "brand" in row:
        slot(f"brand {row['brand']}", _norm(row["brand"]) in _norm(tree.all("title")[0].text))
    if "headline" in row:
        slot(f"headline {row['headline']}", _norm(row["headline"]) == _norm(tree.all("h1")[0].text))
    root = tree.all("html")[0].attributes
    if "language" in row:
        slot(f"language {row['language']}", root.get("lang") == row["language"])
    if "dark" in row:
        slot("dark", (root.get("data-scheme") == "dark") == row["dark"])
    if "colour" in row:
        asked = re.search(r"--asked: (#[0-9a-f]{6})", page)
        got = asked.group(1) if asked else ""
        wanted_colour = NAMED.get(row["colour"], str(row["colour"]))
        distance = abs(_hue(got) - _hue(wanted_colour)) if got else 360.0
        exact = row["colour"].startswith("#")
        slot(f"colour {row['colour']}", got == row["colour"] if exact else min(distance, 360 - distance) <= 30)
    if "fields" in row:
        labels = [label.text for label in tree.all("label")]
        slot(
            f"fields {row['fields']}",
            all(any(_norm(name) == _norm(label) for label in labels) for name in row["fields"]),
        )
    if "columns" in row:
        heads = [_norm(cell.text) for cell in tree.all("th") if cell.attributes.get("scope") == "col"]
        slot(f"columns {row['columns']}", [_norm(name) for name in row["columns"]] == heads[: len(row["columns"])])
    return total
