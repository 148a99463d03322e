"""The report's figures: findings against budget, and events, by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from serve.report.facts import DayFacts
from serve.report.svg import COLOUR, draw_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STACK = ("unknown", "informational", "low", "medium", "high", "critical")
_BAR = 0.62
_DASHES: dict[str, Any] = {"color": COLOUR["budget"], "linewidth": 1.8, "linestyle": (0, (5, 2))}


def findings_by_day(days: Sequence[DayFacts], quiet_limit_per_day: int) -> str:
    """Draw findings by day, stacked by severity, against the budget.

    Parameters
    ----------
    quiet_limit_per_day
        So many come by chance on 95 % of days; drawn as a band.
    """

    def draw(axes: Axes) -> None:
        tallest = _severities(axes, days)
        _labels(axes, days)
        budget = [day.budget for day in days]
        axes.stairs(budget, [day - 0.5 for day in range(len(days) + 1)], baseline=None, **_DASHES)
        axes.plot([], [], label="budget", **_DASHES)
        band: dict[str, Any] = {"color": COLOUR["line"], "alpha": 0.45, "linewidth": 0, "zorder": 0}
        axes.axhspan(0, quiet_limit_per_day, label="chance, 95 % of days", **band)
        axes.set_ylim(0, max(1.0, quiet_limit_per_day, tallest, *budget) * 1.18)

    counts = "; ".join(f"{day.weekday} {day.findings} of {day.budget:.3g}" for day in days)
    return draw_svg(
        "days", "Findings against budget by day", f"Findings raised and budget: {counts}.", (7.6, 2.9), draw
    )


def events_by_day(days: Sequence[DayFacts]) -> str:
    """Draw events scored by day, and on top of them the records that could not be read."""

    def draw(axes: Axes) -> None:
        positions = _days_axis(axes, days)
        events, rejected = [day.events for day in days], [day.rejected for day in days]
        axes.bar(positions, events, _BAR, color=COLOUR["low"], label="events")
        axes.bar(positions, rejected, _BAR, bottom=events, color=COLOUR["critical"], label="rejected")
        axes.set_ylim(0, max(1.0, *(day.events + day.rejected for day in days)) * 1.1)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")

    counts = "; ".join(f"{day.weekday} {day.events:,}" for day in days)
    return draw_svg("events", "Events by day", f"Events scored: {counts}.", (7.6, 2.0), draw)


def _severities(axes: Axes, days: Sequence[DayFacts]) -> float:
    """Stack the findings of each day by severity; return the height of the tallest day."""
    positions = _days_axis(axes, days)
    bottom = [0.0] * len(days)
    for severity in _STACK:
        heights = [float(day.by_severity.get(severity, 0)) for day in days]
        if any(heights):
            colour, edge = COLOUR[severity], COLOUR["card"]
            axes.bar(positions, heights, _BAR, bottom=bottom, label=severity, color=colour, edgecolor=edge)
            bottom = [below + height for below, height in zip(bottom, heights, strict=True)]
    return max(bottom)


def _labels(axes: Axes, days: Sequence[DayFacts]) -> None:
    box = {"facecolor": COLOUR["card"], "edgecolor": "none", "pad": 1.0}
    above: dict[str, Any] = {"xytext": (0, 4), "textcoords": "offset points", "ha": "center", "bbox": box}
    for position, day in enumerate(days):
        words, colour = (str(day.findings), "ink") if day.recorded else ("no record", "soft")
        axes.annotate(words, (position, day.findings), color=COLOUR[colour], **above)


def _days_axis(axes: Axes, days: Sequence[DayFacts]) -> range:
    """Name the days under the axis, all of them whatever happened, and return where they are."""
    positions = range(len(days))
    axes.set_xticks(positions, [f"{day.weekday} {int(day.date[-2:])}" for day in days])
    axes.set_xlim(-0.6, len(days) - 0.4)
    return positions
