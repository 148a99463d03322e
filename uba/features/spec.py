"""What a feature is: pure and declarative. All memory is in the entity's state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from uba.batch import EventBatch

Mask = NDArray[np.bool_]
Indices = NDArray[np.int64]
Weights = NDArray[np.float64]
Hashes = NDArray[np.uint64]


class Window(IntEnum):
    """How long one observation window is, in seconds of event time; a DAY is the entity's local day."""

    HOUR = 3_600
    DAY = 86_400


class Aggregation(IntEnum):
    """How the events of one window become one number."""

    SUM = 0
    """Sum of weights (a count where the weight is 1)."""
    DISTINCT = 1
    """Distinct values in the window, exact."""
    NOVEL = 2
    """Values the entity has never had before, in the window."""
    MAXIMUM = 3
    """Largest weight in the window."""


class BaselineKind(IntEnum):
    """Which model says how surprising an observation is."""

    COUNT = 0
    """Heavy-tailed count around the entity's own rate, `uba.baselines.counts`."""
    SIZE = 1
    """Log-scale Student t, `uba.baselines.counts.size_posterior`."""
    RARITY = 2
    """Predictive probability of a value with back-off to peers, `uba.baselines.rarity`."""
    TREND = 3
    """Sizes above the usual day after day, `uba.baselines.trend`."""


class FeatureSpec(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """One feature of one entity kind.

    Attributes
    ----------
    name
        `family name.window`, as in `read.count.confluence.1h`; unique in the catalogue.
    family
        Id in the coverage map, as in `F11`; `R00` for hits of indicators.
    evidence
        Features that tend to move together; only the strongest of a group counts in fusion.
    entity
        Entity kind the feature belongs to.
    select
        Which events it looks at: batch -> mask of shape (n,).
    weight
        What each selected event adds: (batch, events (k,)) -> shape (k,); None is 1.
    value
        The value that is distinct, novel or rare: (batch, events (k,)) -> 64-bit
        hashes of shape (k,); None for sums.
    each
        Instead of `value`, where one event has several: (batch, i) -> texts.
    value_text
        The value for people: (batch, i) -> text.
    techniques_of
        Techniques of one event, where they are not the same for all: (batch, i) -> ids.
    bonus
        What is added to the surprise of a rare value: (batch, i) -> -log10; calibration says what it is worth.
    is_wide
        Whether an hour's content can pass 65,535, or weights are no whole numbers.
    of_strangers
        Whether it is a question only of entities that were met on few days so far.
    floor
        Observations below are never surprising, whatever the baseline says.
    prior_mean
        Expected content of an average day before anything was learned.
    sentence
        Template with `{observed}`, `{low}`, `{high}`, `{peers_low}`,
        `{peers_high}`, `{value}`, `{window}`, `{seen}`, `{noun}`.
    """

    name: str
    family: str
    evidence: str
    entity: str
    baseline: BaselineKind
    select: Callable[[EventBatch], Mask]
    sentence: str
    techniques: tuple[str, ...]
    window: Window = Window.DAY
    aggregation: Aggregation = Aggregation.SUM
    weight: Callable[[EventBatch, Indices], Weights] | None = None
    value: Callable[[EventBatch, Indices], Hashes] | None = None
    each: Callable[[EventBatch, int], Sequence[str]] | None = None
    value_text: Callable[[EventBatch, int], str] | None = None
    techniques_of: Callable[[EventBatch, int], tuple[str, ...]] | None = None
    bonus: Callable[[EventBatch, int], float] | None = None
    is_wide: bool = False
    of_strangers: bool = False
    floor: float = 0.0
    prior_mean: float = 1.0

    @property
    def is_log(self) -> bool:
        """Whether expectations are mean and variance of the logarithm."""
        return self.baseline in (BaselineKind.SIZE, BaselineKind.TREND)
