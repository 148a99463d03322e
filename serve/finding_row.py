"""From a finding of the engine to what the store keeps of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from serve.store.findings import FindingRow

if TYPE_CHECKING:
    from uba.findings import Finding


def row_of(finding: Finding, seq: int) -> FindingRow:
    """Make the row of a finding as journal entry `seq` left it."""
    from uba.findings.ocsf import to_ocsf

    return row_of_document(to_ocsf(finding), finding.verdict or "", seq)


def row_of_document(document: dict[str, Any], verdict: str, seq: int) -> FindingRow:
    """Make the row of an OCSF Detection Finding; `verdict` is "" when nobody has judged yet."""
    entities = tuple((_indexable(o["name"]), _indexable(o["value"])) for o in document.get("observables", ()))
    first_type, first_id = entities[0] if entities else ("", "")
    return FindingRow(
        uid=document["finding_info"]["uid"],
        ocsf=msgspec.json.encode(document),
        time=document["time"],
        severity_id=document["severity_id"],
        status_id=document.get("status_id", 0),
        verdict=verdict,
        entity_type=first_type,
        entity_id=first_id,
        updated=seq,
        entities=entities,
    )


def _indexable(text: str) -> str:
    """PostgreSQL has no NUL in text; the OCSF document beside it keeps the value as it is."""
    return text.replace("\0", "\ufffd")
