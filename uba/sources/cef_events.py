"""What a line of CEF or LEEF means: a request, a logon, or something that an appliance reports."""

from __future__ import annotations

import re

from uba.activities import AUTH_LOGOFF, AUTH_LOGON, HTTP_ACTIVITY_BY_METHOD, HTTP_GET, OTHER_ACTIVITY
from uba.events import API_ACTIVITY, AUTHENTICATION, FAILURE, HTTP_ACTIVITY, OTHER, SUCCESS, Event
from uba.remembered import remembered
from uba.sources.by_position import by_position
from uba.sources.cef import cef_time
from uba.sources.fields import clean_ip, http_status_id, user_key, whole

_REFUSED = re.compile(r"block|den(?:y|ied)|drop|reset|reject|prevent|quarantin|refus|abort|fail", re.IGNORECASE)
_PASSED = re.compile(r"allow|permit|pass|accept|success|alert|detect|monitor|log|none|continue|ok\b", re.IGNORECASE)
_LOGON = re.compile(r"log ?[io]n|sign ?in|authenticat|vpn (?:session|tunnel|connect)|tunnel.?up", re.IGNORECASE)
_LOGOFF = re.compile(r"log ?(?:off|out)|sign ?out|tunnel.?down|disconnect", re.IGNORECASE)
_SEVERITIES = {"low": 2, "medium": 3, "high": 4, "very-high": 5, "very high": 5, "critical": 5}
_CODES = ("outcome", "response code", "http status code")
_BLOCKED, _ALLOWED = 2, 1


def cef_event(fields: dict[str, str], source: str) -> Event:
    """Give the event of one line's fields (`uba.sources.cef.cef_fields`), for the source that it belongs to.

    Raises
    ------
    ParseError
        It has no time.
    """
    request = fields.get("request", "")
    method = fields.get("requestMethod", "").upper()[:40]
    user = fields.get("suser") or fields.get("duser") or fields.get("suid") or ""
    if request or method:
        activity_id = HTTP_ACTIVITY_BY_METHOD.get(method, OTHER_ACTIVITY if method else HTTP_GET)
        return _event(fields, source, HTTP_ACTIVITY, activity_id, user_key(user))
    about = " ".join(filter(None, map(fields.get, ("name", "cat", "act", "signatureId"))))
    if user and (activity_id := _logon(about)):
        return _event(fields, source, AUTHENTICATION, activity_id, user_key(user))
    return _event(fields, source, API_ACTIVITY, OTHER_ACTIVITY, user_key(user))


@remembered(4_096)
def _logon(about: str) -> int:
    """Give the activity of a logon or logoff, 0 for what is neither."""
    return AUTH_LOGOFF if _LOGOFF.search(about) else AUTH_LOGON if _LOGON.search(about) else 0


@by_position
def _event(fields: dict[str, str], source: str, class_uid: int, activity_id: int, user: str) -> Event:
    said = fields.get
    is_request = class_uid == HTTP_ACTIVITY
    host, path, query = _split(said("request", "")) if is_request else ("", "", "")
    host = host or said("dhost", "").lower()
    code = next(filter(None, map(whole, filter(None, map(said, _CODES)))), 0)
    code = code if 100 <= code < 600 else 0
    disposition, status_id = _outcome(fields, code)
    return Event(
        time=cef_time(fields),
        uid="",
        source=source,
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=status_id,
        status_code=said("act") or said("outcome") or "",
        status_detail=said("reason") or said("msg") or said("name", ""),
        severity_id=_severity(said("severity", "")),
        event_code=said("signatureId", ""),
        product_name=said("deviceProduct", ""),
        vendor_name=said("deviceVendor", ""),
        log_name=said("cat", ""),
        correlation_uid=said("externalId", ""),
        actor_user_name=user,
        actor_user_email_addr=user if "@" in user else "",
        service_name=said("destinationServiceName") or said("app") or said("deviceProduct", ""),
        src_ip=clean_ip(said("src", "")),
        src_hostname=said("shost", "").lower(),
        dst_hostname=host if is_request else said("dhost", "").lower(),
        device_hostname=(said("dvchost") or said("deviceExternalId") or "").lower(),
        http_method=said("requestMethod", "").upper()[:40],
        url_hostname=host if is_request else "",
        url_path=path,
        url_query=query,
        user_agent=said("requestClientApplication", ""),
        referrer=said("requestContext", "") if "://" in said("requestContext", "") else "",
        http_status=code,
        bytes_out=max(0, whole(said("in"))),
        file_name=said("fname", ""),
        file_path=said("filePath", ""),
        api_operation=said("name", "") if class_uid == API_ACTIVITY else "",
        disposition_id=disposition,
        rule_uid=said("signatureId", "") if is_request else "",
        policy_name=said("policy") or said("url category") or said("category") or said("cat", ""),
    )


def _split(url: str) -> tuple[str, str, str]:
    if url.startswith("/"):
        path, _, query = url.partition("?")
        return "", path, query
    authority, slash, rest = (url.partition("://")[2] or url).partition("/")
    path, _, query = (slash + rest).partition("?")
    return authority.rpartition("@")[2].partition(":")[0].lower(), path, query


def _outcome(fields: dict[str, str], code: int) -> tuple[int, int]:
    """Disposition and status: what the appliance did, else what came of it."""
    for name in ("act", "outcome", "deviceAction"):
        text = fields.get(name)
        disposition = _disposition(text) if text else 0
        if disposition == _BLOCKED:
            return _BLOCKED, FAILURE
        if disposition == _ALLOWED:
            return _ALLOWED, http_status_id(code) if code else SUCCESS
    if _disposition(fields.get("name", "")) == _BLOCKED:
        return 0, FAILURE
    return 0, http_status_id(code) if code else OTHER if fields.get("act") else 0


@remembered(4_096)
def _disposition(text: str) -> int:
    """What the words for an act say."""
    return _BLOCKED if _REFUSED.search(text) else _ALLOWED if _PASSED.search(text) else 0


def _severity(text: str) -> int:
    if text.isdecimal() and len(text) < 3:
        level = int(text)
        return 1 if level < 1 else 2 if level < 4 else 3 if level < 7 else 4 if level < 9 else 5
    return _SEVERITIES.get(text.lower(), 1)
