"""Dovecot's lines: logons to mailboxes, what was read from them, and what Sieve rules did with mail."""

from __future__ import annotations

import re

from uba import activities as a
from uba.events import AUTHENTICATION, EMAIL_ACTIVITY, FAILURE, OUTBOUND, SUCCESS, WEB_RESOURCES, Event
from uba.sources.by_position import by_position
from uba.sources.fields import clean_ip, user_key, whole
from uba.sources.syslog import SyslogLine

_LOGIN = re.compile(
    r"(?P<service>imap|pop3|managesieve|submission)-login: "
    r"(?P<what>Login|Info: Login|Disconnected|Aborted login)(?P<why>[^:]*): (?P<rest>.*)",
    re.DOTALL,
)
_FIELD = re.compile(r"\b(user|method|rip|session)=(?:<([^<>]*)>|([^,\s]+))")
_ATTEMPTS = re.compile(r"auth failed, (\d+) attempts")
_LOGOUT = re.compile(
    r"(?P<service>imap|pop3)\((?P<user>[^)]+)\)(?:<\d+>)?(?:<(?P<session>[^>]*)>)?: "
    r"(?:Disconnected: )?(?:Logged out|Connection closed)(?P<rest>.*)",
    re.DOTALL,
)
_COUNT = re.compile(r"\b(body_count|body_bytes|out|retr)=(\d+)")
_SIEVE = re.compile(
    r"(?:lmtp|lda)\((?P<user>[^)]+)\).*?sieve: msgid=<?(?P<id>[^>:]*)>?: "
    r"(?P<what>forwarded to|stored mail into mailbox|discarded|marked message to be discarded)"
    r"(?: <?'?(?P<where>[^>']*))?",
    re.DOTALL,
)


def dovecot_event(line: SyslogLine) -> Event | None:
    """Give the event of one line of Dovecot; None for what is of no interest."""
    if match := _LOGIN.match(line.message):
        return _login(line, match)
    if match := _LOGOUT.match(line.message):
        return _reading(line, match)
    if match := _SIEVE.match(line.message):
        return _sieve(line, match)
    return None


@by_position
def _login(line: SyslogLine, match: re.Match[str]) -> Event | None:
    said = {name: quoted or bare for name, quoted, bare in _FIELD.findall(match["rest"])}
    accepted = match["what"].endswith("Login")
    failed = _ATTEMPTS.search(match["why"])
    if not said.get("user") or not (accepted or failed):
        return None
    return Event(
        time=line.time,
        uid="",
        source="postfix",
        class_uid=AUTHENTICATION,
        activity_id=a.AUTH_LOGON,
        status_id=SUCCESS if accepted else FAILURE,
        status_detail="" if accepted else match["why"].strip(" ()"),
        event_code="login" if accepted else "auth_failed",
        product_name="dovecot",
        log_name="mail",
        count=1 if failed is None else max(1, whole(failed[1])),
        actor_user_name=user_key(said["user"]),
        actor_session_uid=said.get("session", ""),
        src_ip=clean_ip(said.get("rip", "")),
        dst_hostname=line.host,
        service_name=match["service"],
        auth_protocol=said.get("method", "").lower(),
    )


@by_position
def _reading(line: SyslogLine, match: re.Match[str]) -> Event | None:
    """What a session read; the log-out line is the only one that counts it."""
    counts = dict(_COUNT.findall(match["rest"]))
    read = whole(counts.get("body_count")) or whole(counts.get("retr"))
    if not read:
        return None
    user = user_key(match["user"])
    return Event(
        time=line.time,
        uid="",
        source="postfix",
        class_uid=WEB_RESOURCES,
        activity_id=a.WEB_READ,
        status_id=SUCCESS,
        event_code=f"{match['service']}_session",
        product_name="dovecot",
        log_name="mail",
        count=read,
        actor_user_name=user,
        actor_session_uid=match["session"] or "",
        resource_uid=user,
        resource_type="mailbox",
        resource_namespace=user.rpartition("@")[2] if "@" in user else line.host,
        service_name=match["service"],
        bytes_out=whole(counts.get("body_bytes")) or whole(counts.get("out")),
        device_hostname=line.host,
    )


@by_position
def _sieve(line: SyslogLine, match: re.Match[str]) -> Event:
    user = user_key(match["user"])
    forwarded = match["what"] == "forwarded to"
    return Event(
        time=line.time,
        uid="",
        source="postfix",
        class_uid=EMAIL_ACTIVITY,
        activity_id=a.MAIL_SEND if forwarded else a.MAIL_RECEIVE,
        status_id=SUCCESS,
        status_detail=match["where"] or "",
        event_code="sieve_" + match["what"].split()[0],
        product_name="dovecot",
        log_name="mail",
        actor_user_name=user if forwarded else "",
        user_name="" if forwarded else user,
        direction_id=OUTBOUND if forwarded else 0,
        email_to=(user_key(match["where"]),) if forwarded and match["where"] else (),
        email_message_uid=f"<{match['id']}>" if match["id"] else "",
        device_hostname=line.host,
    )
