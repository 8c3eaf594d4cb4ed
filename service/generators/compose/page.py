"""A plan as a page: the pieces of an HTML document in their order, each ready to be sent as soon as it is built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from . import style
from .context import Context, block, capital, esc
from .plan import Plan, Section, store
from .sections import BUILD
from .words import TITLES, translate

KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY")
LOCAL = ("OPENAI_BASE_URL", "MODEL")
GENERATOR = "Wirelight offline composer (built from keywords, no AI model)"
_UNKNOWN = "The composer found no part of a page that it knows in this prompt, so this page only shows its words."
_TRY = (
    "Try naming parts: “navigation with Home, Shop and Contact, a gallery of 6 pictures, pricing with 3 plans, "
    "a contact form”."
)
_ABOVE = ("banner", "nav", "breadcrumbs")
# The drawings that sections refer to by id, a symbol a line.
_SYMBOLS = {
    found.group(1): found.group()
    for found in re.finditer(
        r'<symbol id="([\w-]+)".*</symbol>', (Path(__file__).parent / "symbols.svg").read_text(encoding="utf-8")
    )
}
_USES = {
    **{f"view-{number}": ("gallery", "products", "blog", "about") for number in range(3)},
    "person": ("team", "testimonials", "comments", "profile", "chat"),
    "i-spark": ("features", "weather"),
    "i-up": ("upload",),
    **{f"i-{name}": ("features",) for name in ("shield", "clock", "chart", "heart", "globe")},
}


def title(plan: Plan) -> str:
    """What the page is called, in plain text."""
    first = next((each for each in plan.sections if each.kind not in (*_ABOVE, "sidebar", "hero", "footer")), None)
    about = (first.title or translate(plan.language, TITLES[first.kind])) if first and not plan.has("hero") else ""
    names = [plan.brand, plan.headline or about or capital(plan.subject)]
    if plan.page == "dashboard" and not plan.headline:
        names[1] = translate(plan.language, "Dashboard")
    return " – ".join(dict.fromkeys(filter(None, names))) or translate(plan.language, "Your page")


def _head(plan: Plan) -> str:
    keys = ", ".join(KEYS[:-1]) + f" or {KEYS[-1]}"
    return "\n".join(
        [
            "<!DOCTYPE html>",
            "<!--",
            "  Made by Wirelight's offline composer: built from keywords of the prompt, no AI model.",
            f"  For a model's answer, set {keys}",
            f"  (or {' and '.join(LOCAL)} for a server of your own) in Wirelight's environment and restart it.",
            "-->",
            f'<html lang="{plan.language}"{f" data-scheme={chr(34)}{plan.scheme}{chr(34)}" if plan.scheme else ""}>',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta name="generator" content="{GENERATOR}">',
            f"<title>{esc(title(plan))}</title>",
            store(plan),
            "<style>",
            "",
        ]
    )


def _note(ctx: Context) -> str:
    keys = ", ".join(f"<code>{key}</code>" for key in KEYS)
    local = " + ".join(f"<code>{key}</code>" for key in LOCAL)
    how = ctx.t(
        "Set {keys} in the environment of Wirelight, or {local} for a server of your own, and restart it.",
        keys=keys,
        local=local,
    )
    return "\n".join(
        [
            '<div class="wrap made">',
            f"  <p>{ctx.t('Made by Wirelight’s offline composer from keywords of the prompt: no AI model.')}</p>",
            "  <details>",
            f"    <summary>{ctx.t('How to connect a model')}</summary>",
            f"    <p>{how}</p>",
            "  </details>",
            "</div>",
        ]
    )


def _symbols(plan: Plan) -> list[str]:
    needed = [text for name, text in _SYMBOLS.items() if any(plan.has(kind) for kind in _USES[name])]
    if not needed:
        return []
    return ['<svg width="0" height="0" class="hidden" aria-hidden="true">', *(f"  {each}" for each in needed), "</svg>"]


def _own_words(ctx: Context) -> str:
    """The page for a prompt in which nothing was recognised: its words, and what to do about it."""
    ctx.h1_taken = True
    rows = [row.strip() for row in ctx.plan.words.split("\n") if row.strip()] or [ctx.word("Your page")]
    head = ctx.plan.headline or ctx.plan.brand or (rows[0] if len(rows[0]) <= 80 else "")
    rest = [f'<p dir="auto">{esc(row)}</p>' for row in rows if row != head]
    return "\n".join(
        [
            '<section class="band" aria-labelledby="words-title">',
            '  <div class="wrap">',
            f'    <div class="head"><h1 id="words-title" dir="auto">{esc(head) or ctx.t("Your page")}</h1></div>',
            *(f"    {each}" for each in rest),
            f'    <p class="lede">{ctx.t(_UNKNOWN)}</p>',
            f"    <p>{ctx.t(_TRY)}</p>",
            "  </div>",
            "</section>",
        ]
    )


def _page_head(ctx: Context, sections: list[Section]) -> str:
    """A heading for the whole page where no section's heading can be it; the page of own words has its own."""
    plan = ctx.plan
    if not sections or plan.has("hero") or plan.has("error") or (len(sections) < 2 and not plan.headline):
        return ""
    name = (
        plan.headline
        or (translate(plan.language, "Dashboard") if plan.page == "dashboard" else "")
        or plan.brand
        or capital(plan.subject)
    )
    if not name:
        return ""
    ctx.h1_taken = True
    lede = plan.tagline or (capital(plan.subject) if plan.subject and plan.subject.lower() != name.lower() else "")
    return "\n".join(
        [
            '<div class="wrap page-head">',
            f"  <h1>{esc(name)}</h1>",
            *([f'  <p class="lede">{esc(lede)}</p>'] if lede else []),
            "</div>",
        ]
    )


def pieces(plan: Plan) -> Iterator[str]:
    """The document from its first to its last character. The first piece needs nothing but the plan."""
    yield _head(plan)
    for sheet in style.sheets(plan):
        yield sheet + "\n"
    ctx = Context(plan)
    shape = ' class="app"' if style.is_app(plan) else ""
    opening = [
        "</style>",
        "</head>",
        f"<body{shape}>",
        f'<a class="skip" href="#main">{ctx.t("Skip to content")}</a>',
        *_symbols(plan),
    ]
    yield "\n".join(opening) + "\n"
    for section in plan.sections:
        if section.kind in _ABOVE:
            yield BUILD[section.kind](ctx, section) + "\n"
    side = plan.of("sidebar")
    depth = 2 if side else 0
    if side:
        yield '<div class="frame">\n' + block(BUILD["sidebar"](ctx, side), 2) + "\n"
    main = [section for section in plan.sections if section.kind not in (*_ABOVE, "sidebar", "footer")]
    head = _page_head(ctx, main)
    yield block('<main id="main" tabindex="-1">', depth) + "\n" + (block(head, depth + 2) + "\n" if head else "")
    if not main:
        yield block(_own_words(ctx), depth + 2) + "\n"
    for section in main:
        yield block(BUILD[section.kind](ctx, section), depth + 2) + "\n"
    yield block("</main>", depth) + "\n" + ("</div>\n" if side else "")
    footer = plan.of("footer")
    own = block(BUILD["footer"](ctx, footer), 2) + "\n" if footer else ""
    yield f'<footer class="page-foot">\n{own}{block(_note(ctx), 2)}\n</footer>\n</body>\n</html>\n'
