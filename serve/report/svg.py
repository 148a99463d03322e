"""Inline SVG from matplotlib whose colours and fonts are the page's own."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import escape
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOUR = {
    name: f"#0102{number:02x}"
    for number, name in enumerate(
        ("ink", "soft", "line", "card", "budget", "critical", "high", "medium", "low", "informational", "unknown"), 1
    )
}
"""What to draw in: each stands for a variable of the style sheet, which differs in light, dark and print."""

_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: it can be read aloud, searched and takes the page's font
    "svg.hashsalt": "uba",  # the same figure gives the same bytes
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
}
_ONE_AT_A_TIME = Lock()  # matplotlib's settings are global to the process


def draw_svg(name: str, title: str, description: str, inches: tuple[float, float], draw: Callable[[Axes], None]) -> str:
    """Draw one figure.

    Parameters
    ----------
    name
        Unique on the page; begins every id within the figure.
    title, description
        What it is, and what it says, for who cannot see it.
    inches
        Width and height, before the page stretches it.
    draw
        Draws into the axes it is given, with the values of `COLOUR` only.
    """
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    drawn = io.StringIO()
    with _ONE_AT_A_TIME, matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=inches)
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        draw(axes)
        _furnish(axes)
        plain: dict[str, Any] = {
            "transparent": True,
            "bbox_inches": "tight",
            "metadata": {"Date": None, "Creator": None},
        }
        figure.savefig(drawn, format="svg", **plain)
    return _inline(drawn.getvalue(), name, title, description)


def _furnish(axes: Axes) -> None:
    """Give every figure the same quiet frame, grid and legend."""
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(COLOUR["line"])
    axes.tick_params(length=0, colors=COLOUR["soft"], labelcolor=COLOUR["soft"])
    axes.grid(axis="y", color=COLOUR["line"], linewidth=0.8)
    axes.set_axisbelow(True)
    handles, labels = axes.get_legend_handles_labels()
    beside: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (1.01, 1.02), "frameon": False}
    axes.legend(handles[::-1], labels[::-1], labelcolor=COLOUR["ink"], **beside)  # in the order they are stacked


def _inline(svg: str, name: str, title: str, description: str) -> str:
    """Make a stand-alone SVG part of the page: own ids, the page's colours and fonts, words for who cannot see it."""
    view_box = svg.split('viewBox="', 1)[1].split('"', 1)[0]
    body = svg[svg.index(">", svg.index("<svg")) + 1 :]
    body = re.sub(r"<(metadata|style)\b.*?</\1>", "", body, flags=re.DOTALL)  # its style would reach the whole page
    body = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", body)
    body = re.sub(r"font-family: [^;\"]+; ?", "", body)
    for variable, colour in COLOUR.items():
        body = body.replace(colour, f"var(--{variable})")
    opening = f'<svg viewBox="{view_box}" role="img" aria-labelledby="{name}-title {name}-text">'
    words = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-text">{escape(description)}</desc>'
    return opening + words + body
