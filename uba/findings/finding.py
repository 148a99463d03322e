"""The finding: one incident, kept up to date while it goes on."""

from __future__ import annotations

import re

import msgspec

from uba.attack import name_of
from uba.decide.counterfactual import in_words
from uba.decide.decision import Reason
from uba.kinds import NOUNS

MAX_RELATED = 100
"""Event ids a finding lists; `event_count` counts them all."""
MAX_ENTITIES = 500
"""Entities a finding names, of those concerned and of those it is about."""
MAX_REASONS = 500
"""Reasons of a finding, the strangest of each entity and feature."""

_TOLD = 3
"""Reasons a message gives; the others are in the evidence."""
_END = re.compile(r"[,:;] | \(")
"""Ends the beginning of a sentence."""
VERDICTS = ("true_positive", "false_positive", "benign")


class Entity(msgspec.Struct, frozen=True, order=True, gc=False):
    """One entity: `type` is a name of `observables[]`, `id` its canonical value."""

    type: str
    id: str


class Judgement(msgspec.Struct, frozen=True):
    """What an analyst said, and when (ms since the epoch, the service's clock)."""

    verdict: str
    note: str
    author: str
    time: int


class Finding(msgspec.Struct, kw_only=True):
    """Decisions about one incident.

    Attributes
    ----------
    uid
        Stable: derived from the first event and the primary entity.
    primary
        The entity the incident is about.
    flagged
        Entities strange enough to be reported; later events of theirs join this finding.
    entities
        Everybody concerned, with the number of events each had in the incident.
    p_value, score, severity
        Of the strangest moment so far.
        `severity` also counts whom it concerns and what it shows, see `uba.findings.severity`.
    aggravating
        What makes it worse than its p-value.
    start_time, end_time
        First and last event, ms.
    event_uids
        The first events and the newest ones, `MAX_RELATED` together.
    closed
        Nothing more came for a day.
    reopened
        How often it went on after it was closed, or became worse after it was judged.
    verdict, note, author, verdict_time
        The verdict in force; empty and 0 for none.
    judgements
        Every verdict ever given, oldest first.
    """

    uid: str
    primary: Entity
    flagged: list[Entity]
    entities: dict[Entity, int]
    reasons: dict[str, Reason]
    techniques: list[str]
    p_value: float
    score: float
    severity: str
    start_time: int
    end_time: int
    event_uids: list[str]
    event_count: int
    sources: dict[str, int]
    model_versions: dict[str, str]
    revision: int = 1
    verdict: str = ""
    note: str = ""
    author: str = ""
    verdict_time: int = 0
    judgements: list[Judgement] = []
    aggravating: list[str] = []
    closed: bool = False
    reopened: int = 0

    @property
    def ordered_reasons(self) -> list[Reason]:
        """Reasons, strangest first."""
        return sorted(self.reasons.values(), key=lambda reason: (reason.p_value, reason.feature, reason.entity))

    @property
    def title(self) -> str:
        """Short: what and who."""
        shown = _technique(self.techniques[0]) if self.techniques else "Unusual day"
        return f"{shown}: {NOUNS.get(self.primary.type, self.primary.type)} {self.primary.id}"

    @property
    def message(self) -> str:
        """One sentence an analyst understands: who, what was observed and expected, and what it can be."""
        reasons = self._telling()
        parts = [self._said(reason) for reason in reasons]
        if reasons and (otherwise := in_words(reasons[0].reported_from)):
            parts[0] += f"; {otherwise}"
        worse = ", ".join(said.removesuffix(f" {self.primary.id}") for said in self.aggravating)
        technique = self.techniques[0] if self.techniques else ""
        can_be = f"; this can be {_technique(technique)} ({technique})" if technique else ""
        return f"{self.primary.id}{f' ({worse})' if worse else ''}: " + "; also ".join(parts) + can_be

    def _telling(self) -> list[Reason]:
        """The strangest reasons that each say something new: what a rule told is not told again for being rare."""
        found: dict[tuple[str, str], Reason] = {}
        for reason in self.ordered_reasons:
            found.setdefault((reason.entity, _END.split(reason.message, maxsplit=1)[0]), reason)
        return list(found.values())[:_TOLD]

    def _said(self, reason: Reason) -> str:
        """A reason, after whose it is where it does not say so itself; the finding's own entity is named already."""
        if reason.entity == self.primary.id or reason.entity in reason.message:
            return f"; {reason.message}".replace(f"; {self.primary.id} ", "; ")[2:]
        return f"{reason.entity}: {reason.message}"


def _technique(uid: str) -> str:
    """Name of a technique, of a sub-technique after its parent's where that is known, as in `Brute Force: Cracking`."""
    parent = name_of(uid.partition(".")[0])
    return name_of(uid) if parent in (uid, uid.partition(".")[0]) or "." not in uid else f"{parent}: {name_of(uid)}"
