"""What prices are of: plans to choose from, things on a list, or the columns of a table."""

from __future__ import annotations

import re

from .lists import Item
from .mentions import Mention

# Names that plans have, whatever the word before them: "prices: Basic $9, Pro $19".
_PLANS = re.compile(
    r"(?i)free|basic|starter|standard|plus|pro|premium|team|business|company|enterprise|hobby|personal|max"
)


def is_list(mention: Mention) -> bool:
    """ "prices: haircut £22": things with prices. Plans are called plans, or are paid by the month."""
    plans = re.compile(r"(?i)plan|tier|member|subscri|package|abo|/|per |month|year|mo\b")
    return (
        len(mention.items) >= 2
        and all(item.name and item.note for item in mention.items)
        and not any(plans.search(text) for text in (mention.words, *(item.note for item in mention.items)))
        and not any(_PLANS.fullmatch(item.name) for item in mention.items)
    )


def is_table(mention: Mention) -> bool:
    """A "price table (Coin, Price, Change)" lists columns; plans would have names and prices."""
    return any(re.fullmatch(r"(?i)(?:\w+ )?(?:price|cost|rate)s?", item.name) for item in mention.items)


def praised(mention: Mention) -> str:
    """The plan that shall stand out: "(highlight Silver)" wherever it is said, "(most popular)" of its own plan."""
    for place, item in enumerate(mention.items):
        other = re.search(
            r"(?i)\b(?:highlight|emphasi[sz]e|recommend|feature)(?:ed|s)?:?\s+(?:the\s+)?(\w+)", item.note
        )
        own = re.search(r"(?i)\b(?:most popular|popular|recommended|highlighted|best value|featured)\b", item.note)
        if other and not own:
            note = item.note.replace(other.group(), "").strip(" ·")
            mention.items[place] = Item(item.name, note)
            return other.group(1)
        if own:
            return item.name
    return ""
