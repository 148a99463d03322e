"""The rows: an explicit table of all techniques, in the data component's own order."""

from uba.attack.row import Row
from uba.attack.rows import access, documents, mail, phishing, servers, web
from uba.attack.techniques import BY_UID

_WRITTEN = {row.technique: row for module in (access, documents, mail, phishing, web, servers) for row in module.ROWS}

ROWS: tuple[Row, ...] = tuple(_WRITTEN[uid] for uid in BY_UID)
"""One for each technique."""

BY_TECHNIQUE: dict[str, Row] = {row.technique: row for row in ROWS}


def severity_cap(technique: str) -> str:
    """Severity that a finding about a technique has at most; techniques without a row have no cap (`critical`)."""
    known = BY_TECHNIQUE.get(technique)
    return "critical" if known is None else known.severity_cap
