"""F08: one session or cookie that turns up in another context without a fresh interactive sign-in."""

import numpy as np

from uba.baselines.shifts import AGENT, COUNTRY, DEVICE, NETWORK, USER
from uba.batch import EventBatch
from uba.features.select import has_user, in_session
from uba.features.spec import BaselineKind, FeatureSpec, Hashes, Indices, Mask

_NAMES = ((USER, "user"), (COUNTRY, "country"), (NETWORK, "network"), (AGENT, "client"), (DEVICE, "device"))


def _kind(batch: EventBatch, at: Indices) -> Hashes:
    """Kind of shift: 1 none (the value that makes the others rare), 2 another place, 3 place and client, 4 user.

    Whoever travels takes the client along; a stolen cookie turns up elsewhere in another one. Where the place stays,
    one device signs its programs in together, and each of them shows itself once.
    """
    bits = batch.session_shift[at]
    moved = (bits & (NETWORK | COUNTRY)) != 0
    changed = (bits & (AGENT | DEVICE)) != 0
    kind = 1 + moved + (moved & changed)
    return np.where((bits & USER) != 0, 4, kind).astype(np.uint64)


def _text(batch: EventBatch, i: int) -> str:
    bits = int(batch.session_shift[i])
    return " and ".join(name for bit, name in _NAMES if bits & bit) or "nothing"


def _select(batch: EventBatch) -> Mask:
    return in_session(batch) & has_user(batch)


SPECS = (
    FeatureSpec(
        name="auth.session_shift",
        family="F08",
        evidence="session",
        entity="user",
        baseline=BaselineKind.RARITY,
        select=_select,
        value=_kind,
        value_text=_text,
        techniques=("T1550.004", "T1550"),
        sentence="a session moved to another {value} without a fresh sign-in, {seen}",
    ),
)
