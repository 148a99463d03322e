"""What an indicator is: one rule, its weight, and what an analyst reads when it fires."""

from __future__ import annotations

import msgspec

from uba.indicators.sentence import DEFAULT

LEVELS: dict[str, float] = {"informational": 0.5, "low": 1.5, "medium": 3.0, "high": 5.0, "critical": 7.0}
"""Level -> weight: the surprise (-log10 p) that an event carries on the word of the rule alone."""

ABOUT = ("user", "src_ip", "service", "mailbox", "host", "sender", "domain", "repository", "device", "image", "object")
"""Kinds of entity a rule may accuse: names of `observables[]`."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One indicator that can fire; rules that only serve a correlation are none.

    Attributes
    ----------
    uid
        The rule's own id (a UUID), else derived from its file and title; unique in a set.
    level
        One of `LEVELS`.
    must_fire
        It is told to somebody when it fires, whatever else is going on, and counts against the budget.
    techniques
        ATT&CK ids from its tags, as in `T1114.003`, the most particular first.
    about
        Kind of entity it accuses, one of `ABOUT`.
    sentence
        Template of what an analyst reads; `{name}` is a fact of the event (`uba.indicators.sentence`).
    quiet_days
        A hit of the same actor, operation and target within so many days of the last one is a repetition.
    indicator
        Id in the coverage map, as in `R16`; empty for rules of others.
    file
        Path of its file, from the rules' directory.
    digest
        Short hash of what it says: another digest is another rule.
    called
        Its name in Sigma, else that of its file; unique in a set.
    """

    uid: str
    title: str
    level: str = "medium"
    must_fire: bool = False
    techniques: tuple[str, ...] = ()
    about: str = "user"
    sentence: str = DEFAULT
    quiet_days: int = 1
    indicator: str = ""
    file: str = ""
    digest: str = ""
    called: str = ""

    @property
    def weight(self) -> float:
        """Surprise (-log10 p) that one hit is worth."""
        return LEVELS[self.level]

    @property
    def name(self) -> str:
        """What findings call it."""
        return f"indicator.{self.called or self.file.rpartition('/')[2].partition('.')[0] or self.uid}"
