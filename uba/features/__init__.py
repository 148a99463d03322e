"""The feature catalogue: an explicit, ordered table; a new feature is one file and one line here.

The order is a schema: a vector's columns are the features of its entity kind in
catalogue order, and saved models are bound to it.
"""

from __future__ import annotations

import hashlib
from functools import cache

from uba.features import (
    auth_break_in,
    auth_context_rarity,
    auth_fail_count,
    auth_service_fail,
    auth_session_shift,
    auth_src_fail_count,
    auth_users_per_src,
    mail_out_volume,
    read_breadth,
    read_bytes,
    read_count,
    seq_cadence,
    svc_pressure,
    web_src_error_mix,
    web_src_rate,
)
from uba.features.spec import FeatureSpec

CATALOGUE: tuple[FeatureSpec, ...] = (
    *auth_fail_count.SPECS,
    *auth_users_per_src.SPECS,
    *auth_src_fail_count.SPECS,
    *auth_break_in.SPECS,
    *auth_context_rarity.SPECS,
    *auth_session_shift.SPECS,
    *read_count.SPECS,
    *read_breadth.SPECS,
    *read_bytes.SPECS,
    *seq_cadence.SPECS,
    *mail_out_volume.SPECS,
    *web_src_rate.SPECS,
    *web_src_error_mix.SPECS,
    *auth_service_fail.SPECS,
    *svc_pressure.SPECS,
)

ENTITY_KINDS: tuple[str, ...] = ("user", "src_ip", "service")
"""Kinds of entity that baselines are kept for."""


@cache
def features_of(kind: str) -> tuple[FeatureSpec, ...]:
    """The features of one entity kind, in the order of its vector's columns."""
    return tuple(spec for spec in CATALOGUE if spec.entity == kind)


def vector_schema(kind: str) -> tuple[str, ...]:
    """Names of a vector's columns."""
    return tuple(spec.name for spec in features_of(kind))


@cache
def fingerprint() -> str:
    """Short hash of the whole schema: differs whenever a saved model would no longer fit."""
    text = "\n".join(f"{kind}:{','.join(vector_schema(kind))}" for kind in ENTITY_KINDS)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
