"""AWS WAF's web ACL log. Reference: AWS, "Log fields for protection pack (web ACL) traffic"."""

# ruff: noqa: N815 - the vendor's field names are kept

from __future__ import annotations

import msgspec

from uba.activities import HTTP_ACTIVITY_BY_METHOD, OTHER_ACTIVITY
from uba.events import HTTP_ACTIVITY, Event
from uba.remembered import remembered
from uba.sources import waf_dispositions as d
from uba.sources.by_position import by_position
from uba.sources.countries import country_code
from uba.sources.fields import clean_ip, time_ms


class Header(msgspec.Struct, gc=False):
    """One header of the request."""

    name: str | None = None
    value: str | None = None


class HttpRequest(msgspec.Struct, gc=False):
    """The request as AWS WAF saw it."""

    clientIp: str | None = None
    country: str | None = None
    headers: list[Header] | None = None
    uri: str | None = None
    args: str | None = None
    httpMethod: str | None = None
    requestId: str | None = None
    host: str | None = None


class Rule(msgspec.Struct, gc=False):
    """A rule that matched."""

    ruleId: str | None = None
    action: str | None = None


class RuleGroup(msgspec.Struct, gc=False):
    """A group of rules, and those of it that matched."""

    ruleGroupId: str | None = None
    terminatingRule: Rule | None = None
    nonTerminatingMatchingRules: list[Rule] | None = None


class AwsWafFields(msgspec.Struct, gc=False):
    """The top level of a web ACL log record."""

    timestamp: int | float | str | None = None
    webaclId: str | None = None
    terminatingRuleId: str | None = None
    action: str | None = None
    httpSourceName: str | None = None
    httpSourceId: str | None = None
    httpRequest: HttpRequest | None = None
    ruleGroupList: list[RuleGroup] | None = None
    nonTerminatingMatchingRules: list[Rule] | None = None
    responseCodeSent: int | str | None = None


ACTIONS = {
    "ALLOW": d.ALLOWED,
    "BLOCK": d.BLOCKED,
    "COUNT": d.COUNTED,
    "EXCLUDED_AS_COUNT": d.COUNTED,
    "CAPTCHA": d.CAPTCHA,
    "CHALLENGE": d.CHALLENGED,
}


def is_aws_waf(record: AwsWafFields) -> bool:
    """Tell a web ACL log record by its ACL and request."""
    return record.webaclId is not None and record.httpRequest is not None and record.action is not None


@by_position
def aws_waf_event(record: AwsWafFields) -> Event:
    """Give the event of one web ACL log record.

    Raises
    ------
    ParseError
        The time is missing or cannot be read.
    """
    request = record.httpRequest or HttpRequest()
    headers = {(item.name or "").lower(): item.value or "" for item in request.headers or ()}
    method = (request.httpMethod or "").upper()[:40]
    action = (record.action or "").upper()
    disposition = ACTIONS.get(action, d.CUSTOM)
    code = d.http_code(record.responseCodeSent)
    rule = _aws_rule(record)
    return Event(
        time=time_ms(record.timestamp, "timestamp"),
        uid=request.requestId or "",
        source="waf",
        class_uid=HTTP_ACTIVITY,
        activity_id=HTTP_ACTIVITY_BY_METHOD.get(method, OTHER_ACTIVITY),
        status_id=d.outcome(disposition, code),
        status_code=action,
        event_code=rule,
        product_name="WAF",
        vendor_name="AWS",
        log_name=record.httpSourceName or "",
        src_ip=clean_ip(request.clientIp or ""),
        src_country=country_code(request.country or ""),
        http_method=method,
        url_hostname=(request.host or headers.get("host", "")).partition(":")[0].lower(),
        url_path=request.uri or "",
        url_query=request.args or "",
        user_agent=headers.get("user-agent", ""),
        referrer=headers.get("referer", ""),
        http_status=code,
        disposition_id=disposition,
        rule_uid=rule,
        policy_name=_acl_name(record.webaclId or ""),
    )


@remembered(2_048)
def _acl_name(arn: str) -> str:
    parts = arn.split("/")
    return parts[-2] if len(parts) > 2 else arn


def _aws_rule(record: AwsWafFields) -> str:
    """The rule that decided, within its group where there is one, else the first that only counted."""
    outer = record.terminatingRuleId if record.terminatingRuleId != "Default_Action" else None
    groups, counted = record.ruleGroupList or (), record.nonTerminatingMatchingRules
    if not groups and not counted:
        return outer or ""
    inner = next((group.terminatingRule.ruleId for group in groups if group.terminatingRule is not None), None)
    if inner or outer:
        return inner or outer or ""
    rules = [*(counted or ()), *(rule for group in groups for rule in group.nonTerminatingMatchingRules or ())]
    return next((rule.ruleId for rule in rules if rule.ruleId), "")
