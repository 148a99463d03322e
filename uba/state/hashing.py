"""Stable 64-bit hashes: the same value has the same hash in every process and version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b

import numpy as np
from numba import njit
from numpy.typing import NDArray

_CACHE_LIMIT = 1 << 18


_LONGEST = 256
"""Characters of a string whose hash is remembered: a long one is seldom met twice."""


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


class _Cache(dict[str, int]):
    """Hash of each string met lately; forgets everything when full, which costs time and nothing else."""

    def __missing__(self, text: str) -> int:
        value = int.from_bytes(_digest(text), "little") or 1
        if len(text) <= _LONGEST:
            if len(self) >= _CACHE_LIMIT:
                self.clear()
                self[""] = 0
            self[text] = value
        return value


class Hasher:
    """Hashes strings to non-zero 64-bit numbers; the empty string is 0. The cache is bounded and only saves time."""

    def __init__(self) -> None:
        self._cache = _Cache({"": 0})
        self.one: Callable[[str], int] = self._cache.__getitem__
        """Hash one string: the bound method of a dictionary, because what is known then costs no call of Python."""

    def many(self, texts: Iterable[str]) -> NDArray[np.uint64]:
        """Hash strings, shape (n,)."""
        return np.fromiter(map(self.one, texts), dtype=np.uint64)

    def many_once(self, texts: Sequence[str]) -> NDArray[np.uint64]:
        """Hash strings that will not come again, past the cache, which they would only fill; shape (n,)."""
        digests = np.frombuffer(b"".join(map(_digest, texts)), dtype="<u8")
        hashes: NDArray[np.uint64] = np.maximum(digests, np.uint64(1)).astype(np.uint64)
        hashes[np.array([not text for text in texts], dtype=np.bool_)] = 0
        return hashes


@njit(cache=True)
def mix(a: np.uint64, b: np.uint64) -> np.uint64:
    """Combine two hashes, order matters (SplitMix64, Steele et al. 2014); never 0, which marks a free slot."""
    z = a * np.uint64(0x9E3779B97F4A7C15) + b
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return z if z != np.uint64(0) else np.uint64(1)
