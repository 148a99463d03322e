"""Message tracking log of Exchange on premises, CSV with a `#Fields:` header; `exchange_logs` reads its other logs.

A message leaves many lines on its way. One of them is the user's act: the
first `RECEIVE` of a message that originates inside. It alone has an actor; the
others are stages of transport. Servers that pass a message on log `RECEIVE`
again: the same message to the same recipients is the same event. Reference:
Microsoft, "Message tracking".
"""

from __future__ import annotations

import re
from hashlib import blake2b

from uba.activities import MAIL_RECEIVE, MAIL_SEND, MAIL_TRACE
from uba.errors import ParseError
from uba.events import EMAIL_ACTIVITY, FAILURE, INBOUND, INTERNAL, OTHER, OUTBOUND, SUCCESS, Event
from uba.sources.base import Parse
from uba.sources.by_position import by_position
from uba.sources.columns import Columns, row_cells
from uba.sources.exchange_logs import rows_of
from uba.sources.fields import clean_ip, time_ms, user_key, whole

STANDARD_COLUMNS = [
    "date-time",
    "client-ip",
    "client-hostname",
    "server-ip",
    "server-hostname",
    "source-context",
    "connector-id",
    "source",
    "event-id",
    "internal-message-id",
    "message-id",
    "network-message-id",
    "recipient-address",
    "recipient-status",
    "total-bytes",
    "recipient-count",
    "related-recipient-address",
    "reference",
    "message-subject",
    "sender-address",
    "return-path",
    "message-info",
    "directionality",
    "tenant-id",
    "original-client-ip",
    "original-server-ip",
    "custom-data",
    "transport-traffic-type",
    "log-id",
    "schema-version",
]
"""The 30 columns of Exchange 2016 and later."""

_TEXT = rb'(?:"(?:[^"]|"")*+"|[^,"]*+)'
_DATA = re.compile(
    rb'"?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z"?,(?:'
    + _TEXT
    + rb",){6}[A-Z]{2,24},[A-Z]{3,30},"
    + _TEXT
    + rb","
)
_HEADER = re.compile(
    rb"#(?:Software: Microsoft Exchange|Version: 1\d\.|Log-type: Message Tracking|Date: \d{4}-\d\d-\d\dT|"
    rb"Fields: (?:date-time,client-ip|dateTime,sessionId|DateTime,RequestId|Timestamp,SessionId))"
)
_AGENT = re.compile(r"CATRS-([^=|()]{1,100})=")
_MESSAGE_CLASS = re.compile(r"\bMessageClass:([\w.{}-]{1,200})")
FAILURES = frozenset(["FAIL", "BADMAIL", "POISONMESSAGE", "DSN", "DROP", "PROCESSMEETINGMESSAGEFAIL"])
WAITING = frozenset(["DEFER", "SUBMITDEFER", "SUBMITFAIL", "DELIVERFAIL", "SUPPRESSED"])
RECEIVED = frozenset(["RECEIVE", "DELIVER"])
_MAX_COLUMNS = 200


_READ = (
    "date-time",
    "event-id",
    "source",
    "network-message-id",
    "message-id",
    "sender-address",
    "return-path",
    "recipient-address",
    "directionality",
    "client-ip",
    "original-client-ip",
    "client-hostname",
    "server-hostname",
    "recipient-status",
    "source-context",
    "message-subject",
    "total-bytes",
    "message-info",
)
"""The columns that are read, in the order in which `_event` takes them."""
_STANDARD = Columns(STANDARD_COLUMNS, _READ)


class ExchangeTracking:
    """The message tracking log as a source."""

    name = "exchange_tracking"

    def recognise(self, record: bytes) -> bool:
        """Tell a header line, or a line of time, hosts, source and event."""
        return (_HEADER if record.startswith(b"#") else _DATA).match(record) is not None

    def parse(self, record: bytes) -> Event | None:
        """Read one line that came alone; see `uba.sources.base.HeaderedSource`."""
        return None if record.startswith(b"#") else _event(_values(record, _STANDARD))

    def open(self) -> Parse:
        """Give a parse function that remembers `#Fields:`."""
        return _TrackingFile().parse


