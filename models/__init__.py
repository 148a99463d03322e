"""What scores: detectors behind the one contract of `uba/detector.py`, and the saved form of a model.

A new detector is one file here and one line in the tables below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from models.half_space_trees import HalfSpaceTrees
from models.isolation_forest import IsolationForest
from models.yardsticks import Null, Oracle, Random
from uba.detector import Detector

Build = Callable[[Sequence[str], int], Detector]
"""Makes a detector from the feature names of an entity kind and a seed."""

ONLINE: dict[str, Build] = {HalfSpaceTrees.name: HalfSpaceTrees}
"""Learn in the engine, and work with no training."""

BATCH: dict[str, Build] = {IsolationForest.name: IsolationForest}
"""Fitted by `uba train`; the only ones a saved model holds."""

YARDSTICKS: dict[str, Build] = {Null.name: Null, Random.name: Random}
"""Calibrate evaluations. The oracle, which must be told the attacks, is built by hand."""

DETECTORS: tuple[type, ...] = (HalfSpaceTrees, IsolationForest, Null, Random, Oracle)
"""Every detector, in the order in which versions list them."""


def online_detectors(kinds: Sequence[str], schema: Mapping[str, Sequence[str]], seed: int) -> dict[str, list[Detector]]:
    """Build the detectors that work with no training, for each entity kind.

    Parameters
    ----------
    kinds
        Entity kinds, as in `uba.features.ENTITY_KINDS`.
    schema
        Feature names in order, by entity kind.
    seed
        Seed of everything random.
    """
    return {kind: [build(schema[kind], seed) for build in ONLINE.values()] for kind in kinds}
