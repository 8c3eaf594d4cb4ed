"""Sections that ask for something: every field with its label, its type, and what browsers may fill in."""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from ..context import Context, block, capital, esc
from ..plan import Section
from ..sheet import lower


@dataclass(frozen=True, slots=True)
class Field:
    """How a field is asked for: an input's type, or "textarea" or "select"; what browsers may fill in, or ""."""

    type: str
    fill: str = ""


_TABLE = tomllib.loads((Path(__file__).parents[1] / "fields.toml").read_text(encoding="utf-8"))
_FIELDS = [(re.compile(row["label"]), Field(row["type"], row.get("fill", ""))) for row in _TABLE["fields"]]


# What of a settings page is written rather than switched on and off.
_WRITTEN = re.compile(
    r"(?i)name|\bbio\b|zone|language|currency|password|phone|address|city|country|birth|\burl\b|web ?site|^e-?mail$|sprache"
    r"|passwort|langue|idioma|lingua|taal"
)
_SWITCHED = re.compile(r"(?i)notif|alert|messages|digest|mode|enable|show|allow|visible|sync|two-factor|2fa|sound")


def field_for(label: str) -> Field:
    low = lower(label)
    return next((told for pattern, told in _FIELDS if pattern.search(low)), Field("text"))


def _field(ctx: Context, own: str, number: int, label: str, fresh_password: bool) -> list[str]:
    told = field_for(label)
    label = re.sub(r"(?i)\s+(?:checkbox|dropdown|select|text ?area|upload)$", "", label)
    ident, shown = f"{own}-{number}", esc(capital(label))
    fill = "new-password" if fresh_password and told.type == "password" else told.fill
    hint = f' autocomplete="{fill}"' if fill else ""
    name = re.sub(r"\W+", "-", lower(label)).strip("-")[:40] or f"field-{number}"
    if told.type == "checkbox":
        return [
            f'<p class="tick"><input id="{ident}" name="{esc(name)}" type="checkbox"> <label for="{ident}">{shown}'
            "</label></p>"
        ]
    lead = f'<label for="{ident}">{shown}</label>'
    if told.type == "textarea":
        return [lead, f'<textarea id="{ident}" name="{esc(name)}" rows="5"></textarea>']
    if told.type == "select":
        options = [f"  <option>{ctx.t('Option {n}', n=each)}</option>" for each in range(1, 4)]
        return [lead, f'<select id="{ident}" name="{esc(name)}">', *options, "</select>"]
    need = " required" if told.type in ("email", "password") else ""
    return [lead, f'<input id="{ident}" name="{esc(name)}" type="{told.type}"{hint}{need}>']


def _form(
    ctx: Context,
    section: Section,
    usual: tuple[str, ...],
    action: str,
    fresh_password: bool = False,
    extra: tuple[str, ...] = (),
) -> list[str]:
    own = ctx.anchor(section)
    labels = list(section.items) or [ctx.word(each) for each in usual]
    if section.items and section.count > len(labels):
        labels += [ctx.word("Field") + f" {number}" for number in range(len(labels) + 1, section.count + 1)]
    # The boxes to tick stand before the button, as forms have it, whatever the order in the prompt was.
    ordered = [label for label in labels if field_for(label).type != "checkbox"] + [
        label for label in labels if field_for(label).type == "checkbox"
    ]
    rows = [line for number, label in enumerate(ordered, 1) for line in _field(ctx, own, number, label, fresh_password)]
    buttons = [esc(label) for label in section.buttons] or [ctx.t(action)]
    sends = [
        f'<button class="button{" quiet" if index else ""}" type="submit">{label}</button>'
        for index, label in enumerate(buttons)
    ]
    return [
        '<form class="fields">',
        block(rows, 2),
        f'  <p class="actions">{"".join(sends)}</p>',
        *(f"  {line}" for line in extra),
        "</form>",
    ]


def login(ctx: Context, section: Section) -> str:
    extra = (f'<p><a href="#main">{ctx.t("Forgot your password?")}</a></p>',)
    return ctx.band(
        section, _form(ctx, section, ("E-mail", "Password", "Remember me"), "Log in", extra=extra), css="ask"
    )


def signup(ctx: Context, section: Section) -> str:
    return ctx.band(
        section, _form(ctx, section, ("Name", "E-mail", "Password"), "Create account", fresh_password=True), css="ask"
    )


