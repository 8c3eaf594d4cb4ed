"""Charts as drawings: bars, a line, a ring, each of the same sample and marked as one."""

from __future__ import annotations

import math
import re

from ..context import Context, block, capital, esc
from ..plan import Section

# The same sample for everybody: a shape to look at, marked as a sample wherever it is shown.
SAMPLE = (42, 58, 51, 73, 64, 86, 79, 95, 70, 88, 61, 77)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _bars(labels: list[str]) -> list[str]:
    width = 640 / len(labels)
    shapes = [f'<path class="rule" d="M0 {y}.5h640"/>' for y in (20, 68, 116, 165)]
    for place, label in enumerate(labels):
        height = SAMPLE[place % len(SAMPLE)] * 1.55
        shapes.append(
            f'<rect class="m1" x="{place * width + width * 0.18:.1f}" y="{165 - height:.1f}" '
            f'width="{width * 0.64:.1f}" height="{height:.1f}" rx="3"/>'
        )
        shapes.append(f'<text x="{(place + 0.5) * width:.1f}" y="188" text-anchor="middle">{label}</text>')
    return shapes


def _line(labels: list[str]) -> list[str]:
    step = 640 / max(1, len(labels) - 1)
    points = [(place * step, 165 - SAMPLE[place % len(SAMPLE)] * 1.55) for place in range(len(labels))]
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
    sizes = [SAMPLE[place % len(SAMPLE)] for place in range(len(labels))]
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


def _usual_labels(ctx: Context, section: Section, parts: bool) -> list[str]:
    """Where the prompt names none: parts of a whole, the twelve months or seven days it speaks of, or eight places."""
    told = f"{section.title} {section.subject}"
    if parts:
        return [ctx.t("Part {n}", n=number) for number in range(1, 5)]
    if re.search(r"(?i)\b(?:(?:week)?days?|daily|weekly|week)\b", told):
        return [ctx.t(day) for day in DAYS]
    months = re.search(r"(?i)month|monat|mois|\bmes\b|mese|mês|maand|year", told)
    return [str(number) for number in range(1, 13 if months else 9)]


def chart(ctx: Context, section: Section) -> str:
    labels = [esc(capital(item))[:24] for item in section.items]
    draw = {"line": _line, "donut": _donut}.get(section.variant, _bars)
    if len(labels) < 2:
        labels = _usual_labels(ctx, section, draw is _donut)
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
