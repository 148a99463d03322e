"""Windows events, as XML and as JSON in the shapes of forwarders, converters and SIEMs.

The Security, System and Application logs and those of server roles: a record is
read into one shape (`windows_xml`, `windows_json`), then given its meaning by
provider and id (`windows_meaning`). Reference: Microsoft, "Event Schema".
"""

from __future__ import annotations

import re

from uba.events import Event
from uba.sources.fields import time_ms
from uba.sources.windows_json import read_json
from uba.sources.windows_meaning import meaning_of
from uba.sources.windows_record import WindowsRecord
from uba.sources.windows_xml import read_xml

_XML = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?<Event[\s>]")


class WindowsEvent:
    """The Windows event log as a source."""

    name = "windows_event"

    def recognise(self, record: bytes) -> bool:
        """Tell XML by its element, JSON by an event id together with the names that shape has beside it."""
        if not record.startswith(b"{"):
            return record[:1] in b"<" and _XML.match(record) is not None and b"<System" in record
        if b'"winlog"' in record:
            return b'"event_id"' in record
        if b'"Event"' in record and b'"System"' in record:
            return b'"EventID"' in record
        if b'"EventID"' in record or b'"EventId"' in record:
            return any(name in record for name in _BESIDE)
        return b'"Id"' in record and b'"ProviderName"' in record and b'"LogName"' in record

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        windows = read_json(record) if record.startswith(b"{") else read_xml(record)
        return Event(
            time=(time := time_ms(windows.time, "time")),
            uid=_uid(windows, time),
            source=self.name,
            event_code=str(windows.event_id),
            product_name="Windows",
            vendor_name="Microsoft",
            log_name=windows.channel or windows.provider,
            log_provider=windows.provider,
            device_hostname=windows.computer.lower(),
            **meaning_of(windows),
        )


_BESIDE = (b'"Computer"', b'"Hostname"', b'"MachineName"', b'"EventRecordID"', b'"SourceName"')


def _uid(record: WindowsRecord, time: int) -> str:
    """The number of a record starts over when its log is cleared: only with its time it is one event's."""
    if record.uid or not record.record_id:
        return record.uid
    return f"{record.computer.lower()}/{record.channel}/{record.record_id}@{time}"
