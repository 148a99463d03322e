"""Isolation forest: how few random splits set a vector apart from the days it was fitted on.

scikit-learn fits it (`training/fit.py`); a kernel walks the fitted trees as flat arrays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from numpy.typing import NDArray

from models.columns import Array, check_columns, fingerprint
from uba.detector import Scores, Vectors
from uba.errors import StateError

if TYPE_CHECKING:
    from sklearn.ensemble import IsolationForest as SklearnForest

_DTYPES = {
    "feature": np.int32,
    "threshold": np.float64,
    "left": np.int32,
    "right": np.int32,
    "length": np.float64,
    "roots": np.int32,
    "normal_length": np.float64,
}


class IsolationForest:
    """A fitted scikit-learn `IsolationForest`, read-only; scores equal its `-score_samples`.

    scikit-learn says lower = stranger; the sign is turned here and nowhere
    else. Scores are in (0, 1], near 0.5 for a vector like any other. A feature
    that never varied in the fitted days is never split on, and so never seen.

    Parameters
    ----------
    features
        Column names in order.
    seed
        Not used here; the forest's own random state is a parameter of its fit.

    References
    ----------
    Liu, Ting, Zhou: Isolation Forest, ICDM 2008, doi:10.1109/ICDM.2008.17.
    """

    name = "isolation_forest"

    def __init__(self, features: Sequence[str], seed: int = 0) -> None:
        self._features = tuple(features)
        self._arrays: dict[str, NDArray[Any]] = {key: np.zeros(0, dtype=dtype) for key, dtype in _DTYPES.items()}
        self.version = self._version()

    @classmethod
    def of(cls, forest: SklearnForest, features: Sequence[str]) -> IsolationForest:
        """Take over a forest that scikit-learn fitted on all of `features`."""
        made = cls(features)
        made.restore(_flatten(forest))
        return made

    @property
    def ready(self) -> bool:
        """True once a fitted forest is in place."""
        return len(self._arrays["roots"]) > 0

    def score_many(self, vectors: Vectors) -> Scores:
        """Score each row in [0, 1]; 0 without a fitted forest."""
        vectors = check_columns(self.name, vectors, len(self._features))
        if not self.ready:
            return np.zeros(len(vectors), dtype=np.float64)
        a = self._arrays
        lengths = _path_lengths(vectors, a["feature"], a["threshold"], a["left"], a["right"], a["length"], a["roots"])
        return np.asarray(2.0 ** -(lengths / float(a["normal_length"][0])), dtype=np.float64)

    def learn_many(self, vectors: Vectors) -> None:
        """Do nothing but look at the columns: this model is fitted elsewhere."""
        check_columns(self.name, vectors, len(self._features))

    def state(self) -> dict[str, Array]:
        """All trees, end to end."""
        return {key: array.copy() for key, array in self._arrays.items()}

    def restore(self, state: dict[str, Array]) -> None:
        """Take over a state after looking that no walk can leave it or go round in it."""
        _check(state, len(self._features))
        self._arrays = {key: np.array(state[key], dtype=dtype) for key, dtype in _DTYPES.items()}
        self.version = self._version()

    def _version(self) -> str:
        digest = hashlib.sha256(fingerprint(self._features).encode())
        for array in self._arrays.values():
            digest.update(array.tobytes())
        return f"1-{fingerprint(self._features)}-{digest.hexdigest()[:12]}"


def _flatten(forest: SklearnForest) -> dict[str, Array]:
    """Lay all trees end to end; a leaf has feature -1 and the path length that ends in it."""
    parts: dict[str, list[Array]] = {key: [] for key in _DTYPES}
    offset = 0
    for estimator in forest.estimators_:
        tree = estimator.tree_
        inner = tree.children_left >= 0
        parts["feature"].append(np.where(inner, tree.feature, -1))
        parts["threshold"].append(tree.threshold)
        parts["left"].append(np.where(inner, tree.children_left + offset, 0))
        parts["right"].append(np.where(inner, tree.children_right + offset, 0))
        parts["length"].append(tree.compute_node_depths() - 1 + _average_path(tree.n_node_samples))
        parts["roots"].append(np.array([offset]))
        offset += tree.node_count
    whole = len(forest.estimators_) * _average_path(np.array([forest.max_samples_]))
    parts["normal_length"].append(whole)
    return {key: np.concatenate(parts[key]).astype(dtype) for key, dtype in _DTYPES.items()}


def _average_path(samples: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean depth of an unsuccessful search in a tree of so many samples (Liu et al., equation 1)."""
    n = np.maximum(samples, 3).astype(np.float64)
    mean = 2.0 * (np.log(n - 1.0) + np.euler_gamma) - 2.0 * (n - 1.0) / n
    return np.where(samples <= 1, 0.0, np.where(samples == 2, 1.0, mean))


def _check(state: Mapping[str, NDArray[Any]], n_features: int) -> None:
    """Raise StateError unless the arrays are trees over `n_features` columns."""
    problem = ""
    nodes = len(state.get("feature", ()))
    if state.keys() != _DTYPES.keys():
        problem = f"arrays {sorted(state)}"
    elif any(state[key].dtype != dtype or state[key].ndim != 1 for key, dtype in _DTYPES.items()):
        problem = "types " + ", ".join(f"{key} {array.dtype}{array.shape}" for key, array in state.items())
    elif any(len(state[key]) != nodes for key in ("threshold", "left", "right", "length")):
        problem = "arrays of different lengths"
    elif len(state["normal_length"]) != min(1, len(state["roots"])):
        problem = f"{len(state['normal_length'])} normal lengths for {len(state['roots'])} trees"
    elif nodes:
        inner = np.flatnonzero(state["feature"] >= 0)
        if state["feature"].max() >= n_features:
            problem = f"a split on column {state['feature'].max()} of {n_features}"
        for key in ("left", "right"):
            child = state[key][inner]
            if bool((child <= inner).any() or (child >= nodes).any()):
                problem = f"a {key} child outside its tree"
        if len(state["roots"]) == 0 or bool((state["roots"] < 0).any() or (state["roots"] >= nodes).any()):
            problem = "a root outside the arrays"
    if problem:
        raise StateError(f"isolation_forest: met {problem}, expected flat trees; train again with `uba train`")


@numba.njit(cache=True)
def _path_lengths(
    vectors: Vectors,
    feature: NDArray[np.int32],
    threshold: NDArray[np.float64],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    length: NDArray[np.float64],
    roots: NDArray[np.int32],
) -> NDArray[np.float64]:
    """Sum the path lengths of each row over all trees; a tree at a time, to stay in cache."""
    lengths = np.zeros(vectors.shape[0], dtype=np.float64)
    for root in roots:
        for row in range(vectors.shape[0]):
            node = root
            while feature[node] >= 0:
                node = left[node] if vectors[row, feature[node]] <= threshold[node] else right[node]
            lengths[row] += length[node]
    return lengths
