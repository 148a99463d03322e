"""Which rules about one event hold on which events of a batch.

Events are looked at by shape first (`uba.indicators.reader.SHAPE`): for each shape it is known which rules are out of
the question, what is left to ask of the others, and which of it to ask first. Most shapes have no rule left. Of the
others attributes of few values tell kinds of events apart, which again have few rules left; gates on single fields let
few events through, and only for those the rest is asked. What was found out about shapes, kinds and values is kept,
bounded, and changes no result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from uba.batch import EventBatch
from uba.events import Event
from uba.indicators.plan import NOTHING, Plan, Planner
from uba.indicators.reader import SHAPE
from uba.indicators.reading import Reading
from uba.indicators.ruleset import EventRule
from uba.indicators.shapes import Shapes, grouped
from uba.indicators.tree import NEVER, Node, every, fixed, given

_REMEMBERED = 1 << 12
"""Plans of shapes that are kept; then all are made anew."""
_KINDS = 256
"""Kinds that the events of a shape are told apart in: those with more of them are not told apart."""
_Found = list[tuple[int, int]]


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
        self._planner = Planner(reading)
        self._begin()

    def _begin(self) -> None:
        self._shapes = Shapes(self._number)
        self._plans: list[Plan] = [NOTHING]
        self._kinds: dict[int, _Kinds] = {}

    def hits(self, batch: EventBatch) -> _Found:
        """Give (event, rule) of all that hold, in order."""
        if len(self._plans) >= _REMEMBERED:
            self._begin()
        found: _Found = []
        for number, rows in grouped(self._shapes.of(batch)):
            if number:
                found += self._of_shape(number, rows, batch.events)
        found.sort()
        return found

    def _of_shape(self, number: int, rows: list[int], events: Sequence[Event]) -> _Found:
        """Follow the plan of a shape, or those of the kinds that its events are told apart in."""
        plan, kinds = self._plans[number], self._kinds.get(number)
        mine = [events[i] for i in rows]
        if kinds is None or len(kinds) >= _KINDS:
            return self._followed(plan, rows, mine)
        found: _Found = []
        numbers = np.fromiter(map(kinds.__getitem__, map(kinds.values_of, mine)), dtype=np.int64, count=len(mine))
        for kind, places in grouped(numbers):
            if kind:
                found += self._followed(kinds.plans[kind], [rows[i] for i in places], [mine[i] for i in places])
        return found

    def _followed(self, plan: Plan, rows: list[int], mine: list[Event]) -> _Found:
        """Follow a plan on its events."""
        candidates: dict[int, Sequence[int]] = dict.fromkeys(plan.ungated, range(len(mine)))
        let_through: dict[int, dict[int, None]] = {}
        for gate, gated in plan.gates:
            for i, rules in gate.open(mine, gated):
                for rule in rules:
                    let_through.setdefault(rule, {})[i] = None
        candidates |= {rule: list(places) for rule, places in let_through.items()}
        kept = ((rule, plan.sieve(rule, self._reading).kept(places, mine)) for rule, places in candidates.items())
        return [(rows[i], rule) for rule, places in kept for i in places]

    def _number(self, event: Event) -> int:
        """Make the plan of an event's shape."""
        texts = {name: str(getattr(event, name)).lower() for name in SHAPE}
        known = frozenset(SHAPE)
        left: dict[int, Node] = {}
        for row, rule in enumerate(self._rules):
            if any(texts[name] not in values for name, values in self._fixed[row]):
                continue
            guard = given(rule.guard, event, known, self._reading)
            condition = NEVER if guard == NEVER else given(rule.condition, event, known, self._reading)
            if condition != NEVER:
                left[row] = every((guard, condition))
        if not left:
            return 0
        plan = self._planner.plan(left)
        self._plans.append(plan)
        number = len(self._plans) - 1
        if plan.telling:
            self._kinds[number] = _Kinds(plan, self._planner, self._reading)
        return number


class _Kinds(dict[Any, int]):
    """The number of the plan of each kind that events of one shape are told apart in; 0 is the plan to do nothing."""

    def __init__(self, plan: Plan, planner: Planner, reading: Reading) -> None:
        super().__init__()
        self._whole = plan
        self._planner = planner
        self._reading = reading
        self.values_of = attrgetter(*plan.telling)
        self.plans = [NOTHING]
        self._numbers: dict[tuple[tuple[int, Node], ...], int] = {}

    def __missing__(self, values: Any) -> int:
        left = self._left(values)
        made = tuple(left.items())
        number = self._numbers.get(made, 0) if left else 0
        if left and not number:
            self.plans.append(self._planner.plan(left))
            number = self._numbers[made] = len(self.plans) - 1
        self[values] = number
        return number

    def _left(self, values: Any) -> Mapping[int, Node]:
        names = self._whole.telling
        given_values = values if len(names) > 1 else (values,)
        example = Event(time=0, uid="", source="", class_uid=0, **dict(zip(names, given_values, strict=True)))
        known = frozenset(names)
        found = ((row, given(node, example, known, self._reading)) for row, node in self._whole.left.items())
        return {row: node for row, node in found if node != NEVER}
