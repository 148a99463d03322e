"""MySQL's slow query log: a few lines that begin with `#`, then the statement.

    # Time: 2026-03-09T08:14:22.123456Z
    # User@Host: app[app] @ web1 [10.20.4.91]  Id:   812
    # Query_time: 9.120000  Lock_time: 0.000100 Rows_sent: 1  Rows_examined: 1234567
    SET timestamp=1773044062;
    SELECT ...;

The event is that of the statement's first line: it carries what the lines before it
said. Reference: MySQL, "The Slow Query Log".
"""

from __future__ import annotations

import re

from uba.activities import DATA_QUERY
from uba.events import DATASTORE, SUCCESS, Event
from uba.sources.fields import clean_ip, time_ms, user_key

_CUT = 4_000
_TIME = re.compile(r"# Time: (\d{4}-\d\d-\d\dT\S{8,40})")
_WHO = re.compile(
    r"# User@Host: (?P<user>[^\[\s]{0,128})\[[^\]]{0,128}\] @ +(?P<host>\S{0,255}) ?\[(?P<ip>[^\]]{0,64})\]"
)
_COST = re.compile(
    r"# Query_time: (?P<seconds>\d{1,9}(?:\.\d{1,9})?) .{0,80}?"
    r"Rows_sent: (?P<sent>\d{1,19}) +Rows_examined: (?P<read>\d{1,19})"
)
_STAMP = re.compile(r"SET timestamp=(\d{9,11}(?:\.\d{1,6})?);", re.IGNORECASE)
_LONGEST_STATEMENT = 200
"""Lines after the first that a statement may have; what follows them is looked at for itself."""


def is_slow_query_line(record: bytes) -> bool:
    """Tell one of the lines that begin an entry."""
    if not record.startswith(b"# "):
        return False
    text = record[:600].decode("utf-8", "replace")
    return any(pattern.match(text) for pattern in (_TIME, _WHO, _COST))


class SlowQueryLog:
    """The entry that is being read, of one file."""

    def __init__(self) -> None:
        self._time: str | float = ""
        self._user = self._ip = self._host = self._detail = ""
        self._seconds = -1.0
        self._rest = 0

    def takes(self, record: bytes) -> bool:
        """Tell whether a line belongs to the log: an entry's beginning, its statement, the statement's other lines."""
        return self._rest > 0 or self._seconds >= 0.0 or (record[:1] == b"#" and is_slow_query_line(record))

    def parse(self, record: bytes) -> Event | None:
        """Read one line of the log; the statement's first line gives the event.

        Raises
        ------
        ParseError
            The entry has no time.
        """
        text = record[:16_384].decode("utf-8", "replace").strip()
        if text.startswith("#"):
            self._header(text)
            return None
        if match := _STAMP.match(text):
            self._time = float(match[1])
            return None
        if self._rest:
            self._rest = 0 if text.endswith(";") else self._rest - 1
            return None
        if self._seconds < 0.0 or text.lower().startswith("use "):
            return None
        self._rest = 0 if text.endswith(";") else _LONGEST_STATEMENT
        seconds, self._seconds = self._seconds, -1.0
        return Event(
            time=time_ms(self._time or None, "# Time"),
            uid="",
            source="web_error",
            class_uid=DATASTORE,
            activity_id=DATA_QUERY,
            status_id=SUCCESS,
            status_detail=self._detail,
            event_code="slow_query",
            product_name="MySQL",
            log_name="slow",
            actor_user_name=self._user,
            src_ip=self._ip,
            src_hostname=self._host,
            service_name="mysql",
            query_text=text[:_CUT],
            latency_ms=min(seconds * 1_000.0, 1e9),
        )

    def _header(self, text: str) -> None:
        self._rest = 0
        if match := _TIME.match(text):
            self._time = match[1]
        elif match := _WHO.match(text):
            self._user, self._host = user_key(match["user"]), match["host"].lower()
            self._ip = clean_ip(match["ip"]) if match["ip"] else ""
        elif match := _COST.match(text):
            self._seconds = float(match["seconds"])
            self._detail = f"rows sent {match['sent']}, rows examined {match['read']}"
