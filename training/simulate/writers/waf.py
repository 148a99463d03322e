"""The shop's web application firewall: ModSecurity's audit log as JSON, or AWS WAF's web ACL log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from numpy.random import Generator

from training.simulate.randomness import hexadecimal
from training.simulate.sink import Sink
from training.simulate.writers.clock import weekday
from training.simulate.writers.cloudtrail import ACCOUNT, REGION
from training.simulate.writers.shop import Request

CHANNEL = "waf"

_TABLE = """
sqli      942100 SQLiRuleSet           SQLi_QUERYARGUMENTS                      SQL Injection Attack (libinjection)
xss       941100 CommonRuleSet         CrossSiteScripting_QUERYARGUMENTS        XSS Attack (libinjection)
lfi       930120 CommonRuleSet         GenericLFI_QUERYARGUMENTS                OS File Access Attempt
traversal 930100 CommonRuleSet         GenericLFI_URIPATH                       Path Traversal Attack (/../)
rfi       931120 CommonRuleSet         GenericRFI_QUERYARGUMENTS                Possible Remote File Inclusion Attack
rce       932100 UnixRuleSet           UNIXShellCommandsVariables_QUERYARGUMENTS Remote Command Execution
shell     932160 UnixRuleSet           UNIXShellCommandsVariables_BODY          Unix Shell Code Found
php       933100 PHPRuleSet            PHPHighRiskMethodsVariables_BODY         PHP Injection Attack: PHP Open Tag Found
java      944240 KnownBadInputsRuleSet JavaDeserializationRCE_HEADER            Java Deserialization Attack
jndi      944150 KnownBadInputsRuleSet Log4JRCE_HEADER                          Potential Log4j / Log4shell
ssti      934130 CommonRuleSet         EC2MetaDataSSRF_QUERYARGUMENTS           JavaScript Prototype Pollution
session   943120 CommonRuleSet         SizeRestrictions_Cookie_HEADER           Possible Session Fixation Attack
protocol  920350 CommonRuleSet         SizeRestrictions_QUERYSTRING             Host header is a numeric IP address
scanner   913100 BotControlRuleSet     SignalKnownBotDataCenter                 Found User-Agent of a security scanner
body      920420 CommonRuleSet         SizeRestrictions_BODY                    Request content type is not allowed
"""
RULES: dict[str, tuple[str, str, str, str]] = {
    family: (number, group, rule, text)
    for family, number, group, rule, text in (line.split(maxsplit=4) for line in _TABLE.strip().splitlines())
}
"""Family to its id in the core rule set, rule group and rule of AWS, and what it says."""


@dataclass(frozen=True, slots=True)
class FirewallLog:
    """Writes matches: `vendor` is modsecurity or aws; `host` the site, `address` its machine."""

    vendor: str
    host: str
    address: str

    def match(self, sink: Sink, rng: Generator, at: int, family: str, done: Request, blocked: bool = True) -> None:
        """Write that a request matched a rule of a family, and whether it was refused."""
        if self.vendor == "aws":
            record = self._aws(rng, at, family, done, blocked)
            uid = record["httpRequest"]["requestId"]
        else:
            record = self._modsecurity(rng, at, family, done, blocked)
            uid = record["transaction"]["unique_id"]
            at = at // 1000 * 1000
        sink.add(CHANNEL, at, msgspec.json.encode(record), uid)

    def _modsecurity(self, rng: Generator, at: int, family: str, done: Request, blocked: bool) -> dict[str, Any]:
        rule, _, _, text = RULES[family]
        target = f"{done.path}?{done.query}" if done.query else done.path
        matches = [(rule, text)]
        if blocked:
            matches.append(("949110", "Inbound Anomaly Score Exceeded (Total Score: 10)"))
        return {
            "transaction": {
                "client_ip": done.ip,
                "time_stamp": weekday(at),
                "server_id": "a7cf0d21e94a",
                "client_port": int(rng.integers(20_000, 60_000)),
                "host_ip": self.address,
                "host_port": 443,
                "unique_id": f"{at // 1000}{int(rng.integers(1_000_000)):06d}.{int(rng.integers(1_000_000)):06d}",
                "request": {
                    "method": done.method,
                    "http_version": 1.1,
                    "uri": target,
                    "headers": {"Host": self.host, "User-Agent": done.agent, "Accept": "*/*"},
                },
                "response": {"http_code": 403 if blocked else done.status, "headers": {"Server": ""}},
                "producer": {"modsecurity": "ModSecurity v3.0.12", "secrules_engine": "Enabled"},
                "messages": [
                    {
                        "message": message,
                        "details": {"ruleId": number, "severity": "2", "tags": ["application-multi", "OWASP_CRS"]},
                    }
                    for number, message in matches
                ],
            }
        }

    def _aws(self, rng: Generator, at: int, family: str, done: Request, blocked: bool) -> dict[str, Any]:
        _, group, rule, _ = RULES[family]
        own = {"ruleId": rule, "action": "BLOCK" if blocked else "COUNT"}
        name = f"AWS-AWSManagedRules{group}"
        return {
            "timestamp": at,
            "formatVersion": 1,
            "webaclId": f"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/webacl/shop/5f3c1a77-2b1e-4a60-9d0e-4b7c33f0a9d1",
            "terminatingRuleId": name if blocked else "Default_Action",
            "terminatingRuleType": "MANAGED_RULE_GROUP" if blocked else "REGULAR",
            "action": "BLOCK" if blocked else "ALLOW",
            "httpSourceName": "ALB",
            "httpSourceId": f"{ACCOUNT}-app/shop/50dc6c495c0c9188",
            "ruleGroupList": [
                {
                    "ruleGroupId": f"AWS#AWSManagedRules{group}",
                    "terminatingRule": own if blocked else None,
                    "nonTerminatingMatchingRules": [] if blocked else [own],
                }
            ],
            "nonTerminatingMatchingRules": [],
            "httpRequest": {
                "clientIp": done.ip,
                "headers": [{"name": "Host", "value": self.host}, {"name": "User-Agent", "value": done.agent}],
                "uri": done.path,
                "args": done.query,
                "httpVersion": "HTTP/1.1",
                "httpMethod": done.method,
                "requestId": f"1-{at // 1000:08x}-{hexadecimal(rng, 24)}",
            },
        }
