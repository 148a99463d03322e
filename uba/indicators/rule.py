"""What an indicator is: one rule, its weight, and what an analyst reads when it fires."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

LEVELS: dict[str, float] = {"informational": 0.5, "low": 1.5, "medium": 3.0, "high": 5.0, "critical": 7.0}
"""Level -> weight: the surprise (-log10 p) that an event carries on the word of the rule alone."""


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
        Kind of entity it accuses (`user`, `src_ip`, `service`, `mailbox`, `host`, `sender` ...).
    sentence
        Template of what an analyst reads; `{name}` is a fact of the event.
    file
        Name of the file it came from.
    digest
        Short hash of what it says: another digest is another rule.
    """

    uid: str
    title: str
    level: str
    must_fire: bool = False
    techniques: tuple[str, ...] = ()
    about: str = "user"
    sentence: str = ""
    file: str = ""
    digest: str = ""

    @property
    def weight(self) -> float:
        """Surprise (-log10 p) that one hit is worth."""
        return LEVELS[self.level]

    @property
    def name(self) -> str:
        """What findings call it: `indicator.` and the file's name without its ending."""
        return f"indicator.{self.file.rpartition('/')[2].partition('.')[0] or self.uid}"


class RuleSet:
    """The rules an engine runs with, in an order that does not depend on the file system."""

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self.rules: tuple[Rule, ...] = tuple(rules)

    def __len__(self) -> int:
        return len(self.rules)

    def merged(self, others: RuleSet) -> RuleSet:
        """These rules, then the others; of two rules with one id the later one stands in the earlier one's place."""
        return RuleSet({rule.uid: rule for rule in (*self.rules, *others.rules)}.values())

    def fingerprint(self) -> str:
        """Short hash of all rules: equal for equal rules."""
        text = "\n".join(f"{rule.uid} {rule.digest}" for rule in self.rules)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
