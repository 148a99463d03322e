"""Garbage collection that costs a long run little: what stands is not searched, and what comes is searched seldom."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLDS = (20_000, 20, 100)
"""Containers made until the young are searched, and searches until the next older generation is.

Python counts to 700: that is a search every few hundred events, and a search of everything whenever what lives has
grown by a quarter. What the engine makes has next to no cycles, so reference counts free it; searches find nothing.
"""


def spare_what_stands() -> None:
    """Take everything that exists out of garbage collection, and search seldom from now on; until the process ends.

    For when libraries, rules and state are loaded.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)


@contextmanager
def searched_seldom() -> Iterator[None]:
    """As `spare_what_stands`, until the block ends: a run may be a guest in somebody's process."""
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    spare_what_stands()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not frozen:
            gc.unfreeze()
