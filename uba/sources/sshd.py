"""Logons in sshd's messages: accepted, failed, of users that do not exist."""

from __future__ import annotations

import re

from uba.activities import AUTH_LOGON
from uba.events import AUTHENTICATION, FAILURE, SUCCESS, Event
from uba.sources.by_position import by_position
from uba.sources.fields import clean_ip, user_key
from uba.sources.report import Report

_LOGON = re.compile(
    r"(?P<outcome>Accepted|Failed) (?P<method>[\w/-]+) for (?P<unknown>invalid user )?"
    r"(?P<user>.*?) from (?P<ip>\S+) port \d+"
)
_UNKNOWN = "unknown user"
_PASSWORD = "wrong credentials"


@by_position
def logon_of(report: Report) -> Event | None:
    """Give the logon a message records; None when it records none."""
    match = _LOGON.match(report.message)
    if match is None:
        return None
    outcome, method, unknown, user, address = match.groups()
    accepted = outcome == "Accepted"
    return Event(
        time=report.time,
        uid=report.uid,
        source="web_error",
        class_uid=AUTHENTICATION,
        activity_id=AUTH_LOGON,
        status_id=SUCCESS if accepted else FAILURE,
        status_detail="" if accepted else _UNKNOWN if unknown else _PASSWORD,
        event_code=outcome.lower(),
        product_name="OpenSSH",
        log_name="auth",
        actor_user_name=user_key(user),
        src_ip=clean_ip(address),
        device_hostname=report.host,
        dst_hostname=report.host,
        service_name="sshd",
        auth_protocol=method,
    )
