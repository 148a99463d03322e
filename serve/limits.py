"""How fast one key may ask."""

from __future__ import annotations

import time
from collections.abc import Callable

_SIZE = 4096


class RateLimit:
    """A token bucket for each key: `rate` requests a second on average, twice that in one go.

    Parameters
    ----------
    rate
        Requests a second, > 0.
    clock
        Seconds, never going back.
    """

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.burst = max(1.0, 2 * rate)
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, key_id: str) -> float:
        """Take a token; 0 when there was one, else the seconds until there is."""
        now = self._clock()
        tokens, since = self._buckets.get(key_id, (self.burst, now))
        tokens = min(self.burst, tokens + (now - since) * self.rate)
        if len(self._buckets) >= _SIZE:
            self._buckets.clear()
        if tokens < 1:
            self._buckets[key_id] = (tokens, now)
            return (1 - tokens) / self.rate
        self._buckets[key_id] = (tokens - 1, now)
        return 0.0
