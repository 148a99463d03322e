"""Detectors whose quality is known beforehand: they calibrate the evaluation, not the organisation.

Null must find nothing, random must be at chance, oracle must find everything
(the idea is the Numenta Anomaly Benchmark's).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.columns import Array, check_columns, check_state, fingerprint
from uba.detector import Scores, Vectors


class _Stateless:
    """A detector that learns nothing and is always ready."""

    name: str

    def __init__(self, features: Sequence[str]) -> None:
        self._n_features = len(features)

    @property
    def ready(self) -> bool:
        """True, always."""
        return True

    def learn_many(self, vectors: Vectors) -> None:
        """Do nothing but look at the columns."""
        check_columns(self.name, vectors, self._n_features)

    def state(self) -> dict[str, Array]:
        """Nothing."""
        return {}

    def restore(self, state: dict[str, Array]) -> None:
        """Accept nothing but nothing."""
        check_state(self.name, state, {})


class Null(_Stateless):
    """Scores 0, whatever it sees."""

    name = "null"

    def __init__(self, features: Sequence[str], seed: int = 0) -> None:
        super().__init__(features)
        self.version = f"1-{fingerprint(features)}"

    def score_many(self, vectors: Vectors) -> Scores:
        """Score each row 0."""
        return np.zeros(len(check_columns(self.name, vectors, self._n_features)), dtype=np.float64)


class Random(_Stateless):
    """Scores uniformly at random: a hash of the row and the seed, so that the same row scores the same."""

    name = "random"

    def __init__(self, features: Sequence[str], seed: int = 0) -> None:
        super().__init__(features)
        self.version = f"1-{fingerprint(features)}-s{seed}"
        self._key = seed.to_bytes(8, "big", signed=True)

    def score_many(self, vectors: Vectors) -> Scores:
        """Score each row by its hash."""
        rows = check_columns(self.name, vectors, self._n_features)
        hashes = [hashlib.blake2b(row.tobytes(), digest_size=6, key=self._key).digest() for row in rows]
        return np.array([int.from_bytes(digest, "big") / 2**48 for digest in hashes], dtype=np.float64)


class Oracle(_Stateless):
    """Scores 1 what it was told is an attack, 0 the rest.

    Parameters
    ----------
    features
        Column names in order.
    is_attack
        Tells of vectors (n, n_features) which rows are attacks, as n booleans.
    """

    name = "oracle"

    def __init__(self, features: Sequence[str], is_attack: Callable[[Vectors], NDArray[np.bool_]]) -> None:
        super().__init__(features)
        self.version = f"1-{fingerprint(features)}"
        self._is_attack = is_attack

    def score_many(self, vectors: Vectors) -> Scores:
        """Score each row 1 if it is an attack."""
        rows = check_columns(self.name, vectors, self._n_features)
        return np.asarray(self._is_attack(rows), dtype=np.float64).reshape(len(rows))
