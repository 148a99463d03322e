"""Which findings are about which labelled attacks: pure functions of findings as published and labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from training.labels import Incident, Labels

MATCHING_ENTITIES = frozenset({"user", "src_ip", "session", "sender", "domain", "mailbox", "image", "device"})
"""Types of entity whose being shared makes a finding be about an attack ..."""
SHARED_ENTITIES = frozenset({"host", "service", "object", "repository"})
"""... and those that many share: they count where the finding is about them before all."""

SLACK_MS = 3_600_000
"""How far outside an attack's time span a finding may lie and still be about it."""


class FindingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What matching needs of a finding."""

    uid: str
    start_time: int
    end_time: int
    entities: frozenset[tuple[str, str]]
    primary: tuple[str, str] = ("", "")
    """The entity the finding is about."""
    techniques: frozenset[str]


class AttackResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one labelled attack."""

    attack: Incident
    finding_uids: tuple[str, ...]
    technique_right: bool
    """Some matching finding names the technique, its parent, or a sub-technique of the same parent's."""
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


def facts_of(finding: Mapping[str, Any]) -> FindingFacts:
    """Take the facts out of an OCSF Detection Finding."""
    techniques = set()
    for attack in finding["finding_info"].get("attacks", ()):
        for key in ("technique", "sub_technique"):
            if uid := (attack.get(key) or {}).get("uid"):
                techniques.add(uid)
    return FindingFacts(
        uid=finding["finding_info"]["uid"],
        start_time=finding["start_time"],
        end_time=finding["end_time"],
        entities=frozenset((o["name"], o["value"].lower()) for o in finding.get("observables", ())),
        primary=_primary(finding),
        techniques=frozenset(techniques),
    )


def _primary(finding: Mapping[str, Any]) -> tuple[str, str]:
    named = (finding.get("unmapped") or {}).get("primary") or {}
    return str(named.get("type", "")), str(named.get("id", "")).lower()


def is_about(finding: FindingFacts, incident: Incident) -> bool:
    """Tell whether a finding shares an entity with an incident and overlaps it in time, within the slack.

    Many people sit behind one office address: where both name users, an address alone is not enough.
    """
    if finding.end_time < incident.start - SLACK_MS or finding.start_time > incident.end + SLACK_MS:
        return False
    every = {(t, name.lower()) for t, names in incident.entities.items() for name in names}
    if finding.primary in every and finding.primary[0] in SHARED_ENTITIES:
        return True
    theirs = {(t, name) for t, name in every if t in MATCHING_ENTITIES}
    shared = {type_ for type_, _ in theirs & finding.entities}
    both_name_users = any(t == "user" for t, _ in theirs) and any(t == "user" for t, _ in finding.entities)
    return bool(shared - {"src_ip"} if both_name_users else shared)


def parent(technique: str) -> str:
    """Name the technique of a sub-technique: T1110.003 is of T1110, T1110 of itself."""
    return technique.partition(".")[0]


def match(findings: Sequence[FindingFacts], labels: Labels) -> Matches:
    """Match every finding with every incident; a finding may be about several attacks."""
    results = tuple(_result(attack, [f for f in findings if is_about(f, attack)]) for attack in labels.attacks)
    hits = {uid for result in results for uid in result.finding_uids}
    benign = tuple(finding for finding in findings if finding.uid not in hits)
    return Matches(attacks=results, benign=benign, lookalike_hits=_lookalike_hits(benign, labels.lookalikes))


def _result(attack: Incident, findings: Sequence[FindingFacts]) -> AttackResult:
    named = {technique for finding in findings for technique in finding.techniques}
    return AttackResult(
        attack=attack,
        finding_uids=tuple(finding.uid for finding in findings),
        technique_right=bool(attack.technique) and parent(attack.technique) in {parent(t) for t in named},
        technique_exact=attack.technique in named,
    )


def _lookalike_hits(benign: Iterable[FindingFacts], lookalikes: Sequence[Incident]) -> dict[str, int]:
    hits: dict[str, int] = {}
    for finding in benign:
        for behaviour in sorted({i.behaviour for i in lookalikes if is_about(finding, i)}):
            hits[behaviour] = hits.get(behaviour, 0) + 1
    return hits
