"""From a finding of the engine to what the store keeps of it."""

from __future__ import annotations

import msgspec

from serve.store.findings import FindingRow
from uba.findings.finding import Finding
from uba.findings.ocsf import to_ocsf

_LONGEST = 512
"""Characters of an entity's id that a search can see."""


def row_of(finding: Finding, seq: int) -> FindingRow:
    """Make the row of a finding as journal entry `seq` left it."""
    document = to_ocsf(finding)
    return FindingRow(
        uid=finding.uid,
        ocsf=msgspec.json.encode(document),
        time=document["time"],
        severity_id=document["severity_id"],
        status_id=document["status_id"],
        verdict=finding.verdict,
        entity_type=finding.primary.type,
        entity_id=indexable(finding.primary.id),
        updated=seq,
        entities=tuple((entity.type, indexable(entity.id)) for entity in (finding.primary, *finding.entities)),
    )


def indexable(text: str) -> str:
    """PostgreSQL has no NUL in text, and no room in an index for very long ones; the document keeps the value whole."""
    return text.replace("\0", "\ufffd")[:_LONGEST]
