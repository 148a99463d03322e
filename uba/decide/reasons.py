"""Reasons: observed, expected, peers and p, as numbers and as a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from uba.baselines.tails import count_quantile
from uba.decide.decision import Reason
from uba.features.spec import BaselineKind, FeatureSpec, Window
from uba.kinds import NOUNS

_NORMAL_975 = 1.96
_WINDOW_TEXT = {Window.HOUR: "in an hour", Window.DAY: "in a day"}
MAX_REASONS = 5


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """One observation worth telling: the numbers a reason is made of."""

    kind: str
    entity: str
    spec: FeatureSpec
    content: float
    surprise: float
    """Calibrated, -log10 p."""
    expected: tuple[float, ...]
    value: str
    """The value itself, for features about a value."""
    techniques: tuple[str, ...]
    event_uids: tuple[str, ...] = ()
    """Of the day's events that carried the feature to a new maximum the newest, as far as remembered."""
    time: int = 0
    """Of the event that reached it, ms."""


@lru_cache(maxsize=4096)
def reason_of(evidence: Evidence) -> Reason:
    """Turn evidence into the reason an analyst reads."""
    spec = evidence.spec
    low, high, peers_low, peers_high = _ranges(spec, evidence.expected)
    maturity = evidence.expected[4]
    if spec.baseline is BaselineKind.RARITY:
        maturity = maturity / (maturity + 1.0)
    message = spec.sentence.format(
        observed=number(evidence.content),
        low=number(low),
        high=number(high),
        peers_low=number(peers_low),
        peers_high=number(peers_high),
        value=evidence.value,
        window=_WINDOW_TEXT[spec.window],
        seen=_seen(evidence.expected[0], NOUNS[evidence.kind]),
    )
    p_value = 10.0**-evidence.surprise
    return Reason(
        feature=spec.name,
        entity_type=evidence.kind,
        entity=evidence.entity,
        message=f"{message}; p = {p_value:.1g}{_history(maturity)}",
        observed=round(evidence.content, 3),
        observed_text=evidence.value,
        expected_low=low,
        expected_high=high,
        peers_low=peers_low,
        peers_high=peers_high,
        p_value=float(f"{p_value:.3g}"),
        maturity=round(maturity, 3),
        techniques=evidence.techniques,
        event_uids=evidence.event_uids,
        time=evidence.time,
    )


def number(value: float) -> str:
    """A number as people write it: whole, with thousands separators.

    Examples
    --------
    >>> number(1234.4)
    '1,234'
    """
    return f"{value:,.0f}"


def _seen(days: float, noun: str) -> str:
    if days < 1.0:
        return f"never seen for this {noun} before"
    return "seen on one earlier day" if round(days) == 1 else f"seen on {days:.0f} earlier days"


def _history(maturity: float) -> str:
    return f" (short history: {1.0 - maturity:.0%} borrowed from peers)" if maturity < 0.5 else ""


def _ranges(spec: FeatureSpec, expected: tuple[float, ...]) -> tuple[float, float, float, float]:
    if spec.baseline is BaselineKind.RARITY:
        return 0.0, 0.0, 0.0, 0.0
    mean, spread, peer_mean, peer_spread = expected[:4]
    if spec.is_log:
        return *_sizes(mean, spread), *_sizes(peer_mean, peer_spread)
    return (
        count_quantile(-_NORMAL_975, mean, spread),
        count_quantile(_NORMAL_975, mean, spread),
        count_quantile(-_NORMAL_975, peer_mean, peer_spread),
        count_quantile(_NORMAL_975, peer_mean, peer_spread),
    )


def _sizes(mean: float, variance: float) -> tuple[float, float]:
    half = _NORMAL_975 * math.sqrt(variance)
    return _size(mean - half), _size(mean + half)


def _size(log: float) -> float:
    return float(round(math.expm1(min(max(log, 0.0), 60.0))))


def strongest(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Evidence worth a reason in order of weight, at most five, one of each evidence group before any second of one."""
    ordered = sorted(evidence, key=lambda item: (-item.surprise, item.spec.name, item.entity))
    first: list[Evidence] = []
    rest: list[Evidence] = []
    groups: set[tuple[str, str, str]] = set()
    for item in ordered:
        key = (item.kind, item.entity, item.spec.evidence)
        (rest if key in groups else first).append(item)
        groups.add(key)
    return (first + rest)[:MAX_REASONS]


def as_tuple(row: NDArray[np.float64]) -> tuple[float, ...]:
    """One row of expectations as plain floats."""
    return tuple(row.tolist())
