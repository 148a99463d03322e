"""Training from end to end: history, data set, fit, measures, figures, registry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from models import artifact
from models.artifact import ModelSet
from models.champion import line_up
from training import dataset, figures, quality
from training.backtest import schema
from training.fit import FitReport, fit
from training.history import History
from training.labels import Labels
from uba.context import Context
from uba.detector import Scores
from uba.engine import Engine
from uba.errors import ConfigError
from uba.indicators import built_in_rules
from uba.kinds import ENTITY_KINDS
from uba.settings import Settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Trained(msgspec.Struct, frozen=True, kw_only=True):
    """A model that was fitted and measured, with what a run records of it."""

    models: ModelSet
    report: FitReport
    figures: dict[str, Any]
    """matplotlib figures by file name."""
    parameters: dict[str, Any]


def collect(history: History, context: Context, settings: Settings) -> dataset.Dataset:
    """Run a history through the engine that scores, and collect the vectors of the days it closes."""
    detectors = line_up(ENTITY_KINDS, schema(), settings.seed, None)
    engine = Engine(context, settings, detectors, rules=built_in_rules(), collect_vectors=True)
    return dataset.collect(engine, history.batches())


def train(data: dataset.Dataset, labels: Labels | None, per_day: float) -> Trained:
    """Fit on the earlier days, measure on the later ones.

    Parameters
    ----------
    labels
        Known attacks, for the measures alone; fitting never sees them.
    per_day
        The budget, findings a day.

    Raises
    ------
    uba.errors.ConfigError
        The history is too short, or no entity kind has rows enough.
    """
    fitted, held_out = dataset.split_by_day(data)
    models, report = fit(fitted)
    if not models.detectors:
        reasons = "; ".join(f"{kind}: {line.skipped}" for kind, line in report.items())
        raise ConfigError(f"nothing could be fitted ({reasons}); expected a longer history: add logs")
    metrics, scores = quality.measure(models, fitted, held_out, labels, per_day)
    models = msgspec.structs.replace(models, metrics=metrics)
    parameters = {
        "events": data.created_from.events,
        "fitted_days": len(fitted.days),
        "held_out_days": len(held_out.days),
        "budget_per_day": per_day,
        **{f"{kind}.rows": line.rows for kind, line in report.items()},
        **{f"{kind}.trimmed": line.trimmed for kind, line in report.items()},
        **{f"{kind}.skipped": line.skipped for kind, line in report.items() if line.skipped},
    }
    return Trained(models=models, report=report, figures=_figures(scores), parameters=parameters)


def save_candidate(trained: Trained, data_dir: Path) -> Path:
    """Save a trained model where the registry takes it from."""
    path = data_dir / "models" / "candidate"
    artifact.save(trained.models, path)
    return path


def _figures(scores: dict[str, tuple[Scores, Scores]]) -> dict[str, Figure]:
    made = {
        f"scores_{kind}.png": figures.score_histogram(kind, before, after) for kind, (before, after) in scores.items()
    }
    p_values = {kind: quality.held_out_p_values(before, after) for kind, (before, after) in scores.items()}
    return {"calibration.png": figures.calibration(p_values), **made}
