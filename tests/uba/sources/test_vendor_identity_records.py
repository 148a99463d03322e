"""Real records of identity, cloud and firewall logs: user, address, time and outcome by rules from the vendors' pages.

The rules read the record as its vendor documents it; none of them looks at what the parser makes of it.
"""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from tests.uba.sources import vendor_records
from tests.uba.sources.vendor_records import DATA, VENDOR, needs_vendor_records
from uba.errors import ParseError
from uba.events import FAILURE, OTHER, SUCCESS, Event
from uba.reader import read_events
from uba.sources import SOURCES, recognise

EXERCISE = DATA / "cloudtrail.json.gz"
TABLE = DATA / "sentinel-tables" / "AADAuditEvents.json"

Record = dict[str, Any]


class Expected(NamedTuple):
    """What the vendor's documentation says of a record; None where it leaves it to us."""

    user: str
    address: str
    time: str | int | None
    status: int


def records(log_type: str) -> Iterator[tuple[Record, bytes]]:
    """The records of a log type, but not those that only came along for another (`p_log_type`)."""
    for log, raw in vendor_records.records(log_type):
        if log.get("p_log_type", log_type) == log_type:
            yield log, raw


def milliseconds(time: str | int) -> int:
    """Epoch milliseconds of a vendor's time; text without a zone is UTC."""
    if isinstance(time, int):
        return time
    moment = datetime.fromisoformat(time)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1_000)


def address(text: object) -> str:
    """An IPv4 address as it stands; anything else that these records hold is no address."""
    parts = str(text).split(".")
    return str(text) if len(parts) == 4 and all(part.isdigit() for part in parts) else ""


def okta(log: Record) -> Expected:
    """System Log API: `actor.alternateId` is the login, `outcome.result` FAILURE and DENY mean refused."""
    actor = log["actor"]
    login = actor["alternateId"] if actor["alternateId"] != "unknown" else actor["id"]
    result = log.get("outcome", {}).get("result")
    status = {None: 0, "SUCCESS": SUCCESS, "ALLOW": SUCCESS, "FAILURE": FAILURE, "DENY": FAILURE}.get(result, OTHER)
    return Expected(login.lower(), log["client"]["ipAddress"], log.get("published"), status)


def duo(log: Record) -> Expected:
    """Admin API, authentication logs: `access_device.ip` is where the user is, `result` success, denied or fraud."""
    status = SUCCESS if log["result"] == "success" else FAILURE
    return Expected(log["user"]["name"], log["access_device"]["ip"], log.get("isotimestamp"), status)


def duo_administrator(log: Record) -> Expected:
    """Admin API, administrator logs: details are JSON text, and `…_error` actions are refused sign-ins."""
    details = json.loads(log.get("description", "{}"))
    status = FAILURE if log["action"].endswith("_error") else SUCCESS
    return Expected(log["username"].lower(), details.get("ip_address", ""), log["isotimestamp"], status)


def aws_waf(log: Record) -> Expected:
    """Web ACL traffic log: the client is `httpRequest.clientIp`, BLOCK refuses it."""
    status = FAILURE if log["action"] == "BLOCK" else SUCCESS
    return Expected("", log["httpRequest"]["clientIp"], log["timestamp"], status)


def cloudflare(log: Record) -> Expected:
    """Logpush firewall events: `Action` block refuses; a request that was skipped was answered `EdgeResponseStatus`."""
    status = FAILURE if log["Action"] == "block" or log["EdgeResponseStatus"] == 403 else SUCCESS
    return Expected("", log["ClientIP"], log["Datetime"], status)


def entra(log: Record) -> Expected:
    """directoryAudit: `initiatedBy.user` did it; its address, else the envelope's, else the detail `ipaddr`."""
    properties = log["properties"]
    by = properties["initiatedBy"]
    user = by.get("user") or {}
    app = by.get("app") or {}
    name = user.get("userPrincipalName") or user.get("id") or app.get("displayName") or app.get("servicePrincipalName")
    details = {item["key"]: item["value"] for item in properties.get("additionalDetails") or []}
    where = user.get("ipAddress") or log.get("callerIpAddress") or log.get("ipAddress") or details.get("ipaddr", "")
    result = properties.get("result")
    status = {"success": SUCCESS, "failed": OTHER, "failure": OTHER}.get(str(result).lower(), 0)
    return Expected((name or "").lower(), where, properties.get("activityDateTime") or log["time"], status)


