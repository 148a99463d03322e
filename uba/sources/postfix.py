"""Mail servers' syslog: Postfix, rspamd, OpenDMARC, OpenDKIM, policyd-spf, Dovecot, ClamAV, and RFC 8601 results.

    2026-03-09T09:10:29+00:00 mx1 postfix/smtp[811]: 4XyZ12ABcD: to=<ap@x.example>, status=sent (250 ok)
    2026-03-09T09:10:30+00:00 mx1 opendmarc[812]: 4XyZ12ABcD: newvendor-pay.example fail

Each line says a part of what happened to a message; the queue id, which the
parts share, is `correlation_uid`. Read as a file, a delivery carries what earlier
lines said of its message (`uba.sources.postfix_queue`). Lines that only keep the books (connect,
disconnect, removed) are of no interest. An `Authentication-Results` header is
read where a line gives its time: after a syslog stamp, or in what Postfix logs
for a `header_checks` rule; the header alone has no time and is refused.
Reference: Postfix logging as of 3.8, RFC 8601, RFC 7208, rspamd `task_write_log`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from uba import activities as a
from uba.errors import ParseError
from uba.events import (
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    FAILURE,
    INBOUND,
    INTERNAL,
    OTHER,
    OUTBOUND,
    SUCCESS,
    Event,
)
from uba.remembered import remembered
from uba.sources.base import Parse
from uba.sources.by_position import by_position
from uba.sources.fields import clean_ip, user_key, whole
from uba.sources.mail_checks import (
    clamav_event,
    mail_event,
    opendkim_event,
    opendmarc_event,
    policyd_event,
    queued,
    recipients_of,
    results_event,
    rspamd_event,
)
from uba.sources.mail_results import header_results
from uba.sources.mailbox_lines import dovecot_event
from uba.sources.postfix_queue import Message, Queue
from uba.sources.postfix_tags import is_mail_tag
from uba.sources.service_messages import MEDIUM, meaning_of
from uba.sources.syslog import SyslogLine, read_syslog, tag_and_message

_BARE_HEADER = re.compile(rb"(?:ARC-)?Authentication-Results:", re.IGNORECASE)
# The first letter alone begins it, so that the search passes over all others; that no word ends in it comes after.
_ADDRESSED = re.compile(r"([fhopst](?<!\w.)(?:rom|elo|rig_to|roto|asl_username|o))=(?:<([^<>]*)>|([^\s,;<>]+))")
_LONGEST_NAME = len("sasl_username")
_ONE_ADDRESS = re.compile(r"(to|from)=<([^<>]*)>")
_CLIENT = re.compile(r"(?:client=|from |: )(?P<host>[\w.:-]{1,255})\[(?P<ip>[^\]\s]{1,64})\](?::\d+)?")
_ENVELOPE = re.compile(r"from=<([^<>]*)>, size=(\d+), nrcpt=(\d+)[^=]*")
_CODE = re.compile(r": (?:(\d{3}) (?:(\d\.\d\.\d+) )?|(\d\.\d\.\d+) )")
_METHOD = re.compile(r"sasl_method=([\w-]+)")
_NUMBER = re.compile(r"\b(size|nrcpt)=(\d+)")
_DELIVERY = re.compile(r"\bstatus=(?P<status>[\w-]+)(?: \((?P<detail>.*)\))?", re.DOTALL)
_USUAL_DELIVERY = re.compile(
    r"to=<([^<>]*)>, relay=([^\s,\[=]++)[^,=]*+, (?:conn_use=\d+, )?delay=[\d.]+, delays=[\d./]+, dsn=(\d\.\d+\.\d+), "
    r"status=([\w-]+) \(([^=]*)\)"
)
"""What the searches below find, in one look."""
_DSN = re.compile(r"\bdsn=(\d\.\d+\.\d+)")
_RELAY = re.compile(r"\brelay=([^\s,\[]+)")
_MESSAGE_ID = re.compile(r"message-id=<?([^>\s]+)>?")
_REJECT = re.compile(
    r"(?:milter-)?(?P<what>reject|reject_warning|discard|hold|redirect): .*?: "
    r"(?P<code>\d{3}|\d\.\d\.\d+|<)",
    re.DOTALL,
)
_HEADER = re.compile(
    r"(?P<what>info|warning|prepend|reject|discard|hold|replace|redirect): header (?P<header>[\w-]+): (?P<value>.*?)"
    r" from (?:local|[\w.-]{1,255}\[(?P<ip>[^\]\s]{1,64})\]); (?P<rest>from=<.*)",
    re.DOTALL,
)
_SASL_FAILURE = re.compile(
    r"warning: (?P<host>[^\s\[]{1,255})\[(?P<ip>[^\]\s]{1,64})\]: SASL (?P<method>[\w-]+) "
    r"authentication failed(?P<rest>.*)",
    re.DOTALL,
)
_FILE_NAME = re.compile(r"\b(?:file)?name=(?:\"([^\"]+)\"|([^\s;\"]+))", re.IGNORECASE)
_RATE = re.compile(
    r"(?:warning: (?:\w+ )*(?P<what>\w+) (?:rate|count|concurrency) limit exceeded: "
    r"(?P<count>\d+) from \S*\[(?P<ip>[^\]]+)\]"
    r"|statistics: max (?P<what2>[\w ]+?) (?:rate|count) (?P<count2>\d+)\S* for \([\w.:]*?:?(?P<ip2>[0-9a-fA-F.:]+)\))"
)
STATUSES = {
    "sent": SUCCESS,
    "delivered": SUCCESS,
    "deliverable": SUCCESS,
    "bounced": FAILURE,
    "undeliverable": FAILURE,
}
_LOCAL = frozenset({"local", "virtual", "lmtp", "pipe"})
_FILTERS = frozenset({"127.0.0.1", "localhost", "::1"})
"""Relays that are a content filter of the server itself: it hands the message back under a new queue id."""
_LIFECYCLE = (
    ("daemon started", a.APP_START),
    ("terminating on signal", a.APP_STOP),
    ("stopping the Postfix", a.APP_STOP),
    ("reload -- version", a.APP_RESTART),
    ("refreshing the Postfix", a.APP_RESTART),
)


class Postfix:
    """Mail servers' syslog as a source."""

    name = "postfix"

    def recognise(self, record: bytes) -> bool:
        """Tell a line by the program that wrote it, or as an `Authentication-Results` header."""
        if record.startswith((b"{", b"[")):
            return False
        line = tag_and_message(record)
        return is_mail_tag(line[0]) if line is not None else _BARE_HEADER.match(record) is not None

    def parse(self, record: bytes) -> Event | None:
        """Read one line that came alone; see `uba.sources.base.Source`."""
        return _read(record, Queue())

    def open(self) -> Parse:
        """Give a parse function for one file, which remembers the messages in the queue."""
        queue = Queue()
        return lambda record: _read(record, queue)


