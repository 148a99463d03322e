"""Which vendors' systems an organisation runs, drawn once a seed; the demo's organisation has the first of each."""

from __future__ import annotations

from dataclasses import dataclass

from training.simulate.config import SimulationConfig
from training.simulate.randomness import pick, stream

IDENTITY = ("entra", "okta")
"""Who checks passwords. With Okta, Entra sees the sign-ins that Okta let through."""
FACTOR = ("own", "duo")
"""Who asks for the second factor: the identity provider itself, or Duo."""
MAIL = ("message_trace", "exchange_tracking", "postfix")
"""Whose log tells of mail: Exchange Online, or the servers all mail is routed through on the way."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The systems of one organisation."""

    identity: str = IDENTITY[0]
    factor: str = FACTOR[0]
    mail: str = MAIL[0]


def build_stack(config: SimulationConfig) -> Stack:
    """Draw the systems; those of an organisation without every row are always the same."""
    if not config.rows:
        return Stack()
    rng = stream(config.seed, "stack")
    return Stack(
        identity=pick(rng, ("entra", "entra", "okta")),
        factor=pick(rng, ("own", "own", "duo")),
        mail=pick(rng, ("message_trace", "message_trace", "exchange_tracking", "postfix")),
    )
