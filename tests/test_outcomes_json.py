"""What the page knows about outcomes and steps is generated from the service's tables, never typed twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service import outcomes
from service.telemetry import steps

PAGE = Path(__file__).parent.parent / "frontend" / "src"


@pytest.mark.parametrize(
    ("file", "table", "command"),
    [
        ("outcomes.json", outcomes.as_json(), "service.outcomes"),
        ("steps.json", steps.as_json(), "service.telemetry.steps"),
    ],
)
def test_the_page_reads_the_same_table_as_the_service(file: str, table: object, command: str) -> None:
    written = json.loads((PAGE / file).read_text(encoding="utf-8"))
    assert written == table, f"out of date: python -m {command} > frontend/src/{file}"
