"""Rows as a Markdown table: scores, times, sizes and structure recall side by side."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from bench.trace.measure import Row
from bench.trace.roles import ROLES


def table(rows: Sequence[Row], title: str) -> str:
    """One line a page and the means, in Markdown."""
    head = "| page | block | text | position | colour | SSIM | s | first s | code ratio | absolute % | scroll |"
    lines = [f"### {title} ({len(rows)} pages)", "", head, "|---|" + "---:|" * 9 + "---|"]
    for row in rows:
        lines.append(_line(row.page, [row]))
    lines.append(_line("**mean**", rows))
    lines += ["", "| role | found | all | recall % |", "|---|---:|---:|---:|"]
    for role in ROLES:
        found, every = sum(r.found[role] for r in rows), sum(r.every[role] for r in rows)
        if every:
            lines.append(f"| {role} | {found} | {every} | {100 * found / every:.0f} |")
    seconds = sorted(row.seconds for row in rows)
    lines += ["", f"median {statistics.median(seconds):.2f} s, 95th percentile {seconds[int(0.95 * (len(seconds) - 1))]:.2f} s, "
              f"first code at most {max(r.first_code for r in rows):.2f} s, worker's peak memory {max(r.memory for r in rows)} MB, "
              f"least block {100 * min(r.scores.block for r in rows):.1f}", ""]  # fmt: skip
    return "\n".join(lines)


def _line(name: str, rows: Sequence[Row]) -> str:
    def mean(values: list[float]) -> float:
        return sum(values) / len(values)

    kinds = ("block", "text", "position", "color", "ssim")
    scores = " | ".join(f"{100 * mean([getattr(r.scores, kind) for r in rows]):.1f}" for kind in kinds)
    share = 100 * sum(r.positioned for r in rows) / sum(r.elements for r in rows)
    return (
        f"| {name} | {scores} | {mean([r.seconds for r in rows]):.2f} | {mean([r.first_code for r in rows]):.2f} "
        f"| {statistics.median([r.code / r.original for r in rows]):.2f} | {share:.1f} | "
        f"{'yes' if len(rows) == 1 and rows[0].scrolls else f'{sum(r.scrolls for r in rows)}' if len(rows) > 1 else ''} |"
    )
