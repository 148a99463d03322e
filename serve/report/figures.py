"""The report's figures: inline SVG whose colours and fonts are the page's own."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from html import escape
from threading import Lock
from typing import TYPE_CHECKING, Any

from serve.report.facts import DayFacts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Colours that are drawn stand for style-sheet variables, which differ in light, dark and print.
_VARIABLES = {
    "#010203": "var(--ink)",
    "#010204": "var(--soft)",
    "#010205": "var(--line)",
    "#010206": "var(--budget)",
    "#010211": "var(--critical)",
    "#010212": "var(--high)",
    "#010213": "var(--medium)",
    "#010214": "var(--low)",
    "#010215": "var(--informational)",
    "#010216": "var(--card)",
}
_COLOUR = {variable[6:-1]: colour for colour, variable in _VARIABLES.items()}
_STACK = ("informational", "low", "medium", "high", "critical")
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "uba",
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
}
_ONE_AT_A_TIME = Lock()  # matplotlib's settings are global to the process


def findings_by_day(days: Sequence[DayFacts], quiet_limit_per_day: int) -> str:
    """Draw findings by day, stacked by severity, against the budget.

    Parameters
    ----------
    quiet_limit_per_day
        So many come by chance on 95 % of days; drawn as a band.
    """

    def draw(axes: Axes) -> None:
        names = [f"{day.weekday} {int(day.date[-2:])}" for day in days]
        bottom = [0.0] * len(days)
        for severity in _STACK:
            heights = [float(day.by_severity.get(severity, 0)) for day in days]
            if any(heights):
                colour, edge = _COLOUR[severity], _COLOUR["card"]
                axes.bar(names, heights, 0.62, bottom=bottom, label=severity, color=colour, edgecolor=edge)
                bottom = [below + height for below, height in zip(bottom, heights, strict=True)]
        axes.bar(names, [0.0] * len(days))  # the axis has seven days, whatever happened
        box = {"facecolor": _COLOUR["card"], "edgecolor": "none", "pad": 1.0}
        for position, day in enumerate(days):
            words, colour = (str(day.findings), "ink") if day.recorded else ("no record", "soft")
            axes.annotate(
                words,
                (position, day.findings),
                (0, 4),
                textcoords="offset points",
                ha="center",
                color=_COLOUR[colour],
                bbox=box,
            )
        edges = [position - 0.5 for position in range(len(days) + 1)]
        budget = [day.budget for day in days]
        axes.stairs(budget, edges, baseline=None, color=_COLOUR["budget"], linewidth=1.8, linestyle=(0, (5, 2)))
        axes.plot([], [], color=_COLOUR["budget"], linewidth=1.8, linestyle=(0, (5, 2)), label="budget")
        axes.axhspan(
            0,
            quiet_limit_per_day,
            color=_COLOUR["line"],
            alpha=0.45,
            zorder=0,
            linewidth=0,
            label="chance, 95 % of days",
        )
        axes.set_ylim(0, max(1.0, quiet_limit_per_day, *bottom, *budget) * 1.18)
        handles, labels = axes.get_legend_handles_labels()
        axes.legend(
            handles[::-1],
            labels[::-1],
            loc="upper left",
            bbox_to_anchor=(1.01, 1.02),
            frameon=False,
            labelcolor=_COLOUR["ink"],
        )

    counts = "; ".join(f"{day.weekday} {day.findings} of {day.budget:.3g}" for day in days)
    return _svg("days", "Findings against budget by day", f"Findings raised and budget: {counts}.", (7.6, 2.9), draw)


def events_by_day(days: Sequence[DayFacts]) -> str:
    """Draw events read by day, and how many records could not be read or came late."""

    def draw(axes: Axes) -> None:
        names = [f"{day.weekday} {int(day.date[-2:])}" for day in days]
        axes.bar(names, [day.events for day in days], 0.62, color=_COLOUR["low"], label="events")
        axes.bar(
            names,
            [day.rejected for day in days],
            0.62,
            bottom=[day.events for day in days],
            color=_COLOUR["critical"],
            label="rejected",
        )
        axes.set_ylim(0, max(1.0, *(day.events + day.rejected for day in days)) * 1.1)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), frameon=False, labelcolor=_COLOUR["ink"])

    counts = "; ".join(f"{day.weekday} {day.events:,}" for day in days)
    return _svg("events", "Events by day", f"Events read: {counts}.", (7.6, 2.0), draw)


def _svg(name: str, title: str, description: str, inches: tuple[float, float], draw: Callable[[Axes], None]) -> str:
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    drawn = io.StringIO()
    with _ONE_AT_A_TIME, matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=inches)
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        draw(axes)
        axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(_COLOUR["line"])
        axes.tick_params(length=0, colors=_COLOUR["soft"], labelcolor=_COLOUR["soft"])
        axes.grid(axis="y", color=_COLOUR["line"], linewidth=0.8)
        axes.set_axisbelow(True)
        figure.savefig(
            drawn, format="svg", transparent=True, bbox_inches="tight", metadata={"Date": None, "Creator": None}
        )
    return _inline(drawn.getvalue(), name, title, description)


def _inline(svg: str, name: str, title: str, description: str) -> str:
    """Make a stand-alone SVG part of the page: own ids, the page's colours and fonts, words for who cannot see it."""
    view_box = re.search(r'viewBox="([^"]+)"', svg)
    assert view_box is not None, "matplotlib writes a viewBox"
    body = svg[svg.index(">", svg.index("<svg")) + 1 :]
    body = re.sub(r"<(metadata|style)\b.*?</\1>", "", body, flags=re.DOTALL)  # its style would reach the whole page
    body = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", body)
    body = re.sub(r"font-family: [^;\"]+; ?", "", body)
    for colour, variable in _VARIABLES.items():
        body = body.replace(colour, variable)
    opening = f'<svg viewBox="{view_box[1]}" role="img" aria-labelledby="{name}-title {name}-text">'
    words = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-text">{escape(description)}</desc>'
    return opening + words + body
