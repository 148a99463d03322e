"""Laws of rare values: the formula by hand, back-off to peers, and no order within a day."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.baselines.rarity import DISCOUNT, STRENGTH, RarityTable
from uba.baselines.series import FORGET_DAYS

Met = tuple[int, int]
"""Entity and value; the peer group of entity e is e modulo 2."""
DAYS = st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5)), max_size=8), max_size=6)


def surprises(table: RarityTable, met: list[Met], day: int, *, learn: bool = True) -> list[float]:
    """Let entities meet values on a day; the surprise of each."""
    entity, value = (np.array(column, dtype=np.int64) for column in zip(*met, strict=True))
    table.reserve(8, 4, len(met))
    n = len(met)
    found, _ = table.surprise(
        entity, entity % 2, np.zeros(n, np.int64), value.astype(np.uint64), np.full(n, day), np.full(n, learn)
    )
    return [float(x) for x in found]


def taught(days: list[list[Met]]) -> RarityTable:
    """A table that has closed these days."""
    table = RarityTable(1)
    for day, met in enumerate(days):
        if met:
            surprises(table, met, day)
        table.close_day(day)
    return table


class ByHand:
    """The formula of the module's docstring with dictionaries."""

    def __init__(self) -> None:
        self.counts: dict[object, dict[int, int]] = defaultdict(lambda: defaultdict(int))

    def close(self, met: list[Met]) -> None:
        """Count each entity's values once; a level above counts what was new to the one below."""
        for entity, value in set(met):
            for owner in (entity, ("group", entity % 2), "all"):
                is_new = value not in self.counts[owner]
                self.counts[owner][value] += 1
                if not is_new:
                    break

    def p(self, entity: int, value: int) -> float:
        """Predictive probability."""
        base = 1.0
        for owner in ("all", ("group", entity % 2), entity):
            counts = self.counts[owner]
            total, kinds, own = sum(counts.values()), len(counts), counts.get(value, 0)
            base = (max(own - DISCOUNT, 0.0) + (STRENGTH + DISCOUNT * kinds) * base) / (total + STRENGTH)
        return base


@given(days=DAYS)
def test_the_formula(days: list[list[Met]]) -> None:
    """Whatever was met, p is the formula's, computed with dictionaries: counts of days, closed ones only."""
    table, by_hand = taught(days), ByHand()
    for met in days:
        by_hand.close(met)

    for entity in range(4):
        for value in range(1, 7):
            expected = -math.log10(by_hand.p(entity, value))
            assert surprises(table, [(entity, value)], 99, learn=False)[0] == pytest.approx(expected, abs=1e-5)


@given(days=DAYS)
def test_had_before(days: list[list[Met]]) -> None:
    """What an entity had until the day before yesterday is known, whether yesterday is closed or not."""
    table = taught(days)
    asked = [(entity, value) for entity in range(4) for value in range(1, 6)]
    entity, value = (np.array(column, dtype=np.int64) for column in zip(*asked, strict=True))
    table.reserve(8, 4, len(asked))

    for today in (len(days), len(days) + 1):
        had = table.had_before(entity, 0, value.astype(np.uint64), np.full(len(asked), today))

        assert had.tolist() == [any(one in met for met in days[: today - 1]) for one in asked]
    assert surprises(table, asked, 99, learn=False) == surprises(taught(days), asked, 99, learn=False)


@given(days=DAYS, entity=st.integers(0, 3))
def test_probabilities(days: list[list[Met]], entity: int) -> None:
    """Every p is in (0, 1], and no value is rarer than one that nobody ever had."""
    table = taught(days)
    found = surprises(table, [(entity, value) for value in range(1, 6)], 99, learn=False)
    unseen = surprises(table, [(entity, 77)], 99, learn=False)[0]

    assert all(-1e-6 <= surprise <= unseen + 1e-6 for surprise in found)


@given(day=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5)), min_size=1, max_size=12), data=st.data())
def test_the_order_of_a_day_does_not_matter(day: list[Met], data: st.DataObject) -> None:
    """The events of one day, in any order and however often repeated, teach the same and surprise the same."""
    mixed = data.draw(st.permutations(day + day[:3]))
    before = [[(0, 1), (1, 2)], [(0, 1)]]
    one, other = taught([*before, day]), taught([*before, mixed])

    assert np.array_equal(one.totals, other.totals)
    assert np.array_equal(one.group_totals, other.group_totals)
    for met in day:
        assert surprises(one, [met], 9, learn=False) == surprises(other, [met], 9, learn=False)


def test_nothing_surprises_at_the_start() -> None:
    """While nothing was learned, nothing is surprising."""
    assert surprises(RarityTable(1), [(0, 1), (1, 2), (0, 3)], 0) == pytest.approx([0.0, 0.0, 0.0])


def test_a_newcomer_is_its_peers() -> None:
    """A newcomer is surprised as a peer group is: less by what peers have than by what strangers have."""
    table = taught([[(0, 1), (2, 1), (1, 2), (3, 2)]] * 10)  # group 0 has value 1, group 1 has value 2
    peers, strangers, nobody = (surprises(table, [(4, value)], 10, learn=False)[0] for value in (1, 2, 9))

    assert peers < strangers < nobody


def test_what_is_seen_again_surprises_less() -> None:
    """A new value surprises less with every day it is met, and what was met once before is told."""
    table = taught([[(0, 1), (1, 1)]] * 10)
    found = []
    for day in range(10, 16):
        found.append(surprises(table, [(0, 5)], day)[0])
        table.close_day(day)

    assert found == sorted(found, reverse=True)
    assert found[-1] < found[0] / 2


def test_who_often_meets_new_values_is_surprised_less() -> None:
    """A new value is less surprising for somebody who meets a new one every day than for a creature of habit."""
    days = [[(0, 1), (2, 100 + day)] for day in range(20)]
    table = taught(days)
    habit, traveller = (surprises(table, [(entity, 7)], 20, learn=False)[0] for entity in (0, 2))

    assert traveller < habit


def test_old_values_are_forgotten() -> None:
    """A value not met for a season is forgotten; one that is met every day is not."""
    table = RarityTable(1)
    surprises(table, [(0, 1), (0, 2)], 0)
    for day in range(0, FORGET_DAYS + 61):
        surprises(table, [(0, 1)], day)
        table.close_day(day)

    assert int(table.own.used[0]) == 1
    assert surprises(table, [(0, 1)], 200, learn=False)[0] < 0.1 < surprises(table, [(0, 2)], 200, learn=False)[0]


def test_state_round_trip() -> None:
    """A restored table is surprised by the same, open days included."""
    table = taught([[(0, 1), (1, 2)]] * 3)
    surprises(table, [(0, 5), (1, 2)], 3)
    again = RarityTable(1)
    again.restore(table.state())
    for one in (table, again):
        one.close_day(3)

    met = [(entity, value) for entity in range(4) for value in range(1, 7)]
    assert surprises(again, met, 4) == surprises(table, met, 4)
