"""The programs beside Postfix that check mail: rspamd, OpenDMARC, OpenDKIM, policyd-spf, ClamAV."""

from __future__ import annotations

import re

from uba import activities as a
from uba.addresses import is_private
from uba.events import EMAIL_ACTIVITY, FAILURE, INBOUND, OTHER, OUTBOUND, SUCCESS, Event
from uba.sources.by_position import by_position
from uba.sources.fields import clean_ip, user_key
from uba.sources.mail_results import header_results, rspamd_results
from uba.sources.service_messages import MEDIUM
from uba.sources.syslog import SyslogLine

_QUEUE_ID = re.compile(r"[0-9A-F]{6,20}|[0-9A-Za-z]{9,20}|NOQUEUE")
_INFECTED = re.compile(
    r"Message (?:(?P<qid>\S+) )?from <(?P<sender>[^<>]*)> to <(?P<to>[^<>]*)> (?:with subject '[^']*' )?"
    r"(?:message-id '<?(?P<id>[^'>]*)>?' date '[^']*' )?infected by (?P<name>\S+)"
)
_SPF = re.compile(r"(?:prepend )?Received-SPF: (\w+)", re.IGNORECASE)
_SPF_FIELD = re.compile(r"\b(client-ip|envelope-from|receiver)=[\"<]?([^;\"\s>]+)")
_DMARC = re.compile(r"(?<![\w.-])(?P<domain>[\w-]++(?:\.[\w-]++)++) (?P<result>pass|fail|none|temperror|permerror)$")
_DMARC_SPF = re.compile(r"SPF\((?P<kind>\w+)\): (?P<domain>\S+) (?P<result>\w+)$")
_DKIM = (
    ("DKIM verification successful", "pass"),
    ("bad signature data", "fail"),
    ("SSL error:", "fail"),
    ("no signature data", "none"),
    ("key retrieval failed", "temperror"),
)
_DKIM_DOMAIN = re.compile(r"\bd=([\w.-]+)")


@by_position
def mail_event(
    line: SyslogLine,
    activity_id: int,
    qid: str,
    event_code: str = "",
    status_id: int = 0,
    status_code: str = "",
    status_detail: str = "",
    count: int = 1,
    actor_user_name: str = "",
    user_name: str = "",
    src_ip: str = "",
    dst_hostname: str = "",
    direction_id: int = 0,
    disposition_id: int = 0,
    email_from: str = "",
    email_smtp_from: str = "",
    email_to: tuple[str, ...] = (),
    email_message_uid: str = "",
    email_size: int = 0,
    email_files: tuple[str, ...] = (),
    email_headers: tuple[str, ...] = (),
    spf: str = "",
    dkim: str = "",
    dmarc: str = "",
) -> Event:
    """An e-mail event of this line; what is not said stays empty."""
    return Event(
        time=line.time,
        uid="",
        source="postfix",
        class_uid=EMAIL_ACTIVITY,
        activity_id=activity_id,
        status_id=status_id,
        status_code=status_code,
        status_detail=status_detail,
        severity_id=MEDIUM if activity_id == a.MAIL_SCAN and status_id == FAILURE else 1,
        event_code=event_code or line.tag.rpartition("/")[2],
        product_name=line.tag.partition("/")[0],
        log_name="mail",
        correlation_uid="" if qid == "NOQUEUE" else qid,
        count=count,
        actor_user_name=actor_user_name,
        actor_user_email_addr=actor_user_name if "@" in actor_user_name else "",
        user_name=user_name,
        src_ip=src_ip,
        dst_hostname=dst_hostname,
        device_hostname=line.host,
        direction_id=direction_id,
        disposition_id=disposition_id,
        email_from=email_from,
        email_smtp_from=email_smtp_from,
        email_to=email_to,
        email_message_uid=email_message_uid,
        email_size=email_size,
        email_files=email_files,
        email_headers=email_headers,
        spf=spf,
        dkim=dkim,
        dmarc=dmarc,
    )


def queued(message: str) -> tuple[str, str]:
    """Give the queue id and what is said of the message it stands for; '' twice for a line about none."""
    qid, colon, rest = message.partition(": ")
    return (qid, rest) if colon and _QUEUE_ID.fullmatch(qid) else ("", "")


