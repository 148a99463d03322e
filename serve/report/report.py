"""The weekly report in all its forms."""

from __future__ import annotations

import msgspec

from serve.report.facts import WeeklyFacts


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
