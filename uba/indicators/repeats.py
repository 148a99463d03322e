"""Which hits were had already: the same actor doing the same to the same thing counts once in a while."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from uba.clock import DAY_MS

_KEPT = 1 << 18


class Repeats:
    """When each hit was last seen, by hash of rule, actor, operation and target; the longest unseen are forgotten."""

    def __init__(self) -> None:
        self._last: dict[int, tuple[int, int]] = {}

    def seen(self, key: int, time: int, quiet_days: int) -> bool:
        """Note a hit; tell whether the same was seen within `quiet_days` of event time of it."""
        known = self._last.pop(key, None)
        newest = time if known is None else max(time, known[0])
        self._last[key] = (newest, newest + quiet_days * DAY_MS)
        if len(self._last) > _KEPT:
            del self._last[next(iter(self._last))]
        return known is not None and abs(time - known[0]) < quiet_days * DAY_MS

    def forget_before(self, day: int) -> None:
        """Drop what would be no repetition on UTC day `day`."""
        self._last = {key: value for key, value in self._last.items() if value[1] >= day * DAY_MS}

    @property
    def nbytes(self) -> int:
        """Bytes of the stored form."""
        return 24 * len(self._last)

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Keys, times of the last hit and of oblivion, in the order they were seen."""
        return {
            "keys": np.array(list(self._last), dtype=np.uint64),
            "times": np.array(list(self._last.values()), dtype=np.int64).reshape(-1, 2),
        }

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Rebuild from `state`."""
        times: list[list[int]] = state["times"].tolist()
        self._last = {key: (time, end) for key, (time, end) in zip(state["keys"].tolist(), times, strict=True)}