class _TrackingFile:
    """One file: the columns its header gave, and how rows are read where it is another of Exchange's logs."""

    def __init__(self) -> None:
        self._columns = _STANDARD
        self._other: Parse | None = None

    def parse(self, record: bytes) -> Event | None:
        if record.startswith(b"#"):
            name, _, text = record[1:].decode("utf-8", "replace").partition(":")
            if name == "Fields":
                names = [column.strip().lower() for column in text.split(",")[:_MAX_COLUMNS]]
                self._columns = Columns(names, _READ)
                self._other = None if "event-id" in names else rows_of(names)
            return None
        if self._other is not None:
            return self._other(record)
        return _event(_values(record, self._columns))


def _values(record: bytes, columns: Columns) -> tuple[str, ...]:
    cells = row_cells(record)
    if cells is None or len(cells) != columns.count:
        found = "damaged quotes" if cells is None else f"{len(cells)} columns"
        raise ParseError(
            f"line has {found}: expected the {columns.count} columns of the message tracking log's #Fields line, "
            "date-time,client-ip,..."
        )
    return columns.of(cells)


@by_position
def _event(values: tuple[str, ...]) -> Event:
    (
        moment,
        operation,
        component,
        network_message,
        message,
        sender,
        return_path,
        recipient,
        directionality,
        client,
        original_client,
        client_host,
        server_host,
        recipient_status,
        context,
        subject,
        size,
        latencies,
    ) = map(str.strip, values)
    operation = operation.upper()
    if not operation:
        raise ParseError("event-id is empty: expected RECEIVE, SEND, DELIVER or another stage of transport")
    sender = sender.lower()
    recipients = _recipients(recipient)
    direction = _direction(directionality.lower(), sender, recipients)
    is_act = operation == "RECEIVE" and direction in (OUTBOUND, INTERNAL)
    address = original_client or client
    return Event(
        time=time_ms(moment, "date-time"),
        uid=_uid(network_message, component, operation, recipients) if network_message else "",
        source="exchange_tracking",
        class_uid=EMAIL_ACTIVITY,
        activity_id=MAIL_SEND if is_act else MAIL_RECEIVE if operation in RECEIVED else MAIL_TRACE,
        status_id=FAILURE if operation in FAILURES else OTHER if operation in WAITING else SUCCESS,
        status_code=operation,
        status_detail=recipient_status[:400] or context[:400],
        event_code=operation,
        product_name="Exchange",
        vendor_name="Microsoft",
        log_name="MessageTracking",
        correlation_uid=network_message,
        actor_user_name=sender if is_act else "",
        actor_user_email_addr=sender if is_act else "",
        user_name=recipients[0] if direction == INBOUND and len(recipients) == 1 else "",
        src_ip=clean_ip(address) if address else "",
        src_hostname=client_host.lower(),
        dst_hostname=server_host.lower(),
        api_operation=component.upper(),
        direction_id=direction,
        email_from=sender,
        email_smtp_from=return_path.lower().strip("<>"),
        email_to=recipients,
        email_subject=subject,
        email_message_uid=message,
        email_size=max(0, whole(size)),
        email_headers=_headers(latencies, context) if "CATRS-" in latencies or "MessageClass:" in context else (),
        disposition_id=2 if operation in FAILURES else 0,
    )


def _recipients(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(user_key, text.split(";")))) if ";" in text else (text.lower(),) if text else ()


def _direction(said: str, sender: str, recipients: tuple[str, ...]) -> int:
    if said == "incoming":
        return INBOUND
    if said != "originating":
        return 0
    domain = sender.rpartition("@")[2]
    return INTERNAL if recipients and all(one.rpartition("@")[2] == domain for one in recipients) else OUTBOUND


def _headers(latencies: str, context: str) -> tuple[str, ...]:
    """What a message is, by `source-context`, and the transport agents that `message-info` names by latencies."""
    agents = dict.fromkeys(f"X-Transport-Agent: {name.strip()}" for name in _AGENT.findall(latencies))
    match = _MESSAGE_CLASS.search(context[:4_000]) if "MessageClass:" in context else None
    return (f"X-Message-Class: {match[1]}", *agents) if match else tuple(agents)


def _uid(message: str, component: str, operation: str, recipients: tuple[str, ...]) -> str:
    who = blake2b(";".join(recipients).encode("utf-8", "replace"), digest_size=8).hexdigest()
    return f"{message}/{operation}/{who}" if operation == "RECEIVE" else f"{message}/{component}/{operation}/{who}"
