"""Fitting: one isolation forest for each entity kind, from the days before the held-out ones."""

from __future__ import annotations

from importlib.metadata import version
from time import perf_counter

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.artifact import ModelSet
from models.isolation_forest import IsolationForest
from training.dataset import Dataset, Rows
from uba import __version__
from uba.detector import Detector


class FitSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How to fit.

    Attributes
    ----------
    trees, max_samples, random_state
        As scikit-learn's `IsolationForest`.
    trimmed
        Share of the rows, the most surprising ones, that are left out, in [0, 1): whoever wants to be learned as
        normal must first be among the strangest.
    least_rows
        Entity kinds with fewer rows get no model.
    """

    trees: int = 100
    max_samples: int = 256
    random_state: int = 7
    trimmed: float = 0.005
    least_rows: int = 200


class KindReport(msgspec.Struct, frozen=True, kw_only=True):
    """What fitting did for one entity kind; `skipped` gives the reason where there is no model."""

    rows: int
    trimmed: int = 0
    seconds: float = 0.0
    skipped: str = ""


FitReport = dict[str, KindReport]
"""By entity kind."""


def fit(dataset: Dataset, settings: FitSettings | None = None) -> tuple[ModelSet, FitReport]:
    """Fit a model for every entity kind that has rows enough.

    References
    ----------
    Liu, Ting, Zhou: Isolation Forest, ICDM 2008, doi:10.1109/ICDM.2008.17.
    """
    settings = settings or FitSettings()
    detectors: dict[str, list[Detector]] = {}
    report: FitReport = {}
    for kind, rows in dataset.rows.items():
        started = perf_counter()
        kept = keep_ordinary(rows.vectors, settings.trimmed)
        if reason := _reason_to_skip(rows, kept, settings):
            report[kind] = KindReport(rows=len(rows), skipped=reason)
            continue
        detectors[kind] = [_forest(rows.where(kept), settings)]
        report[kind] = KindReport(
            rows=len(rows), trimmed=int(len(rows) - kept.sum()), seconds=round(perf_counter() - started, 3)
        )
    models = ModelSet(
        detectors=detectors,
        features={kind: dataset.rows[kind].feature_names for kind in detectors},
        created_from=dataset.created_from,
        parameters=msgspec.to_builtins(settings),
        made_with={"uba": __version__, **{name: version(name) for name in ("numpy", "scikit-learn")}},
    )
    return models, report


def keep_ordinary(vectors: NDArray[np.float32], trimmed: float) -> NDArray[np.bool_]:
    """Mark all rows but the share `trimmed` with the highest total surprise (rounded down)."""
    total = vectors.sum(axis=1, dtype=np.float64)
    kept = np.ones(len(total), dtype=np.bool_)
    kept[np.argsort(total, kind="stable")[len(total) - int(trimmed * len(total)) :]] = False
    return kept


def _reason_to_skip(rows: Rows, kept: NDArray[np.bool_], settings: FitSettings) -> str:
    if len(rows) < settings.least_rows:
        return f"{len(rows)} days of entities, expected {settings.least_rows} or more"
    if not rows.vectors[kept].any():
        return f"nothing surprising in {kept.sum()} ordinary days, so nothing to split on"
    return ""


def _forest(rows: Rows, settings: FitSettings) -> IsolationForest:
    from sklearn.ensemble import IsolationForest as SklearnForest

    forest = SklearnForest(
        n_estimators=settings.trees,
        max_samples=min(settings.max_samples, len(rows)),
        random_state=settings.random_state,
    )
    return IsolationForest.of(forest.fit(rows.vectors), rows.feature_names)
