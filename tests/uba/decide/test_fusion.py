"""Laws of fusion: bounded by the strongest, blind to order, one voice an evidence group."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from uba.baselines.tails import MAX_SURPRISE
from uba.decide.fusion import FUSED, STRONGEST, TRUNCATION, advance_days, fuse, harmonic
from uba.state.entities import VECTOR_SCALE

EVIDENCE = np.array([0, 0, 1, 1, 2, 2, 2])
VECTORS = arrays.arrays(np.float32, EVIDENCE.size, elements=st.floats(0, 30, width=32))


@given(vector=VECTORS)
def test_bounds(vector: NDArray[np.float32]) -> None:
    """Both statistics are in [0, 30]; the strongest is the largest surprise, the product at most the groups' sum."""
    fused = fuse(vector, EVIDENCE, 3)

    assert fused[STRONGEST] == vector.max()
    assert 0.0 <= fused[FUSED] <= min(MAX_SURPRISE, sum(vector[g == EVIDENCE].max() for g in range(3)))


@given(vector=VECTORS, order=st.permutations(range(EVIDENCE.size)))
def test_order_of_features_does_not_matter(vector: NDArray[np.float32], order: list[int]) -> None:
    """Fusion of the same features in another order is the same."""
    assert fuse(vector[order], EVIDENCE[order], 3) == fuse(vector, EVIDENCE, 3)


@given(vector=VECTORS, feature=st.integers(0, EVIDENCE.size - 1), more=st.floats(0, 10, width=32))
def test_more_is_never_less(vector: NDArray[np.float32], feature: int, more: float) -> None:
    """A stranger feature never makes a day less strange."""
    stranger = vector.copy()
    stranger[feature] += np.float32(more)

    assert all(a <= b for a, b in zip(fuse(vector, EVIDENCE, 3), fuse(stranger, EVIDENCE, 3), strict=True))


@given(surprise=st.floats(0, 30, width=32))
def test_one_voice_a_group(surprise: float) -> None:
    """Features that move together count once, independent ones add up, ordinary ones do not count."""
    one, same, two = (np.zeros(EVIDENCE.size, dtype=np.float32) for _ in range(3))
    one[0] = same[0] = same[1] = two[0] = two[2] = surprise

    assert fuse(same, EVIDENCE, 3) == fuse(one, EVIDENCE, 3)
    assert fuse(two, EVIDENCE, 3)[FUSED] >= fuse(one, EVIDENCE, 3)[FUSED]
    if surprise <= TRUNCATION:
        assert fuse(two, EVIDENCE, 3)[FUSED] == 0.0


@given(parts=st.lists(st.tuples(st.floats(0, 30), st.floats(0.01, 10)), min_size=1, max_size=6))
def test_harmonic_bounds(parts: list[tuple[float, float]]) -> None:
    """The harmonic mean of p-values lies between the least and the largest, and at most the least over its weight."""
    surprises = [np.array([surprise]) for surprise, _ in parts]
    weights = [weight for _, weight in parts]
    mean = float(harmonic(surprises, weights)[0])
    strongest = max(surprise for surprise, _ in parts)

    assert min(surprise for surprise, _ in parts) - 1e-9 <= mean <= strongest + 1e-9
    assert all(mean >= s + np.log10(w / sum(weights)) - 1e-9 for s, w in parts)


def test_harmonic_tolerates_dependence() -> None:
    """Of the same p-value twice, and of independent ones, the mean's p is reached about as often as it says."""
    random = np.random.default_rng(1)
    first, second = -np.log10(random.random((2, 200_000)))
    for other in (first, second):
        mean = harmonic([first, other], [0.5, 0.5])
        for p in (0.01, 0.001):
            assert 0.8 * p < np.mean(mean >= -np.log10(p)) < 1.5 * p


ROWS = st.lists(
    st.tuples(
        st.integers(0, 2),  # entity
        st.integers(7, 8),  # day
        st.booleans(),  # late
        st.lists(st.tuples(st.integers(0, EVIDENCE.size - 1), st.floats(0, 30, width=32)), max_size=3),
    ),
    max_size=12,
)


@given(rows=ROWS)
def test_a_day_is_its_maxima(rows: list[tuple[int, int, bool, list[tuple[int, float]]]]) -> None:
    """After any events a day's vector holds the largest surprise of each feature; late ones leave no trace."""
    start = np.cumsum([0] + [len(seen) for *_, seen in rows])
    flat = [one for *_, seen in rows for one in seen]
    entity, day = (np.array([row[k] for row in rows], dtype=np.int64) for k in (0, 1))
    late = np.array([row[2] for row in rows], dtype=np.bool_)
    feature, raw = np.array([f for f, _ in flat], np.int64), np.array([x for _, x in flat], np.float64)
    tables = np.repeat((0.1 * np.arange(301))[None, None], EVIDENCE.size, axis=1)
    open_day, vector = np.full((3, 2), -1, np.int32), np.zeros((3, 2, EVIDENCE.size), np.uint16)
    calibrated, fused, own, carries, surprise, is_maximum, first = advance_days(
        start, entity, day, late, feature, raw, np.zeros(len(rows), np.int64), tables, EVIDENCE, 3, open_day, vector
    )

    expected: dict[tuple[int, int], NDArray[np.float32]] = {}
    for i, (e, d, is_late, seen) in enumerate(rows):
        mine = np.zeros(EVIDENCE.size, np.float32)
        for f, x in seen:
            mine[f] = max(mine[f], np.float32(x))
        if not is_late:
            known = expected.setdefault((e, d), np.zeros(EVIDENCE.size, np.float32))
            np.maximum(known, mine, out=known)
        shown = mine if is_late else expected[e, d]
        assert np.allclose(calibrated[i], shown, atol=1e-3)
        assert np.allclose(own[i], fuse(mine, EVIDENCE, 3), atol=1e-3)
        assert np.allclose(fused[i], fuse(shown, EVIDENCE, 3), atol=1e-2)
        assert not carries[i] or seen
    assert (first <= np.arange(len(rows))).all()
    assert (calibrated[first] == calibrated).all()
    assert (fused[first] == fused).all()
    for (e, d), known in expected.items():
        assert open_day[e, d % 2] == d
        assert np.allclose(vector[e, d % 2] / VECTOR_SCALE, known, atol=1.0 / VECTOR_SCALE)
    assert np.allclose(surprise, raw, atol=1e-4)
    assert not is_maximum[np.repeat(late, np.diff(start))].any()
