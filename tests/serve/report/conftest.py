"""An invented week: two incidents, a benign surprise, a source that fell silent, people who joined."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from uba.decide.decision import Reason
from uba.decide.score import severity_of
from uba.findings.finding import Entity, Finding
from uba.findings.ocsf import to_ocsf
from uba.statistics import (
    DayStatistics,
    EntityRisk,
    Newcomer,
    RiskContribution,
    SourceStatistics,
    Statistics,
    TeamStatistics,
)

WEEK = "2026-W47"


def ms(day: int, hour: int = 0, minute: int = 0) -> int:
    """Return a time in November 2026."""
    return int(datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


MONDAY = ms(16) // 86_400_000


def reason(entity: Entity, feature: str, message: str, p_value: float) -> Reason:
    """Say one strange thing about an entity."""
    return Reason(
        feature=feature,
        entity_type=entity.type,
        entity=entity.id,
        message=message,
        observed=1.0,
        p_value=p_value,
        maturity=0.9,
    )


def finding(uid: str, start: int, end: int, score: float, techniques: list[str], *reasons: Reason, **more: Any) -> Any:
    """Build a finding about the entity of its first reason, as the engine hands it out."""
    primary = Entity(reasons[0].entity_type, reasons[0].entity)
    concerned = [primary, *more.get("others", ())]
    return to_ocsf(
        Finding(
            uid=uid,
            primary=primary,
            flagged=[primary],
            entities=dict.fromkeys(concerned, 1),
            reasons={each.feature: each for each in reasons},
            techniques=techniques,
            p_value=reasons[0].p_value,
            score=score,
            severity=severity_of(score),
            start_time=start,
            end_time=end,
            event_uids=[f"{uid}-1"],
            event_count=3,
            sources={"m365_ual": 3},
            model_versions={},
            verdict=more.get("verdict", ""),
        )
    )


KELLER, OSEI = Entity("user", "d.keller@fabrikam.example"), Entity("user", "m.osei@fabrikam.example")
LINDQVIST, CRAWLER = Entity("user", "r.lindqvist@fabrikam.example"), Entity("src_ip", "203.0.113.45")


NETWORK = Entity("src_ip", "198.51.100.23")


@pytest.fixture
def findings() -> list[dict[str, Any]]:
    """The week's findings, and one of a week before."""
    old = finding("f-0", ms(4, 8), ms(4, 9), 77, [], reason(KELLER, "read.count", "an old one; p = 1e-6", 1e-6))
    return [*takeover(), *single_findings(), old]


def takeover() -> list[dict[str, Any]]:
    """Build an incident in two findings."""
    return [
        finding(
            "f-1",
            ms(17, 1, 2),
            ms(17, 1, 40),
            96,
            ["T1621", "T1110.004"],
            reason(
                OSEI, "mfa.pressure", "9 sign-ins refused by her phone in an hour; usual 0–1, peers 0–1; p = 2e-8", 2e-8
            ),
            reason(OSEI, "auth.context_rarity", "network AS64501 NL, never seen for this user before; p = 4e-5", 4e-5),
            reason(NETWORK, "auth.users_per_src", "4 accounts tried in an hour; usual 0–1; p = 3e-4", 3e-4),
            others=[NETWORK],
        ),
        finding(
            "f-2",
            ms(17, 2, 10),
            ms(17, 4, 55),
            84,
            ["T1213.001"],
            reason(OSEI, "read.count", "142 Confluence pages in an hour; usual 0–9, peers 0–14; p = 3e-7", 3e-7),
            reason(
                OSEI, "read.breadth", "11 spaces never opened before in a day; usual 0–2, peers 0–3; p = 6e-6", 6e-6
            ),
        ),
    ]


