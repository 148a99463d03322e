"""The indicators of one engine: rules over events, and what correlations remember."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from uba.batch import EventBatch
from uba.context import Context
from uba.indicators.hit import IndicatorHit
from uba.indicators.rule import RuleSet
from uba.settings import Settings


class Indicators:
    """Evaluates rules over events in arrival order. No clock, no I/O.

    Parameters
    ----------
    rules
        Compiled rules, from `built_in_rules` and `load_rules`.
    context
        Directory, networks and inventory that rules ask about.
    settings
        The lateness bound: so long correlations wait for events out of order.
    """

    def __init__(self, rules: RuleSet, context: Context, settings: Settings) -> None:
        self.rules = rules
        self._context = context
        self._lateness_ms = settings.lateness_hours * 3_600_000

    def evaluate(self, batch: EventBatch, late: NDArray[np.bool_]) -> list[IndicatorHit]:
        """Fire on the events of a batch, in order of event, then rule; how a stream is cut changes nothing.

        `late` marks events past the lateness bound, shape (n,): rules about one event fire on them, correlations
        do not count them.
        """
        return []

    def forget_before(self, day: int) -> None:
        """Drop what ended before UTC day `day`; called when a day closes."""

    @property
    def nbytes(self) -> int:
        """Bytes of what correlations and repeats remember."""
        return 0

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Everything remembered, as plain arrays."""
        return {}

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Rebuild from `state`; what belongs to rules that are no longer loaded is dropped."""
