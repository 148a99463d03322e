"""Firewalls: what was blocked, by which rule, in each of the five layouts."""

import json
from typing import Any

import pytest

from uba import activities as a
from uba.errors import ParseError
from uba.events import FAILURE, HTTP_ACTIVITY, OTHER, SUCCESS, Event
from uba.sources.waf import Waf


def event(record: dict[str, Any]) -> Event:
    """Parse one record."""
    parsed = Waf().parse(json.dumps(record).encode())
    assert parsed is not None
    assert parsed.class_uid == HTTP_ACTIVITY
    return parsed


def modsecurity(code: int = 403, rules: tuple[str, ...] = ("942100",), **transaction: Any) -> Event:
    """Parse a record of ModSecurity 3."""
    return event(
        {
            "transaction": {
                "client_ip": "203.0.113.45",
                "time_stamp": "Mon Mar 09 02:40:02 2026",
                "unique_id": "u",
                "request": {"method": "GET", "uri": "/item?id=7", "headers": {"HOST": "Shop.b.example:443"}},
                "response": {"http_code": code},
                "messages": [{"message": f"rule {rule}", "details": {"ruleId": rule}} for rule in rules],
                **transaction,
            }
        }
    )


def aws(action: str, **fields: Any) -> Event:
    """Parse a record of AWS WAF."""
    request = {"clientIp": "203.0.113.45", "country": "NL", "uri": "/item", "httpMethod": "POST", "requestId": "r"}
    return event(
        {"timestamp": 1773024123456, "webaclId": "arn:x/webacl/shop/1", "action": action, "httpRequest": request}
        | fields
    )


def cloudflare(action: str, status: int = 200, **fields: Any) -> Event:
    """Parse a firewall event of Cloudflare."""
    record = {"Action": action, "ClientIP": "203.0.113.47", "RayID": "ray", "EdgeResponseStatus": status}
    return event(record | {"Datetime": "2026-03-09T02:43:00Z", "ClientRequestMethod": "GET"} | fields)


@pytest.mark.parametrize(
    ("code", "rules", "engine", "status", "disposition"),
    [
        (403, ("942100",), None, FAILURE, 2),
        (403, ("942100",), "Enabled", FAILURE, 2),
        (403, ("942100",), "DetectionOnly", FAILURE, 15),
        (200, ("942100",), "DetectionOnly", SUCCESS, 15),
        (200, ("942100",), "Enabled", SUCCESS, 15),
        (404, (), None, OTHER, 0),
    ],
)
def test_a_refusal_with_a_match_is_a_block(
    code: int, rules: tuple[str, ...], engine: str | None, status: int, disposition: int
) -> None:
    """ModSecurity 3 does not say that it intercepted; an engine that only detects does not."""
    parsed = modsecurity(code, rules, producer={"secrules_engine": engine} if engine else None)

    assert (parsed.status_id, parsed.disposition_id) == (status, disposition)


def test_the_rule_is_the_first_that_matched_for_itself() -> None:
    """Rules that add up scores are passed over, unless there is no other."""
    assert modsecurity(rules=("949110", "942100", "930120")).rule_uid == "942100"
    assert modsecurity(rules=("949110",)).rule_uid == "949110"


def test_the_request_is_taken_apart() -> None:
    """Host without port, path and query, whatever the case of the headers."""
    parsed = modsecurity()

    assert (parsed.url_hostname, parsed.url_path, parsed.url_query) == ("shop.b.example", "/item", "id=7")
    assert (parsed.activity_id, parsed.src_ip, parsed.time) == (a.HTTP_GET, "203.0.113.45", 1_773_024_002_000)


@pytest.mark.parametrize("interrupted", [True, False])
def test_coraza_says_whether_it_interrupted(interrupted: bool) -> None:
    """Its messages stand beside the transaction, its time is a number."""
    parsed = event(
        {
            "transaction": {
                "unix_timestamp": 1773024060123456789,
                "id": "i",
                "client_ip": "203.0.113.45",
                "request": {"method": "POST", "uri": "/login", "headers": {"host": ["b.example"]}},
                "response": {"status": 200},
                "is_interrupted": interrupted,
            },
            "messages": [{"message": "m", "data": {"id": 941100, "msg": "XSS"}}],
        }
    )

    assert (parsed.disposition_id, parsed.status_id) == ((2, FAILURE) if interrupted else (15, SUCCESS))
    assert (parsed.rule_uid, parsed.status_detail, parsed.time) == ("941100", "XSS", 1_773_024_060_123)


