"""What stands around a page's content: bars, side navigation, footer."""

from __future__ import annotations

from ..context import Context, block, capital, esc
from ..plan import Section

_FRAME = ("nav", "sidebar", "banner", "breadcrumbs", "footer")


def brand(ctx: Context) -> str:
    name = ctx.plan.brand or capital(ctx.plan.subject)
    shown = esc(name[:40]) if name else ctx.t("Your brand")
    return (
        f'<a class="brand" href="#main"><span class="mark" aria-hidden="true">{esc((name or "•")[0].upper())}'
        f"</span>{shown}</a>"
    )


def _links(ctx: Context, section: Section, most: int) -> list[str]:
    if section.items:
        return [f'<li><a href="{ctx.href(item)}">{esc(capital(item))}</a></li>' for item in section.items]
    own = [
        f'<li><a href="#{ctx.anchors[place]}">{ctx.title(each)}</a></li>'
        for place, each in enumerate(ctx.plan.sections)
        if each.kind not in (*_FRAME, "hero")
    ]
    if len(own) >= 2:
        return own[: section.count or most]
    return [
        f'<li><a href="#main">{ctx.t("Link {n}", n=number)}</a></li>' for number in range(1, (section.count or 4) + 1)
    ]


def nav(ctx: Context, section: Section) -> str:
    buttons = [f'<a class="button small" href="{ctx.href(label)}">{esc(label)}</a>' for label in section.buttons]
    links = _links(ctx, section, 6)
    # On a phone, more links than fit beside the brand open from a button: HTML alone, no script.
    folded = len(links) > 3
    own = ctx.unique("nav-links")
    opener = (
        f'<button class="opener" type="button" popovertarget="{own}" aria-label="{ctx.t("Main navigation")}">'
        '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 7h16M4 12h16M4 17h16"/></svg></button>'
    )
    return "\n".join(
        [
            f'<header class="top" id="{ctx.anchor(section)}" data-section="nav">',
            '  <div class="wrap bar">',
            f"    {brand(ctx)}",
            f'    <nav aria-label="{ctx.t("Main navigation")}">',
            f'      <ul id="{own}" popover>' if folded else "      <ul>",
            block(links, 8),
            "      </ul>",
            "    </nav>",
            *(f"    {button}" for button in buttons),
            *([f"    {opener}"] if folded else []),
            "  </div>",
            "</header>",
        ]
    )


def sidebar(ctx: Context, section: Section) -> str:
    title = f'<p class="side-title">{esc(section.title)}</p>' if section.title else ""
    lines = _links(ctx, section, 8)
    lines[0] = lines[0].replace("<a ", '<a aria-current="true" ', 1)
    return "\n".join(
        [
            f'<aside class="side" id="{ctx.anchor(section)}" data-section="sidebar" aria-label="{ctx.t("Sidebar")}">',
            *([f"  {brand(ctx)}"] if not ctx.plan.has("nav") else []),
            *([f"  {title}"] if title else []),
            f'  <nav aria-label="{ctx.t("Side navigation")}">',
            "    <ul>",
            block(lines, 6),
            "    </ul>",
            "  </nav>",
            "</aside>",
        ]
    )


def banner(ctx: Context, section: Section) -> str:
    text = section.note(0) or section.title or " ".join(section.items)
    shown = esc(text) if text else ctx.t("Write your announcement here.")
    links = "".join(f' <a href="#main">{esc(label)}</a>' for label in section.buttons)
    return (
        f'<aside class="notice" id="{ctx.anchor(section)}" data-section="banner" '
        f'aria-label="{ctx.t("Announcement")}">\n'
        f"  <p>{shown}{links}</p>\n</aside>"
    )


def breadcrumbs(ctx: Context, section: Section) -> str:
    names = [item for item, _ in ctx.named(section)] or [
        ctx.t("Home"),
        ctx.t("Section"),
        ctx.t("This page"),
    ]
    rows = [f'<li><a href="#main">{name}</a></li>' for name in names[:-1]] + [
        f'<li aria-current="page">{names[-1]}</li>'
    ]
    return "\n".join(
        [
            f'<nav class="crumbs" id="{ctx.anchor(section)}" data-section="breadcrumbs" '
            f'aria-label="{ctx.t("Breadcrumbs")}">',
            '  <ol class="wrap">',
            block(rows, 4),
            "  </ol>",
            "</nav>",
        ]
    )


def footer(ctx: Context, section: Section) -> str:
    """Only the asked part of the footer; the composer's note follows it in the same landmark."""
    nav_bar = ctx.plan.of("nav")
    links = _links(ctx, nav_bar if nav_bar and nav_bar.items and not section.items else section, 8)
    return "\n".join(
        [
            f'<div class="wrap foot" id="{ctx.anchor(section)}" data-section="footer">',
            f"  {brand(ctx)}",
            f'  <nav aria-label="{ctx.t("Footer navigation")}">',
            "    <ul>",
            block(links, 6),
            "    </ul>",
            "  </nav>",
            "</div>",
        ]
    )


def social(ctx: Context, section: Section) -> str:
    rows = [f'<li><a class="chip" href="#main">{name}</a></li>' for name, _ in ctx.items(section, "Profile {n}")]
    return ctx.band(section, ['<ul class="chips">', block(rows, 2), "</ul>"])


def tabs(ctx: Context, section: Section) -> str:
    names = [name for name, _ in ctx.items(section, "Tab {n}")]
    own = ctx.anchor(section)
    heads, panels = [], []
    for number, name in enumerate(names, 1):
        checked = " checked" if number == 1 else ""
        heads += [
            f'<input type="radio" name="{own}" id="{own}-t{number}"{checked}>',
            f'<label for="{own}-t{number}">{name}</label>',
        ]
        panels.append(f"<div><h3>{name}</h3><p>{ctx.t('Put the content of “{name}” here.', name=name)}</p></div>")
    body = [
        '<fieldset class="tabset">',
        f"  <legend>{ctx.t('Choose a tab')}</legend>",
        block(heads, 2),
        '  <div class="panels">',
        block(panels, 4),
        "  </div>",
        "</fieldset>",
    ]
    return ctx.band(section, body)
