from __future__ import annotations

import numpy as np

from models.yardsticks import Null, Oracle, Random

VECTORS = np.random.default_rng(1).exponential(0.4, (5000, 3)).astype(np.float32)


def test_null_finds_nothing():
    """No vector scores above 0."""
    assert Null("abc").score_many(VECTORS).max() == 0.0


def test_random_is_uniform():
    """Scores of distinct rows fill [0, 1] evenly, whatever the rows hold."""
    scores = np.sort(Random("abc", seed=5).score_many(VECTORS))

    assert np.abs(scores - np.linspace(0, 1, len(scores))).max() < 0.03


def test_random_is_a_function_of_row_and_seed():
    """The same row scores the same at any time, and otherwise with another seed."""
    scores = Random("abc", seed=5).score_many(VECTORS)

    assert np.array_equal(scores[::-1], Random("abc", seed=5).score_many(VECTORS[::-1]))
    assert abs(np.corrcoef(scores, Random("abc", seed=6).score_many(VECTORS))[0, 1]) < 0.05


def test_oracle_finds_what_it_was_told():
    """Attacks score 1, the rest 0."""
    attacks = VECTORS[:, 0] > 1
    oracle = Oracle("abc", is_attack=lambda vectors: vectors[:, 0] > 1)

    assert attacks.any()
    assert np.array_equal(oracle.score_many(VECTORS), attacks.astype(float))
