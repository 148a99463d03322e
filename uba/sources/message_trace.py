"""Exchange Online message trace, and Defender's tables of mail and clicks, as JSON.

A message trace has a record for each message and recipient. It seldom says
which way a message went: then `direction_id` is 0 and the activity is Send,
the sender being the one who acts. Defender lists links and attachments in tables
of their own, which share the network message id with the message. Reference:
Microsoft, "MessageTrace report"; "EmailEvents", "EmailUrlInfo",
"EmailAttachmentInfo" and "UrlClickEvents" of advanced hunting.
"""

from __future__ import annotations

import msgspec

from uba.activities import HTTP_GET, MAIL_RECEIVE, MAIL_SCAN, MAIL_SEND
from uba.errors import ParseError
from uba.events import (
    EMAIL_ACTIVITY,
    FAILURE,
    HTTP_ACTIVITY,
    INBOUND,
    INTERNAL,
    OTHER,
    OUTBOUND,
    SUCCESS,
    Event,
)
from uba.remembered import remembered
from uba.sources.by_position import by_position
from uba.sources.decoding import RecordDecoder
from uba.sources.fields import clean_ip, time_ms, user_key


class MailAuthentication(msgspec.Struct, gc=False):
    """What the receiving side found of the sender's domain."""

    SPF: str | None = None
    DKIM: str | None = None
    DMARC: str | None = None


class TraceRecord(msgspec.Struct, gc=False):
    """Message trace fields first, EmailEvents' after them, then those of links, attachments and clicks."""

    Received: str | float | None = None
    SenderAddress: str | None = None
    RecipientAddress: str | None = None
    Subject: str | None = None
    Status: str | None = None
    FromIP: str | None = None
    Size: int | None = None
    MessageId: str | None = None
    MessageTraceId: str | None = None
    NetworkMessageId: str | None = None
    Directionality: str | None = None
    AuthenticationDetails: MailAuthentication | str | None = None

    Timestamp: str | float | None = None
    InternetMessageId: str | None = None
    SenderFromAddress: str | None = None
    SenderMailFromAddress: str | None = None
    SenderIPv4: str | None = None
    SenderIPv6: str | None = None
    RecipientEmailAddress: str | None = None
    ReplyTo: str | None = None
    EmailDirection: str | None = None
    EmailSize: int | None = None
    DeliveryAction: str | None = None
    ThreatTypes: str | None = None
    ReportId: str | None = None

    FileName: str | None = None
    FileType: str | None = None
    SHA256: str | None = None
    UrlDomain: str | None = None

    Url: str | None = None
    ActionType: str | None = None
    AccountUpn: str | None = None
    IPAddress: str | None = None
    IsClickedThrough: bool | int | str | None = None
    Workload: str | None = None


class Envelope(TraceRecord, gc=False):
    """The record itself, or Defender's streaming envelope around it."""

    properties: TraceRecord | None = None


_DECODER = RecordDecoder(Envelope, "message trace record")
_CHECKS = msgspec.json.Decoder(MailAuthentication)
_UNCHECKED = ("", "", "")

_DIRECTIONS = {
    "incoming": INBOUND,
    "inbound": INBOUND,
    "originating": OUTBOUND,
    "outgoing": OUTBOUND,
    "outbound": OUTBOUND,
    "intra-org": INTERNAL,
    "intraorg": INTERNAL,
    "internal": INTERNAL,
}
STATUSES = {
    "delivered": SUCCESS,
    "expanded": SUCCESS,
    "resolved": SUCCESS,
    "failed": FAILURE,
    "blocked": FAILURE,
    "rejected": FAILURE,
}
_DISPOSITIONS = {"delivered": 1, "blocked": 2, "failed": 2, "rejected": 2, "quarantined": 3}


class MessageTrace:
    """Message trace and Defender's tables of mail and clicks as one source."""

    name = "message_trace"

    def recognise(self, record: bytes) -> bool:
        """Tell a trace by its sender and recipient addresses, a click by its URL, action and account."""
        if not record.startswith(b"{"):
            return False
        if b'"RecipientAddress"' in record:
            return b'"SenderAddress"' in record
        if b'"RecipientEmailAddress"' in record:
            return b'"SenderFromAddress"' in record or b'"SenderMailFromAddress"' in record
        if b'"UrlDomain"' in record:
            return b'"NetworkMessageId"' in record and b'"Url"' in record
        return b'"AccountUpn"' in record and b'"ActionType"' in record and b'"Url"' in record

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        envelope = _DECODER.decode(record)
        trace = envelope.properties or envelope
        if trace.Url is not None and trace.ActionType is not None and trace.AccountUpn is not None:
            return _click_event(trace, trace.Url, trace.ActionType)
        if trace.Url is not None and trace.UrlDomain is not None and trace.NetworkMessageId:
            return _part_event(trace, "EmailUrlInfo", trace.Url)
        if trace.RecipientAddress is None and trace.RecipientEmailAddress is None:
            raise ParseError("RecipientAddress (or RecipientEmailAddress) is missing: expected a message trace record")
        if trace.SenderAddress is None and trace.SenderFromAddress is None and trace.SenderMailFromAddress is None:
            raise ParseError("SenderAddress (or SenderFromAddress) is missing: expected a message trace record")
        if trace.FileName is not None and trace.NetworkMessageId:
            return _part_event(trace, "EmailAttachmentInfo", trace.FileName)
        return _mail_event(trace)


