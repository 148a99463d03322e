"""From findings and statistics to the facts of a week."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from serve.report import weekly_report
from serve.report.gather import quiet_limit
from uba.errors import ParseError
from uba.statistics import Statistics

WEEK = "2026-W47"
EMPTY = Statistics(
    days=[], sources=[], newcomers=[], entities={}, state_bytes=0, asked_per_day=0.0, realised_per_day=0.0, risks=[]
)


def test_findings_of_other_weeks_stay_out(findings: list[dict[str, Any]], statistics: Statistics):
    """Only findings that touch the week are told, worst first."""
    facts = weekly_report(findings, statistics, WEEK).facts

    assert [finding.uid for finding in facts.findings] == ["f-1", "f-2", "f-3", "f-4", "f-5", "f-6"]
    assert [finding.uid for finding in weekly_report(findings, statistics, "2026-W45").facts.findings] == ["f-0"]


def test_the_bars_add_up_to_the_findings(findings: list[dict[str, Any]], statistics: Statistics):
    """Each finding raised in the week is counted on one day, under its severity."""
    facts = weekly_report(findings, statistics, WEEK).facts

    assert [day.findings for day in facts.days] == [0, 2, 1, 1, 1, 1, 0]
    assert facts.days[1].by_severity == {"critical": 2}
    assert sum(day.findings for day in facts.days) == facts.raised == 6


def test_an_incident_from_before_goes_on_without_being_raised_again(
    findings: list[dict[str, Any]], statistics: Statistics
):
    """A finding raised last week that still grows is told, and does not count against this week's budget."""
    began = findings[2]["start_time"] - 7 * 86_400_000
    ongoing = findings[2] | {"start_time": began, "finding_info": findings[2]["finding_info"] | {"created_time": began}}
    facts = weekly_report([ongoing], statistics, WEEK).facts

    assert (len(facts.findings), facts.raised) == (1, 0)


def test_realised_and_asked_stand_side_by_side(findings: list[dict[str, Any]], statistics: Statistics):
    """Budget and realised rate cover the recorded days only."""
    whole = weekly_report(findings, statistics, WEEK).facts
    cut = msgspec.structs.replace(statistics, days=statistics.days[:-2])
    part = weekly_report(findings, cut, WEEK).facts

    assert whole.budget == pytest.approx(8.4)
    assert whole.realised_per_day == pytest.approx(6 / 7, abs=1e-3)
    assert part.budget == pytest.approx(6.0)
    assert [day.recorded for day in part.days] == [True] * 5 + [False] * 2


def test_risk_comes_with_its_reasons(findings: list[dict[str, Any]], statistics: Statistics):
    """Users lead, riskiest first, with the week's contributions in time order and each finding's reasons."""
    risks = weekly_report(findings, statistics, WEEK).facts.risks

    assert [risk.entity.id for risk in risks] == [
        "m.osei@fabrikam.example",
        "d.keller@fabrikam.example",
        "203.0.113.45",
    ]
    assert [point.finding_uid for point in risks[0].points] == ["f-1", "f-2"]
    assert risks[0].points[0].sentence.startswith("9 sign-ins refused by her phone in an hour")
    assert risks[0].points[0].reasons == (
        "network AS64501 NL, never seen for this user before; p = 4e-5",
        "198.51.100.23: 4 accounts tried in an hour; usual 0–1; p = 3e-4",
    )
    assert risks[1].earlier_points == pytest.approx(6.5)


def test_techniques_have_names(findings: list[dict[str, Any]], statistics: Statistics):
    """A technique is told by its ATT&CK name, with the days it was seen on."""
    techniques = {technique.uid: technique for technique in weekly_report(findings, statistics, WEEK).facts.techniques}

    assert techniques["T1213.001"].name == "Data from Information Repositories: Confluence"
    assert techniques["T1213.001"].tactics == ("Collection",)
    assert techniques["T1621"].by_day == [0, 1, 0, 0, 0, 0, 0]
    assert set(techniques) == {
        technique
        for finding in weekly_report(findings, statistics, WEEK).facts.findings
        for technique in finding.techniques
    }


def test_an_unknown_technique_keeps_its_number(findings: list[dict[str, Any]], statistics: Statistics):
    """A number ATT&CK does not know is shown as it is."""
    findings[0]["finding_info"]["attacks"] = [{"technique": {"uid": "T9999"}}]

    assert weekly_report(findings[:1], statistics, WEEK).facts.techniques[0].name == "T9999"


