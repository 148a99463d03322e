"""An explanation in words: do both decisions agree, and why was it decided like that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from serve.explain.recompute import Explanation
from uba.attack import name_of
from uba.decide.decision import Decision, Reason

_EVENTS = 5
"""Events of a reason or a finding that are listed by name."""


def in_words(explanation: Explanation) -> str:
    """Write an explanation as lines for a terminal."""
    decision = msgspec.json.decode(explanation.frozen, type=Decision)
    parts = [*_bytes(explanation), "", *_decided(decision), "", *_reasons(decision.reasons)]
    if explanation.finding is not None:
        parts += ["", *_finding(msgspec.json.decode(explanation.finding))]
    return "\n".join(parts) + "\n"


def _bytes(explanation: Explanation) -> Iterator[str]:
    yield f"event {explanation.uid}, journal entry {explanation.seq}"
    yield f"frozen      {explanation.frozen.decode()}"
    made = explanation.recomputed
    if made is None:
        yield f"recomputed  not possible: {explanation.obstacle}"
        return
    yield f"recomputed  {made.body.decode()}"
    origin = "nothing (no snapshot from before is left)"
    if made.snapshot_seq is not None:
        origin = f"the snapshot that covers journal entry {made.snapshot_seq}"
    yield f"            from {origin} and {made.events:,} events behind it"
    if explanation.agrees:
        yield f"They agree to the byte ({len(made.body)} bytes)."
        return
    yield "They do NOT agree:"
    frozen, again = msgspec.json.decode(explanation.frozen), msgspec.json.decode(made.body)
    for name in dict.fromkeys([*frozen, *again]):
        if frozen.get(name) != again.get(name):
            yield f"  {name}: {_json(frozen.get(name))} was answered, {_json(again.get(name))} comes out now"
    if frozen.get("model_versions") != again.get("model_versions"):
        yield "  Other versions judged it then: program, model or features have changed since."


def _decided(decision: Decision) -> Iterator[str]:
    yield (
        f"score {decision.score:g} of 100 ({decision.severity}): p = {decision.p_value:g}, a day this strange is seen "
        f"{_often(decision.p_value)} when nothing is wrong"
    )
    yield f"{_moment(decision.time)}, source {decision.source}" + (", came late" if decision.late else "")
    for entity in decision.entities:
        yield f"  {entity.type} {entity.id}: p = {entity.p_value:g}"
    yield "judged by " + ", ".join(f"{name} {version}" for name, version in decision.model_versions.items())


def _often(p_value: float) -> str:
    return f"once in {1.0 / p_value:,.0f} days of such entities" if p_value < 0.5 else "every day or two"


def _reasons(reasons: tuple[Reason, ...]) -> Iterator[str]:
    if not reasons:
        yield "no reasons: nothing about it was observed, or it had been counted before"
    for number, reason in enumerate(reasons, 1):
        yield f"{number}. {reason.message}"
        yield f"   feature     {reason.feature} of {reason.entity_type} {reason.entity}"
        yield f"   observed    {reason.observed:g}" + (f" ({reason.observed_text})" if reason.observed_text else "")
        if reason.expected_high or reason.peers_high:
            yield f"   own range   {reason.expected_low:g} to {reason.expected_high:g}"
            yield f"   peers       {reason.peers_low:g} to {reason.peers_high:g}"
        yield f"   maturity    {reason.maturity:.0%} own history, {1 - reason.maturity:.0%} peers"
        yield f"   p           {reason.p_value:g}"
        if reason.reported_from:
            yield f"   otherwise   below {reason.reported_from:,g} this would not have been reported"
        if reason.event_uids:
            yield f"   events      {_listed(reason.event_uids, len(reason.event_uids))}"
        if reason.techniques:
            yield "   techniques  " + ", ".join(f"{uid} {name_of(uid)}" for uid in reason.techniques)


def _finding(finding: dict[str, Any]) -> Iterator[str]:
    info = finding["finding_info"]
    yield f"finding {info['uid']} ({finding['status'].lower()}): {finding['message']}"
    events = [event["uid"] for event in info["related_events"]]
    yield f"  {finding['count']:,} events count: {_listed(events, finding['count'])}"
    if "verdict" in finding:
        yield f"  verdict: {finding['verdict'].lower()}" + (f", {finding['comment']}" if finding.get("comment") else "")


def _listed(uids: tuple[str, ...] | list[str], count: int) -> str:
    more = count - min(len(uids), _EVENTS)
    return ", ".join(uids[:_EVENTS]) + (f" and {more:,} more" if more > 0 else "")


def _moment(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
