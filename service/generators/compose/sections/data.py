"""Sections that show figures and records: cards of numbers, charts, tables, progress, weather, invoices."""

from __future__ import annotations

import re

from ..context import Context, block, capital, esc
from ..plan import Section
from ..words import SIZES
from .charts import DAYS, SAMPLE
from .offers import scroll

_STATE = re.compile(r"(?i)status|state|stage|zustand|stand|estado|stato|statut|état")
_AMOUNT = re.compile(
    r"(?i)\b(?:amount|total|price|cost|sum|quantity|qty|hours|rate|salary|balance|stock|market cap|betrag|preis|summe|menge"
    r"|montant|prix|importe|precio|importo|prezzo|valor|preço|bedrag|prijs)\b|24h|%"
)
_ITEM = re.compile(r"(?i)item|descri|product|service|work|article|posten|concepto|voce|artigo|omschrijving|bezeichnung")
_NUMBER = re.compile(r"(?i)^(?:id|no|nr|#|number|nummer|número|numero|pos)\.?$")


def stats(ctx: Context, section: Section) -> str:
    sample = f"123 <small>{ctx.t('sample value')}</small>"
    cards = [
        f'<div class="card stat">\n  <dt>{name}</dt>\n  <dd>{note or sample}</dd>\n</div>'
        for name, note in ctx.items(section, "Figure {n}")
    ]
    return ctx.band(section, [f'<dl class="{ctx.grid(len(cards), 5)}">', block(cards, 2), "</dl>"])


def _cell(ctx: Context, column: str, row: int) -> str:
    if _NUMBER.match(column):
        return str(row)
    if _STATE.search(column):
        return f'<span class="pill">{column}</span>'
    return f"{column} {row}"


def table(ctx: Context, section: Section) -> str:
    columns = [name for name, _ in ctx.named(section)] or [
        ctx.t("Name"),
        ctx.t("Status"),
        ctx.t("Date"),
        ctx.t("Amount"),
    ]
    rows = section.count or SIZES[section.kind]
    css = [' class="num"' if _AMOUNT.search(column) else "" for column in columns]
    head = "".join(f'<th scope="col"{own}>{column}</th>' for column, own in zip(columns, css, strict=True))
    body = [
        f'<tr><th scope="row">{_cell(ctx, columns[0], row)}</th>'
        + "".join(f"<td{own}>{_cell(ctx, column, row)}</td>" for column, own in zip(columns[1:], css[1:], strict=True))
        + "</tr>"
        for row in range(1, rows + 1)
    ]
    return ctx.band(
        section,
        scroll(ctx, section, ["<thead>", f"  <tr>{head}</tr>", "</thead>", "<tbody>", block(body, 2), "</tbody>"]),
    )


def invoice(ctx: Context, section: Section) -> str:
    columns = [name for name, _ in ctx.named(section)] or [
        ctx.t("Item"),
        ctx.t("Quantity"),
        ctx.t("Price"),
        ctx.t("Amount"),
    ]
    if not any(_ITEM.search(column) for column in columns):
        columns.insert(0, ctx.t("Item"))
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = [f"<tr>{''.join(f'<td>{column} {row}</td>' for column in columns)}</tr>" for row in range(1, 4)]
    sums = [*(esc(capital(row)) for row in section.rows), ctx.t("Total")]
    total = [
        f'<tr><th scope="row" colspan="{len(columns) - 1}">{name}</th><td>{ctx.t("Amount")}</td></tr>'
        for name in sums
        if len(columns) > 1
    ]
    addresses = [
        '<div class="parties">',
        f"  <address><strong>{ctx.t('From')}</strong><br>{esc(ctx.plan.brand) or ctx.t('Your name')}"
        f"<br>{ctx.t('Street and number')}<br>{ctx.t('Postcode and town')}</address>",
        f"  <address><strong>{ctx.t('To')}</strong><br>{ctx.t('Name')}<br>{ctx.t('Street and number')}"
        f"<br>{ctx.t('Postcode and town')}</address>",
        f"  <p><strong>{ctx.t('Number')}</strong> 0000<br><strong>{ctx.t('Date')}</strong> 0000-00-00</p>",
        "</div>",
    ]
    rows = [
        "<thead>",
        f"  <tr>{head}</tr>",
        "</thead>",
        "<tbody>",
        block(body, 2),
        "</tbody>",
        *(["<tfoot>", block(total, 2), "</tfoot>"] if total else []),
    ]
    pays = [
        f'  <p class="actions"><button class="button" type="button">{esc(each)}</button></p>'
        for each in section.buttons
    ]
    return ctx.band(
        section,
        ['<div class="card paper">', block(addresses, 2), block(scroll(ctx, section, rows), 2), *pays, "</div>"],
    )


def progress(ctx: Context, section: Section) -> str:
    own = ctx.anchor(section)
    rows = [
        f'<div>\n  <label for="{own}-{number}">{name}</label> <span>{SAMPLE[number % 12]} %</span>\n  '
        f'<progress id="{own}-{number}" max="100" value="{SAMPLE[number % 12]}">{SAMPLE[number % 12]} %'
        "</progress>\n</div>"
        for number, (name, _) in enumerate(ctx.items(section, "Goal {n}"))
    ]
    return ctx.band(
        section,
        [
            '<div class="card meters">',
            block(rows, 2),
            f"  <p><small>{ctx.t('Sample data: put your own in its place.')}</small></p>",
            "</div>",
        ],
    )


def weather(ctx: Context, section: Section) -> str:
    cards = [
        '<li class="card stat">\n  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-spark"/>'
        f"</svg>\n  <h3>{name}</h3>\n  <p>00°</p>\n</li>"
        for name, _ in ctx.items(section, "Day {n}")
    ]
    return ctx.band(section, [f'<ul class="{ctx.grid(len(cards), 5)}">', block(cards, 2), "</ul>"])


def skills(ctx: Context, section: Section) -> str:
    rows = [f'<li class="chip">{name}</li>' for name, _ in ctx.items(section, "Skill {n}")]
    return ctx.band(section, ['<ul class="chips">', block(rows, 2), "</ul>"])


def calendar(ctx: Context, section: Section) -> str:
    days = [ctx.t(day) for day in DAYS]
    head = "".join(f'<th scope="col">{day}</th>' for day in days)
    weeks = [
        "<tr>"
        + "".join(f"<td>{day}</td>" if day <= 31 else "<td></td>" for day in range(week * 7 + 1, week * 7 + 8))
        + "</tr>"
        for week in range(5)
    ]
    return ctx.band(
        section,
        scroll(ctx, section, ["<thead>", f"  <tr>{head}</tr>", "</thead>", "<tbody>", block(weeks, 2), "</tbody>"]),
    )
