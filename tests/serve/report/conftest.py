"""An invented week: two incidents, a benign surprise, a source that fell silent, people who joined."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from uba.statistics import (
    DayStatistics,
    EntityRisk,
    Newcomer,
    RiskContribution,
    SourceStatistics,
    Statistics,
)

WEEK = "2026-W47"


def ms(day: int, hour: int = 0, minute: int = 0) -> int:
    """Return a time in November 2026."""
    return int(datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


MONDAY = ms(16) // 86_400_000


def finding(uid: str, start: int, end: int, severity: int, score: float, message: str, **more: Any) -> dict[str, Any]:
    """Build an OCSF Detection Finding with what the report reads."""
    attacks = [
        {"technique": {"uid": t.partition(".")[0]}, **({"sub_technique": {"uid": t}} if "." in t else {})}
        for t in more.get("techniques", ())
    ]
    entities = more.get("entities", (("user", "d.keller@fabrikam.example"),))
    return {
        "class_uid": 2004,
        "time": end,
        "start_time": start,
        "end_time": end,
        "severity_id": severity,
        "risk_score": score,
        "message": message,
        "verdict_id": more.get("verdict", 0),
        "finding_info": {
            "uid": uid,
            "title": more.get("title", message.partition(";")[0]),
            "attacks": attacks,
            "related_events": [{"uid": f"{uid}-{n}"} for n in range(3)],
        },
        "observables": [{"name": kind, "type_id": 4, "value": value} for kind, value in entities],
        "anomaly_analyses": [
            {
                "analysis_targets": [{"name": value, "type": kind} for kind, value in entities],
                "anomalies": [{"observation_parameter": feature, "observations": [{"value": observed}]}],
                "baselines": [{"observation_parameter": feature, "observed_pattern": expected}],
            }
            for feature, observed, expected in more.get("reasons", ())
        ],
    }


@pytest.fixture
def findings() -> list[dict[str, Any]]:
    """The week's findings, and one of a week before."""
    keller, osei = ("user", "d.keller@fabrikam.example"), ("user", "m.osei@fabrikam.example")
    lindqvist, crawler = ("user", "r.lindqvist@fabrikam.example"), ("src_ip", "203.0.113.45")
    return [
        finding(
            "f-1",
            ms(17, 1, 2),
            ms(17, 1, 40),
            5,
            96,
            "9 sign-ins refused by her phone in 40 minutes, then one accepted from a network new to her; p = 2e-8",
            title="MFA denials, then a sign-in from a new network",
            techniques=("T1621", "T1110.004"),
            entities=(osei, ("src_ip", "198.51.100.23")),
            reasons=(
                ("mfa denials, 1 h", 9, "0 to 1, peers 0 to 1"),
                ("network given user", "AS64501 NL", "AS64496 DE in 97 % of sign-ins"),
            ),
        ),
        finding(
            "f-2",
            ms(17, 2, 10),
            ms(17, 4, 55),
            4,
            84,
            "142 Confluence pages in 10 minutes; usual for her at this hour 0–9, peers 0–14; p = 3e-7",
            title="Many Confluence pages in a short time",
            techniques=("T1213.001",),
            entities=(osei,),
            reasons=(("pages viewed, 10 min", 142, "0 to 9, peers 0 to 14"), ("spaces never touched", 11, "0 to 2")),
        ),
        finding(
            "f-3",
            ms(19, 9, 31),
            ms(19, 10, 12),
            4,
            81,
            "184 messages to 171 recipients in 40 minutes; usual for him 0–12, peers 0–30; p = 6e-7",
            title="Unusual volume of mail sent",
            techniques=("T1534", "T1098.002"),
            entities=(keller, ("mailbox", "d.keller@fabrikam.example")),
            reasons=(("recipients, 1 h", 171, "0 to 12, peers 0 to 30"),),
        ),
        finding(
            "f-4",
            ms(18, 14, 5),
            ms(18, 14, 50),
            3,
            63,
            "31 repositories cloned with one token; usual 0–4, peers 0–6; p = 4e-6",
            title="Many repositories cloned",
            techniques=("T1213.003",),
            entities=(lindqvist, ("repository", "fabrikam/pricing-engine")),
            reasons=(("repositories cloned, 1 h", 31, "0 to 4, peers 0 to 6"),),
            verdict=5,
        ),
        finding(
            "f-5",
            ms(20, 2, 40),
            ms(20, 3, 15),
            3,
            61,
            "4,812 requests from one address in 35 minutes, 61 % refused; usual for an address 1–220; p = 8e-6",
            title="Request rate and refusals of an address",
            techniques=("T1190", "T1594"),
            entities=(crawler, ("service", "www.fabrikam.example")),
        ),
        finding(
            "f-6",
            ms(21, 11, 3),
            ms(21, 11, 20),
            2,
            48,
            "A session cookie used from a second network 6 minutes after the first; p = 9e-5",
            title="One session on two networks",
            techniques=("T1550.004",),
            entities=(keller, ("session", "8a2f5c90")),
        ),
        finding("f-0", ms(4, 8), ms(4, 9), 4, 77, "An old one", entities=(keller,)),
    ]


