"""Lines that go on with the message before them: stack traces, and statements that a server logs as they were written.

They say nothing that the message has not said, and are of no interest.
"""

from __future__ import annotations

import re

from uba.sources.report import Report

_LONGEST = 200
"""Lines that a message may go on for."""
_TRACE = re.compile(
    rb"at [\w.$<>/@-]{1,300}[(\[]|Caused by: |Suppressed: |\.\.\. \d{1,6} (?:more|common frames)"
    rb"|File \"[^\"]{1,500}\", line \d|Traceback \(most recent call last\)|The above exception was "
    rb"|During handling of the above |[\w.]{3,200}(?:Error|Exception)(?::|$)"
    rb"|from /\S{1,300}:\d{1,6}:in |\^{1,200}$|goroutine \d|/\S{1,300}:\d{1,6}\b"
)
_GO = re.compile(rb"\S{1,100}\.go:\d{1,6}\b")
_PYTHON_FRAME = b'File "'
_NOT_SQL = frozenset(b"{[<0123456789#")


class Continuation:
    """What the last line of one file lets follow."""

    def __init__(self) -> None:
        self._trace = self._statement = 0
        self._code = False

    def takes(self, record: bytes) -> bool:
        """Tell whether a line only goes on with the message before it."""
        if self._code:
            self._code = False
            return record[:1] not in b"{[<"
        if record[4:5] == b"-" and record[:4].isdigit():  # a date, as most lines have one
            return False
        if self._trace and record[:1] not in b"{[<" and _is_of_trace(record[:700]):
            self._trace -= 1
            self._code = record.startswith(_PYTHON_FRAME)
            return True
        if self._statement and record and record[0] not in _NOT_SQL:
            self._statement -= 1
            return True
        return False

    def follows(self, report: Report) -> None:
        """Remember what may follow a line; nothing, where it was no application's."""
        self._trace = self._statement = 0
        if report.is_application:
            is_statement = report.tag == "postgres" or report.message.startswith(("Query\t", "Execute\t"))
            self._trace, self._statement = _LONGEST, _LONGEST if is_statement else 0


def _is_of_trace(head: bytes) -> bool:
    return _TRACE.match(head) is not None or (b".go:" in head and _GO.match(head) is not None)
