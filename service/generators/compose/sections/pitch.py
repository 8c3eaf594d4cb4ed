"""Sections that present something: hero, features, steps, prices, voices, people."""

from __future__ import annotations

from ..context import Context, block, capital, esc
from ..plan import Section
from .art import art

_ICONS = ("spark", "shield", "clock", "chart", "heart", "globe")


def hero(ctx: Context, section: Section) -> str:
    plan = ctx.plan
    name = plan.brand or capital(plan.subject)
    headline = plan.headline or section.title or section.note(0) or name
    shown = esc(headline) if headline else ctx.t("Your headline goes here")
    if plan.tagline:
        lede = esc(plan.tagline)
    elif plan.subject and name and name != capital(plan.subject):
        lede = esc(capital(plan.subject))
    else:
        lede = ctx.t("Say in one sentence what you offer and for whom.")
    labels = [esc(label) for label in section.buttons] or [ctx.t("Main action"), ctx.t("Learn more")]
    following = [
        place
        for place, each in enumerate(plan.sections)
        if each.kind not in ("nav", "sidebar", "banner", "breadcrumbs", "hero")
    ]
    targets = [ctx.anchors[place] for place in following] or ["main"]
    links = [
        f'<a class="button{" quiet" if index else ""}" '
        f'href="#{targets[0] if index else targets[-1 if len(targets) < 2 else -2]}">{label}</a>'
        for index, label in enumerate(labels)
    ]
    eyebrow = f'<p class="eyebrow">{esc(name)}</p>' if name and name != headline and not plan.has("nav") else ""
    own, tag = ctx.anchor(section), ctx.heading()
    return "\n".join(
        [
            f'<section class="hero" id="{own}" data-section="hero" aria-labelledby="{own}-title">',
            '  <div class="wrap split">',
            "    <div>",
            *([f"      {eyebrow}"] if eyebrow else []),
            f'      <{tag} id="{own}-title">{shown}</{tag}>',
            f'      <p class="lede">{lede}</p>',
            '      <p class="actions">',
            block(links, 8),
            "      </p>",
            "    </div>",
            block(art(plan, headline or "hero"), 4),
            "  </div>",
            "</section>",
        ]
    )


def features(ctx: Context, section: Section) -> str:
    cards = [
        "\n".join(
            [
                '<li class="card">',
                '  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">'
                f'<use href="#i-{_ICONS[number % len(_ICONS)]}"/></svg>',
                f"  <h3>{name}</h3>",
                f"  <p>{note or ctx.t('Describe in a sentence what this gives people.')}</p>",
                "</li>",
            ]
        )
        for number, (name, note) in enumerate(ctx.items(section, "Feature {n}"))
    ]
    return ctx.band(
        section,
        [f'<ul class="{ctx.grid(len(cards))}">', block(cards, 2), "</ul>"],
        ctx.t("Say here why these matter to your readers."),
    )


def steps(ctx: Context, section: Section) -> str:
    rows = [
        f"<li>\n  <h3>{name}</h3>\n  <p>{note or ctx.t('Describe what happens in this step.')}</p>\n</li>"
        for name, note in ctx.items(section, "Step {n}")
    ]
    return ctx.band(section, [f'<ol class="{ctx.grid(len(rows))} walk">', block(rows, 2), "</ol>"])


def testimonials(ctx: Context, section: Section) -> str:
    cards = [
        "\n".join(
            [
                '<li class="card">',
                "  <figure>",
                f"    <blockquote><p>{note or ctx.t('Quote a customer here, with their permission.')}</p></blockquote>",
                f"    <figcaption>{ctx.avatar()}<span>{name}</span></figcaption>",
                "  </figure>",
                "</li>",
            ]
        )
        for name, note in ctx.items(section, "Name of customer {n}")
    ]
    return ctx.band(section, [f'<ul class="{ctx.grid(len(cards))}">', block(cards, 2), "</ul>"])


def logos(ctx: Context, section: Section) -> str:
    rows = [f"<li>{name}</li>" for name, _ in ctx.items(section, "Logo {n}")]
    return ctx.band(section, ['<ul class="marks">', block(rows, 2), "</ul>"])


def team(ctx: Context, section: Section) -> str:
    cards = [
        f'<li class="card person">\n  {ctx.avatar()}\n  <h3>{name}</h3>\n  <p>{note or ctx.t("Role")}</p>\n</li>'
        for name, note in ctx.items(section, "Name {n}")
    ]
    return ctx.band(section, [f'<ul class="{ctx.grid(len(cards), 5)}">', block(cards, 2), "</ul>"])


def cta(ctx: Context, section: Section) -> str:
    labels = [esc(label) for label in section.buttons] or [ctx.t("Main action")]
    links = [
        f'<a class="button{" quiet" if index else ""}" href="#main">{label}</a>' for index, label in enumerate(labels)
    ]
    note = (
        esc(section.note(0)) if section.note(0) else ctx.t("Say in one sentence what people get by taking this step.")
    )
    return ctx.band(section, [f"<p>{note}</p>", '<p class="actions">', block(links, 2), "</p>"])


def download(ctx: Context, section: Section) -> str:
    labels = (
        [name for name, _ in ctx.named(section)] or [esc(label) for label in section.buttons] or [ctx.t("Download")]
    )
    links = [
        f'<a class="button{" quiet" if index else ""}" href="#main">{label}</a>' for index, label in enumerate(labels)
    ]
    return ctx.band(
        section,
        [f"<p>{ctx.t('Say which devices it runs on.')}</p>", '<p class="actions">', block(links, 2), "</p>"],
        css="cta",
    )


def error(ctx: Context, section: Section) -> str:
    own = ctx.anchor(section)
    tag = ctx.heading()
    return "\n".join(
        [
            f'<section class="band error" id="{own}" data-section="error" aria-labelledby="{own}-title">',
            '  <div class="wrap">',
            '    <p class="huge" aria-hidden="true">404</p>',
            f'    <{tag} id="{own}-title">{ctx.title(section)}</{tag}>',
            f"    <p>{ctx.t('The page you are looking for is not here.')}</p>",
            '    <p class="actions">'
            '<a class="button" href="#main">'
            f"{esc(section.buttons[0]) if section.buttons else ctx.t('Back to the start page')}</a></p>",
            "  </div>",
            "</section>",
        ]
    )
