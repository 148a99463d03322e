"""ModSecurity and Coraza audit logs in JSON.

Three layouts: ModSecurity 3 (`transaction` holds everything), Coraza (the
same, with `messages` beside it), ModSecurity 2 (`transaction`, `request`, `response`,
`audit_data` side by side). Times without a zone are UTC. Reference: ModSecurity
"Audit log JSON", Coraza "Logging".
"""

from __future__ import annotations

import re

from uba.activities import HTTP_ACTIVITY_BY_METHOD, OTHER_ACTIVITY
from uba.events import FAILURE, HTTP_ACTIVITY, Event
from uba.sources.by_position import by_position
from uba.sources.fields import access_log_ms, clean_ip, http_status_id, time_ms
from uba.sources.waf_dispositions import BLOCKED, DETECTED, http_code
from uba.sources.waf_modsecurity_record import (
    Headers,
    Message,
    ModSecurityFields,
    Producer,
    Request,
    Response,
    Transaction,
)

_RULE_ID = re.compile(r'\[id "(\d+)"\]')
_RULE_TEXT = re.compile(r'\[msg "([^"]*)"\]')
_SUMMARIES = ("949", "959", "980")
"""Rules of the core rule set that only add up what others matched."""


def is_modsecurity(record: ModSecurityFields) -> bool:
    """Tell an audit record by its transaction's client and its request."""
    transaction = record.transaction
    return (
        transaction is not None
        and bool(transaction.client_ip or transaction.remote_address)
        and (transaction.request is not None or record.request is not None)
    )


@by_position
def modsecurity_event(record: ModSecurityFields) -> Event:
    """Give the event of one audit record.

    Raises
    ------
    ParseError
        The time is missing or cannot be read.
    """
    transaction = record.transaction or Transaction()
    request = transaction.request or record.request or Request()
    response = transaction.response or record.response or Response()
    method, uri = _request_line(request)
    path, _, query = uri.partition("?")
    code = http_code(response.http_code if response.http_code is not None else response.status)
    rule, text = _rule(record, transaction)
    blocked = _is_blocked(record, transaction, code, rule)
    headers = {key.lower(): value for key, value in (request.headers or {}).items()}
    address = transaction.client_ip or transaction.remote_address or ""
    return Event(
        time=_time(transaction),
        uid=transaction.unique_id or transaction.transaction_id or transaction.id or "",
        source="waf",
        class_uid=HTTP_ACTIVITY,
        activity_id=HTTP_ACTIVITY_BY_METHOD.get(method, OTHER_ACTIVITY),
        status_id=FAILURE if blocked else http_status_id(code) if code else 0,
        status_code=str(code) if code else "",
        status_detail=text,
        event_code=rule,
        product_name="ModSecurity" if transaction.unix_timestamp is None else "Coraza",
        vendor_name="OWASP",
        src_ip=clean_ip(address),
        http_method=method,
        url_hostname=_header(headers, "host").partition(":")[0].lower(),
        url_path=path,
        url_query=query,
        user_agent=_header(headers, "user-agent"),
        referrer=_header(headers, "referer"),
        http_status=code,
        disposition_id=BLOCKED if blocked else DETECTED if rule else 0,
        rule_uid=rule,
    )


def _time(transaction: Transaction) -> int:
    if transaction.unix_timestamp is not None:
        return time_ms(transaction.unix_timestamp, "unix_timestamp")
    text = transaction.time_stamp or transaction.timestamp or transaction.time or ""
    words = text.split()
    if len(words) == 5:
        return access_log_ms(f"{words[2].zfill(2)}/{words[1]}/{words[4]}:{words[3]} +0000".encode())
    if text[2:3] == "/":
        stamp, _, zone = text.partition(" ")
        return access_log_ms(f"{stamp.partition('.')[0]} {zone or '+0000'}".encode())
    return time_ms(text.replace("/", "-"), "time_stamp")


def _request_line(request: Request) -> tuple[str, str]:
    method, uri = request.method or "", request.uri or ""
    if request.request_line:
        words = request.request_line.split(" ")
        method, uri = method or words[0], uri or (words[1] if len(words) > 1 else "")
    return method.upper()[:40], uri


def _rule(record: ModSecurityFields, transaction: Transaction) -> tuple[str, str]:
    """The first rule that matched for itself, with its message; else the first."""
    found = [_named(message) for message in transaction.messages or ()]
    if record.messages:
        found += [_named(message) for message in record.messages]
    if record.audit_data is not None:
        found += [_named_in(line) for line in record.audit_data.messages or ()]
    for pair in found:
        if pair[0] and not pair[0].startswith(_SUMMARIES):
            return pair
    return found[0] if found else ("", "")


def _named_in(line: str) -> tuple[str, str]:
    number, text = _RULE_ID.search(line), _RULE_TEXT.search(line)
    return number[1] if number else "", text[1] if text else line[:200]


def _named(message: Message) -> tuple[str, str]:
    rule = message.details.ruleId if message.details is not None else None
    if rule is None and message.data is not None and message.data.id is not None:
        rule = str(message.data.id)
    text = message.data.msg if message.data is not None and message.data.msg else message.message
    return rule or "", text or ""


def _is_blocked(record: ModSecurityFields, transaction: Transaction, code: int, rule: str) -> bool:
    """ModSecurity 3 does not say that it intercepted: a refusal together with a match in an engine that may refuse."""
    if transaction.is_interrupted is not None:
        return transaction.is_interrupted
    audit = record.audit_data
    if audit is not None:
        return audit.action is not None and audit.action.intercepted is True
    producer = transaction.producer or Producer()
    only_watches = "detection" in (producer.secrules_engine or producer.rule_engine or "").lower()
    return bool(rule) and code == 403 and not only_watches


def _header(headers: Headers, name: str) -> str:
    value = headers.get(name)
    if isinstance(value, list):
        return value[0] if value else ""
    return value or ""
