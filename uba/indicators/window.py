"""Hits of a correlation in event time: counted, or related, within its time span; in bounded memory.

Hits are kept by their time, not by their arrival: out of order or not, the same
hits fire the same correlations, as long as they come within the lateness bound.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from operator import itemgetter
from typing import TypeAlias

from uba.indicators.ruleset import Correlation, Relation

_KEPT_AT_LEAST = 64
_time = itemgetter(0)


Mark: TypeAlias = tuple[int, int, int]
"""One hit: its time, the number of its base, the hash of its value (0: none). Plain tuples sort fastest."""


class Window:
    """The recent hits of one group."""

    def __init__(self, marks: list[Mark] | None = None) -> None:
        self.marks: list[Mark] = marks or []

    @property
    def newest(self) -> int:
        """Time of the newest hit."""
        return self.marks[-1][0]

    def add(self, correlation: Correlation, mark: Mark, lateness_ms: int) -> int:
        """Enter a hit; give how many are together if the correlation now holds with it, else 0."""
        marks = self.marks
        relation = correlation.relation
        if relation is Relation.VALUE_COUNT:
            fewer = self._without_older(mark)
            if fewer is None:  # the value was seen later already: it counts there
                return 0
            marks = fewer
        insort(marks, mark)
        oldest = marks[-1][0] - correlation.span_ms - lateness_ms
        if marks[0][0] < oldest:
            marks = marks[bisect_left(marks, oldest, key=_time) :]
        limit = max(_KEPT_AT_LEAST, 4 * correlation.at_least)
        if len(marks) > limit:
            marks = marks[-limit:]
        self.marks = marks
        if len(marks) < correlation.at_least or mark[0] < marks[0][0]:
            return 0
        if relation is Relation.TEMPORAL:
            return _together(marks, mark, correlation)
        if relation is Relation.TEMPORAL_ORDERED:
            return _in_order(marks, mark, correlation)
        return _counted(marks, mark, correlation)

    def _without_older(self, mark: Mark) -> list[Mark] | None:
        """The hits without an older one of the same value; None when there is a newer one."""
        values = [other[2] for other in self.marks]
        if mark[2] not in values:
            return self.marks
        position = values.index(mark[2])
        if self.marks[position][0] >= mark[0]:
            return None
        return self.marks[:position] + self.marks[position + 1 :]


def _counted(marks: list[Mark], mark: Mark, correlation: Correlation) -> int:
    """The most hits in a span that the new one lies in, if they are enough."""
    needed = correlation.at_least
    position = bisect_left(marks, mark)
    first, last = max(0, position - needed + 1), min(position, len(marks) - needed)
    for start in range(first, last + 1):
        if marks[start + needed - 1][0] - marks[start][0] <= correlation.span_ms:
            begin = bisect_left(marks, mark[0] - correlation.span_ms, key=_time)
            return max(needed, position - begin + 1)
    return 0


def _together(marks: list[Mark], mark: Mark, correlation: Correlation) -> int:
    """Distinct bases with a hit in one span that the new one lies in, if they are enough."""
    span = correlation.span_ms
    most = 0
    for start in range(bisect_left(marks, mark[0] - span, key=_time), bisect_right(marks, mark[0], key=_time)):
        end = bisect_right(marks, marks[start][0] + span, key=_time)
        most = max(most, len({other[1] for other in marks[start:end]}))
    return most if most >= correlation.at_least else 0


def _in_order(marks: list[Mark], mark: Mark, correlation: Correlation) -> int:
    """All bases one after the other within one span, the new hit in its place: the nearest before and after it."""
    bases = len(correlation.bases)
    position = bisect_left(marks, mark)
    begin = mark[0]
    wanted = mark[1] - 1
    for other in reversed(marks[:position]):
        if wanted < 0:
            break
        if other[1] == wanted:
            begin, wanted = other[0], wanted - 1
    if wanted >= 0:
        return 0
    end, wanted = mark[0], mark[1] + 1
    for other in marks[position:]:
        if wanted == bases:
            break
        if other[1] == wanted:
            end, wanted = other[0], wanted + 1
    return bases if wanted == bases and end - begin <= correlation.span_ms else 0
