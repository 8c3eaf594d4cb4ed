"""Rows as a Markdown table: scores, times, sizes and structure recall side by side."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict

from bench.trace.measure import Row
from bench.trace.roles import ROLES

HEAD = "| page | block | text | position | colour | SSIM | s | first s | code ratio | absolute % | scroll |"


def table(rows: Sequence[Row], title: str) -> str:
    """One line a page and the means, in Markdown."""
    lines = [f"### {title} ({len(rows)} pages)", "", HEAD, "|---|" + "---:|" * 9 + "---|"]
    lines.extend(_line(row.page, [row]) for row in rows)
    lines.append(_line("**mean**", rows))
    lines += ["", "| role | found | all | recall % | pages with it | their mean % |", "|---|---:|---:|---:|---:|---:|"]
    for role in ROLES:
        found, every = sum(r.found[role] for r in rows), sum(r.every[role] for r in rows)
        shares = [r.found[role] / r.every[role] for r in rows if r.every[role]]
        if shares:
            mean = 100 * statistics.mean(shares)
            lines.append(f"| {role} | {found} | {every} | {100 * found / every:.0f} | {len(shares)} | {mean:.0f} |")
    seconds = sorted(row.seconds for row in rows)
    slow = seconds[int(0.95 * (len(seconds) - 1))]
    first = statistics.median(row.first_code for row in rows)
    ratio = statistics.median(row.code / row.original for row in rows)
    lines += [
        "",
        f"median {statistics.median(seconds):.2f} s, 95th percentile {slow:.2f} s, first code after {first:.2f} s (median), "
        f"worker's peak memory {max(r.memory for r in rows)} MB, least block {100 * min(r.scores.block for r in rows):.1f}, "
        f"code ratio {ratio:.2f} (median)",
        "",
        f"of the letters in place {_letters(rows, 'sized'):.1f} % have their size within 3 %, "
        f"{_letters(rows, 'weighed'):.1f} % their weight (means of the pages)",
        "",
    ]
    return "\n".join(lines)


def _letters(rows: Sequence[Row], kind: str) -> float:
    """Percent of the compared letters, the mean of the pages that have some."""
    shares = [getattr(r.setting, kind) / r.setting.letters for r in rows if r.setting.letters]
    return 100 * statistics.mean(shares) if shares else 0.0


def facts(row: Row) -> dict[str, object]:
    """The row as JSON has it."""
    # asdict would rebuild a Counter from pairs, and so count the pairs.
    return asdict(row) | {"found": dict(row.found), "every": dict(row.every)}


def _line(name: str, rows: Sequence[Row]) -> str:
    def mean(values: list[float]) -> float:
        return sum(values) / len(values)

    kinds = ("block", "text", "position", "color", "ssim")
    scores = " | ".join(f"{100 * mean([getattr(r.scores, kind) for r in rows]):.1f}" for kind in kinds)
    share = 100 * sum(r.positioned for r in rows) / sum(r.elements for r in rows)
    scroll = ("yes" if rows[0].scrolls else "") if len(rows) == 1 else str(sum(r.scrolls for r in rows))
    seconds, first = mean([r.seconds for r in rows]), mean([r.first_code for r in rows])
    size = mean([r.code / r.original for r in rows])
    return f"| {name} | {scores} | {seconds:.2f} | {first:.2f} | {size:.2f} | {share:.1f} | {scroll} |"
