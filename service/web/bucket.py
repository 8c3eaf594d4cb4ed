"""A token bucket: so many a second, and a burst."""

from __future__ import annotations


class Bucket:
    """Full at first. `now` is of any clock that does not go back, in seconds, always of the same one."""

    __slots__ = ("_burst", "_per_second", "_tokens", "at")

    def __init__(self, per_second: float, burst: float, now: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._tokens = burst
        self.at = now  # when it was last asked

    def take(self, now: float) -> bool:
        """Take a token, if there is one."""
        self._tokens = min(self._burst, self._tokens + (now - self.at) * self._per_second)
        self.at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
