"""The audit record of ModSecurity 2, ModSecurity 3 and Coraza, one struct for the three layouts."""

from __future__ import annotations

import msgspec

Headers = dict[str, str | list[str] | None]


class Request(msgspec.Struct, gc=False):
    """The request; ModSecurity 2 keeps method and URI in its first line."""

    method: str | None = None
    uri: str | None = None
    headers: Headers | None = None
    request_line: str | None = None


class Response(msgspec.Struct, gc=False):
    """The answer."""

    http_code: int | str | None = None
    status: int | str | None = None


class Details(msgspec.Struct, gc=False):
    """The rule that matched, as ModSecurity 3 names it."""

    ruleId: str | None = None  # noqa: N815 - the vendor's name
    severity: str | None = None


class RuleData(msgspec.Struct, gc=False):
    """The rule that matched, as Coraza names it."""

    id: int | str | None = None
    msg: str | None = None


class Message(msgspec.Struct, gc=False):
    """One match."""

    message: str | None = None
    details: Details | None = None
    data: RuleData | None = None


class Producer(msgspec.Struct, gc=False):
    """How the engine was set."""

    secrules_engine: str | None = None
    rule_engine: str | None = None


class Action(msgspec.Struct, gc=False):
    """What ModSecurity 2 did."""

    intercepted: bool | None = None
    message: str | None = None


class AuditData(msgspec.Struct, gc=False):
    """The matches of ModSecurity 2, as lines of its error log."""

    messages: list[str] | None = None
    action: Action | None = None
    engine_mode: str | None = None


class Transaction(msgspec.Struct, gc=False):
    """The transaction of any of the three."""

    client_ip: str | None = None
    remote_address: str | None = None
    time_stamp: str | None = None
    timestamp: str | None = None
    time: str | None = None
    unix_timestamp: int | str | None = None
    unique_id: str | None = None
    transaction_id: str | None = None
    id: str | None = None
    is_interrupted: bool | None = None
    request: Request | None = None
    response: Response | None = None
    messages: list[Message] | None = None
    producer: Producer | None = None


class ModSecurityFields(msgspec.Struct, gc=False):
    """The top level of an audit record."""

    transaction: Transaction | None = None
    request: Request | None = None
    response: Response | None = None
    messages: list[Message] | None = None
    audit_data: AuditData | None = None
