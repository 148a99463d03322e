"""The weekly report: findings and statistics in, one page that explains itself out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from serve.report.report import Report
    from uba.statistics import Statistics


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
    # Imported when called: the command line imports this package at every start, and has to start at once.
    from serve.report.gather import weekly_facts
    from serve.report.report import Report
    from serve.report.week import Week

    return Report(weekly_facts(findings, statistics, Week.parse(week)))
