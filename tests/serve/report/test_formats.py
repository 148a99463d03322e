"""The report in its forms: all show the same facts, none lets a log speak to the reader's browser."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest

from serve.report import weekly_report
from serve.report.facts import WeeklyFacts
from serve.report.pdf import pdf
from uba.errors import ConfigError
from uba.statistics import EntityRisk, Newcomer, RiskContribution, SourceStatistics, Statistics

WEEK = "2026-W47"
HOSTILE = "<script>alert(1)</script>\"'|`[x](javascript:1)\n# &"
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """Reads a page: its elements, its ids, and whether every element is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def hostile(findings: list[dict[str, Any]], statistics: Statistics) -> tuple[list[dict[str, Any]], Statistics]:
    """The week, with every text that a log can fill filled by an attacker."""
    findings[0]["message"] = HOSTILE
    findings[0]["finding_info"]["title"] = HOSTILE
    findings[0]["finding_info"]["attacks"] = [{"technique": {"uid": HOSTILE}}]
    findings[0]["observables"] = [{"name": HOSTILE, "value": HOSTILE}]
    findings[0]["unmapped"]["primary"] = {"type": HOSTILE, "id": HOSTILE}
    findings[0]["anomaly_analyses"][0]["anomalies"][0]["observed_pattern"] = HOSTILE
    findings[0]["anomaly_analyses"][1]["analysis_targets"][0]["name"] = HOSTILE
    at = findings[0]["start_time"]
    points = [RiskContribution(finding_uid="f-1", time_ms=at, points=3.0, title=HOSTILE)]
    return findings, msgspec.structs.replace(
        statistics,
        risks=[EntityRisk(type=HOSTILE, id=HOSTILE, risk=3.0, contributions=points)],
        newcomers=[Newcomer(type="user", id=HOSTILE, first_seen_ms=at, department=HOSTILE, maturity=0.1)],
        sources=[SourceStatistics(source=HOSTILE, last_event_ms=at, events_by_day={at // 86_400_000 - 7: 5_000})],
    )


def test_html_needs_nothing_else(findings: list[dict[str, Any]], statistics: Statistics):
    """The page loads nothing: no script, no link, no address of anything elsewhere."""
    page = weekly_report(findings, statistics, WEEK).html()
    read = Page(page)

    assert {"script", "link", "img", "iframe", "object", "embed"} & set(read.tags) == set()
    assert "://" not in page
    assert re.findall(r"url\((?!#)", page) == []
    assert "@import" not in page


def test_html_is_well_formed(findings: list[dict[str, Any]], statistics: Statistics):
    """Every element is closed, every id is there once, every label refers to an id."""
    read = Page(weekly_report(findings, statistics, WEEK).html())

    assert read.open == []
    assert len(read.ids) == len(set(read.ids))
    labels = {word for name, value in read.attributes if name == "aria-labelledby" for word in value.split()}
    assert labels - set(read.ids) == set()


def test_figures_speak_to_who_cannot_see_them(findings: list[dict[str, Any]], statistics: Statistics):
    """Each figure has a title and says its numbers in words."""
    page = weekly_report(findings, statistics, WEEK).html()

    assert page.count('role="img"') == 2 + 3
    assert "Findings raised and budget: Mon 0 of 1.2; Tue 2 of 1.2" in page


def test_figures_take_the_page_s_colours(findings: list[dict[str, Any]], statistics: Statistics):
    """No figure fixes a colour or a font: light, dark and print decide."""
    page = weekly_report(findings, statistics, WEEK).html()
    figures = "".join(re.findall(r"<figure.*?</figure>", page, re.DOTALL))

    assert "var(--budget)" in figures
    assert re.findall(r"#[0-9a-f]{6}\b", figures) == []
    assert "font-family" not in figures


def test_html_escapes_what_a_log_says(hostile: tuple[list[dict[str, Any]], Statistics]):
    """A user name or a title cannot become an element."""
    page = weekly_report(*hostile, WEEK).html()

    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 6
    assert Page(page).open == []


def test_markdown_escapes_what_a_log_says(hostile: tuple[list[dict[str, Any]], Statistics]):
    """A user name or a title can become no element, no link, no heading and no column."""
    text = weekly_report(*hostile, WEEK).markdown()
    rows = [re.sub(r"\\.", "", line).count("|") for line in text.splitlines() if line.startswith("|")]

    assert re.findall(r"(?<!\\)<script", text) == []
    assert re.findall(r"(?<!\\)\]\(", text) == []
    assert all(line.startswith(("# UBA", "## ", "### ")) for line in text.splitlines() if line.startswith("#"))
    assert all(count in (4, 5, 6, 7) for count in rows)


def test_all_forms_show_the_same(findings: list[dict[str, Any]], statistics: Statistics):
    """Every finding, source, newcomer and technique is in every form."""
    report = weekly_report(findings, statistics, WEEK)
    page, text = report.html(), report.markdown().replace("\\", "")
    facts = report.facts
    words = [finding.sentence for finding in facts.findings]
    words += [source.source for source in facts.sources] + [new.entity.id for new in facts.newcomers]
    words += [technique.name for technique in facts.techniques]

    assert [word for word in words if word not in text] == []
    assert [word for word in words if word not in page] == []


def test_json_is_the_facts(findings: list[dict[str, Any]], statistics: Statistics):
    """The JSON reads back as the very facts."""
    report = weekly_report(findings, statistics, WEEK)

    assert msgspec.json.decode(report.json(), type=WeeklyFacts) == report.facts


def test_the_same_facts_give_the_same_bytes(findings: list[dict[str, Any]], statistics: Statistics):
    """No form contains a moment of writing or anything else that changes from run to run."""
    first, second = weekly_report(findings, statistics, WEEK), weekly_report(findings, statistics, WEEK)

    assert first.html() == second.html()
    assert first.markdown() == second.markdown()


def test_what_does_not_fit_is_counted(findings: list[dict[str, Any]], statistics: Statistics):
    """A long table is cut, and says by how much."""
    many = [
        {**findings[4], "finding_info": {**findings[4]["finding_info"], "uid": f"many-{number}"}}
        for number in range(53)
    ]
    report = weekly_report(many, statistics, WEEK)

    assert "13 findings more" in report.html()
    assert "13 more" in report.markdown()
    assert len(report.facts.findings) == 53


def test_a_week_without_record_says_so(findings: list[dict[str, Any]], statistics: Statistics):
    """A week the engine knows nothing of is no quiet week."""
    for text in (
        weekly_report([], statistics, "2027-W10").html(),
        weekly_report([], statistics, "2027-W10").markdown(),
    ):
        assert "no record of this week" in text


def test_more_than_chance_is_said(findings: list[dict[str, Any]], statistics: Statistics):
    """Three verdicts on the count: within the budget, within chance, beyond."""

    def headline(budget: float) -> str:
        days = [msgspec.structs.replace(day, budget=budget) for day in statistics.days]
        return weekly_report(findings, msgspec.structs.replace(statistics, days=days), WEEK).markdown()

    assert "within what was asked for" in headline(1.2)
    assert "still what chance brings" in headline(0.6)
    assert "more than chance explains" in headline(0.1)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_pdf_is_printed(findings: list[dict[str, Any]], statistics: Statistics):
    """With Chromium there, the report is a PDF."""
    printed = weekly_report(findings, statistics, WEEK).pdf()

    assert printed.startswith(b"%PDF-")
    assert b"%%EOF" in printed[-64:]


def test_pdf_without_chromium_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    """Without Chromium the error names it and the way around."""
    monkeypatch.setenv("PATH", "")

    with pytest.raises(ConfigError, match=r"install.*chromium.*--format html"):
        pdf("<p>")


def test_pdf_from_a_broken_browser_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Any):
    """A browser that prints nothing is reported with its own last words."""
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho no display >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    with pytest.raises(ConfigError, match="no display"):
        pdf("<p>")