def contact(ctx: Context, section: Section) -> str:
    form = _form(ctx, section, ("Name", "E-mail", "Message"), "Send")
    side = [
        '<address class="prose">',
        f"  <p><strong>{esc(ctx.plan.brand) or ctx.t('Your brand')}</strong><br>{ctx.t('Street and number')}"
        f"<br>{ctx.t('Postcode and town')}</p>",
        f"  <p>{ctx.t('Phone')}: 000 000 000</p>",
        "</address>",
    ]
    return ctx.band(section, ['<div class="split top-split">', block(form, 2), block(side, 2), "</div>"])


def form(ctx: Context, section: Section) -> str:
    return ctx.band(section, _form(ctx, section, ("Name", "E-mail", "Message"), "Send"), css="ask")


def newsletter(ctx: Context, section: Section) -> str:
    own = ctx.anchor(section)
    if len(section.items) > 1:
        return ctx.band(section, _form(ctx, section, (), "Subscribe"), css="ask")
    label = esc(section.buttons[0]) if section.buttons else ctx.t("Subscribe")
    body = [
        '<form class="inline">',
        f'  <label for="{own}-mail">{ctx.t("E-mail")}</label>',
        f'  <input id="{own}-mail" name="email" type="email" autocomplete="email" required>',
        f'  <button class="button" type="submit">{label}</button>',
        "</form>",
    ]
    return ctx.band(section, body, ctx.t("Say what you send, and how often."), css="news-letter")


def search(ctx: Context, section: Section) -> str:
    own = ctx.anchor(section)
    label = esc(section.buttons[0]) if section.buttons else ctx.t("Search")
    filters = [
        f'  <p class="tick"><input id="{own}-f{number}" name="filter" type="checkbox"> '
        f'<label for="{own}-f{number}">{esc(capital(item))}</label></p>'
        for number, item in enumerate(section.items, 1)
    ]
    body = [
        '<form class="inline" role="search">',
        f'  <label for="{own}-q">{ctx.t("What are you looking for?")}</label>',
        f'  <input id="{own}-q" name="q" type="search">',
        f'  <button class="button" type="submit">{label}</button>',
        *filters,
        "</form>",
    ]
    return ctx.band(section, body, css="find")


def settings(ctx: Context, section: Section) -> str:
    own = ctx.anchor(section)
    labels = [name for name, _ in ctx.named(section)] or [
        ctx.t("Messages by e-mail"),
        ctx.t("Messages on this device"),
        ctx.t("Visible profile"),
    ]
    rows: list[str] = []
    for number, label in enumerate(labels, 1):
        if _WRITTEN.search(label) and not _SWITCHED.search(label):
            rows += _field(ctx, own, number, html.unescape(label), fresh_password=False)
        else:
            rows.append(
                f'<p class="tick switch"><label for="{own}-{number}">{label}</label> '
                f'<input id="{own}-{number}" name="setting-{number}" type="checkbox"></p>'
            )
    body = [
        '<form class="fields wide">',
        block(rows, 2),
        f'  <p class="actions"><button class="button" type="submit">{ctx.t("Save")}</button></p>',
        "</form>",
    ]
    return ctx.band(section, body)


def checkout(ctx: Context, section: Section) -> str:
    items = [
        f'<li><span>{ctx.t("Item {n}", n=number)}</span> <span class="dots"></span> '
        f'<span class="cost">{ctx.t("Price")}</span></li>'
        for number in range(1, 4)
    ]
    summary = [
        '<div class="card">',
        f"  <h3>{ctx.t('Your order')}</h3>",
        '  <ul class="dishes">',
        block(items, 4),
        f'    <li class="sum"><span>{ctx.t("Total")}</span> <span class="dots"></span> '
        f'<span class="cost">{ctx.t("Amount")}</span></li>',
        "  </ul>",
        "</div>",
    ]
    ask = _form(ctx, section, ("Name", "E-mail", "Street and number", "Postcode", "Town"), "Order with payment")
    return ctx.band(section, ['<div class="split top-split">', block(ask, 2), block(summary, 2), "</div>"])


def upload(ctx: Context, section: Section) -> str:
    own = ctx.anchor(section)
    body = [
        '<form class="drop">',
        '  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-up"/></svg>',
        f'  <label for="{own}-file">{ctx.t("Choose files, or drop them here")}</label>',
        f'  <input id="{own}-file" name="files" type="file" multiple>',
        f'  <button class="button" type="submit">{esc(section.buttons[0]) if section.buttons else ctx.t("Upload")}'
        "</button>",
        "</form>",
    ]
    return ctx.band(section, body, css="ask broad")