def single_findings() -> list[dict[str, Any]]:
    """Build what else was raised."""
    return [
        finding(
            "f-3",
            ms(19, 9, 31),
            ms(19, 10, 12),
            81,
            ["T1534", "T1098.002"],
            reason(
                KELLER, "mail.out_volume", "mail to 171 recipients in an hour; usual 0–12, peers 0–30; p = 6e-7", 6e-7
            ),
            others=[Entity("mailbox", KELLER.id)],
        ),
        finding(
            "f-4",
            ms(18, 14, 5),
            ms(18, 14, 50),
            63,
            ["T1213.003"],
            reason(LINDQVIST, "read.count", "31 repositories cloned in an hour; usual 0–4, peers 0–6; p = 4e-6", 4e-6),
            others=[Entity("repository", "fabrikam/pricing-engine")],
            verdict="benign",
        ),
        finding(
            "f-5",
            ms(20, 2, 40),
            ms(20, 3, 15),
            61,
            ["T1190", "T1594"],
            reason(CRAWLER, "web.src_rate", "4,812 requests in an hour; usual 1–220; p = 8e-6", 8e-6),
            others=[Entity("service", "www.fabrikam.example")],
        ),
        finding(
            "f-6",
            ms(21, 11, 3),
            ms(21, 11, 20),
            48,
            ["T1550.004"],
            reason(
                KELLER, "auth.session_shift", "a session used from a second network after 6 minutes; p = 9e-5", 9e-5
            ),
            others=[Entity("session", "8a2f5c90")],
        ),
    ]


def days() -> list[DayStatistics]:
    """Build five weeks of days."""
    events = (81_000, 84_500, 83_100, 82_750, 77_400, 9_200, 7_900)
    return [
        DayStatistics(
            day=MONDAY - 28 + n,
            events=events[n % 7] + 37 * n,
            rejected=3 + n % 5,
            late=40 * (n % 4),
            findings=[0, 2, 1, 1, 1, 1, 0][n % 7] if n >= 28 else 1,
            suppressed=1 if n % 7 == 2 else 0,
            budget=1.2,
            findings_by_team={"Finance <R&D>": 1} if n % 7 in (1, 3) else {},
            active={"user": 1_050 if n % 7 < 5 else 120, "src_ip": 2_300, "service": 14},
        )
        for n in range(35)
    ]


def sources(days: list[DayStatistics]) -> list[SourceStatistics]:
    """Build five sources: one fell silent on Thursday, one missed Tuesday."""
    names = {"m365_ual": 0.5, "entra_signin": 0.2, "web_access": 0.2, "confluence": 0.07, "github_audit": 0.03}
    return [
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


def newcomers() -> list[Newcomer]:
    """Build who was first seen in November."""
    return [
        Newcomer(
            type="user", id="a.novak@fabrikam.example", first_seen_ms=ms(16, 7, 58), department="Sales", maturity=0.24
        ),
        Newcomer(
            type="user", id="j.okafor@fabrikam.example", first_seen_ms=ms(18, 8, 3), department="Finance", maturity=0.11
        ),
        Newcomer(type="service", id="invoice-api", first_seen_ms=ms(19, 13, 20), department="", maturity=0.07),
        Newcomer(type="user", id="old.hand@fabrikam.example", first_seen_ms=ms(2, 8), department="IT", maturity=0.9),
    ]


def risks() -> list[EntityRisk]:
    """Build who is at risk."""
    return [
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


@pytest.fixture
def statistics() -> Statistics:
    """Five weeks of a company of 1,200 people."""
    recorded = days()
    return Statistics(
        days=recorded,
        sources=sources(recorded),
        newcomers=newcomers(),
        entities={"user": 1_200, "src_ip": 9_400, "service": 16},
        state_bytes=31_400_000,
        asked_per_day=1.2,
        realised_per_day=1.09,
        teams=[
            TeamStatistics(team="Finance <R&D>", asked_per_day=0.4, realised_per_day=0.51, findings=18),
            TeamStatistics(team="IT", asked_per_day=None, realised_per_day=0.2, findings=7),
        ],
        risks=risks(),
    )
