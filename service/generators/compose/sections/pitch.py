"""Sections that present something: hero, features, steps, prices, voices, people."""

from __future__ import annotations

from ..context import Context, block, capital, esc
from ..lists import PRICE
from ..plan import Section

_ICONS = ("spark", "shield", "clock", "chart", "heart", "globe")


def _art(seed: str) -> str:
    """A small framed view beside a hero, different for each name but always the same for one."""
    number = sum((place + 1) * ord(char) for place, char in enumerate(seed))
    sun_x, sun_y, size = 90 + number % 140, 78 + number % 36, 30 + number % 18
    rise, dip = number % 34, number % 22
    return "\n".join(
        [
            '<svg class="art" viewBox="0 0 320 264" aria-hidden="true">',
            '  <clipPath id="art-view"><rect x="12" y="36" width="296" height="216" rx="14"/></clipPath>',
            '  <rect class="a0" x="4.5" y="4.5" width="311" height="255" rx="20"/>',
            '  <circle class="a5" cx="24" cy="20" r="5"/><circle class="a5" cx="41" cy="20" r="5"/>'
            '<circle class="a5" cx="58" cy="20" r="5"/>',
            '  <g clip-path="url(#art-view)">',
            '    <path class="a1" d="M12 36h296v216H12z"/>',
            f'    <circle class="a2" cx="{sun_x}" cy="{sun_y}" r="{size}"/>',
            f'    <path class="a4" d="M0 {176 - rise}C60 {120 - rise} 110 {210 - dip} 180 {150 + dip}S280 '
            f'{120 + rise} 330 {160 - dip}V260H0z"/>',
            f'    <path class="a3" d="M0 {216 - dip}C70 {160 + rise} 130 {236 - rise} 200 {196 + dip}S290 '
            f'{176 + dip} 330 {206 - rise}V260H0z"/>',
            "  </g>",
            "</svg>",
        ]
    )


def hero(ctx: Context, section: Section) -> str:
    plan = ctx.plan
    name = plan.brand or capital(plan.subject)
    headline = plan.headline or section.title or section.note(0) or name
    shown = esc(headline) if headline else ctx.t("Your headline goes here")
    if plan.tagline:
        lede = esc(plan.tagline)
    elif plan.subject and name and name != capital(plan.subject):
        lede = esc(capital(plan.subject)) + ". " + ctx.t("Say in one sentence what you offer and for whom.")
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
            block(_art(headline or "hero"), 4),
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


def pricing(ctx: Context, section: Section) -> str:
    plans = ctx.items(section, "Plan {n}")
    cards = []
    for number, (name, note) in enumerate(plans):
        price, _, rest = note.partition(" · ")
        if note and not PRICE.match(note):
            price, rest = "", note
        amount = f'<p class="price">{price}</p>' if price else f'<p class="price open">{ctx.t("Price")}</p>'
        chosen = " chosen" if len(plans) > 2 and number == len(plans) // 2 else ""
        label = esc(section.buttons[0]) if section.buttons else ctx.t("Choose {name}", name=name)
        points = [f"<li>{ctx.t('What this plan includes')}</li>"] * 3
        cards.append(
            "\n".join(
                [
                    f'<li class="card plan{chosen}">',
                    f"  <h3>{name}</h3>",
                    f"  {amount}",
                    f"  <p>{rest or ctx.t('Say in a sentence whom this plan is for.')}</p>",
                    '  <ul class="ticks">',
                    block(points, 4),
                    "  </ul>",
                    f'  <a class="button{"" if chosen or len(plans) < 3 else " quiet"}" href="#main">{label}</a>',
                    "</li>",
                ]
            )
        )
    return ctx.band(section, ['<ul class="grid plans">', block(cards, 2), "</ul>"])


def comparison(ctx: Context, section: Section) -> str:
    names = [name for name, _ in ctx.items(section, "Option {n}")]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    cells = f"<td>{ctx.t('Value')}</td>" * len(names)
    rows = [f'<tr><th scope="row">{ctx.t("Criterion {n}", n=number)}</th>{cells}</tr>' for number in range(1, 5)]
    return ctx.band(
        section,
        scroll(
            ctx, section, ["<thead>", f"  <tr><td></td>{head}</tr>", "</thead>", "<tbody>", block(rows, 2), "</tbody>"]
        ),
    )


def scroll(ctx: Context, section: Section, table: list[str]) -> list[str]:
    """A table that scrolls by itself where the window is narrower: reachable by keyboard, and named."""
    return [
        f'<div class="scroll" role="group" tabindex="0" aria-label="{ctx.title(section)}">',
        "  <table>",
        block(table, 4),
        "  </table>",
        "</div>",
    ]


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
    return ctx.band(section, ['<ul class="grid small">', block(cards, 2), "</ul>"])


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
