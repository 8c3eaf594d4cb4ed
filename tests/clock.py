"""An event loop whose time is what a test makes of it: nothing waits, and what is due happens in its order."""

from __future__ import annotations

import asyncio
import selectors
from typing import Any


class Clock(selectors.SelectSelector):
    """The loop's source of time: where the loop would sleep, its hands move on instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += timeout or 0.0
        return super().select(0)


def runner(clock: Clock) -> asyncio.Runner:
    """Runs coroutines by `clock`, in seconds; they must wait for each other and for time only, not for sockets."""

    def loop() -> asyncio.AbstractEventLoop:
        made: Any = asyncio.SelectorEventLoop(clock)
        made.time = lambda: clock.now
        return made  # type: ignore[no-any-return]

    return asyncio.Runner(loop_factory=loop)