def recipients_of(address: str) -> tuple[str, ...]:
    """Give the one recipient a line names, or none."""
    return (user_key(address),) if address else ()


@by_position
def rspamd_event(line: SyslogLine) -> Event | None:
    """Give what rspamd found of one message; authenticated mail is sent, mail from the Internet received."""
    task = rspamd_results(line.message)
    if task is None:
        return None
    outbound = bool(task.user)
    inbound = not outbound and bool(task.ip) and not is_private(task.ip)
    return mail_event(
        line,
        a.MAIL_SEND if outbound else a.MAIL_RECEIVE if inbound else a.MAIL_SCAN,
        task.qid,
        status_id=FAILURE if task.action == "reject" else OTHER if task.action == "soft reject" else SUCCESS,
        status_detail=f"{task.action} {task.score}".strip(),
        actor_user_name=user_key(task.user),
        user_name=task.to[0] if inbound and task.to else "",
        src_ip=task.ip,
        direction_id=OUTBOUND if outbound else INBOUND if inbound else 0,
        email_from=task.sender,
        email_smtp_from=task.sender,
        email_to=task.to,
        email_message_uid=f"<{task.message_id}>" if task.message_id else "",
        email_size=task.size,
        spf=task.spf,
        dkim=task.dkim,
        dmarc=task.dmarc,
        disposition_id=2 if task.action == "reject" else 1 if task.action == "no action" else 0,
        event_code=task.action,
    )


@by_position
def opendmarc_event(line: SyslogLine) -> Event | None:
    """Give what OpenDMARC found of the domain in From, or of SPF."""
    qid, rest = queued(line.message)
    if not qid:
        return None
    if match := _DMARC_SPF.search(rest):
        return mail_event(line, a.MAIL_SCAN, qid, email_smtp_from=match["domain"].lower(), spf=match["result"].lower())
    if match := _DMARC.search(rest):
        return mail_event(line, a.MAIL_SCAN, qid, email_from=match["domain"].lower(), dmarc=match["result"])
    return None


@by_position
def opendkim_event(line: SyslogLine) -> Event | None:
    """Give what OpenDKIM found of a signature; signing our own mail is of no interest."""
    qid, rest = queued(line.message)
    if not qid:
        return None
    result = next((result for text, result in _DKIM if text in rest), "")
    if not result:
        return None
    domain = _DKIM_DOMAIN.search(rest)
    return mail_event(line, a.MAIL_SCAN, qid, email_from=domain[1].lower() if domain else "", dkim=result)


@by_position
def policyd_event(line: SyslogLine) -> Event | None:
    """Give what policyd-spf found of the envelope sender."""
    match = _SPF.match(line.message)
    if match is None:
        return None
    said = dict(_SPF_FIELD.findall(line.message))
    sender = user_key(said.get("envelope-from"))
    return mail_event(
        line,
        a.MAIL_SCAN,
        "",
        src_ip=clean_ip(said.get("client-ip", "")),
        email_from=sender,
        email_smtp_from=sender,
        email_to=recipients_of(said.get("receiver", "")),
        spf=match[1].lower(),
    )


@by_position
def clamav_event(line: SyslogLine) -> Event | None:
    """Give an infected message."""
    match = _INFECTED.search(line.message)
    if match is None:
        return None
    return mail_event(
        line,
        a.MAIL_SCAN,
        match["qid"] or "",
        status_id=FAILURE,
        status_detail=match["name"],
        email_from=user_key(match["sender"]),
        email_smtp_from=user_key(match["sender"]),
        email_to=recipients_of(match["to"]),
        email_message_uid=f"<{match['id']}>" if match["id"] else "",
        event_code="infected",
    )


@by_position
def results_event(line: SyslogLine) -> Event | None:
    """Give an `Authentication-Results` header that came with a syslog stamp."""
    results = header_results(line.message)
    if not results:
        return None
    return mail_event(
        line,
        a.MAIL_SCAN,
        "",
        email_from=results.get("email_from", ""),
        email_smtp_from=results.get("email_smtp_from", ""),
        spf=results.get("spf", ""),
        dkim=results.get("dkim", ""),
        dmarc=results.get("dmarc", ""),
    )
