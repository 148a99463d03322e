"""Which rules about one event hold on which events of a batch.

Events are looked at by shape first (`uba.indicators.reader.SHAPE`): for each shape it is known which rules are out of
the question, what is left to ask of the others, and which of it to ask first. Most shapes have no rule left; of the
others gates on single fields let few events through, and only for those the rest is asked. What was found out about
shapes and values is kept, bounded, and changes no result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import msgspec
import numpy as np

from uba.events import Event
from uba.indicators.gate import Gate, Rules
from uba.indicators.reader import SHAPE
from uba.indicators.reading import Reading
from uba.indicators.ruleset import EventRule
from uba.indicators.tree import NEVER, Node, Predicate, Question, every, fixed, given, predicate, questions

_shape_of = attrgetter(*SHAPE)
_SELECTIVE = 6
"""Selectivity of a question that lets few enough events through."""
_REMEMBERED = 1 << 12
"""Shapes whose plans are kept; then all are made anew."""


class Plan(msgspec.Struct, frozen=True):
    """What to do with the events of a shape.

    Attributes
    ----------
    left
        What is left to ask, by rule; none: nothing is to be done.
    ungated
        Rules that nothing is known to ask first of.
    gates
        What to ask first, and the rules that it is asked for.
    holds
        What is left, compiled when it is first needed.
    """

    left: dict[int, Node]
    ungated: Rules
    gates: tuple[tuple[Gate, Rules], ...]
    holds: dict[int, Predicate]


_NOTHING = Plan({}, frozenset(), (), {})


class _Numbers(dict[tuple[Any, ...], int]):
    """The number of each shape's plan; 0 is the plan to do nothing."""

    def __init__(self, make: Callable[[tuple[Any, ...]], int]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, shape: tuple[Any, ...]) -> int:
        number = self[shape] = self._make(shape)
        return number


class Matching:
    """Compiled event rules.

    Parameters
    ----------
    rules
        In order; hits name them by row.
    """

    def __init__(self, rules: Sequence[EventRule], reading: Reading) -> None:
        self._rules = rules
        self._reading = reading
        self._fixed = [tuple(fixed(every((rule.guard, rule.condition))).items()) for rule in rules]
        self._gates: dict[tuple[str, ...], Gate] = {}
        self._plans: list[Plan] = [_NOTHING]
        self._numbers = _Numbers(self._number)

    def hits(self, events: Sequence[Event]) -> list[tuple[int, int]]:
        """Give (event, rule) of all that hold, in order."""
        if len(self._numbers) >= _REMEMBERED:
            self._numbers.clear()
            self._plans = [_NOTHING]
        shapes = map(_shape_of, events)
        numbers = np.fromiter(map(self._numbers.__getitem__, shapes), dtype=np.int64, count=len(events))
        order = np.argsort(numbers, kind="stable")
        found: list[tuple[int, int]] = []
        for rows in np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1):
            plan = self._plans[numbers[rows[0]]] if rows.size else _NOTHING
            if plan.left:
                found += self._followed(plan, rows.tolist(), events)
        found.sort()
        return found

    def _followed(self, plan: Plan, rows: list[int], events: Sequence[Event]) -> list[tuple[int, int]]:
        """Follow a plan on its events."""
        mine = [events[i] for i in rows]
        candidates = {(i, rule) for i in rows for rule in plan.ungated} if plan.ungated else set()
        for gate, gated in plan.gates:
            for i, rules in gate.open(mine, gated):
                candidates.update([(rows[i], rule) for rule in rules])
        return [(i, rule) for i, rule in candidates if self._holds(plan, rule)(events[i])]

    def _holds(self, plan: Plan, rule: int) -> Predicate:
        compiled = plan.holds.get(rule)
        if compiled is None:
            compiled = plan.holds[rule] = predicate(plan.left[rule], self._reading)
        return compiled

    def _number(self, shape: tuple[Any, ...]) -> int:
        """Make the plan of a shape."""
        example = Event(time=0, uid="", **dict(zip(SHAPE, shape, strict=True)))
        texts = {name: str(value).lower() for name, value in zip(SHAPE, shape, strict=True)}
        left: dict[int, Node] = {}
        asked: dict[int, list[Question]] = {}
        for row, rule in enumerate(self._rules):
            if any(texts[name] not in values for name, values in self._fixed[row]):
                continue
            guard = given(rule.guard, example, self._reading)
            condition = NEVER if guard == NEVER else given(rule.condition, example, self._reading)
            if condition == NEVER:
                continue
            left[row] = every((guard, condition))
            asked[row] = questions(condition)
        if not left:
            return 0
        gated: dict[tuple[str, ...], set[int]] = {}
        for row, question in _chosen(asked).items():
            for ask in question.asks:
                attributes = ask.reader.attributes
                gate = self._gates.get(attributes)
                if gate is None:
                    gate = self._gates[attributes] = Gate(attributes, self._reading)
                gate.ask(row, ask)
                gated.setdefault(attributes, set()).add(row)
        ungated = frozenset(left).difference(*gated.values())
        gates = tuple((self._gates[attributes], frozenset(rows)) for attributes, rows in gated.items())
        self._plans.append(Plan(left, ungated, gates, {}))
        return len(self._plans) - 1


def _chosen(asked: dict[int, list[Question]]) -> dict[int, Question]:
    """Choose what to ask first for each rule, so that few attributes have to be looked at: each costs every event.

    Among questions that are selective enough the one that needs the fewest new attributes is taken.
    """
    chosen: dict[int, Question] = {}
    looked_at: set[tuple[str, ...]] = set()
    options = {row: _good(found) for row, found in asked.items() if found}
    for row, good in sorted(options.items(), key=lambda item: (len(item[1]), item[0])):
        best = min(good, key=lambda one: (len(one.attributes - looked_at), -one.selectivity))
        chosen[row] = best
        looked_at |= best.attributes
    return chosen


def _good(found: list[Question]) -> list[Question]:
    most = max(question.selectivity for question in found)
    return [question for question in found if question.selectivity >= min(most, _SELECTIVE)]
