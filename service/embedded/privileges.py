"""Which user a server runs as: Postgres refuses root, so root starts it as nobody."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from service.embedded.process import EmbeddedError, leashed

NOBODY = 65534
CAP_DAC_OVERRIDE = 1  # what a container's root has
CAP_DAC_READ_SEARCH = 2  # the smaller one: read and pass through any directory


@dataclass(frozen=True)
class Runner:
    """Runs commands as `uid` with at most one capability; -1 keeps this process's user and nothing."""

    uid: int = -1
    capability: int = -1

    @classmethod
    def reaching(cls, data: Path, *paths: Path) -> Runner:
        """For root: the owner of `data` (nobody, where there is none yet), and where a path is closed to that user
        (a checkout in /root) the right to pass through."""
        if os.geteuid() != 0:
            return cls()
        uid = data.stat().st_uid if data.exists() else 0
        uid = uid or NOBODY
        closed = [path for path in map(_closed_at, (data, *paths)) if path is not None]
        if not closed:
            return cls(uid)
        held = _capabilities()
        for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
            if held >> capability & 1:
                return cls(uid, capability)
        raise EmbeddedError(
            f"Postgres can't run as root, and user {uid} can't enter {closed[0]}: run as an ordinary user, "
            f"`chmod o+x {closed[0]}`, or set DATABASE_URL to a server"
        )

    def own(self, directory: Path) -> None:
        """Gives a directory (not what is in it) to the user."""
        if self.uid >= 0:
            os.chown(directory, self.uid, self.uid)

    def command(self, program: Sequence[str], death_signal: int) -> list[str]:
        return leashed(program, death_signal, self.uid, self.capability)


def _closed_at(path: Path) -> Path | None:
    """The outermost directory on the way to `path` that others may not enter."""
    return next((parent for parent in reversed(path.parents) if not parent.stat().st_mode & 0o001), None)


def _capabilities() -> int:
    """The permitted capabilities of this process, as a bit set."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapPrm:"):
            return int(line.split()[1], 16)
    return 0
