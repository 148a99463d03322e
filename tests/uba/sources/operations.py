"""What operations of vendors must become: the form of the tables, and what their records share."""

import json
from typing import Any, NamedTuple

TIME = "2026-03-09T08:14:22"
USER, ADDRESS = "a.berg@fabrikam.example", "203.0.113.77"


class Operation(NamedTuple):
    """One operation, event id or error code.

    Attributes
    ----------
    techniques
        Those that it is evidence of.
    name
        As the vendor calls it.
    source
        The one that alone recognises its record.
    record
        A minimal record; lines of one file, of which the last gives the event.
    meaning
        Class and activity.
    expected
        Further attributes, those that rules and features need among them.
    """

    techniques: str
    name: str
    source: str
    record: bytes
    meaning: tuple[int, int]
    expected: dict[str, Any]


def line_of(record: dict[str, Any]) -> bytes:
    """One record as a line of JSON."""
    return json.dumps(record).encode()
