"""The decision: the frozen result for one event."""

from __future__ import annotations

import msgspec


class EntityScore(msgspec.Struct, frozen=True, gc=False):
    """One entity of an event and how strange its day has become with it."""

    type: str
    """`user`, `src_ip`, ... (the names of `observables[]`)."""
    id: str
    p_value: float


class Reason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One feature that made the decision.

    `expected_low` to `expected_high` is the central 95 % of the entity's own
    predictive distribution, `peers_*` that of its peer group.
    """

    feature: str
    entity_type: str
    entity: str
    message: str
    """The sentence an analyst reads."""
    observed: float
    observed_text: str = ""
    """The value itself where the feature is about a value, as in `country CL`."""
    expected_low: float = 0.0
    expected_high: float = 0.0
    peers_low: float = 0.0
    peers_high: float = 0.0
    p_value: float
    maturity: float
    """Share of the expectation that is the entity's own history, in [0, 1]."""
    techniques: tuple[str, ...] = ()
    event_uids: tuple[str, ...] = ()
    """The events that count most in the observation, as far as they are remembered."""
    time: int = 0
    """When what was observed was reached, ms: a day may be told of hours after what is strangest about it."""
    reported_from: float = 0.0
    """The smallest observation that would have been reported, all else equal; 0 where that is not known."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine says of one event, once and for all.

    `p_value` is how often an entity of this kind has a day this strange when
    nothing is wrong; `score` is min(100, 12.5 * -log10 p_value).
    """

    uid: str
    time: int
    source: str
    score: float
    p_value: float
    severity: str
    """`informational`, `low`, `medium`, `high` or `critical`."""
    entities: tuple[EntityScore, ...]
    reasons: tuple[Reason, ...]
    finding_uid: str | None
    late: bool
    """The record came later than the lateness bound: scored against today's baseline, not counted in a window."""
    model_versions: dict[str, str]
