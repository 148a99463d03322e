"""Laws of garbage collection in a long run: it is left alone, and afterwards it is as it was."""

from __future__ import annotations

import gc

from uba.garbage import searched_seldom


def test_a_guest_leaves_the_process_as_it_was() -> None:
    """Inside the block what stood before is spared and searches are seldom; behind it all is as before."""
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with searched_seldom():
        inside, spared = gc.get_threshold(), gc.get_freeze_count()

    assert inside[0] > before[0]
    assert spared > frozen
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, frozen)


def test_cycles_are_still_found() -> None:
    """What refers to itself is freed inside the block too: seldom is not never."""

    class Knot:
        def __init__(self) -> None:
            self.me = self

    with searched_seldom():
        knots = sum(isinstance(thing, Knot) for thing in (Knot() for _ in range(200_000)))
        left = sum(isinstance(thing, Knot) for thing in gc.get_objects())

    assert knots == 200_000
    assert left < 100_000