def _read(record: bytes, queue: Queue) -> Event | None:
    if record[:1] in b"Aa" and _BARE_HEADER.match(record):
        raise ParseError(
            "Authentication-Results has no time: send it through syslog, or have Postfix log it "
            "(header_checks: /^Authentication-Results:/ INFO)"
        )
    line = read_syslog(record)
    if line.tag.startswith("postfix"):
        return _postfix(line, queue)
    reader = _reader_of(line.tag)
    if reader is None:
        raise ParseError(f"program is {line.tag!r}: expected one of a mail server, such as postfix/smtpd or rspamd")
    event = reader(line)
    if event is not None and event.actor_user_name and event.email_to:
        queue.told(line.host, event.correlation_uid)
    return event


@remembered(1_024)
def _reader_of(tag: str) -> Callable[[SyslogLine], Event | None] | None:
    return next((reader for prefix, reader in READERS if tag.startswith(prefix)), None)


def _postfix(line: SyslogLine, queue: Queue) -> Event | None:
    message = line.message
    if message.startswith(("warning: ", "statistics: ")):
        if match := _SASL_FAILURE.match(message):
            user = _addressed(match["rest"]).get("sasl_username", "")
            return _logon(line, match["ip"], user, match["method"], False)
        if match := _RATE.match(message):
            return _service(line, APPLICATION_ERROR, a.ERROR_GENERAL, "limit", match["ip"] or match["ip2"])
    qid, rest = queued(message)
    if qid:
        return _queued(line, qid, rest, queue)
    for text, activity_id in _LIFECYCLE:
        if text in message:
            kind = "reload" if activity_id == a.APP_RESTART else text
            return _service(line, APPLICATION_LIFECYCLE, activity_id, kind)
    meaning = meaning_of(message, line.tag)
    if meaning is not None or message.startswith(("fatal:", "panic:", "error:")):
        kind = "error" if meaning is None else meaning.kind
        return _service(line, APPLICATION_ERROR, a.ERROR_GENERAL, kind)
    return None


