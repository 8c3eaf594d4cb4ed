"""The style sheet of a page: its palette, the rules every page needs, and those of the kinds of section on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from . import colours
from .plan import Plan

_SANS = 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
_SERIF = 'ui-serif, "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Times New Roman", serif'
_MONO = 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace'
FACES = {"": (_SANS, _SANS), "serif": (_SERIF, _SANS), "mono": (_MONO, _MONO)}  # of headings, of text


def _sheet(name: str) -> str:
    return (Path(__file__).parent / "css" / f"{name}.css").read_text(encoding="utf-8").rstrip()


BASE, APP, SIDEBAR = _sheet("base"), _sheet("app"), _sheet("sidebar")
# Rules that only some kinds of section need, each block behind a comment that names the kinds.
KINDS = [
    (frozenset(kinds.split(", ")), rules.strip())
    for kinds, rules in re.findall(r"/\* for: (.*?) \*/\n(.*?)(?=/\* for: |\Z)", _sheet("kinds"), re.DOTALL)
]

APP_KINDS = frozenset(
    {
        "sidebar",
        "table",
        "stats",
        "chart",
        "kanban",
        "calendar",
        "chat",
        "tasks",
        "settings",
        "notifications",
        "progress",
        "profile",
        "invoice",
        "tabs",
    }
)


def is_app(plan: Plan) -> bool:
    """Whether the page is a tool rather than a text: denser, with headings at the side."""
    kinds = [section.kind for section in plan.sections]
    if "hero" in kinds or plan.page in ("landing", "shop", "blog", "portfolio"):
        return False
    return plan.page in ("dashboard", "docs") or (
        bool(kinds) and sum(kind in APP_KINDS for kind in kinds) * 2 > len(kinds)
    )


def base_colour(plan: Plan) -> str:
    return plan.colour or colours.by_subject(f"{plan.subject} {plan.brand} {plan.page}")


def _properties(plan: Plan, dark: bool, by: int) -> str:
    values = colours.palette(base_colour(plan), dark)
    return "\n".join(f"{' ' * by}--{name}: {value};" for name, value in values.items())


def palette(plan: Plan) -> str:
    """The colours as custom properties: of the asked scheme, or of both for the reader's system to choose from."""
    scheme = plan.scheme or "light dark"
    lines = [
        ":root {",
        f"  color-scheme: {scheme};",
        _properties(plan, plan.scheme == "dark", 2),
        f"  --heading: {FACES[plan.face][0]};",
        f"  --body: {FACES[plan.face][1]};",
        "}",
    ]
    if not plan.scheme:
        lines += ["@media (prefers-color-scheme: dark) {", "  :root {", _properties(plan, True, 4), "  }", "}"]
    return "\n".join(lines)


def sheets(plan: Plan) -> Iterator[str]:
    """The style sheet in pieces, in the order of the cascade."""
    yield palette(plan)
    yield BASE
    kinds = {section.kind for section in plan.sections}
    for used, rules in KINDS:
        if kinds & used:
            yield rules
    if is_app(plan):
        yield APP
    if "sidebar" in kinds:
        yield SIDEBAR
