"""The loader that a model in the MLflow registry names: a saved model as a table-in, scores-out function.

MLflow stores this module's name beside the directory of `models/artifact.py`, and
calls `_load_pyfunc` on it. Nothing here imports MLflow.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from models import artifact
from models.artifact import ModelSet
from uba.detector import Scores


class SavedModel:
    """Scores tables of days."""

    def __init__(self, models: ModelSet) -> None:
        self._models = models

    def predict(self, table: Any, params: dict[str, Any] | None = None) -> Scores:
        """Score each row of a pandas DataFrame.

        Parameters
        ----------
        table
            A column for each feature; what is missing counts as 0, nothing observed. A column
            `entity_kind` tells whose day a row is; without one, `user`.
        params
            Not used; MLflow passes it.

        Returns
        -------
        Scores
            Of each row the highest score among the detectors of its kind, in [0, 1]; 0 for a kind without any.
        """
        kinds = np.asarray(table["entity_kind"] if "entity_kind" in table else ["user"] * len(table))
        scores = np.zeros(len(table), dtype=np.float64)
        for kind, listed in self._models.detectors.items():
            mine = kinds == kind
            vectors = table.reindex(columns=list(self._models.features[kind]), fill_value=0.0)[mine]
            for detector in listed:
                scores[mine] = np.maximum(scores[mine], detector.score_many(vectors.to_numpy(dtype=np.float32)))
        return scores


def _load_pyfunc(data_path: str) -> SavedModel:
    return SavedModel(artifact.load(Path(data_path)))
