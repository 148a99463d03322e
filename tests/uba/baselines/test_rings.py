"""Laws of rings: they hold what a dictionary would, whether they are narrow or wide."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from uba.baselines.rings import Rings, begin, content_in, open_in, put

SIZE = 4
CONTENTS = st.one_of(st.integers(0, 300).map(float), st.sampled_from([0.5, 254.0, 255.0, 256.0, 3e6, 0.25]))
STEPS = st.lists(st.tuples(st.integers(0, 1), st.integers(100, 112), CONTENTS), max_size=40)


def rings() -> Rings:
    """Room for two series, which both may become wide."""
    head, place = np.zeros(2, np.int32), np.zeros(2, np.int32)
    return Rings(head, place, np.zeros((2, SIZE), np.uint8), np.zeros((2, SIZE), np.float32), np.zeros(2, np.int64))


@given(steps=STEPS, is_wide=st.booleans())
def test_rings_hold_what_was_put(steps: list[tuple[int, int, float]], is_wide: bool) -> None:
    """The newest windows have exactly the content they were given; older and newer ones have none."""
    made, by_hand, newest = rings(), dict[tuple[int, int], float](), dict[int, int]()
    for row in (0, 1):
        begin(made, row, 100, is_wide)
    for row, window, content in steps:
        newest[row] = max(newest.get(row, 0), window)
        opened = open_in(made, row, window)
        assert opened == (window > newest[row] - SIZE)
        if opened:
            put(made, row, window, content)
            by_hand[row, window] = content

    for row, last in newest.items():
        for window in range(95, 120):
            expected = by_hand.get((row, window), 0.0) if last - SIZE < window <= last else 0.0
            assert content_in(made, row, window) == expected


def test_small_whole_numbers_stay_narrow() -> None:
    """A series becomes wide with the first content that a byte does not hold, and takes what it has along."""
    made = rings()
    begin(made, 0, 100, False)
    for window, content in ((100, 7.0), (101, 255.0)):
        open_in(made, 0, window)
        put(made, 0, window, content)
    assert made.used.tolist() == [1, 0]

    put(made, 0, 101, 256.0)
    assert made.used.tolist() == [1, 1]
    assert [content_in(made, 0, window) for window in (99, 100, 101)] == [0.0, 7.0, 256.0]
