"""The report as JSON: the facts themselves."""

from __future__ import annotations

import msgspec

from serve.report.facts import WeeklyFacts


def json(facts: WeeklyFacts) -> bytes:
    """Write the facts as indented JSON; the same facts give the same bytes."""
    return msgspec.json.format(msgspec.json.encode(facts), indent=2) + b"\n"
