"""Sections that list what people write and do: dates, articles, questions, tasks, messages."""

from __future__ import annotations

from ..context import Context, block, esc
from ..plan import Section


def schedule(ctx: Context, section: Section) -> str:
    rows = [
        f'<li>\n  <span class="when">{note or "00:00"}</span>\n  <h3>{name}</h3>\n</li>'
        for name, note in ctx.items(section, "Event {n}")
    ]
    return ctx.band(section, ['<ol class="card rows">', block(rows, 2), "</ol>"])


def timeline(ctx: Context, section: Section) -> str:
    rows = [
        f"<li>\n  <h3>{name}</h3>\n  <p>{note or ctx.t('Describe what happened, and when.')}</p>\n</li>"
        for name, note in ctx.items(section, "Event {n}")
    ]
    return ctx.band(section, ['<ol class="line">', block(rows, 2), "</ol>"])


def blog(ctx: Context, section: Section) -> str:
    cards = [
        "\n".join(
            [
                '<li class="card good">',
                f"  {ctx.picture(ctx.t('Picture {n}', n=number + 1), number, '16 / 9')}",
                f"  <h3>{name}</h3>",
                f"  <p>{note or ctx.t('Sum up the article in a sentence or two.')}</p>",
                f'  <p><a href="#main">{ctx.t("Read on")}<span class="hidden">: {name}</span></a></p>',
                "</li>",
            ]
        )
        for number, (name, note) in enumerate(ctx.items(section, "Article {n}"))
    ]
    return ctx.band(section, [f'<ul class="{ctx.grid(len(cards))}">', block(cards, 2), "</ul>"])


def article(ctx: Context, section: Section) -> str:
    names = [name for name, _ in ctx.items(section, "Chapter {n}")]
    told = esc(section.note(0)) if section.note(0) and not section.items else ""
    body = [f"<p>{told or ctx.t('Begin with what readers most need to know.')}</p>"]
    for name in names:
        body += [f"<h3>{name}</h3>", f"<p>{ctx.t('Write this part here.')}</p>"]
    return ctx.band(section, ['<article class="prose">', block(body, 2), "</article>"])


def faq(ctx: Context, section: Section) -> str:
    rows = [
        f"<details{' open' if number == 0 else ''}>\n  <summary>{name}</summary>\n  "
        f"<p>{note or ctx.t('Write the answer here.')}</p>\n</details>"
        for number, (name, note) in enumerate(ctx.items(section, "Question {n}"))
    ]
    return ctx.band(section, ['<div class="fold">', block(rows, 2), "</div>"])


def kanban(ctx: Context, section: Section) -> str:
    named = [name for name, _ in ctx.named(section)]
    if section.count > len(named):
        named = [name for name, _ in ctx.items(section, "List {n}")]
    columns = []
    for name in named or [ctx.t("To do"), ctx.t("In progress"), ctx.t("Done")]:
        tasks = [f"<li>{ctx.t('Task {n}', n=number)}</li>" for number in range(1, 4)]
        columns.append(
            "\n".join(['<div class="lane">', f"  <h3>{name}</h3>", "  <ul>", block(tasks, 4), "  </ul>", "</div>"])
        )
    return ctx.band(section, ['<div class="board">', block(columns, 2), "</div>"])


def tasks(ctx: Context, section: Section) -> str:
    own = ctx.anchor(section)
    rows = [
        f'<li><input type="checkbox" id="{own}-{number}"> <label for="{own}-{number}">{name}</label></li>'
        for number, (name, _) in enumerate(ctx.items(section, "Task {n}"), 1)
    ]
    add = [
        '<form class="inline">',
        f'  <label for="{own}-new">{ctx.t("New task")}</label>',
        f'  <input id="{own}-new" name="task" type="text" required>',
        f'  <button class="button" type="submit">{ctx.t("Add")}</button>',
        "</form>",
    ]
    return ctx.band(
        section, ['<div class="card">', block(add, 2), '  <ul class="checks">', block(rows, 4), "  </ul>", "</div>"]
    )


def notifications(ctx: Context, section: Section) -> str:
    rows = [
        f"<li>\n  <h3>{name}</h3>\n  <p>{note or ctx.t('Say here what happened.')}</p>\n</li>"
        for name, note in ctx.items(section, "Message {n}")
    ]
    return ctx.band(section, ['<ul class="card rows news">', block(rows, 2), "</ul>"])


def chat(ctx: Context, section: Section) -> str:
    own = ctx.anchor(section)
    people = [
        f'<li><a href="#{own}-talk">{ctx.avatar()}<span>{name}</span></a></li>'
        for name, _ in ctx.items(section, "Conversation {n}")
    ]
    mine = ' class="mine"'
    talk = [f"<li{mine if number % 2 == 0 else ''}>{ctx.t('Message {n}', n=number)}</li>" for number in range(1, 5)]
    body = [
        '<div class="chat-box">',
        f'  <nav aria-label="{ctx.t("Conversations")}">',
        "    <ul>",
        block(people, 6),
        "    </ul>",
        "  </nav>",
        f'  <div class="talk" id="{own}-talk">',
        "    <ol>",
        block(talk, 6),
        "    </ol>",
        '    <form class="inline">',
        f'      <label for="{own}-new">{ctx.t("Your message")}</label>',
        f'      <input id="{own}-new" name="message" type="text" required>',
        f'      <button class="button" type="submit">{ctx.t("Send")}</button>',
        "    </form>",
        "  </div>",
        "</div>",
    ]
    return ctx.band(section, body)


def comments(ctx: Context, section: Section) -> str:
    own = ctx.anchor(section)
    rows = [
        f"<li>\n  {ctx.avatar()}\n  <div>\n    <h3>{name}</h3>\n    <p>{ctx.t('A comment will stand here.')}"
        "</p>\n  </div>\n</li>"
        for name, _ in ctx.items(section, "Name {n}")
    ]
    form = [
        '<form class="fields">',
        f'  <label for="{own}-text">{ctx.t("Your comment")}</label>',
        f'  <textarea id="{own}-text" name="comment" rows="4" required></textarea>',
        f'  <button class="button" type="submit">{ctx.t("Send")}</button>',
        "</form>",
    ]
    return ctx.band(section, ['<ol class="voices">', block(rows, 2), "</ol>", *form])


def profile(ctx: Context, section: Section) -> str:
    rows = (
        [f"<div><dt>{name}</dt><dd>{note or ctx.t('Value')}</dd></div>" for name, note in ctx.named(section)]
        if section.items
        else []
    )
    body = [
        '<div class="card person wide">',
        f"  {ctx.avatar()}",
        "  <div>",
        f'    <p class="name">{ctx.t("Your name")}</p>',
        f"    <p>{ctx.t('Introduce yourself in a sentence or two.')}</p>",
        *(['    <dl class="hours-list">', block(rows, 6), "    </dl>"] if rows else []),
        "  </div>",
        "</div>",
    ]
    return ctx.band(section, body)
