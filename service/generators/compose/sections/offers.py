"""Sections that offer a choice: plans with their prices, a price list, a comparison."""

from __future__ import annotations

from ..context import Context, block, capital, esc
from ..lists import PRICE
from ..plan import Section


def pricing(ctx: Context, section: Section) -> str:
    plans = ctx.items(section, "Plan {n}")
    if section.variant == "list":
        rows = [
            f'<li class="plan"><span>{name}</span> <span class="dots"></span> <span class="cost">{note}</span></li>'
            for name, note in plans
        ]
        return ctx.band(section, ['<ul class="card dishes">', block(rows, 2), "</ul>"], css="prices")
    praised = [number for number, (name, _) in enumerate(plans) if name.lower() == esc(section.variant.lower())]
    best = praised[0] if praised else len(plans) // 2
    cards = []
    for number, (name, note) in enumerate(plans):
        price, _, rest = note.partition(" · ")
        if note and not PRICE.match(note):
            price, rest = "", note
        amount = f'<p class="price">{price}</p>' if price else f'<p class="price open">{ctx.t("Price")}</p>'
        chosen = " chosen" if len(plans) > 2 and number == best else ""
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
    return ctx.band(section, [f'<ul class="{ctx.grid(len(cards))} plans">', block(cards, 2), "</ul>"])


def comparison(ctx: Context, section: Section) -> str:
    names = [name for name, _ in ctx.items(section, "Option {n}")]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    cells = f"<td>{ctx.t('Value')}</td>" * len(names)
    sides = [esc(capital(each)) for each in section.rows] or [
        ctx.t("Criterion {n}", n=number) for number in range(1, 5)
    ]
    rows = [f'<tr><th scope="row">{side}</th>{cells}</tr>' for side in sides]
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
