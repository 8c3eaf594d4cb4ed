"""The README's tables are rendered from the code they describe: `python -m tests.test_readme` writes them."""

from __future__ import annotations

import re
from pathlib import Path

from service.settings import Settings
from service.telemetry.steps import Step

README = Path(__file__).parents[1] / "README.md"


def steps() -> str:
    rows = ["| n | span | at start | when done |", "|---|---|---|---|"]
    for step in Step:
        done = f"`{step.done_text.format('<id>')}`" if step.done_text else ""
        rows.append(f"| {step.number} | {step.span} | `{step.start_text}` | {done} |")
    return "\n".join(rows)


def settings() -> str:
    rows = ["| variable | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        rows.append(f"| `{name.upper()}` | {default} | {(field.description or '').replace('|', '/')} |")
    return "\n".join(rows)


def rendered(text: str) -> str:
    for name, table in (("steps", steps()), ("settings", settings())):
        before, rest = text.split(f"<!-- {name} -->\n", 1)
        after = rest.split(f"<!-- /{name} -->", 1)[1]
        text = f"{before}<!-- {name} -->\n{table}\n<!-- /{name} -->{after}"
    return text


def test_the_tables_are_those_of_the_code() -> None:
    text = README.read_text()
    assert rendered(text) == text, "run python -m tests.test_readme"


def test_every_path_it_names_is_there() -> None:
    named = set(re.findall(r"`((?:service|bench|dashboards|frontend|tests)(?:/[\w.]+)+)`", README.read_text()))
    assert named
    assert {path for path in named if not (README.parent / path).exists()} <= {"frontend/.env.local"}


if __name__ == "__main__":
    README.write_text(rendered(README.read_text()))
