"""Figures of a training run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from uba.detector import Scores

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def calibration(p_values: dict[str, NDArray[np.float64]]) -> Figure:
    """Plot how often held-out p-values fall below each level; on the diagonal they mean what they say."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.subplots()
    for kind, values in p_values.items():
        ranked = np.sort(values)
        axes.step(
            ranked, np.arange(1, len(ranked) + 1) / len(ranked), where="post", label=f"{kind} ({len(ranked)} days)"
        )
    lowest = min((values.min() for values in p_values.values()), default=1e-3)
    axes.plot([lowest, 1], [lowest, 1], color="grey", linestyle=":", label="calibrated")
    axes.set(xscale="log", yscale="log", xlabel="p-value", ylabel="share of held-out days at or below")
    axes.set_title("Calibration on held-out days")
    axes.legend()
    return figure


def score_histogram(kind: str, fitted: Scores, held_out: Scores) -> Figure:
    """Plot the scores of fitted and of held-out days over each other, on a logarithmic scale of counts."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    bins = np.linspace(0, 1, 61).tolist()
    axes.hist(fitted, bins=bins, density=True, alpha=0.6, label=f"fitted ({len(fitted)} days)")
    axes.hist(held_out, bins=bins, density=True, alpha=0.6, label=f"held out ({len(held_out)} days)")
    axes.set(yscale="log", xlabel="score (higher = stranger)", ylabel="density")
    axes.set_title(f"Scores of the isolation forest, {kind}")
    axes.legend()
    return figure