@pytest.fixture
def statistics() -> Statistics:
    """Five weeks of a company of 1,200 people."""
    events = (81_000, 84_500, 83_100, 82_750, 77_400, 9_200, 7_900)
    days = [
        DayStatistics(
            day=MONDAY - 28 + n,
            events=events[n % 7] + 37 * n,
            rejected=3 + n % 5,
            late=40 * (n % 4),
            findings=[0, 2, 1, 1, 1, 1, 0][n % 7] if n >= 28 else 1,
            suppressed=1 if n % 7 == 2 else 0,
            budget=1.2,
            active={"user": 1_050 if n % 7 < 5 else 120, "src_ip": 2_300, "service": 14},
        )
        for n in range(35)
    ]
    names = {"m365_ual": 0.5, "entra_signin": 0.2, "web_access": 0.2, "confluence": 0.07, "github_audit": 0.03}
    sources = [
        SourceStatistics(
            source=name,
            last_event_ms=ms(19, 6, 12) if name == "confluence" else ms(22, 23, 59),
            events_by_day={
                day.day: int(part * day.events)
                for day in days
                if not (name == "confluence" and day.day > MONDAY + 3)
                and not (name == "github_audit" and day.day == MONDAY + 1)
            },
        )
        for name, part in names.items()
    ]
    newcomers = [
        Newcomer(
            type="user", id="a.novak@fabrikam.example", first_seen_ms=ms(16, 7, 58), department="Sales", maturity=0.24
        ),
        Newcomer(
            type="user", id="j.okafor@fabrikam.example", first_seen_ms=ms(18, 8, 3), department="Finance", maturity=0.11
        ),
        Newcomer(type="service", id="invoice-api", first_seen_ms=ms(19, 13, 20), department="", maturity=0.07),
        Newcomer(type="user", id="old.hand@fabrikam.example", first_seen_ms=ms(2, 8), department="IT", maturity=0.9),
    ]
    risks = [
        EntityRisk(
            type="user",
            id="m.osei@fabrikam.example",
            risk=91.4,
            contributions=[
                RiskContribution(
                    finding_uid="f-2", time_ms=ms(17, 4, 55), points=52.0, title="Many Confluence pages in a short time"
                ),
                RiskContribution(
                    finding_uid="f-1",
                    time_ms=ms(17, 1, 40),
                    points=78.0,
                    title="MFA denials, then a sign-in from a new network",
                ),
            ],
        ),
        EntityRisk(
            type="user",
            id="d.keller@fabrikam.example",
            risk=63.0,
            contributions=[
                RiskContribution(finding_uid="f-0", time_ms=ms(4, 9), points=6.5, title="An old one"),
                RiskContribution(
                    finding_uid="f-3", time_ms=ms(19, 10, 12), points=49.0, title="Unusual volume of mail sent"
                ),
                RiskContribution(
                    finding_uid="f-6", time_ms=ms(21, 11, 20), points=14.2, title="One session on two networks"
                ),
            ],
        ),
        EntityRisk(
            type="src_ip",
            id="203.0.113.45",
            risk=34.0,
            contributions=[
                RiskContribution(
                    finding_uid="f-5",
                    time_ms=ms(20, 3, 15),
                    points=34.0,
                    title="Request rate and refusals of an address",
                )
            ],
        ),
        EntityRisk(
            type="user",
            id="past@fabrikam.example",
            risk=12.0,
            contributions=[RiskContribution(finding_uid="f-0", time_ms=ms(4, 9), points=12.0, title="An old one")],
        ),
    ]
    return Statistics(
        days=days,
        sources=sources,
        newcomers=newcomers,
        entities={"user": 1_200, "src_ip": 9_400, "service": 16},
        state_bytes=31_400_000,
        asked_per_day=1.2,
        realised_per_day=1.09,
        risks=risks,
    )
