"""Who is met for the first time: a sender nobody here had mail from, a site nobody here went to.

A rule about one event can ask for it (`newcomer`), where what is done is worth nothing by itself and
everything from somebody unheard of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from uba.clock import DAY_MS
from uba.state.entities import shortened

if TYPE_CHECKING:
    from uba.batch import EventBatch
    from uba.stage_one import KindState
    from uba.stage_two import KindDecider

LATELY_MS = 3 * DAY_MS
"""So long after its first event something is a newcomer: campaigns take days, habits weeks."""
WATCHED_DAYS = 7
"""Days that must have been learned: to who has just begun to watch, everything is new."""
_KIND_OF = {"sender": "sender", "recipient": "sender", "domain": "domain", "silent_domain": "domain"}
ASKED: tuple[str, ...] = tuple(_KIND_OF)
"""What a rule may ask of: who sends a mail or chat, whom a mail of ours goes to, the site a request goes to, and such
a site of whose name no mail came either."""


class Newcomers:
    """Answers from the entities that an engine follows; remembers nothing by itself.

    Parameters
    ----------
    kinds, deciders
        The engine's, by entity kind.
    """

    def __init__(self, kinds: Mapping[str, KindState], deciders: Mapping[str, KindDecider]) -> None:
        self._kinds = kinds
        self._deciders = deciders

    def is_new(self, batch: EventBatch, asked: str, i: int) -> bool:
        """Whether what is asked of (`ASKED`) was never met before the event, or first within `LATELY_MS` of it.

        An entity that its first event has not made yet and one that it has are told alike, so that it makes no
        difference how a stream is cut into batches.
        """
        kind = _KIND_OF[asked]
        if self._deciders[kind].features.days < WATCHED_DAYS:
            return False
        name = _name(batch, asked, i)
        if not name:
            return False
        table = self._kinds[kind].entities
        row = table.index.get(shortened(name))
        if row is not None and batch.events[i].time - int(table.first_seen[row]) > LATELY_MS:
            return False
        return asked != "silent_domain" or not self._wrote(batch, name, i)

    def _wrote(self, batch: EventBatch, name: str, i: int) -> bool:
        """Whether a sender was met before event i: in earlier batches, or before it in this one."""
        return shortened(name) in self._kinds["sender"].entities.index or name in batch.senders[:i]


def _name(batch: EventBatch, asked: str, i: int) -> str:
    if asked == "sender":
        return batch.senders[i]
    if asked in ("domain", "silent_domain"):
        return batch.domains[i]
    to = next(iter(batch.events[i].email_to), "")
    return "" if "@" not in to or batch.identity.is_own(to) else batch.identity.sender_named(to)
