"""Named random streams: every part of the simulation draws from its own, so adding one changes no other.

All draws come from NumPy's PCG64 seeded by (seed, name of the part); nothing
reads a clock, a hash seed or the operating system.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

T = TypeVar("T")
Cumulative = NDArray[np.float64]
"""Cumulative probabilities, ending in 1."""


def stream(seed: int, *part: str | int) -> Generator:
    """Give the random generator of one part, e.g. `stream(7, "mail", day)`; independent of all others."""
    key = tuple(crc32(str(p).encode()) for p in part)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def hexadecimal(rng: Generator, digits: int) -> str:
    """Draw a string of hexadecimal digits."""
    raw = rng.bit_generator.random_raw  # several times faster than Generator.bytes for a few words
    return "".join(f"{raw():016x}" for _ in range(-(-digits // 16)))[:digits]


def uuid(rng: Generator) -> str:
    """Draw a version 4 UUID."""
    h = hexadecimal(rng, 32)
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"


def pick(rng: Generator, items: Sequence[T]) -> T:
    """Draw one of `items`, each as likely as the other."""
    return items[int(rng.integers(len(items)))]


def sample(rng: Generator, items: Sequence[T], n: int) -> list[T]:
    """Draw `n` different ones of `items` (all of them when there are fewer), in drawn order."""
    return [items[int(i)] for i in rng.permutation(len(items))[:n]]


def zipf(n: int, exponent: float = 1.0) -> Cumulative:
    """Give the cumulative popularity of `n` things, the k-th in proportion to k^-exponent."""
    return cumulative(np.arange(1, n + 1, dtype=np.float64) ** -exponent)


def cumulative(weights: NDArray[np.float64]) -> Cumulative:
    """Turn weights (any positive sum) into cumulative probabilities."""
    total = np.cumsum(weights)
    return np.asarray(total / total[-1], dtype=np.float64)


def draw(rng: Generator, table: Cumulative, n: int) -> list[int]:
    """Draw `n` indices from cumulative probabilities, with repetition."""
    found: list[int] = np.minimum(np.searchsorted(table, rng.random(n), side="right"), len(table) - 1).tolist()
    return found


def overdispersed(rng: Generator, mean: float, r: float = 2.0) -> int:
    """Draw a negative binomial count with this mean and dispersion `r` (variance mean + mean^2 / r)."""
    if mean <= 0:
        return 0
    return int(rng.negative_binomial(r, r / (r + mean)))
