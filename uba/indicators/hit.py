"""A hit: one event on which one indicator fired."""

from __future__ import annotations

import msgspec

from uba.findings.finding import Entity


class IndicatorHit(msgspec.Struct, frozen=True, gc=False):
    """One rule that fired on one event.

    Attributes
    ----------
    event
        Row of the event in its batch.
    rule
        Row of the rule in `RuleSet.rules`.
    sentence
        What happened, with the facts of the event, as in "gave Default the right Reviewer on the Inbox of cfo@corp".
    entities
        Everybody concerned, the one the rule accuses first; never empty ids.
    repeats
        The same actor, operation and target were hit within the rule's quiet days: it was counted then, and counts no
        more. A repetition has neither sentence nor entities.
    """

    event: int
    rule: int
    sentence: str = ""
    entities: tuple[Entity, ...] = ()
    repeats: bool = False