REFUSED = {
    "AccessDenied",
    "Client.UnauthorizedOperation",
    "UnauthorizedOperation",
    "VpceAccessDenied",
    "CloudTrailInvalidClientTokenIdException",
}
"""Errors that the API references call a refusal: of a right, of a network, of a credential."""


def cloudtrail(log: Record) -> Expected:
    """Record contents and userIdentity element; keys in any case, as data lakes write them."""
    log = {key.lower(): value for key, value in log.items()}
    who = log.get("useridentity") or {}
    status = SUCCESS
    if log.get("errorcode"):
        status = FAILURE if log["errorcode"] in REFUSED else OTHER
    if log["eventname"] == "ConsoleLogin" and (log.get("responseelements") or {}).get("ConsoleLogin") == "Failure":
        status = FAILURE
    user = aws_user(who, log.get("recipientaccountid", "")).lower()
    return Expected(user, address(log.get("sourceipaddress")), log.get("eventtime"), status)


def aws_user(who: Record, recipient: str) -> str:
    """The IAM user's name; `root`; of a role the session's name where it is an e-mail address, else the role's name.

    Who comes from another account than the recipient's is known by it.
    """
    match who.get("type"):
        case "AWSAccount" if who["accountId"] != recipient:
            return f"{who['principalId'].partition(':')[0]}@{who['accountId']}"
        case "Root":
            return "root"
        case "AWSService":
            return str(who["invokedBy"])
        case "AssumedRole":
            arn = who.get("arn", "").split("/")
            session = who["principalId"].partition(":")[2] if ":" in who.get("principalId", "") else arn[-1]
            issuer = who.get("sessionContext", {}).get("sessionIssuer") or {}
            role = issuer.get("userName") or (arn[1] if len(arn) > 1 else who.get("userName") or session)
            return session if "@" in session else str(role)
        case _:
            arn = who.get("arn", "")
            named = who.get("userName") or (arn.split("/")[-1] if "/" in arn else None)
            return str(named or who.get("principalId") or who.get("invokedBy") or "")


def kubernetes(log: Record) -> Expected:
    """audit.k8s.io/v1: `user.username`, the one public address of `sourceIPs`, 401 and 403 are refusals."""
    code = log.get("responseStatus", {}).get("code")
    status = 0 if code is None else FAILURE if code in (401, 403) else SUCCESS if code < 400 else OTHER
    if code is None and log.get("annotations", {}).get("authorization.k8s.io/decision") == "forbid":
        status = FAILURE
    addresses = log.get("sourceIPs") or [""]
    assert len(addresses) == 1
    return Expected(log.get("user", {}).get("username", "").lower(), addresses[0], None, status)


CASES: list[tuple[str, str, str, Callable[[Record], Expected], int]] = [
    ("Okta.SystemLog", "okta", "published", okta, 29),
    ("Duo.Authentication", "duo", "isotimestamp", duo, 13),
    ("Duo.Administrator", "duo", "", duo_administrator, 11),
    ("AWS.WAFWebACL", "waf", "", aws_waf, 33),
    ("Cloudflare.Firewall", "waf", "", cloudflare, 3),
    ("AWS.CloudTrail", "cloudtrail", "eventTime", cloudtrail, 239),
    ("Amazon.EKS.Audit", "kubernetes_audit", "requestReceivedTimestamp", kubernetes, 90),
]