def _time(trace: TraceRecord) -> int:
    if trace.Received is not None:
        return time_ms(trace.Received, "Received")
    return time_ms(trace.Timestamp, "Received (or Timestamp)")


@by_position
def _mail_event(trace: TraceRecord) -> Event:
    direction = _direction(trace.Directionality or trace.EmailDirection or "")
    sender = user_key(trace.SenderAddress or trace.SenderFromAddress or trace.SenderMailFromAddress)
    recipient = user_key(trace.RecipientAddress or trace.RecipientEmailAddress)
    outcome = trace.Status or trace.DeliveryAction or ""
    address = trace.FromIP or trace.SenderIPv4 or trace.SenderIPv6
    status_id, disposition_id = _outcome(outcome)
    found = trace.AuthenticationDetails
    spf, dkim, dmarc = (
        _UNCHECKED if found is None else _checked_in_text(found) if isinstance(found, str) else _checked(found)
    )
    message = trace.NetworkMessageId or trace.MessageTraceId
    inbound = direction == INBOUND
    return Event(
        time=_time(trace),
        uid=f"{message}/{recipient}" if message else "",
        source="message_trace",
        class_uid=EMAIL_ACTIVITY,
        activity_id=MAIL_RECEIVE if inbound else MAIL_SEND,
        status_id=status_id,
        status_code=outcome,
        status_detail=trace.ThreatTypes or "",
        event_code=outcome,
        product_name="Exchange Online",
        vendor_name="Microsoft",
        log_name="MessageTrace" if trace.RecipientAddress is not None else "EmailEvents",
        correlation_uid=trace.MessageTraceId or trace.NetworkMessageId or "",
        actor_user_name="" if inbound else sender,
        actor_user_email_addr="" if inbound else sender,
        user_name=recipient if inbound else "",
        src_ip=clean_ip(address) if address else "",
        direction_id=direction,
        email_from=sender,
        email_smtp_from=user_key(trace.SenderMailFromAddress) if trace.SenderMailFromAddress else "",
        email_to=(recipient,) if recipient else (),
        email_reply_to=user_key(trace.ReplyTo) if trace.ReplyTo else "",
        email_subject=trace.Subject or "",
        email_message_uid=trace.MessageId or trace.InternetMessageId or "",
        email_size=max(0, trace.Size or trace.EmailSize or 0),
        spf=spf,
        dkim=dkim,
        dmarc=dmarc,
        disposition_id=disposition_id,
    )


def _checked(found: MailAuthentication) -> tuple[str, str, str]:
    return (found.SPF or "").lower(), (found.DKIM or "").lower(), (found.DMARC or "").lower()


@remembered(4_096)
def _checked_in_text(text: str) -> tuple[str, str, str]:
    """The results of the checks as EmailEvents holds them: as text of JSON."""
    try:
        return _checked(_CHECKS.decode(text))
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return _UNCHECKED


@remembered(1_024)
def _outcome(text: str) -> tuple[int, int]:
    """Status and disposition."""
    text = text.lower()
    return STATUSES.get(text, OTHER if text else 0), _DISPOSITIONS.get(text, 0)


@remembered(1_024)
def _direction(text: str) -> int:
    return _DIRECTIONS.get(text.lower(), 0)


@by_position
def _part_event(trace: TraceRecord, table: str, part: str) -> Event:
    """A link or an attachment of a message: what the message is, its own record says."""
    is_file = table == "EmailAttachmentInfo"
    sender = user_key(trace.SenderFromAddress or trace.SenderMailFromAddress)
    recipient = user_key(trace.RecipientEmailAddress)
    threat = trace.ThreatTypes or ""
    return Event(
        time=_time(trace),
        uid="/".join(filter(None, (trace.NetworkMessageId, recipient, trace.SHA256, part[:400]))),
        source="message_trace",
        class_uid=EMAIL_ACTIVITY,
        activity_id=MAIL_SCAN,
        status_id=FAILURE if threat else 0,
        status_detail=threat,
        event_code=table,
        product_name="Defender for Office 365",
        vendor_name="Microsoft",
        log_name=table,
        correlation_uid=trace.NetworkMessageId or "",
        email_from=sender,
        email_to=(recipient,) if recipient else (),
        email_files=(part,) if is_file else (),
        email_urls=() if is_file else (part,),
    )


@by_position
def _click_event(trace: TraceRecord, url: str, action: str) -> Event:
    host, slash, path = url.partition("://")[2].partition("/")
    path, _, query = (slash + path).partition("?")
    user = user_key(trace.AccountUpn)
    through = "clicked through" if str(trace.IsClickedThrough).lower() in ("true", "1") else ""
    return Event(
        time=_time(trace),
        uid=trace.ReportId or "",
        source="message_trace",
        class_uid=HTTP_ACTIVITY,
        activity_id=HTTP_GET,
        status_id=FAILURE if "blocked" in action.lower() else SUCCESS,
        status_code=action,
        status_detail="; ".join(filter(None, (trace.ThreatTypes, through))),
        event_code=action,
        product_name="Defender for Office 365",
        vendor_name="Microsoft",
        log_name="UrlClickEvents",
        correlation_uid=trace.NetworkMessageId or "",
        actor_user_name=user,
        actor_user_email_addr=user if "@" in user else "",
        src_ip=clean_ip(trace.IPAddress) if trace.IPAddress else "",
        http_method="GET",
        url_hostname=host.partition(":")[0].lower(),
        url_path=path,
        url_query=query,
        direction_id=OUTBOUND,
        disposition_id=2 if "blocked" in action.lower() else 1,
    )
