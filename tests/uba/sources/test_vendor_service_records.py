"""Real records of online services and data stores: user, address, time and outcome by the vendors' own pages."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.uba.sources.vendor_records import needs_vendor_records, records
from uba.errors import ParseError
from uba.events import FAILURE, OTHER, SUCCESS
from uba.sources import SOURCES

pytestmark = needs_vendor_records
Expected = tuple[str, str, str | None, int]
"""User, address, time, outcome."""


def milliseconds(text: str) -> int:
    """Epoch milliseconds; text without a zone is UTC."""
    moment = datetime.fromisoformat(text[:26])
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1_000)


def address(text: object) -> str:
    """An IPv4 address as it stands; anything else that these records hold is no address."""
    parts = str(text).split(".")
    return str(text) if len(parts) == 4 and all(part.isdigit() and str(int(part)) == part for part in parts) else ""


def time_of(log: dict[str, Any]) -> object:
    """What says when, under any of the names that these vendors use."""
    inner = log.get("data") or log.get("event") or log
    names = ("date", "timestamp", "time", "created_at", "EVENT_TIMESTAMP", "EdgeStartTimestamp", "EdgeEndTimestamp")
    return next((inner[name] for name in names if inner.get(name)), None)


def auth0(log: dict[str, Any]) -> Expected:
    """Log event type codes: management calls and enrolments worked, a leaked password is refused."""
    data = log["data"]
    asked = data["details"].get("request", {})
    user = data.get("user_name") or asked.get("auth", {}).get("user", {}).get("email") or data.get("user_id") or ""
    status = FAILURE if data["type"] == "signup_pwd_leak" else SUCCESS
    return user.lower(), address(data.get("ip") or asked.get("ip")), data["date"], status


def snowflake(log: dict[str, Any]) -> Expected:
    """LOGIN_HISTORY: `IS_SUCCESS` is YES or NO."""
    status = SUCCESS if log["IS_SUCCESS"] == "YES" else FAILURE
    return log["USER_NAME"].lower(), log["CLIENT_IP"], log["EVENT_TIMESTAMP"], status


def notion(log: dict[str, Any]) -> Expected:
    """Audit log events tell what happened."""
    event = log["event"]
    person = event["actor"].get("person", {})
    return person["email"], address(event.get("ip_address", "")), event["timestamp"], SUCCESS


def zendesk(log: dict[str, Any]) -> Expected:
    """Audit logs API: `actor_name`, `ip_address`, `created_at`."""
    return str(log.get("actor_name") or log["actor_id"]).lower(), log["ip_address"], log["created_at"], SUCCESS


def zoom(log: dict[str, Any]) -> Expected:
    """Operation logs have no address."""
    return log["operator"], "", log["time"], SUCCESS


def cloudflare(log: dict[str, Any]) -> Expected:
    """HTTP requests: the edge's answer decides."""
    status = log["EdgeResponseStatus"]
    outcome = FAILURE if status in (401, 403, 407) else SUCCESS if status < 400 else OTHER
    return "", log["ClientIP"], log.get("EdgeStartTimestamp") or log["EdgeEndTimestamp"], outcome


def load_balancer(log: dict[str, Any]) -> Expected:
    """HTTP load balancing: what Cloud Armor denied was answered 403."""
    status = log["httpRequest"]["status"]
    return "", log["httpRequest"]["remoteIp"], log.get("timestamp"), FAILURE if status == 403 else SUCCESS


def s3(log: dict[str, Any]) -> Expected:
    """Server access log: the requester's name within its ARN, denials by their status."""
    outcome = FAILURE if log["httpstatus"] == 403 else OTHER
    return log.get("requester", "").rpartition("/")[2], log["remoteip"], log["time"], outcome


@pytest.mark.parametrize(
    ("kind", "expected_of", "count"),
    [
        ("Auth0.Events", auth0, 31),
        ("Snowflake.LoginHistory", snowflake, 16),
        ("Notion.AuditLogs", notion, 16),
        ("Zendesk.Audit", zendesk, 8),
        ("Zoom.Operation", zoom, 9),
        ("Cloudflare.HttpRequest", cloudflare, 2),
        ("GCP.HTTPLoadBalancer", load_balancer, 3),
        ("AWS.S3ServerAccess", s3, 4),
    ],
)
def test_real_records_mean_what_the_vendor_says(
    kind: str, expected_of: Callable[[dict[str, Any]], Expected], count: int
) -> None:
    """Every record with a time; the others are refused for want of one, or hold next to nothing."""
    source = SOURCES["mapped"]
    read = refused = 0
    for log, record in records(kind):
        try:
            event = source.parse(record)
        except ParseError:
            refused += len(log) > 2 and time_of(log) is not None
            continue
        assert event is not None
        user, src_ip, time, status = expected_of(log)
        assert (event.actor_user_name, event.src_ip, event.status_id) == (user, src_ip, status), log
        assert time is not None
        assert event.time == milliseconds(time)
        assert [name for name, other in SOURCES.items() if other.recognise(record)] == ["mapped"]
        read += 1

    assert (read, refused) == (count, 0)