def test_quiet_sources_lead(findings: list[dict[str, Any]], statistics: Statistics):
    """A silent source comes first, then one with a hole; weekends are no holes."""
    sources = weekly_report(findings, statistics, WEEK).facts.sources

    assert [source.source for source in sources[:2]] == ["confluence", "github_audit"]
    assert (sources[0].silent, sources[0].quiet_days) == (True, ["2026-11-20", "2026-11-21", "2026-11-22"])
    assert (sources[1].silent, sources[1].quiet_days) == (False, ["2026-11-17"])
    assert all(not source.silent and not source.quiet_days for source in sources[2:])


def test_newcomers_are_this_week_s(findings: list[dict[str, Any]], statistics: Statistics):
    """Only who was first seen in the week is new; users lead."""
    facts = weekly_report(findings, statistics, WEEK).facts

    assert [new.entity.id for new in facts.newcomers] == [
        "a.novak@fabrikam.example",
        "j.okafor@fabrikam.example",
        "invoice-api",
    ]
    assert facts.newcomers_by_type == {"user": 2, "service": 1}


def test_teams_have_their_week(findings: list[dict[str, Any]], statistics: Statistics):
    """Each team with its findings of the week, a day, and what it asked for."""
    finance, it = weekly_report(findings, statistics, WEEK).facts.teams

    assert (finance.team, finance.asked_per_day, finance.raised) == ("Finance <R&D>", 0.4, 2)
    assert (finance.realised_per_day, finance.realised_overall_per_day) == (0.286, 0.51)
    assert (it.asked_per_day, it.raised) == (None, 0)


def test_any_detection_finding_can_be_told(statistics: Statistics):
    """Of a finding made elsewhere, anomalies without words are told beside their baselines."""
    foreign = {
        "time": statistics.days[-3].day * 86_400_000,
        "severity_id": 3,
        "message": "Too many logons",
        "finding_info": {"uid": "x-1", "title": "Logons"},
        "observables": [{"name": "user", "type_id": 4, "value": "a@b.example"}],
        "anomaly_analyses": [
            {
                "analysis_targets": [{"name": "a@b.example", "type": "user"}],
                "anomalies": [{"observation_parameter": "logons", "observations": [{"value": 142}]}],
                "baselines": [{"observation_parameter": "logons", "observations": [{"value": "0 to 9"}]}],
            }
        ],
    }
    told = weekly_report([foreign], statistics, WEEK).facts.findings[0]

    assert told.reasons == ("logons 142; expected 0 to 9",)
    assert (told.severity, told.message, told.raised_ms) == ("medium", "Too many logons", foreign["time"])


def test_a_finding_that_is_none_is_refused(statistics: Statistics):
    """What lacks a finding's identity is refused, with the attribute's name."""
    with pytest.raises(ParseError, match="finding_info"):
        weekly_report([{"time": 1}], statistics, WEEK)


def test_nothing_makes_an_empty_week():
    """No findings and no statistics are seven unrecorded days, not an error."""
    facts = weekly_report([], EMPTY, WEEK).facts

    assert (facts.raised, facts.budget, facts.quiet_limit) == (0, 0.0, 0)
    assert [day.recorded for day in facts.days] == [False] * 7


@pytest.mark.parametrize(("budget", "limit"), [(0.0, 0), (0.04, 0), (0.5, 2), (1.0, 3), (7.0, 12), (8.4, 13)])
def test_chance_has_a_limit(budget: float, limit: int):
    """The quiet limit is the 95 % point of a Poisson count: tables agree."""
    assert quiet_limit(budget) == limit


def test_facts_do_not_depend_on_the_order_of_findings(findings: list[dict[str, Any]], statistics: Statistics):
    """The same findings in another order give the same bytes."""
    assert weekly_report(findings, statistics, WEEK).json() == weekly_report(findings[::-1], statistics, WEEK).json()


def test_drift_is_told_in_its_week(findings: list[dict[str, Any]], statistics: Statistics):
    """Users whose p-values fell for good last Thursday are told of with day and means; weeks before know nothing."""
    even, low = [20] * 10, [90, 60, 20, 10, 5, 5, 4, 3, 2, 1]
    change = statistics.days[-7].day - 4
    days = [msgspec.structs.replace(d, p_values={"user": low if d.day >= change else even}) for d in statistics.days]
    changed = msgspec.structs.replace(statistics, days=days)
    report = weekly_report(findings, changed, WEEK)
    (drift,) = report.facts.drifts

    assert (drift.kind, drift.since) == ("user", "2026-11-12")
    assert drift.mean_since < 0.25 < 0.45 < drift.mean_before
    assert "Since 12 November 2026 users are stranger than before" in report.markdown()
    assert "users are stranger than before" in report.html()
    assert weekly_report(findings, changed, "2026-W45").facts.drifts == []
    assert weekly_report(findings, statistics, WEEK).facts.drifts == []
