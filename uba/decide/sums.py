"""How rare a large sum of surprises is.

A truncated product of p-values adds up what exceeds the truncation. Of independent oddities a Poisson number
does, each by an exponential, a decade a unit. Such a sum falls off more slowly than one of its parts does: three
oddities of one in a hundred are not one of one in a million, for there are many ways to come by them. The mean number
is what the history says it is, dependence included: the one at which as many days reach a given sum as did.

References
----------
Zaykin et al., Truncated product method for combining p-values, Genetic Epidemiology 22, 2002. Feller, An Introduction
to Probability Theory and Its Applications II, 1971, II.7 (randomised gamma densities).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

TRUNCATION = -math.log10(0.2)
"""Surprise from which on a part counts, by what exceeds it."""
_FEWEST, _MOST = 1e-6, 100.0
"""Mean numbers of oddities that are tried."""
_HALVINGS = 50


@njit(cache=True)
def reaching(x: float, mean: float) -> float:
    """Probability that a Poisson number of exponential surprises, `mean` of them on average, add up to `x` decades."""
    nats = x * math.log(10.0)
    many = math.exp(-mean)  # probability of n of them
    density = math.exp(-nats)
    tail = 0.0  # that n of them reach x, which is that of fewer than n arrivals in a Poisson process by then
    total = 0.0
    n = 0
    while n < mean or many * (n + 1.0) > 1e-12 * total:
        n += 1
        many *= mean / n
        tail += density
        density *= nats / n
        total += many * tail
    return min(total, 1.0)


@njit(cache=True)
def tail_of(start: float, anchor: float, grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of each of `grid` (decades, from `anchor` on) given that of `anchor` is `start`; shape of `grid`."""
    low, high = math.log(_FEWEST), math.log(_MOST)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if reaching(anchor, math.exp(middle)) < start:
            low = middle
        else:
            high = middle
    mean = math.exp(0.5 * (low + high))
    out = np.empty(grid.shape[0])
    for i in range(grid.shape[0]):
        out[i] = start * reaching(grid[i], mean) / reaching(anchor, mean)
    return out
