"""Real records of Google Cloud, Azure and Salesforce: user, address, time and outcome by the vendors' own pages."""

from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

import pytest

from tests.uba.sources.vendor_records import needs_vendor_records, records
from uba.errors import ParseError
from uba.events import FAILURE, OTHER, SUCCESS
from uba.sources import SOURCES

UPN = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"

pytestmark = needs_vendor_records
Expected = tuple[str, str, str | None, int]
"""User, address, time, outcome."""


def milliseconds(text: str) -> int:
    """Epoch milliseconds; text without a zone is UTC."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1_000)


def part(node: dict[str, Any], name: str) -> dict[str, Any]:
    """An object inside another, empty where there is none."""
    value = node.get(name)
    return value if isinstance(value, dict) else {}


def google(log: dict[str, Any]) -> Expected:
    """AuditLog: the principal, `callerIp`; google.rpc codes 7 and 16 refuse, and so does `granted` false."""
    payload = log["protoPayload"]
    code = part(payload, "status").get("code")
    granted = [item["granted"] for item in payload.get("authorizationInfo") or [] if "granted" in item]
    status = SUCCESS
    if code is not None:
        status = SUCCESS if code == 0 else FAILURE if code in (7, 16) else OTHER
    elif granted:
        status = SUCCESS if granted[0] else FAILURE
    who, where = part(payload, "authenticationInfo"), part(payload, "requestMetadata")
    name = who.get("principalEmail") or who.get("principalSubject") or ""
    address = str(where.get("callerIp") or where.get("callerIP") or "")
    time = log.get("timestamp") or log.get("receiveTimestamp")
    return name.lower(), str(ip_address(address)) if address[:1].isdigit() else "", time, status


def azure(log: dict[str, Any]) -> Expected:
    """Activity log: the UPN among the claims, else the name; `resultType`, and what the signature says is forbidden."""
    claims = log.get("identity", {}).get("claims", {})
    name = claims.get(UPN) or log.get("caller") or claims.get("upn") or claims.get("name") or claims.get("appid") or ""
    refused = str(log.get("resultSignature")).removeprefix("Failed.") in ("Forbidden", "Unauthorized", "401", "403")
    succeeded = log.get("resultType", "").lower() in ("success", "succeeded")
    status = FAILURE if refused else SUCCESS if succeeded else OTHER if log.get("resultType") else 0
    return name.lower(), log.get("callerIpAddress", "").partition(":")[0], log.get("time"), status


def salesforce(log: dict[str, Any]) -> Expected:
    """Event log files: `USER_NAME`, else the id; `SOURCE_IP` else `CLIENT_IP`, `TIMESTAMP_DERIVED`."""
    name = log.get("USER_NAME") or log.get("USER_ID_DERIVED") or log["USER_ID"]
    return name.lower(), log.get("SOURCE_IP") or log["CLIENT_IP"], log["TIMESTAMP_DERIVED"], SUCCESS


CASES: list[tuple[str, Callable[[dict[str, Any]], Expected], int]] = [
    ("GCP.AuditLog", google, 64),
    ("Azure.MonitorActivity", azure, 90),
    ("Salesforce.LoginAs", salesforce, 2),
    ("Salesforce.RealtimeEvent", salesforce, 5),
]


@pytest.mark.parametrize(("kind", "rule", "number"), CASES, ids=[case[0] for case in CASES])
def test_real_records_mean_what_the_vendor_says(
    kind: str, rule: Callable[[dict[str, Any]], Expected], number: int
) -> None:
    """Those that a mapping recognises, by it alone; a record without a time is refused and says so."""
    seen = 0
    for log, raw in records(kind):
        if not SOURCES["mapped"].recognise(raw) or log.get("category", "").startswith("Storage"):
            continue
        assert [name for name, source in SOURCES.items() if source.recognise(raw)] == ["mapped"]
        user, address, time, status = rule(log)
        if time is None or not time[:1].isdigit():
            with pytest.raises(ParseError, match="time"):
                SOURCES["mapped"].parse(raw)
            continue
        event = SOURCES["mapped"].parse(raw)
        assert event is not None
        found = (event.actor_user_name, event.src_ip, event.time, event.status_id)
        assert found == (user, address, milliseconds(time), status), raw[:700]
        seen += 1

    assert seen == number
