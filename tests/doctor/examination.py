"""Run the doctor the way a person does and read what it printed."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any

from service.doctor import main
from service.doctor.limits import Limits
from service.settings import Settings

# Everything is on this machine: what takes longer than this hangs.
# The real service shares this machine with whatever else runs: only a hang is given up soon.
PATIENCE = Limits(silence_s=5)
HASTE = Limits(name_s=2, tcp_s=1, tls_s=1, http_s=0.5, banner_s=0.3, upgrade_s=1, pong_s=1, silence_s=3, whole_s=20)


@dataclass(frozen=True)
class Examination:
    """One run of the doctor: its exit code and its JSON."""

    exit_code: int
    said: dict[str, Any]

    @property
    def verdict(self) -> str:
        return str(self.said["verdict"])

    @property
    def failures(self) -> list[str]:
        return [row["name"] for row in self.said["findings"] if row["state"] == "failed"]

    def row(self, name: str) -> dict[str, Any]:
        """The finding whose name starts so."""
        return next(row for row in self.said["findings"] if row["name"].startswith(name))

    def states(self) -> dict[str, str]:
        return {row["name"]: row["state"] for row in self.said["findings"]}


async def examine(
    url: str, *, dry: bool = False, origin: str | None = None, limits: Limits = HASTE, **values: object
) -> Examination:
    out = io.StringIO()
    code = await main(url, settings(**values), dry=dry, as_json=True, origin=origin, out=out, limits=limits)
    return Examination(code, json.loads(out.getvalue()))


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]
