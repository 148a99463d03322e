"""What every detector asks of its input: the columns it was made for, and arrays of its own shape."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from uba.detector import Vectors
from uba.errors import FeatureMismatch, StateError

Array = NDArray[np.generic]


def fingerprint(features: Sequence[str]) -> str:
    """Name a feature order by 12 hex digits; any change of names or order changes them."""
    return hashlib.sha256("\n".join(features).encode()).hexdigest()[:12]


def check_columns(detector: str, vectors: Vectors, n_features: int) -> Vectors:
    """Return the vectors as contiguous float32.

    Raises
    ------
    uba.errors.FeatureMismatch
        The number of columns is not `n_features`.
    """
    if vectors.ndim != 2 or vectors.shape[1] != n_features:
        raise FeatureMismatch(
            f"{detector}: met vectors of shape {vectors.shape}, expected (n, {n_features}); "
            "the model was made for other features: retrain it with `uba train`, or pin the features"
        )
    return np.ascontiguousarray(vectors, dtype=np.float32)


def check_state(detector: str, state: Mapping[str, Array], like: Mapping[str, Array]) -> None:
    """Refuse a state whose arrays are not of the names, shapes and types of `like`.

    Raises
    ------
    uba.errors.StateError
        An array is missing, is not known, or is of another shape or type.
    """
    if state.keys() != like.keys():
        raise StateError(
            f"{detector}: met state arrays {sorted(state)}, expected {sorted(like)}; "
            "the state is of another model: start from an older snapshot or without one"
        )
    for key, wanted in like.items():
        met = state[key]
        if met.shape != wanted.shape or met.dtype != wanted.dtype:
            raise StateError(
                f"{detector}: met {key} as {met.dtype}{met.shape}, expected {wanted.dtype}{wanted.shape}; "
                "the state is of another model: start from an older snapshot or without one"
            )
