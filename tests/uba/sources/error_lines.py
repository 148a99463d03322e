"""Lines of error logs made for tests, read as one file."""

import json

from uba.events import Event
from uba.ocsf import to_ocsf
from uba.sources.web_error import WebError

NOON = 1_773_057_600_000
"""2026-03-09 12:00:00 UTC."""


def events(*lines: str) -> list[Event | None]:
    """Read lines as one file."""
    parse = WebError().open()
    return [parse(line.encode()) for line in lines]


def event(*lines: str) -> Event:
    """Read lines as one file; the last is an event."""
    assert WebError().recognise(lines[0].encode())
    last = events(*lines)[-1]
    assert last is not None
    assert json.dumps(to_ocsf(last))
    return last
