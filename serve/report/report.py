"""The weekly report in all its forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from serve.report.facts import WeeklyFacts
from serve.report.gather import weekly_facts
from serve.report.week import Week
from uba.statistics import Statistics


class Report(msgspec.Struct, frozen=True):
    """One week's facts, and every way to write them; all show the same."""

    facts: WeeklyFacts

    def html(self) -> str:
        """Write one self-contained HTML file."""
        from serve.report.html import html

        return html(self.facts)

    def markdown(self) -> str:
        """Write Markdown."""
        from serve.report.markdown import markdown

        return markdown(self.facts)

    def json(self) -> bytes:
        """Write JSON."""
        from serve.report.json import json

        return json(self.facts)

    def pdf(self) -> bytes:
        """Write PDF.

        Raises
        ------
        uba.errors.ConfigError
            There is no Chromium to print it.
        """
        from serve.report.pdf import pdf

        return pdf(self.html())


def weekly_report(findings: Sequence[Mapping[str, Any]], statistics: Statistics, week: str) -> Report:
    """Report on one week.

    Parameters
    ----------
    findings
        OCSF Detection Findings; those outside the week are left out.
    statistics
        Of the engine that raised them.
    week
        ISO week, as in `2026-W47`.

    Raises
    ------
    uba.errors.ConfigError
        `week` is no week.
    uba.errors.ParseError
        A finding is no Detection Finding.
    """
    return Report(weekly_facts(findings, statistics, Week.parse(week)))
