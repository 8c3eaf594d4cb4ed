"""What the looks of one family have in common is said once, for all of them: `.card,.card-2{…}` before what differs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

Look = dict[str, str]  # property to value

LEAST = 2  # declarations that make a rule of its own; one alone is shared by chance
NUMBER = re.compile(r"-\d+$")
KIN = {".select": ".field", ".area": ".field", ".file": ".field", "th": "td"}  # names whose looks are of one family
APART = frozenset({"border-radius"})  # named like a part of a shorthand that does not set it


def written(look: Mapping[str, str]) -> str:
    return ";".join(f"{key}:{value}" for key, value in look.items())


def said_once(rules: Mapping[str, Look]) -> list[tuple[str, str]]:
    """Selectors and declarations, in the order of the rules, those that several share before their own."""
    families: dict[str, dict[str, Look]] = defaultdict(dict)
    for selector, look in rules.items():
        name = NUMBER.sub("", selector)
        families[KIN.get(name, name)][selector] = dict(look)
    out: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for family in families.values():
        while found := _most(family):
            members, look = found
            out[members[0]].append((",".join(members), written(look)))
            for member in members:
                for key in look:
                    del family[member][key]
    own = {selector: look for family in families.values() for selector, look in family.items()}
    return [
        rule
        for selector in rules
        for rule in [*out[selector], *([(selector, written(own[selector]))] if own[selector] else [])]
    ]


def _most(family: Mapping[str, Look]) -> tuple[list[str], Look] | None:
    """The members and declarations that are shorter said together by most; None where nothing is."""
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for selector, look in family.items():
        for declaration in look.items():
            holders[declaration].append(selector)
    best, saved = None, 0
    for members in {tuple(each): each for each in holders.values() if len(each) > 1}.values():
        first = family[members[0]]
        common = {k: v for k, v in first.items() if all(family[other].get(k) == v for other in members[1:])}
        common = _whole(common, [family[member] for member in members])
        if len(common) < LEAST:
            continue
        gain = (len(members) - 1) * len(written(common)) - sum(len(member) + 1 for member in members) - 2
        if gain > saved:
            best, saved = (members, common), gain
    return best


def _whole(common: Look, looks: Sequence[Look]) -> Look:
    """Without longhands whose shorthand stays behind: that would come after them and undo them."""
    return {
        key: value
        for key, value in common.items()
        if key in APART or not any(key.startswith(f"{o}-") and o not in common for look in looks for o in look)
    }