@by_position
def _queued(line: SyslogLine, qid: str, rest: str, queue: Queue) -> Event | None:
    """A line about one message, by what it says of it."""
    daemon = line.tag.rpartition("/")[2]
    if daemon == "qmgr" and (match := _ENVELOPE.fullmatch(rest)):
        sender, size = user_key(match[1]), whole(match[2])
        queue.enveloped(line.host, qid, sender, size)
        return _enveloped(line, qid, sender, size, whole(match[3]))
    if match := _USUAL_DELIVERY.fullmatch(rest):
        return _delivery(line, qid, *match.groups(), known=queue.of(line.host, qid))
    queue.note(line.host, qid, daemon, rest)
    if ": header " in rest and (match := _HEADER.match(rest)):
        return _header(line, qid, match)
    said = _addressed(rest)
    if match := _REJECT.match(rest):
        return _rejected(line, qid, rest, match["what"], said)
    if match := _found(_DELIVERY, "status=", rest):
        dsn, relay = _found(_DSN, "dsn=", rest), _found(_RELAY, "relay=", rest)
        return _delivery(
            line,
            qid,
            said.get("to", ""),
            relay[1] if relay else "",
            dsn[1] if dsn else "",
            match["status"],
            match["detail"] or "",
            known=queue.of(line.host, qid),
        )
    if rest.startswith("client="):
        client = _CLIENT.match(rest)
        address = client["ip"] if client else ""
        user = said.get("sasl_username", "")
        if user:
            method = _METHOD.search(rest)
            return _logon(line, address, user, method[1] if method else "", True, qid)
        return mail_event(line, a.MAIL_TRACE, qid, src_ip=clean_ip(address), event_code="client")
    if "from" in said and "nrcpt=" in rest:
        numbers = dict(_NUMBER.findall(rest))
        sender, size, count = user_key(said["from"]), whole(numbers.get("size")), whole(numbers.get("nrcpt"))
        return _enveloped(line, qid, sender, size, count)
    if match := _MESSAGE_ID.search(rest):
        return mail_event(line, a.MAIL_TRACE, qid, email_message_uid=f"<{match[1]}>", event_code="message-id")
    return None


@by_position
def _enveloped(line: SyslogLine, qid: str, sender: str, size: int, count: int) -> Event:
    """The queue manager takes a message up."""
    return mail_event(
        line,
        a.MAIL_SEND,
        qid,
        email_from=sender,
        email_smtp_from=sender,
        email_size=size,
        count=max(1, count),
        event_code="queued",
    )


def _found(pattern: re.Pattern[str], beginning: str, text: str) -> re.Match[str] | None:
    """Search for a pattern from where its beginning stands first."""
    start = text.find(beginning)
    return None if start < 0 else pattern.search(text, start)


def _addressed(text: str) -> dict[str, str]:
    usual = _ONE_ADDRESS.match(text)
    if usual is not None and not _another_address(text, usual.end()):
        return {usual[1]: usual[2]}
    start = max(0, text.find("=") - _LONGEST_NAME)
    return {name: quoted or bare for name, quoted, bare in _ADDRESSED.findall(text, start)}


def _another_address(text: str, start: int) -> bool:
    return text.find("=<", start) > 0 or any(text.find(name, start) > 0 for name in ("to=", "from=", "_username="))


@by_position
def _delivery(
    line: SyslogLine, qid: str, to: str, relay: str, dsn: str, status: str, detail: str, *, known: Message
) -> Event:
    """A message reaches a mailbox here, or the next server; one that a user of ours sent is that user's act."""
    daemon = line.tag.rpartition("/")[2]
    local, user = daemon in _LOCAL, "" if known.is_told else known.user
    recipient = user_key(to)
    to_filter = relay in _FILTERS
    if to_filter:
        activity_id, direction_id, user = a.MAIL_TRACE, 0, ""
    elif local:
        activity_id, direction_id = (a.MAIL_SEND, INTERNAL) if known.user else (a.MAIL_RECEIVE, INBOUND)
    else:
        activity_id, direction_id = a.MAIL_SEND, OUTBOUND if daemon == "smtp" else 0
    return mail_event(
        line,
        activity_id,
        qid,
        status_id=STATUSES.get(status, OTHER),
        status_code=dsn,
        status_detail=detail[:500],
        actor_user_name=user,
        user_name=recipient if direction_id == INBOUND else "",
        src_ip=known.client,
        dst_hostname="" if relay == "none" else relay.lower(),
        direction_id=direction_id,
        email_from=known.sender,
        email_smtp_from=known.sender,
        email_to=recipients_of(recipient),
        email_message_uid=known.uid,
        email_size=known.size,
        event_code=status,
    )


