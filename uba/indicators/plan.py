"""What is to be asked of events of one kind: which rules are left, what is left of them, and what to ask first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from uba.indicators.gate import Gate, Rules
from uba.indicators.reader import TELLING
from uba.indicators.reading import Reading
from uba.indicators.sieve import Sieve
from uba.indicators.tree import Node, Question, questions

Attributes: TypeAlias = tuple[str, ...]
_SELECTIVE = 6
"""Selectivity of a question that lets few enough events through."""


class Plan(msgspec.Struct, frozen=True):
    """What to do with the events of a kind.

    Attributes
    ----------
    left
        What is left to ask, by rule; none: nothing is to be done.
    ungated
        Rules that nothing is known to ask first of.
    gates
        What to ask first, and the rules that it is asked for.
    telling
        The attributes of few values among those that are asked first: events may be told apart by them instead.
    sieves
        What is left, by rule, compiled when it is first needed.
    """

    left: Mapping[int, Node]
    ungated: Rules
    gates: tuple[tuple[Gate, Rules], ...]
    telling: Attributes
    sieves: dict[int, Sieve]

    def sieve(self, rule: int, reading: Reading) -> Sieve:
        """Give what is left of a rule as what it leaves of events."""
        compiled = self.sieves.get(rule)
        if compiled is None:
            compiled = self.sieves[rule] = Sieve(self.left[rule], reading)
        return compiled


NOTHING = Plan({}, frozenset(), (), (), {})


class Planner:
    """Makes plans; they share their gates, because they ask of the same values."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._gates: dict[Attributes, Gate] = {}

    def plan(self, left: Mapping[int, Node]) -> Plan:
        """Make the plan of events of which so much is left to ask, by rule."""
        if not left:
            return NOTHING
        gated: dict[Attributes, set[int]] = {}
        for row, question in _chosen({row: questions(node) for row, node in left.items()}).items():
            for ask in question.asks:
                attributes = ask.reader.attributes
                gate = self._gates.get(attributes)
                if gate is None:
                    gate = self._gates[attributes] = Gate(attributes, self._reading)
                gate.ask(row, ask)
                gated.setdefault(attributes, set()).add(row)
        return Plan(
            left=left,
            ungated=frozenset(left).difference(*gated.values()),
            gates=tuple((self._gates[attributes], frozenset(rows)) for attributes, rows in gated.items()),
            telling=tuple(sorted({name for names in gated if TELLING.issuperset(names) for name in names})),
            sieves={},
        )


def _chosen(asked: Mapping[int, list[Question]]) -> dict[int, Question]:
    """Choose what to ask first for each rule, so that few attributes have to be looked at: each costs every event.

    Among questions that are selective enough the one that needs the fewest new attributes is taken.
    """
    chosen: dict[int, Question] = {}
    looked_at: set[Attributes] = set()
    options = {row: _good(found) for row, found in asked.items() if found}
    for row, good in sorted(options.items(), key=lambda item: (len(item[1]), item[0])):
        best = min(good, key=lambda one: (len(one.attributes - looked_at), -one.selectivity))
        chosen[row] = best
        looked_at |= best.attributes
    return chosen


def _good(found: list[Question]) -> list[Question]:
    most = max(question.selectivity for question in found)
    return [question for question in found if question.selectivity >= min(most, _SELECTIVE)]
