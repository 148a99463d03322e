"""F08: one session or cookie that turns up in another context without a fresh interactive sign-in."""

import numpy as np

from uba.baselines.sequences import AGENT, COUNTRY, DEVICE, NETWORK, USER
from uba.batch import EventBatch
from uba.features.select import in_session
from uba.features.spec import BaselineKind, FeatureSpec, Hashes, Mask

_NAMES = ((USER, "user"), (COUNTRY, "country"), (NETWORK, "network"), (AGENT, "client"), (DEVICE, "device"))


def _bits(batch: EventBatch) -> Hashes:
    """Shift bits plus one, so that "no shift" is a value too: the one that makes shifts rare."""
    return (batch.session_shift + 1).astype(np.uint64)


def _text(batch: EventBatch, i: int) -> str:
    bits = int(batch.session_shift[i])
    return " and ".join(name for bit, name in _NAMES if bits & bit) or "nothing"


def _select(batch: EventBatch) -> Mask:
    return in_session(batch) & (batch.user != 0)


SPECS = (
    FeatureSpec(
        name="auth.session_shift",
        family="F08",
        evidence="session",
        entity="user",
        baseline=BaselineKind.RARITY,
        select=_select,
        value=_bits,
        value_text=_text,
        techniques=("T1550.004", "T1550"),
        sentence="a session moved to another {value} without a fresh sign-in, {seen}",
    ),
)
