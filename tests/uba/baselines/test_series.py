"""Laws of window contents: rings hold what a dictionary of sets would, however far back they reach."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.baselines.rings import content_in
from uba.baselines.series import FORGET_DAYS, RING, TOO_LATE, SeenValues, SeriesTable
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Window

SPECS = tuple(
    FeatureSpec(
        name=aggregation.name,
        family="F00",
        evidence="x",
        entity="user",
        baseline=BaselineKind.COUNT,
        select=lambda batch: np.ones(len(batch), dtype=np.bool_),
        sentence="",
        techniques=(),
        aggregation=aggregation,
    )
    for aggregation in Aggregation
)
OBSERVED = st.lists(
    st.tuples(
        st.integers(0, 2),  # entity
        st.integers(0, len(SPECS) - 1),  # feature
        st.integers(100, 112),  # window
        st.integers(1, 9),  # weight
        st.integers(1, 4),  # value
    ),
    max_size=60,
)
Observed = tuple[int, int, int, int, int]


def feed(table: SeriesTable, seen: SeenValues, observed: list[Observed]) -> tuple[list[int], list[float]]:
    """Observe in order; row and content after each."""
    columns = np.array(observed, dtype=np.int64).reshape(-1, 5).T
    entity, feature, window, weight, value = columns
    table.reserve(4)
    row, content = table.observe(
        entity, feature, window, window, weight.astype(np.float64), value.astype(np.uint64), np.uint64(7), seen
    )
    return row.tolist(), content.tolist()


class ByHand:
    """The same with dictionaries and sets."""

    def __init__(self) -> None:
        self.windows: dict[Any, list[tuple[int, int]]] = defaultdict(list)
        self.newest: dict[Any, int] = {}
        self.known: set[Any] = set()
        self.novel: dict[Any, int] = defaultdict(int)

    def observe(self, entity: int, feature: int, window: int, weight: int, value: int) -> float:
        """Content of the window after this observation."""
        series = (entity, feature)
        newest = self.newest[series] = max(self.newest.get(series, window), window)
        if window <= newest - RING[Window.DAY]:
            return TOO_LATE
        if (*series, value) not in self.known:
            self.known.add((*series, value))
            self.novel[*series, window] += 1
        self.windows[*series, window].append((weight, value))
        return self.content(entity, feature, window)

    def content(self, entity: int, feature: int, window: int) -> float:
        """Content of a window."""
        met = self.windows.get((entity, feature, window), [])
        kind = Aggregation(int(SPECS[feature].aggregation))
        if kind is Aggregation.NOVEL:
            return self.novel[entity, feature, window]
        if kind is Aggregation.DISTINCT:
            return len({value for _, value in met})
        weights = [weight for weight, _ in met]
        return max(weights, default=0) if kind is Aggregation.MAXIMUM else sum(weights)


@given(observed=OBSERVED, cut=st.integers(0, 60))
def test_rings_hold_what_dictionaries_hold(observed: list[Observed], cut: int) -> None:
    """Contents after every observation are those of sets and sums, in one batch or two."""
    table, seen, by_hand = SeriesTable(SPECS, Window.DAY), SeenValues(), ByHand()
    rows, contents = feed(table, seen, observed[:cut])
    more_rows, more = feed(table, seen, observed[cut:])
    expected = [by_hand.observe(*one) for one in observed]

    assert contents + more == expected
    for (entity, feature, *_), row in zip(observed, rows + more_rows, strict=True):
        assert (table.entity[row], table.feature[row]) == (entity, feature)
        newest = by_hand.newest[entity, feature]
        for window in range(newest - RING[Window.DAY] + 1, newest + 1):
            assert content_in(table.rings, row, window) == by_hand.content(entity, feature, window)
        assert content_in(table.rings, row, newest + 1) == 0.0
        assert content_in(table.rings, row, newest - RING[Window.DAY]) == 0.0


@given(observed=OBSERVED, more=OBSERVED)
def test_state_round_trip(observed: list[Observed], more: list[Observed]) -> None:
    """A restored table goes on as the first one."""
    table, seen = SeriesTable(SPECS, Window.DAY), SeenValues()
    feed(table, seen, observed)
    again, seen_again = SeriesTable(SPECS, Window.DAY), SeenValues()
    again.restore(table.state(), 3)
    seen_again.table.restore(seen.table.state())

    assert feed(again, seen_again, more)[1] == feed(table, seen, more)[1]
    assert again.nbytes > 0


def test_values_are_forgotten_with_their_windows() -> None:
    """Distinct values of old windows are forgotten; values somebody has ever had are not."""
    table, seen = SeriesTable(SPECS, Window.DAY), SeenValues()
    distinct, novel = Aggregation.DISTINCT, Aggregation.NOVEL
    days_and_values = [(100 + i, 1, value) for i in (0, 1) for value in (1, 2)]
    feed(table, seen, [(0, int(kind), *met) for kind in (distinct, novel) for met in days_and_values])
    before = int(seen.table.used[0])
    seen.forget_before(101)

    assert before - int(seen.table.used[0]) == 2
    assert int(np.count_nonzero(seen.table.columns["day"] > 101 + FORGET_DAYS - 2)) == 2
    assert feed(table, seen, [(0, int(novel), 102, 1, 1)])[1] == [0.0]
    assert feed(table, seen, [(0, int(distinct), 101, 1, 2)])[1] == [2.0]


@pytest.mark.parametrize("window", list(RING))
def test_memory_is_bounded(window: Window) -> None:
    """However many windows a series sees, it takes one row."""
    table, seen = SeriesTable(SPECS, window), SeenValues()
    feed(table, seen, [(0, 0, w, 1, 1) for w in range(2_000)])

    assert int(table.count[0]) == 1
    assert table.state()["wide"].shape == (0, RING[window])
    assert table.state()["narrow"].shape == (1, RING[window])
