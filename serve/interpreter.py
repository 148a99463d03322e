"""Python set to answer at once: threads take turns quickly."""

from __future__ import annotations

import sys

SWITCH_SECONDS = 0.0002
"""The scorer comes back from the disk while the event loop computes; by default it would wait 5 ms for its turn."""


def take_turns_quickly() -> None:
    """Let threads give each other the interpreter after a fifth of a millisecond."""
    sys.setswitchinterval(SWITCH_SECONDS)
