"""Laws of hashing: the same in every process and version, for states outlive both."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba.state import hashing
from uba.state.hashing import Hasher, mix

U64 = st.integers(0, 2**64 - 1)


def test_known_values() -> None:
    """Hashes are these, for ever: stored state is full of them."""
    assert Hasher().one("ana@corp.example") == 16_933_885_472_635_375_099
    assert Hasher().one("Ünï") == 15_250_952_642_109_783_285
    assert int(mix(np.uint64(1), np.uint64(2))) == 10_905_525_725_756_348_110
    assert int(mix(np.uint64(2**64 - 1), np.uint64(7))) == 11_777_423_816_826_542_271


@given(text=st.text())
def test_only_nothing_is_zero(text: str) -> None:
    """The empty string hashes to 0, which marks "none"; nothing else does."""
    assert (Hasher().one(text) == 0) == (text == "")


def test_half_a_surrogate_is_a_value_too() -> None:
    """Text that is no valid Unicode, as logs hold it, is hashed like any other."""
    assert Hasher().one("\ud800") not in (0, Hasher().one("\ud801"))


@given(texts=st.lists(st.text(max_size=3)))
def test_a_column_is_its_elements(texts: list[str]) -> None:
    """Hashing a column is hashing its elements, cached or not."""
    hasher = Hasher()

    assert hasher.many(texts).tolist() == [Hasher().one(text) for text in texts]
    assert hasher.many(texts).dtype == np.uint64


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full cache is emptied and changes no hash."""
    hasher = Hasher()
    monkeypatch.setattr(hashing, "_CACHE_LIMIT", 10)
    found = [hasher.one(str(i)) for i in range(100)]

    assert len(hasher._cache) <= 10
    assert found == [Hasher().one(str(i)) for i in range(100)]


@given(a=U64, b=U64)
def test_mix_is_never_free(a: int, b: int) -> None:
    """A mixed hash never is 0, which marks a free slot, and tells which came first."""
    one, other = (int(mix(np.uint64(x), np.uint64(y))) for x, y in ((a, b), (b, a)))

    assert one != 0
    assert (one == other) <= (a == b)


@given(st.lists(st.text(max_size=8), max_size=20))
def test_past_the_cache(texts: list[str]) -> None:
    """Hashing past the cache gives the very hashes, and leaves the cache as it was."""
    hasher = Hasher()
    hashes = hasher.many_once(texts)

    assert hashes.tolist() == [Hasher().one(text) for text in texts]
    assert len(hasher._cache) == 1
