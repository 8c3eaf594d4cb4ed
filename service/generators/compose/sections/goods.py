"""Sections that show a business: pictures, goods, dishes, hours, the way there, recordings, its own text."""

from __future__ import annotations

from ..context import Context, block, capital, esc
from ..plan import Section

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def gallery(ctx: Context, section: Section) -> str:
    label = "Project {n}" if section.title == "Projects" else "Picture {n}"
    rows = [
        f"<li>\n  <figure>\n    {ctx.picture(name, number)}\n    <figcaption>{name}</figcaption>\n  </figure>\n</li>"
        for number, (name, _) in enumerate(ctx.items(section, label))
    ]
    return ctx.band(section, [f'<ul class="{ctx.grid(len(rows))} photos">', block(rows, 2), "</ul>"])


def products(ctx: Context, section: Section) -> str:
    label = esc(section.buttons[0]) if section.buttons else ctx.t("Add to basket")
    cards = [
        "\n".join(
            [
                '<li class="card good">',
                f"  {ctx.picture(name, number, '1')}",
                f"  <h3>{name}</h3>",
                f'  <p class="price">{note}</p>' if note else f'  <p class="price open">{ctx.t("Price")}</p>',
                f'  <button class="button" type="button">{label}</button>',
                "</li>",
            ]
        )
        for number, (name, note) in enumerate(ctx.items(section, "Product {n}"))
    ]
    return ctx.band(section, [f'<ul class="{ctx.grid(len(cards), 5)}">', block(cards, 2), "</ul>"])


def menu(ctx: Context, section: Section) -> str:
    def row(name: str, note: str) -> str:
        return (
            f'<li><span>{name}</span> <span class="dots"></span> <span class="cost">{note or ctx.t("Price")}'
            "</span></li>"
        )

    if any(section.notes):
        body = [
            '<ul class="card dishes">',
            block([row(*each) for each in ctx.items(section, "Dish {n}")], 2),
            "</ul>",
        ]
        return ctx.band(section, body)
    groups = [name for name, _ in ctx.named(section)] or [
        ctx.t("Starters"),
        ctx.t("Main courses"),
        ctx.t("Desserts"),
    ]
    body = [f'<div class="{ctx.grid(len(groups))}">']
    for name in groups:
        rows = [row(ctx.t("Dish {n}", n=number), "") for number in range(1, 4)]
        body.append(
            block(
                [f'<div class="card">\n  <h3>{name}</h3>\n  <ul class="dishes">', block(rows, 4), "  </ul>\n</div>"], 2
            )
        )
    return ctx.band(section, [*body, "</div>"])


def hours(ctx: Context, section: Section) -> str:
    named = [
        (esc(capital(item)), esc(section.note(place)) or ctx.t("closed")) for place, item in enumerate(section.items)
    ]
    rows = named or [(ctx.t(day), "00:00 – 00:00") for day in _DAYS]
    body = [f"<div><dt>{day}</dt><dd>{time}</dd></div>" for day, time in rows]
    return ctx.band(section, ['<dl class="card hours-list">', block(body, 2), "</dl>"])


def location(ctx: Context, section: Section) -> str:
    name = esc(ctx.plan.brand) or ctx.t("Your brand")
    body = [
        '<div class="split">',
        '  <svg class="map" viewBox="0 0 320 200" aria-hidden="true">',
        '    <path class="road" d="M-10 150C60 120 90 170 160 130S260 60 330 80M90 -10C110 60 70 120 120 210M240 '
        '-10c-30 70 10 130-10 220"/>',
        '    <path class="pin" d="M160 62a26 26 0 0 1 26 26c0 19-26 46-26 46s-26-27-26-46a26 26 0 0 1 26-26z"/>'
        '<circle class="eye" cx="160" cy="88" r="9"/>',
        "  </svg>",
        f"  <address>\n    <strong>{name}</strong><br>\n    {ctx.t('Street and number')}"
        f"<br>\n    {ctx.t('Postcode and town')}\n  </address>",
        "</div>",
    ]
    return ctx.band(section, body)


def video(ctx: Context, section: Section) -> str:
    shown = ctx.title(section)
    count = max(1, min(6, section.count))
    one = [
        "<figure>",
        f'  <svg class="map" viewBox="0 0 320 180" role="img" aria-label="{shown}">'
        '<circle class="pin" cx="160" cy="90" r="34"/><path class="eye" d="M150 73l30 17-30 17z"/></svg>',
        f"  <figcaption>{ctx.t('Put your video in this place.')}</figcaption>",
        "</figure>",
    ]
    return ctx.band(section, ['<div class="grid">' if count > 1 else "<div>", block(one * count, 2), "</div>"])


def player(ctx: Context, section: Section) -> str:
    rows = [
        f'<li>\n  <span class="when">00:00</span>\n  <h3>{name}</h3>\n  '
        f'<button class="button small quiet" type="button">{ctx.t("Play")}<span class="hidden"> {name}</span>'
        "</button>\n</li>"
        for name, _ in ctx.items(section, "Track {n}")
    ]
    return ctx.band(section, ['<ol class="card rows">', block(rows, 2), "</ol>"])


def about(ctx: Context, section: Section) -> str:
    text = esc(section.note(0)) if section.note(0) else ctx.t("Tell here in your own words what people should know.")
    more = [f"<li>{name}</li>" for name, _ in ctx.named(section)] if section.items else []
    body = [
        '<div class="split">',
        f"  {ctx.picture(ctx.t('Picture {n}', n=1), 1, '4 / 3')}",
        f'  <div class="prose">\n    <p>{text}</p>'
        + (f"\n    <ul>{''.join(more)}</ul>" if more else "")
        + "\n  </div>",
        "</div>",
    ]
    return ctx.band(section, body)


def content(ctx: Context, section: Section) -> str:
    text = (
        esc(section.note(0))
        if section.note(0) and not section.items
        else ctx.t("Tell here in your own words what people should know.")
    )
    more = [f"<li>{name}</li>" for name, _ in ctx.named(section)] if section.items else []
    return ctx.band(
        section,
        ['<div class="prose">', f"  <p>{text}</p>", *([f"  <ul>{''.join(more)}</ul>"] if more else []), "</div>"],
    )
