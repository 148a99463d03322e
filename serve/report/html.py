"""The report as one HTML file that needs nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from pathlib import Path

from serve.report import words
from serve.report.facts import WeeklyFacts
from serve.report.figures import events_by_day, findings_by_day
from serve.report.gather import quiet_limit

MAX_FINDINGS, MAX_NEWCOMERS = 40, 24
"""Rows of a table in HTML and Markdown; what is left out is counted, and is in the JSON."""

_TEMPLATES = Path(__file__).parent / "templates"


def html(facts: WeeklyFacts) -> str:
    """Write the report as HTML; whatever came from a log is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words=words, max_findings=MAX_FINDINGS, max_newcomers=MAX_NEWCOMERS)
    return environment.get_template("weekly.html.j2").render(
        facts=facts,
        attention=words.attention(facts),
        headline=words.headline(facts),
        findings_figure=Markup(findings_by_day(facts.days, quiet_limit(facts.asked_per_day))),
        events_figure=Markup(events_by_day(facts.days)),
    )
