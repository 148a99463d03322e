"""Which findings are about which labelled attacks: pure functions of findings as published and labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from training.labels import Incident, Labels

TELLING_ENTITIES = frozenset({"src_ip", "session", "sender", "domain", "image", "device"})
"""Types of entity whose being named makes a finding be about an attack; of the others (users, mailboxes, hosts,
services) a finding names bystanders, too: they count where it holds that something is wrong with them."""

SLACK_MS = 3_600_000
"""How far outside an attack's time span a finding may lie and still be about it."""

NAMED = 3
"""Techniques of a finding that count, the most telling first: one that names ten has named none."""


class FindingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What matching needs of a finding."""

    uid: str
    start_time: int
    end_time: int
    entities: frozenset[tuple[str, str]]
    flagged: frozenset[tuple[str, str]] = frozenset()
    """Of these, those with which something is wrong."""
    techniques: tuple[str, ...] = ()
    """Each as particular as it is said to be, the most telling first."""
    said: tuple[tuple[tuple[str, str], tuple[str, ...]], ...] = ()
    """Each reason's entity and techniques."""
    reached: tuple[tuple[tuple[str, str], int], ...] = ()
    """Each reason's entity, and when (ms) what it says was reached."""
    event_uids: frozenset[str] = frozenset()
    """Of the finding's events and of those that its reasons name."""


class AttackResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one labelled attack."""

    attack: Incident
    finding_uids: tuple[str, ...]
    technique_right: bool
    """Some matching finding names, among its first three, the technique, its parent, or one of the same parent's."""
    technique_exact: bool

    @property
    def found(self) -> bool:
        """Whether any finding is about it."""
        return bool(self.finding_uids)


class Matches(msgspec.Struct, frozen=True, kw_only=True):
    """All findings told apart."""

    attacks: tuple[AttackResult, ...]
    benign: tuple[FindingFacts, ...]
    """Findings about no attack."""
    lookalike_hits: dict[str, int]
    """Of these, those about a look-alike, by behaviour."""
    lookalikes: tuple[tuple[Incident, bool], ...] = ()
    """Every look-alike, and whether one of these is about it."""


def facts_of(finding: Mapping[str, Any]) -> FindingFacts:
    """Take the facts out of an OCSF Detection Finding."""
    info, said = finding["finding_info"], finding.get("unmapped") or {}
    reasons = [evidence["data"] for evidence in finding.get("evidences", ())]
    behind = [uid for data in reasons for uid in data.get("event_uids", ())]
    return FindingFacts(
        uid=info["uid"],
        start_time=finding["start_time"],
        end_time=finding["end_time"],
        entities=frozenset((o["name"], o["value"].lower()) for o in finding.get("observables", ())),
        flagged=frozenset((entity["type"], entity["id"].lower()) for entity in said.get("flagged", ())),
        techniques=tuple((a.get("sub_technique") or a["technique"])["uid"] for a in info.get("attacks", ())),
        said=tuple(
            ((data["entity_type"], data["entity"].lower()), tuple(data.get("techniques", ()))) for data in reasons
        ),
        reached=tuple(
            ((data["entity_type"], data["entity"].lower()), data["time"]) for data in reasons if data.get("time")
        ),
        event_uids=frozenset([*(event["uid"] for event in info.get("related_events", ())), *behind]),
    )


def is_about(finding: FindingFacts, incident: Incident) -> bool:
    """Tell whether a finding holds an event of an incident, or shares an entity with it and overlaps it in time.

    Many people sit behind one office address: where both name users, an address alone is not enough. A finding is about
    days: where it says of an entity of the incident what that did while the incident went on, it is about it, too,
    however much later there was enough to tell.
    """
    if not finding.event_uids.isdisjoint(incident.event_uids):
        return True
    theirs = {(t, name.lower()) for t, names in incident.entities.items() for name in names}
    both_name_users = any(t == "user" for t, _ in theirs) and any(t == "user" for t, _ in finding.entities)
    telling = TELLING_ENTITIES - {"src_ip"} if both_name_users else TELLING_ENTITIES
    shared = theirs & (finding.flagged | {entity for entity in finding.entities if entity[0] in telling})
    if any(entity in shared and incident.start <= time <= incident.end for entity, time in finding.reached):
        return True
    overlaps = finding.start_time <= incident.end + SLACK_MS and finding.end_time >= incident.start - SLACK_MS
    return overlaps and bool(shared)


def named(finding: FindingFacts, incident: Incident) -> tuple[str, ...]:
    """Name the techniques that a finding says of the entities of an incident, the first three in its own order.

    One finding may hold several incidents; what it says of others is no answer. Where no reason is about an entity
    of the incident, all count.
    """
    theirs = {(t, name.lower()) for t, names in incident.entities.items() for name in names}
    about = {technique for entity, techniques in finding.said if entity in theirs for technique in techniques}
    return tuple(technique for technique in finding.techniques if not about or technique in about)[:NAMED]


def parent(technique: str) -> str:
    """Name the technique of a sub-technique: T1110.003 is of T1110, T1110 of itself."""
    return technique.partition(".")[0]


def match(findings: Sequence[FindingFacts], labels: Labels) -> Matches:
    """Match every finding with every incident; a finding may be about several attacks."""
    results = tuple(_result(attack, [f for f in findings if is_about(f, attack)]) for attack in labels.attacks)
    hits = {uid for result in results for uid in result.finding_uids}
    benign = tuple(finding for finding in findings if finding.uid not in hits)
    return Matches(
        attacks=results,
        benign=benign,
        lookalike_hits=_lookalike_hits(benign, labels.lookalikes),
        lookalikes=tuple((i, any(is_about(finding, i) for finding in benign)) for i in labels.lookalikes),
    )


def _result(attack: Incident, findings: Sequence[FindingFacts]) -> AttackResult:
    names = {technique for finding in findings for technique in named(finding, attack)}
    return AttackResult(
        attack=attack,
        finding_uids=tuple(finding.uid for finding in findings),
        technique_right=bool(attack.technique) and parent(attack.technique) in {parent(t) for t in names},
        technique_exact=attack.technique in names,
    )


def _lookalike_hits(benign: Iterable[FindingFacts], lookalikes: Sequence[Incident]) -> dict[str, int]:
    hits: dict[str, int] = {}
    for finding in benign:
        for behaviour in sorted({i.behaviour for i in lookalikes if is_about(finding, i)}):
            hits[behaviour] = hits.get(behaviour, 0) + 1
    return hits