def test_modsecurity_2_names_the_rule_in_a_line_of_text() -> None:
    """Request line, zone and interception are its own."""
    parsed = event(
        {
            "transaction": {
                "time": "09/Mar/2026:02:42:10.5 +0100",
                "transaction_id": "i",
                "remote_address": "203.0.113.46",
            },
            "request": {"request_line": "GET /etc/passwd HTTP/1.1"},
            "response": {"status": 403},
            "audit_data": {"messages": ['Denied. [id "930120"] [msg "File"]'], "action": {"intercepted": True}},
        }
    )

    assert (parsed.rule_uid, parsed.status_detail, parsed.disposition_id) == ("930120", "File", 2)
    assert (parsed.http_method, parsed.url_path, parsed.time) == ("GET", "/etc/passwd", 1_773_020_530_000)


@pytest.mark.parametrize(
    ("action", "status", "disposition"),
    [
        ("BLOCK", FAILURE, 2),
        ("ALLOW", SUCCESS, 1),
        ("COUNT", SUCCESS, 20),
        ("CAPTCHA", OTHER, 22),
        ("CHALLENGE", OTHER, 23),
        ("SOMETHING_NEW", SUCCESS, 7),
    ],
)
def test_aws_actions_have_their_disposition(action: str, status: int, disposition: int) -> None:
    """Only a block denies."""
    parsed = aws(action)

    assert (parsed.status_id, parsed.disposition_id, parsed.uid) == (status, disposition, "r")
    assert (parsed.policy_name, parsed.src_country) == ("shop", "NL")


def test_aws_names_the_rule_within_its_group() -> None:
    """Then the group, then the first that only counted."""
    group = {"ruleGroupId": "g", "terminatingRule": {"ruleId": "inner"}}
    counted = {"ruleGroupId": "g", "nonTerminatingMatchingRules": [{"ruleId": "counted"}]}

    assert aws("BLOCK", terminatingRuleId="outer", ruleGroupList=[group]).rule_uid == "inner"
    assert aws("BLOCK", terminatingRuleId="outer").rule_uid == "outer"
    assert aws("ALLOW", terminatingRuleId="Default_Action", ruleGroupList=[counted]).rule_uid == "counted"


@pytest.mark.parametrize(
    ("action", "answer", "status", "disposition"),
    [
        ("block", 403, FAILURE, 2),
        ("drop", 0, FAILURE, 6),
        ("log", 200, SUCCESS, 17),
        ("skip", 403, FAILURE, 1),
        ("skip", 200, SUCCESS, 1),
        ("managed_challenge", 403, OTHER, 23),
        ("jschallenge", 503, OTHER, 23),
        ("managedchallengeinteractivesolved", 200, SUCCESS, 1),
        ("challengefailed", 403, FAILURE, 2),
    ],
)
def test_cloudflare_actions_have_their_disposition(action: str, answer: int, status: int, disposition: int) -> None:
    """A challenge leaves it open; where nothing was done the answer decides."""
    parsed = cloudflare(action, answer)

    assert (parsed.status_id, parsed.disposition_id) == (status, disposition)


def test_one_request_may_meet_several_rules_of_cloudflare() -> None:
    """Each is an event of its own, tied by the ray."""
    first, second = cloudflare("log", MatchIndex=0), cloudflare("block", MatchIndex=1)

    assert first.uid != second.uid
    assert first.correlation_uid == second.correlation_uid == "ray"


def test_a_plain_request_of_cloudflare_is_refused() -> None:
    """It has a ray and a client, but no action."""
    with pytest.raises(ParseError, match="RayID with Action"):
        event({"RayID": "r", "ClientIP": "203.0.113.1", "WAFAction": "unknown"})
