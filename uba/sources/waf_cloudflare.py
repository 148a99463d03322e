"""Cloudflare's firewall events. Reference: Cloudflare, "Firewall events" of Logpush."""

from __future__ import annotations

import msgspec

from uba.activities import HTTP_ACTIVITY_BY_METHOD, OTHER_ACTIVITY
from uba.events import HTTP_ACTIVITY, Event
from uba.remembered import remembered
from uba.sources import waf_dispositions as d
from uba.sources.by_position import by_position
from uba.sources.countries import country_code
from uba.sources.fields import clean_ip, time_ms, whole


class CloudflareFields(msgspec.Struct, gc=False):
    """The top level of a firewall event."""

    Datetime: int | float | str | None = None
    Action: str | None = None
    ClientIP: str | None = None
    ClientASN: int | str | None = None
    ClientCountry: str | None = None
    ClientRequestHost: str | None = None
    ClientRequestMethod: str | None = None
    ClientRequestPath: str | None = None
    ClientRequestQuery: str | None = None
    ClientRequestUserAgent: str | None = None
    ClientRefererHost: str | None = None
    EdgeResponseStatus: int | str | None = None
    MatchIndex: int | str | None = None
    RayID: str | None = None
    RuleID: str | None = None
    Description: str | None = None
    Source: str | None = None


ACTIONS = {
    "allow": d.ALLOWED,
    "skip": d.ALLOWED,
    "bypass": d.ALLOWED,
    "block": d.BLOCKED,
    "drop": d.DROPPED,
    "connectionclose": d.DROPPED,
    "log": d.LOGGED,
    "simulate": d.LOGGED,
    "challenge": d.CHALLENGED,
    "jschallenge": d.CHALLENGED,
    "managedchallenge": d.CHALLENGED,
}


_PASSED = ("solved", "bypassed", "skipped", "passed")


def is_cloudflare(record: CloudflareFields) -> bool:
    """Tell a firewall event by its ray, client and action; a plain HTTP request has no `Action`."""
    return record.RayID is not None and record.ClientIP is not None and record.Action is not None


@by_position
def cloudflare_event(record: CloudflareFields) -> Event:
    """Give the event of one firewall event; a request may meet several rules, each under its `MatchIndex`.

    Raises
    ------
    ParseError
        The time is missing or cannot be read.
    """
    action, disposition = _said(record.Action or "")
    method = (record.ClientRequestMethod or "").upper()[:40]
    code = d.http_code(record.EdgeResponseStatus)
    number = whole(record.ClientASN)
    return Event(
        time=time_ms(record.Datetime, "Datetime"),
        uid=f"{record.RayID}-{whole(record.MatchIndex)}" if record.RayID else "",
        source="waf",
        class_uid=HTTP_ACTIVITY,
        activity_id=HTTP_ACTIVITY_BY_METHOD.get(method, OTHER_ACTIVITY),
        status_id=d.outcome(disposition, code),
        status_code=action,
        status_detail=record.Description or "",
        event_code=record.RuleID or "",
        product_name="Firewall events",
        vendor_name="Cloudflare",
        log_name=record.Source or "",
        correlation_uid=record.RayID or "",
        src_ip=clean_ip(record.ClientIP or ""),
        src_country=country_code(record.ClientCountry or ""),
        src_asn=number if 0 < number < 2**32 else 0,
        http_method=method,
        url_hostname=(record.ClientRequestHost or "").lower(),
        url_path=record.ClientRequestPath or "",
        url_query=(record.ClientRequestQuery or "").removeprefix("?"),
        user_agent=record.ClientRequestUserAgent or "",
        referrer=record.ClientRefererHost or "",
        http_status=code,
        disposition_id=disposition,
        rule_uid=record.RuleID or "",
    )


@remembered(1_024)
def _said(action: str) -> tuple[str, int]:
    """An action in lower case, and what it did."""
    return action.lower(), _cloudflare_disposition(action.lower())


def _cloudflare_disposition(action: str) -> int:
    plain = action.replace("_", "")
    if plain in ACTIONS:
        return ACTIONS[plain]
    if "challenge" in plain:
        return d.BLOCKED if plain.endswith("failed") else d.ALLOWED if plain.endswith(_PASSED) else d.CHALLENGED
    return d.CUSTOM
