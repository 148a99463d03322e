"""Which rules about one event hold on which events of a batch.

Events are looked at by shape first (`uba.indicators.reader.SHAPE`): rules that cannot hold for a shape are never
asked, and most shapes have none. For the others, gates on single fields let few events through; only for those the
whole condition is evaluated. What was found out about shapes and values is kept, bounded, and changes no result.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import msgspec

from uba.context import Context
from uba.events import Event
from uba.indicators.gate import Gate, Rules
from uba.indicators.matcher import Matcher
from uba.indicators.reader import SHAPE, Reader
from uba.indicators.ruleset import EventRule
from uba.indicators.tree import decided, predicate

_shape_of = attrgetter(*SHAPE)
_REMEMBERED = 1 << 15


class Plan(msgspec.Struct, frozen=True):
    """What to do with the events of a shape: rules that may hold, those without a gate, and the gates of the others."""

    rules: Rules
    ungated: Rules
    gates: tuple[Gate, ...]


class Matching:
    """Compiled event rules.

    Parameters
    ----------
    rules
        In order; hits name them by row.
    """

    def __init__(self, rules: Sequence[EventRule], context: Context) -> None:
        self._rules = rules
        self._context = context
        self._holds = [predicate(rule.condition, context) for rule in rules]
        asked: dict[Reader, list[tuple[int, Matcher]]] = {}
        for row, rule in enumerate(rules):
            for ask in rule.gate:
                asked.setdefault(ask.reader, []).append((row, ask.matcher))
        self._gates = {reader: Gate(reader, questions, context) for reader, questions in asked.items()}
        self._plans: dict[tuple[Any, ...], Plan | None] = {}

    def hits(self, events: Sequence[Event]) -> list[tuple[int, int]]:
        """Give (event, rule) of all that hold, in order."""
        shapes = list(map(_shape_of, events))
        unknown = set(shapes).difference(self._plans)
        if unknown:
            if len(self._plans) + len(unknown) > _REMEMBERED:
                self._plans, unknown = {}, set(shapes)
            self._plans.update((shape, self._plan(shape)) for shape in unknown)
        by_plan: dict[int, tuple[Plan, list[int]]] = {}
        for i, plan in enumerate(map(self._plans.__getitem__, shapes)):
            if plan is not None:
                group = by_plan.get(id(plan))
                if group is None:
                    by_plan[id(plan)] = (plan, [i])
                else:
                    group[1].append(i)
        found = [hit for plan, rows in by_plan.values() for hit in self._followed(plan, rows, events)]
        found.sort()
        return found

    def _followed(self, plan: Plan, rows: list[int], events: Sequence[Event]) -> list[tuple[int, int]]:
        """Follow a plan on its events."""
        mine = [events[i] for i in rows]
        candidates: dict[int, Rules] = dict.fromkeys(rows, plan.ungated) if plan.ungated else {}
        for gate in plan.gates:
            for i, through in zip(rows, gate.open(mine), strict=True):
                if through:
                    candidates[i] = candidates.get(i, frozenset()) | (through & plan.rules)
        holds = self._holds
        return [(i, rule) for i, rules in candidates.items() for rule in rules if holds[rule](events[i])]

    def _plan(self, shape: tuple[Any, ...]) -> Plan | None:
        example = Event(time=0, uid="", **dict(zip(SHAPE, shape, strict=True)))
        rules = [
            row for row, rule in enumerate(self._rules) if decided(rule.condition, example, self._context) is not False
        ]
        if not rules:
            return None
        readers = dict.fromkeys(ask.reader for row in rules for ask in self._rules[row].gate)
        return Plan(
            frozenset(rules),
            frozenset(row for row in rules if not self._rules[row].gate),
            tuple(self._gates[reader] for reader in readers),
        )
