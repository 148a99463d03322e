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
    auth_fanout,
    auth_service_fail,
    auth_session_shift,
    auth_src_fail_count,
    auth_srcs_per_user,
    auth_users_per_src,
    change_burst,
    change_rarity,
    deploy_fanout,
    device_register,
    dhcp_pressure,
    enum_breadth,
    indicator_hits,
    log_silence,
    mail_attachment,
    mail_auth_spoof,
    mail_autofwd,
    mail_delegate,
    mail_internal_blast,
    mail_out_volume,
    mail_rule_risk,
    mail_vanish,
    mfa_pressure,
    msg_sender_reach,
    novel_object,
    read_breadth,
    read_bytes,
    read_count,
    read_privileged,
    seq_cadence,
    svc_cost,
    svc_crash,
    svc_pressure,
    url_domain,
    web_attack_density,
    web_rare_endpoint,
    web_src_error_mix,
    web_src_rate,
)
from uba.features.spec import FeatureSpec
from uba.kinds import ENTITY_KINDS

CATALOGUE: tuple[FeatureSpec, ...] = (
    *auth_fail_count.SPECS,
    *auth_users_per_src.SPECS,
    *auth_srcs_per_user.SPECS,
    *auth_src_fail_count.SPECS,
    *auth_service_fail.SPECS,
    *auth_break_in.SPECS,
    *auth_context_rarity.SPECS,
    *auth_session_shift.SPECS,
    *auth_fanout.SPECS,
    *mfa_pressure.SPECS,
    *read_count.SPECS,
    *read_breadth.SPECS,
    *read_bytes.SPECS,
    *read_privileged.SPECS,
    *seq_cadence.SPECS,
    *enum_breadth.SPECS,
    *change_rarity.SPECS,
    *change_burst.SPECS,
    *deploy_fanout.SPECS,
    *novel_object.SPECS,
    *device_register.SPECS,
    *mail_out_volume.SPECS,
    *mail_internal_blast.SPECS,
    *msg_sender_reach.SPECS,
    *mail_auth_spoof.SPECS,
    *mail_attachment.SPECS,
    *url_domain.SPECS,
    *mail_autofwd.SPECS,
    *mail_rule_risk.SPECS,
    *mail_delegate.SPECS,
    *mail_vanish.SPECS,
    *web_src_rate.SPECS,
    *web_src_error_mix.SPECS,
    *web_attack_density.SPECS,
    *web_rare_endpoint.SPECS,
    *svc_pressure.SPECS,
    *svc_cost.SPECS,
    *svc_crash.SPECS,
    *log_silence.SPECS,
    *dhcp_pressure.SPECS,
    *indicator_hits.SPECS,
)


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