@needs_vendor_records
@pytest.mark.parametrize(("log_type", "source", "clock", "rule", "number"), CASES, ids=[case[0] for case in CASES])
def test_real_records_mean_what_the_vendor_says(
    log_type: str, source: str, clock: str, rule: Callable[[Record], Expected], number: int
) -> None:
    """User, address, time and outcome are as documented; a record without a time is refused until it has one."""
    seen = 0
    for log, raw in records(log_type):
        assert recognise(raw) is SOURCES[source], raw[:300]
        expected = rule(log)
        time = expected.time
        if time is None and clock not in log:
            with pytest.raises(ParseError, match=r"(is|are) missing: expected the time of the event"):
                SOURCES[source].parse(raw)
            log, time = {**log, clock: "2026-03-09T08:00:00Z"}, "2026-03-09T08:00:00Z"
        event = SOURCES[source].parse(json.dumps(log).encode())
        assert event is not None
        found = (event.actor_user_name, event.src_ip, event.time, event.status_id)
        assert found == (expected.user, expected.address, milliseconds(time or log[clock]), expected.status), raw[:600]
        seen += 1

    assert seen == number


@needs_vendor_records
def test_real_entra_records_are_told_by_category() -> None:
    """Every record of the envelope is a sign-in or an audit record, and each is read by its own source alone."""
    seen = Counter[str]()
    for log, raw in records("Azure.Audit"):
        name = "entra_signin" if "SignInLogs" in log["category"] else "entra_audit"
        assert [other for other, source in SOURCES.items() if source.recognise(raw)] == [name]
        seen[name] += 1
        if name == "entra_audit":
            event = SOURCES[name].parse(raw)
            expected = entra(log)
            assert event is not None
            assert event.event_code == log["operationName"]
            found = (event.actor_user_name, event.src_ip, event.time, event.status_id)
            assert found == (expected.user, expected.address, milliseconds(expected.time or 0), expected.status)

    assert seen == {"entra_signin": 19, "entra_audit": 18}


@needs_vendor_records
def test_real_aks_records_are_read_as_kubernetes() -> None:
    """AKS wraps the very same events; the user of the inner event is the actor."""
    seen = 0
    with gzip.open(VENDOR) as lines:
        for line in lines:
            log = json.loads(line)["log"]
            if not str(log.get("category", "")).startswith("kube-audit"):
                continue
            inner = json.loads(log["properties"]["log"])
            event = SOURCES["kubernetes_audit"].parse(json.dumps({**log, "time": "2026-03-09T08:00:00Z"}).encode())
            assert event is not None
            assert event.actor_user_name == inner.get("user", {}).get("username", "").lower()
            assert event.src_ip == (inner.get("sourceIPs") or [""])[0]
            seen += 1

    assert seen == 16


@pytest.mark.skipif(not EXERCISE.exists(), reason=f"{EXERCISE} is not at hand")
def test_a_whole_cloudtrail_exercise_is_read() -> None:
    """Concatenated trail files, 2,900 records, each an event whose denials are AWS's own two errors."""
    events = [item for item in read_events([EXERCISE]) if isinstance(item, Event)]

    assert len(events) == len({event.uid for event in events}) == 2_900
    assert {event.source for event in events} == {"cloudtrail"}
    denied = Counter(event.status_code for event in events if event.status_id == FAILURE)
    assert denied == {"Client.UnauthorizedOperation": 44, "AccessDenied": 16}
    assert all(event.actor_user_name for event in events)


@pytest.mark.skipif(not TABLE.exists(), reason=f"{TABLE} is not at hand")
def test_rows_of_the_log_analytics_table_are_read() -> None:
    """Columns with capitals, JSON as text: the initiator, the target and the time are found."""
    rows = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    events = [item for item in read_events([TABLE]) if isinstance(item, Event)]

    assert len(events) == len(rows) == 4
    for row, event in zip(rows, events, strict=True):
        assert event.source == "entra_audit"
        assert event.actor_user_name == json.loads(row["InitiatedBy"])["user"]["userPrincipalName"]
        assert (event.event_code, event.uid) == (row["OperationName"], row["Id"])
        assert event.entity_name == json.loads(row["TargetResources"])[0]["displayName"]
        assert event.time == milliseconds(row["ActivityDateTime"])
