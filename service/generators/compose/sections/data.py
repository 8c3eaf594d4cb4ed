"""Sections that show figures and records: cards of numbers, charts, tables, progress, weather, invoices."""

from __future__ import annotations

import math
import re

from ..context import Context, block, capital, esc
from ..plan import Section
from ..words import SIZES
from .pitch import scroll

# The same sample for everybody: a shape to look at, marked as a sample wherever it is shown.
_SAMPLE = (42, 58, 51, 73, 64, 86, 79, 95, 70, 88, 61, 77)
_STATE = re.compile(r"(?i)status|state|stage|zustand|stand|estado|stato|statut|état")
_NUMBER = re.compile(r"(?i)^(?:id|no|nr|#|number|nummer|número|numero|pos)\.?$")


def stats(ctx: Context, section: Section) -> str:
    sample = f"123 <small>{ctx.t('sample value')}</small>"
    cards = [
        f'<div class="card stat">\n  <dt>{name}</dt>\n  <dd>{note or sample}</dd>\n</div>'
        for name, note in ctx.items(section, "Figure {n}")
    ]
    return ctx.band(section, ['<dl class="grid small">', block(cards, 2), "</dl>"])


def _bars(labels: list[str]) -> list[str]:
    width = 640 / len(labels)
    shapes = [f'<path class="rule" d="M0 {y}.5h640"/>' for y in (20, 68, 116, 165)]
    for place, label in enumerate(labels):
        height = _SAMPLE[place % len(_SAMPLE)] * 1.55
        shapes.append(
            f'<rect class="m1" x="{place * width + width * 0.18:.1f}" y="{165 - height:.1f}" '
            f'width="{width * 0.64:.1f}" height="{height:.1f}" rx="3"/>'
        )
        shapes.append(f'<text x="{(place + 0.5) * width:.1f}" y="188" text-anchor="middle">{label}</text>')
    return shapes


def _line(labels: list[str]) -> list[str]:
    step = 640 / max(1, len(labels) - 1)
    points = [(place * step, 165 - _SAMPLE[place % len(_SAMPLE)] * 1.55) for place in range(len(labels))]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    shapes = [f'<path class="rule" d="M0 {y}.5h640"/>' for y in (20, 68, 116, 165)]
    shapes += [
        f'<polygon class="m1 area" points="0,165 {path} 640,165"/>',
        f'<polyline class="trend" points="{path}"/>',
    ]
    for place, label in enumerate(labels):
        anchor = "start" if place == 0 else "end" if place == len(labels) - 1 else "middle"
        shapes.append(f'<text x="{place * step:.1f}" y="188" text-anchor="{anchor}">{label}</text>')
    return shapes


def _donut(labels: list[str]) -> list[str]:
    sizes = [_SAMPLE[place % len(_SAMPLE)] for place in range(len(labels))]
    around, turned = 2 * math.pi * 54, 0.0
    shapes = []
    for place, (label, size) in enumerate(zip(labels, sizes, strict=True)):
        part = size / sum(sizes) * around
        shapes.append(
            f'<circle class="ring r{place % 4}" cx="80" cy="80" r="54" stroke-dasharray="{part - 2:.1f} '
            f'{around - part + 2:.1f}" stroke-dashoffset="{-turned:.1f}"/>'
        )
        if place < 6:
            shapes.append(
                f'<rect class="k{place % 4}" x="180" y="{26 + place * 21}" width="11" height="11" rx="3"/>'
                f'<text x="198" y="{36 + place * 21}">{label}</text>'
            )
        turned += part
    return shapes


def chart(ctx: Context, section: Section) -> str:
    labels = [esc(capital(item))[:24] for item in section.items]
    draw = {"line": _line, "donut": _donut}.get(section.variant, _bars)
    if len(labels) < 2:
        labels = (
            [str(number) for number in range(1, 9)]
            if draw is not _donut
            else [ctx.t("Part {n}", n=number) for number in range(1, 5)]
        )
    shape = ' class="donut" viewBox="0 0 320 162"' if draw is _donut else ' viewBox="0 0 640 195"'
    figures = []
    for number in range(max(1, min(6, section.count if not section.items else 1))):
        name = ctx.title(section) if number == 0 else f"{ctx.title(section)} {number + 1}"
        figures.append(
            "\n".join(
                [
                    '<figure class="card plot">',
                    f'  <svg{shape} role="img" aria-label="{name}: {ctx.t("sample data")}">',
                    block(draw(labels[:12]), 4),
                    "  </svg>",
                    f"  <figcaption>{ctx.t('Sample data: put your own in its place.')}</figcaption>",
                    "</figure>",
                ]
            )
        )
    return ctx.band(section, ['<div class="plots">', block(figures, 2), "</div>"])


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
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = [
        f'<tr><th scope="row">{_cell(ctx, columns[0], row)}</th>'
        + "".join(f"<td>{_cell(ctx, column, row)}</td>" for column in columns[1:])
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
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = [f"<tr>{''.join(f'<td>{column} {row}</td>' for column in columns)}</tr>" for row in range(1, 4)]
    total = (
        f'<tr><th scope="row" colspan="{len(columns) - 1}">{ctx.t("Total")}</th><td>{ctx.t("Amount")}</td></tr>'
        if len(columns) > 1
        else ""
    )
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
        *(["<tfoot>", f"  {total}", "</tfoot>"] if total else []),
    ]
    return ctx.band(
        section, ['<div class="card paper">', block(addresses, 2), block(scroll(ctx, section, rows), 2), "</div>"]
    )


def progress(ctx: Context, section: Section) -> str:
    own = ctx.anchor(section)
    rows = [
        f'<div>\n  <label for="{own}-{number}">{name}</label> <span>{_SAMPLE[number % 12]} %</span>\n  '
        f'<progress id="{own}-{number}" max="100" value="{_SAMPLE[number % 12]}">{_SAMPLE[number % 12]} %'
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
    return ctx.band(section, ['<ul class="grid small">', block(cards, 2), "</ul>"])


def skills(ctx: Context, section: Section) -> str:
    rows = [f'<li class="chip">{name}</li>' for name, _ in ctx.items(section, "Skill {n}")]
    return ctx.band(section, ['<ul class="chips">', block(rows, 2), "</ul>"])


def calendar(ctx: Context, section: Section) -> str:
    days = [ctx.t(day) for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")]
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
