"""From pySigma's correlation rules to correlations of compiled rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec
from sigma.correlations import (
    SigmaCorrelationCondition,
    SigmaCorrelationRule,
    SigmaCorrelationType,
)

from uba.errors import RuleError
from uba.indicators.refusal import Refusal
from uba.indicators.ruleset import Correlation, EventRule, Part, Readers, Relation

if TYPE_CHECKING:
    from uba.indicators.compiling import Names
    from uba.indicators.loading import Loaded

MAX_SPAN_MS = 31 * 86_400_000
MAX_COUNT = 10_000
_RELATIONS = {
    SigmaCorrelationType.EVENT_COUNT: Relation.EVENT_COUNT,
    SigmaCorrelationType.VALUE_COUNT: Relation.VALUE_COUNT,
    SigmaCorrelationType.TEMPORAL: Relation.TEMPORAL,
    SigmaCorrelationType.TEMPORAL_ORDERED: Relation.TEMPORAL_ORDERED,
}
_NAMED = "conditions that name rules are not evaluated: list them under rules"
_ORDERED = (Relation.TEMPORAL, Relation.TEMPORAL_ORDERED)


def correlations(
    loaded: Iterable[Loaded], parts: Mapping[str, Part], known: Iterable[Part]
) -> tuple[list[Part], list[RuleError]]:
    """Compile the correlations among loaded rules.

    Returns
    -------
    tuple
        All parts in order, bases before what correlates them, those without an output of their own silenced; problems.
    """
    rules = list(loaded)
    found = {part.uid: part for part in known} | dict(parts)
    names = {one.sigma.name: one.uid for one in rules if one.sigma.name}
    fields = {one.uid: one.names for one in rules if one.names is not None}
    problems: list[RuleError] = []
    silent: set[str] = set()
    outspoken = {one.uid for one in rules if one.output}
    made: list[Part] = list(parts.values())
    waiting = [(one, one.sigma) for one in rules if isinstance(one.sigma, SigmaCorrelationRule)]
    while waiting:
        ready = [pair for pair in waiting if all(uid in found for uid in _bases(pair[1], names))]
        if not ready:
            break
        waiting = [pair for pair in waiting if pair not in ready]
        for one, sigma in ready:
            try:
                part = _correlation(one, sigma, [found[uid] for uid in _bases(sigma, names)], fields)
            except Refusal as refusal:
                problems.append(one.document.problem(refusal.reason, refusal.path))
                continue
            found[part.uid] = part
            made.append(part)
            if not sigma.generate:
                silent.update(set(part.bases) - outspoken)
    problems += [
        one.document.problem(
            "refers to rules that are not loaded, or that refer to it: "
            + ", ".join(sorted(_missing(sigma, names, found))),
            ("correlation", "rules"),
        )
        for one, sigma in waiting
    ]
    return [msgspec.structs.replace(part, rule=None) if part.uid in silent else part for part in made], problems


def _bases(sigma: SigmaCorrelationRule, names: Mapping[str, str]) -> list[str]:
    references = sigma.rules if sigma.rules is not None else []
    return [names.get(one.reference, one.reference) for one in references]


def _missing(sigma: SigmaCorrelationRule, names: Mapping[str, str], found: Mapping[str, Part]) -> set[str]:
    return {uid for uid in _bases(sigma, names) if uid not in found} or {"each other"}


def _correlation(
    one: Loaded, sigma: SigmaCorrelationRule, bases: list[Part], fields: Mapping[str, Names]
) -> Correlation:
    relation = _RELATIONS.get(sigma.type)
    if relation is None:
        known = ", ".join(kind.value for kind in Relation)
        raise Refusal(f"type {sigma.type.name.lower()} is not evaluated: expected {known}", ("correlation", "type"))
    if not bases:
        raise Refusal(_NAMED, ("correlation", "condition"))
    span_ms = sigma.timespan.seconds * 1_000
    if span_ms > MAX_SPAN_MS:
        raise Refusal("timespan is longer than 31 days: hits are not kept so long", ("correlation", "timespan"))
    leaves = list(dict.fromkeys(leaf for base in bases for leaf in _leaves(base)))
    return Correlation(
        uid=one.uid,
        rule=one.rule,
        relation=relation,
        bases=tuple(base.uid for base in bases),
        span_ms=span_ms,
        at_least=_at_least(sigma, relation, len(bases)),
        groups={leaf: _grouping(sigma, bases, leaf, fields) for leaf in leaves},
        values=(
            {leaf: _value(sigma, bases, leaf, fields) for leaf in leaves} if relation is Relation.VALUE_COUNT else {}
        ),
    )


def _leaves(part: Part) -> list[str]:
    return [part.uid] if isinstance(part, EventRule) else list(part.groups)


def _at_least(sigma: SigmaCorrelationRule, relation: Relation, bases: int) -> int:
    condition = sigma.condition
    place = ("correlation", "condition")
    if not isinstance(condition, SigmaCorrelationCondition):
        raise Refusal(_NAMED, place)
    operator, count = condition.op.name, condition.count
    if operator not in ("GT", "GTE") or not isinstance(count, int):
        raise Refusal(
            f"condition {operator.lower()} {count} is only known when its time is over: expected gt or gte", place
        )
    at_least = count + (operator == "GT")
    if not 1 <= at_least <= MAX_COUNT:
        raise Refusal(f"condition asks for {at_least:,} hits: expected 1 to {MAX_COUNT:,}", place)
    if relation in _ORDERED and at_least > bases:
        raise Refusal(f"condition asks for {at_least} of {bases} rules", place)
    return at_least


def _grouping(
    sigma: SigmaCorrelationRule, bases: list[Part], leaf: str, fields: Mapping[str, Names]
) -> tuple[Readers, ...]:
    return tuple(_readers(_field(sigma, field, leaf, bases, fields), leaf, fields) for field in sigma.group_by or ())


def _field(sigma: SigmaCorrelationRule, field: str, leaf: str, bases: list[Part], fields: Mapping[str, Names]) -> str:
    """The field that an alias stands for in the rule a hit comes from."""
    alias = sigma.aliases.aliases.get(field)
    if alias is None:
        return field
    base = next(base for base in bases if leaf in _leaves(base))
    for reference, name in alias.mapping.items():
        if reference.reference == base.uid or _called(reference.reference, base):
            return name
    raise Refusal(f"alias {field!r} does not say what it is in every rule", ("correlation", "aliases"))


def _called(reference: str, base: Part) -> bool:
    return base.rule is not None and base.rule.called == reference


def _readers(field: str, leaf: str, fields: Mapping[str, Names]) -> Readers:
    from uba.indicators.compiling import Names

    names = fields.get(leaf) or Names(None)
    try:
        return names.readers(field)
    except Refusal as refusal:
        raise Refusal(refusal.reason, ("correlation", "group-by")) from refusal


def _value(sigma: SigmaCorrelationRule, bases: list[Part], leaf: str, fields: Mapping[str, Names]) -> Readers:
    field = sigma.condition.fieldref if isinstance(sigma.condition, SigmaCorrelationCondition) else None
    if not isinstance(field, str):
        raise Refusal("value_count counts the values of one field: name it", ("correlation", "condition"))
    return _readers(_field(sigma, field, leaf, bases, fields), leaf, fields)
