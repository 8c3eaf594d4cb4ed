"""`python -m dashboards.build` writes what is generated; `--check` says what is not up to date and exits with 1."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml
from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.cog.encoder import JSONEncoder

from dashboards.alerts import rules
from dashboards.generations import generations
from dashboards.handshakes import handshakes
from dashboards.keep_alive import keep_alive
from dashboards.runbook import runbook

HERE = Path(__file__).parent
ALERTS_HEAD = "# Written by python -m dashboards.build from dashboards/alerts.py: edit that.\n"


def built() -> Mapping[Path, str]:
    """Every generated file and its text."""
    boards = (handshakes(), keep_alive(), generations())
    return {
        **{HERE / "json" / f"{one.build().uid}.json": _json(one) for one in boards},
        HERE / "alerts.yaml": ALERTS_HEAD + yaml.safe_dump(rules(), sort_keys=False, width=200, allow_unicode=True),
        HERE / "runbook.md": runbook(),
    }


def stale() -> list[Path]:
    """The generated files whose text is not what would be written now."""
    return [path for path, text in built().items() if not path.exists() or path.read_text() != text]


def _json(one: Dashboard) -> str:
    plain = json.loads(json.dumps(one.build(), cls=JSONEncoder))
    for link in plain["links"]:
        del link["placement"]  # the library puts every link into a menu; these belong where they are seen
    return json.dumps(plain, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        old = stale()
        for path in old:
            sys.stderr.write(f"{path.relative_to(HERE.parent)} is not up to date: run python -m dashboards.build\n")
        return 1 if old else 0
    for path, text in built().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
