"""The rules an engine runs with, compiled."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import TypeAlias

import msgspec

from uba.indicators.reader import Reader
from uba.indicators.rule import Rule
from uba.indicators.tree import Node

Readers: TypeAlias = tuple[Reader, ...]


class EventRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule about one event.

    Attributes
    ----------
    rule
        None where it only serves a correlation.
    guard
        What holds of every event of its log source.
    condition
        When it holds of them.
    newcomer
        What of the event must have been met for the first time lately, one of `uba.newcomers.ASKED`; empty: nothing.
    """

    uid: str
    rule: Rule | None
    guard: Node
    condition: Node
    newcomer: str = ""


class Relation(Enum):
    """What a correlation asks of the hits of its bases in its time span."""

    EVENT_COUNT = "event_count"
    VALUE_COUNT = "value_count"
    TEMPORAL = "temporal"
    TEMPORAL_ORDERED = "temporal_ordered"


class Correlation(msgspec.Struct, frozen=True, kw_only=True):
    """A rule about several events.

    Attributes
    ----------
    bases
        Rules whose hits it counts or relates, in order.
    span_ms
        The hits lie within so many milliseconds of event time.
    at_least
        Hits, distinct values or distinct bases it takes.
    groups
        By base that is an event rule, also of bases that are correlations: what hits are grouped by.
    values
        Likewise: what is counted by VALUE_COUNT.
    """

    uid: str
    rule: Rule | None
    relation: Relation
    bases: tuple[str, ...]
    span_ms: int
    at_least: int
    groups: Mapping[str, tuple[Readers, ...]]
    values: Mapping[str, Readers]


Part: TypeAlias = EventRule | Correlation


class RuleSet:
    """Rules in an order that does not depend on the file system; correlations come after their bases."""

    def __init__(self, parts: Iterable[Part] = ()) -> None:
        self.parts: tuple[Part, ...] = tuple(_distinctly_called(parts))
        self.rules: tuple[Rule, ...] = tuple(part.rule for part in self.parts if part.rule is not None)
        """Those that can fire; `IndicatorHit.rule` counts in them."""
        text = "\n".join(f"{rule.uid} {rule.digest}" for rule in self.rules)
        self._fingerprint = hashlib.sha256(text.encode()).hexdigest()[:16]

    def __len__(self) -> int:
        return len(self.rules)

    def merged(self, others: RuleSet) -> RuleSet:
        """These rules, then the others; of two rules with one id the later one stands in the earlier one's place."""
        return RuleSet({part.uid: part for part in (*self.parts, *others.parts)}.values())

    def fingerprint(self) -> str:
        """Short hash of all rules: equal for equal rules."""
        return self._fingerprint


def _distinctly_called(parts: Iterable[Part]) -> Iterator[Part]:
    """Number rules of one name, so that findings tell them apart."""
    met: dict[str, int] = {}
    for part in parts:
        if part.rule is not None:
            called = part.rule.called
            met[called] = met.get(called, 0) + 1
            if met[called] > 1:
                rule = msgspec.structs.replace(part.rule, called=f"{called}-{met[called]}")
                part = msgspec.structs.replace(part, rule=rule)
        yield part