@by_position
def _rejected(line: SyslogLine, qid: str, rest: str, what: str, said: dict[str, str]) -> Event:
    client = _CLIENT.search(rest)
    code = _CODE.search(rest)
    refused = what == "reject"
    recipient = user_key(said.get("to"))
    return mail_event(
        line,
        a.MAIL_RECEIVE,
        qid,
        status_id=FAILURE if refused else OTHER,
        status_code=(code[3] or code[2] or code[1]) if code else "",
        status_detail=rest[:500],
        user_name=recipient,
        src_ip=clean_ip(client["ip"]) if client else "",
        direction_id=INBOUND,
        email_from=user_key(said.get("from")),
        email_smtp_from=user_key(said.get("from")),
        email_to=recipients_of(recipient),
        disposition_id=2 if refused else 0,
        event_code=what,
    )


@by_position
def _header(line: SyslogLine, qid: str, match: re.Match[str]) -> Event:
    """A header that a `header_checks` rule logged, with the envelope beside it."""
    said = _addressed(match["rest"])
    recipient, address = user_key(said.get("to")), clean_ip(match["ip"] or "")
    is_result = match["header"].lower() == "authentication-results"
    results = header_results(match["value"]) if is_result else {}
    header_from, smtp_from = results.get("email_from", ""), results.get("email_smtp_from", "")
    refused = match["what"] in ("reject", "discard")
    sender = user_key(said.get("from"))
    attachment = _FILE_NAME.search(match["value"]) if match["header"].lower().startswith("content-") else None
    return mail_event(
        line,
        a.MAIL_SCAN,
        qid,
        status_id=FAILURE if refused else 0,
        src_ip=address,
        email_from=sender if sender.endswith("@" + header_from) else header_from or sender,
        email_smtp_from=sender or smtp_from,
        email_to=recipients_of(recipient),
        email_files=(attachment[1] or attachment[2],) if attachment else (),
        email_headers=() if is_result else (f"{match['header']}: {match['value']}",),
        disposition_id=2 if refused else 0,
        event_code="header",
        spf=results.get("spf", ""),
        dkim=results.get("dkim", ""),
        dmarc=results.get("dmarc", ""),
    )


@by_position
def _logon(line: SyslogLine, address: str, user: str, method: str, accepted: bool, qid: str = "") -> Event:
    return Event(
        time=line.time,
        uid="",
        source="postfix",
        class_uid=AUTHENTICATION,
        activity_id=a.AUTH_LOGON,
        status_id=SUCCESS if accepted else FAILURE,
        status_detail="" if accepted else line.message[:500],
        event_code="sasl",
        product_name="postfix",
        log_name="mail",
        correlation_uid=qid,
        actor_user_name=user_key(user),
        src_ip=clean_ip(address),
        dst_hostname=line.host,
        service_name="smtp",
        auth_protocol=method.lower(),
    )


@by_position
def _service(line: SyslogLine, class_uid: int, activity_id: int, kind: str, address: str = "") -> Event:
    return Event(
        time=line.time,
        uid="",
        source="postfix",
        class_uid=class_uid,
        activity_id=activity_id,
        severity_id=MEDIUM,
        status_detail=line.message[:500],
        event_code=kind.replace(" ", "_"),
        product_name="postfix",
        log_name="mail",
        service_name="postfix",
        app_name="postfix" if class_uid == APPLICATION_LIFECYCLE else "",
        src_ip=clean_ip(address) if address else "",
        device_hostname=line.host,
    )


READERS: tuple[tuple[str, Callable[[SyslogLine], Event | None]], ...] = (
    ("rspamd", rspamd_event),
    ("opendmarc", opendmarc_event),
    ("opendkim", opendkim_event),
    ("policyd-spf", policyd_event),
    ("clamav-milter", clamav_event),
    ("dovecot", dovecot_event),
    ("Authentication-Results", results_event),
)
