"""From rows over a threshold to an occurrence: whom they accuse, whom they concern, and the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from uba.addresses import is_private
from uba.batch import EventBatch, container_of
from uba.decide.batch import KindResult, Segment
from uba.decide.decision import Reason
from uba.decide.reasons import Evidence, reason_of, strongest
from uba.decide.rows import HITS, WORTH_TELLING, Row, must_be_told
from uba.decide.what_if import StrangeDay, WhatIf, answers
from uba.evidence import MOST_UIDS, EvidenceMemory
from uba.findings.finding import Entity
from uba.findings.occurrence import Occurrence
from uba.findings.severity import aggravating
from uba.identity import Identity
from uba.indicators import IndicatorHit, Rule


class Draft(NamedTuple):
    """An occurrence whose reasons do not say yet from what amount on it would have been told.

    `evidence` is all that is strange about its days, `told` what the last of its reasons are made of, in their order.
    """

    event: int
    occurrence: Occurrence
    evidence: Sequence[Evidence]
    told: Sequence[Evidence]


class Occurrences:
    """Puts occurrences together from events and the evidence of their entities' days."""

    def __init__(self, identity: Identity, evidence: EvidenceMemory) -> None:
        self._identity = identity
        self._evidence = evidence

    def of(self, segment: Segment, event: int, rows: Sequence[Row]) -> Draft | None:
        """The occurrence that rows over a threshold make of an event; None where they accuse nobody."""
        observed = [(segment.kinds[row.kind], row.row) for row in rows if row.kind != HITS]
        evidence: list[Evidence] = []
        ranked: list[tuple[float, Entity]] = []
        for kind, row in observed:
            evidence += self._of_day(segment, kind, row)
            name = kind.names[int(kind.seen.entity[row])]
            ranked.append((-float(kind.verdicts.surprise[row]), Entity(kind.state.kind, name)))
        hits = must_be_told(segment.batch, event)
        ranked += [(-rule.weight, hit.entities[0]) for rule, hit in hits if hit.entities]
        if not ranked:
            return None
        ranked.sort()
        record = segment.batch.events[event]
        flagged = tuple(dict.fromkeys(entity for _, entity in ranked))
        concerned = _concerned(segment.batch, event)
        addresses = [item for item in evidence if item.kind == "src_ip"]
        leading = max(addresses, key=lambda item: item.surprise, default=None)
        told = strongest(evidence)
        occurrence = Occurrence(
            uid=record.uid,
            time=record.time,
            source=record.source,
            surprise=max(-ranked[0][0], float(segment.surprise[event])),
            score=float(segment.score[event]),
            flagged=flagged,
            entities=concerned,
            group=group_of(segment.batch, event, ranked[0][1], leading.spec.evidence) if leading else "",
            reasons=(*(_said(rule, hit, record.uid, record.time) for rule, hit in hits), *map(reason_of, told)),
            model_versions=segment.model_versions,
            aggravating=tuple(aggravating(flagged, concerned, self._identity.context, record.time)),
        )
        return Draft(event, occurrence, evidence, told)

    def _of_day(self, segment: Segment, kind: KindResult, row: int) -> list[Evidence]:
        """What is worth telling of an entity's day with an event, each feature's strongest; else all of the event's.

        What is not worth telling is put into words only where there is nothing else: most of what is observed is dull.
        """
        seen = kind.seen
        known = {
            item.spec.name: item
            for item in self._evidence.of(kind.state.kind, int(seen.entity[row]), int(seen.day[row]))
        }
        first, end = int(seen.start[row]), int(seen.start[row + 1])
        surprises = kind.verdicts.calibrated[first:end].tolist()
        notable = [first + i for i, surprise in enumerate(surprises) if surprise >= WORTH_TELLING]
        for j in notable:
            item = segment.evidence_at(kind, row, j)
            before = known.get(item.spec.name)
            if before is None:
                known[item.spec.name] = item
            elif item.surprise >= before.surprise:
                uid = segment.batch.events[int(seen.event[row])].uid
                uids = tuple(dict.fromkeys((*before.event_uids, uid)))[-MOST_UIDS:]
                known[item.spec.name] = msgspec.structs.replace(item, event_uids=uids)
        return list(known.values()) if known else segment.evidence(kind, row)


def strange_days(
    segment: Segment, rows: Sequence[Row], evidence: Sequence[Evidence], needed: Sequence[NDArray[np.float64]]
) -> list[StrangeDay]:
    """The days that rows are over their threshold with; `needed` are the thresholds of the rows of each kind."""
    return [
        StrangeDay(segment.kinds[row.kind], row.row, evidence, float(needed[row.kind][row.row]))
        for row in rows
        if row.kind != HITS
    ]


def completed(drafts: Sequence[tuple[Draft, Sequence[StrangeDay]]]) -> list[Occurrence]:
    """Occurrences whose reasons say from what amount on they would have been told; without days none does."""
    asked = [(d, WhatIf(days, item)) for d, (draft, days) in enumerate(drafts) if days for item in draft.told]
    found = answers([question for _, question in asked]).tolist()
    said: dict[int, list[float]] = {}
    for (d, _), amount in zip(asked, found, strict=True):
        said.setdefault(d, []).append(amount)
    return [_saying(draft.occurrence, said.get(d, [])) for d, (draft, _) in enumerate(drafts)]


def _saying(occurrence: Occurrence, amounts: Sequence[float]) -> Occurrence:
    if not any(amounts):
        return occurrence
    before = len(occurrence.reasons) - len(amounts)
    last = [
        msgspec.structs.replace(reason, reported_from=amount)
        for reason, amount in zip(occurrence.reasons[before:], amounts, strict=True)
    ]
    return msgspec.structs.replace(occurrence, reasons=(*occurrence.reasons[:before], *last))


def group_of(batch: EventBatch, event: int, primary: Entity, evidence: str) -> str:
    """What ties incidents together beside entities: addresses of one outside network that do the same."""
    if primary.type != "src_ip" or is_private(primary.id):
        return ""
    return f"{batch.networks[event]} {evidence}"


def _said(rule: Rule, hit: IndicatorHit, uid: str, time: int) -> Reason:
    """What an indicator says of an event, as a reason."""
    accused = hit.entities[0] if hit.entities else Entity("", "")
    return Reason(
        feature=rule.name,
        entity_type=accused.type,
        entity=accused.id,
        message=hit.sentence,
        observed=1.0,
        observed_text=rule.title,
        p_value=float(f"{10.0**-rule.weight:.3g}"),
        maturity=1.0,
        techniques=rule.techniques,
        event_uids=(uid,),
        time=time,
    )


def _concerned(batch: EventBatch, event: int) -> tuple[Entity, ...]:
    record = batch.events[event]
    found = [
        Entity("user", batch.users[event]),
        Entity("src_ip", record.src_ip),
        Entity("session", record.actor_session_uid),
        Entity("service", batch.services[event]),
        Entity("host", batch.hosts[event]),
        Entity("sender", batch.senders[event]),
        Entity("sender", record.email_from if batch.senders[event] else ""),
        Entity("mailbox", batch.mailboxes[event]),
        Entity("domain", batch.domains[event]),
        Entity("repository" if record.resource_type == "repository" else "object", container_of(record)),
        *(entity for _, hit in batch.hits.get(event, ()) for entity in hit.entities),
    ]
    return tuple(dict.fromkeys(entity for entity in found if entity.id))
