"""The indicators of one engine: rules over events, and what correlations remember."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from uba.batch import EventBatch
from uba.clock import HOUR_MS
from uba.context import Context
from uba.indicators.concerned import concerned
from uba.indicators.hit import IndicatorHit
from uba.indicators.matching import Matching
from uba.indicators.reading import Reading
from uba.indicators.relating import Relating
from uba.indicators.repeats import Repeats
from uba.indicators.ruleset import EventRule, RuleSet
from uba.indicators.sentence import writer
from uba.settings import Settings
from uba.state.hashing import Hasher


class Indicators:
    """Evaluates rules over events in arrival order. No clock, no I/O.

    Parameters
    ----------
    rules
        Compiled rules, from `built_in_rules` and `load_rules`.
    context
        Directory, networks and inventory that rules ask about.
    settings
        The lateness bound: so long correlations wait for events out of order.
    """

    def __init__(self, rules: RuleSet, context: Context, settings: Settings) -> None:
        self.rules = rules
        reading = Reading(context)
        self._hasher = Hasher()
        about_one = [part for part in rules.parts if isinstance(part, EventRule)]
        self._part_of = [row for row, part in enumerate(rules.parts) if isinstance(part, EventRule)]
        self._newcomer = [part.newcomer for part in about_one]
        self._matching = Matching(about_one, reading)
        self._relating = Relating(rules.parts, reading, settings.lateness_hours * HOUR_MS, self._hasher)
        self._is_counted = list(map(self._relating.counts, self._part_of))
        self._repeats = Repeats()
        fires = [part for part in rules.parts if part.rule is not None]
        self._rule_of = {part.uid: row for row, part in enumerate(fires)}
        self._output = [self._rule_of.get(part.uid, -1) for part in rules.parts]
        self._writers = [writer(rule.sentence, reading) for rule in rules.rules]

    def evaluate(self, batch: EventBatch, late: NDArray[np.bool_]) -> list[IndicatorHit]:
        """Fire on the events of a batch, in order of event, then rule; how a stream is cut changes nothing.

        `late` marks events past the lateness bound, shape (n,): rules about one event fire on them, correlations
        do not count them.
        """
        hits: list[IndicatorHit] = []
        is_late = late.tolist()
        for event, row in self._matching.hits(batch):
            asked = self._newcomer[row]
            if asked and not batch.is_newcomer(asked, event):
                continue
            part = self._part_of[row]
            if self._output[part] >= 0:
                hits.append(self._hit(batch, event, self._output[part]))
            if self._is_counted[row] and not is_late[event]:
                for above, group, count in self._relating.enter(part, batch.events[event]):
                    if self._output[above] >= 0:
                        hits.append(self._hit(batch, event, self._output[above], group, count))
        hits.sort(key=lambda hit: (hit.event, hit.rule))
        return hits

    def _hit(self, batch: EventBatch, event: int, row: int, group: int = 0, count: int = 1) -> IndicatorHit:
        rule, record = self.rules.rules[row], batch.events[event]
        key = f"{rule.uid}\x1f{group}" if group else "\x1f".join((rule.uid, *_identity(batch, event)))
        if self._repeats.seen(self._hasher.one(key), record.time, rule.quiet_days):
            return IndicatorHit(event=event, rule=row, repeats=True)
        sentence = self._writers[row](record, {"title": rule.title, "count": f"{count:,}"})
        return IndicatorHit(event=event, rule=row, sentence=sentence, entities=concerned(batch, event, rule.about))

    def forget_before(self, day: int) -> None:
        """Drop what ended before UTC day `day`; called when a day closes."""
        self._relating.forget_before(day)
        self._repeats.forget_before(day)

    @property
    def nbytes(self) -> int:
        """Bytes of what correlations and repeats remember."""
        return self._relating.nbytes + self._repeats.nbytes

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Everything remembered, as plain arrays."""
        repeats = {f"repeats.{name}": array for name, array in self._repeats.state().items()}
        return {"correlations": np.frombuffer(self._relating.state(), dtype=np.uint8), **repeats}

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Rebuild from `state`; what belongs to correlations that are no longer loaded is dropped."""
        self._relating.restore(state["correlations"].tobytes())
        self._repeats.restore({name: state[f"repeats.{name}"] for name in ("keys", "times")})


def _identity(batch: EventBatch, event: int) -> tuple[str, str, str]:
    """Actor, operation and target: what makes two hits of a rule the same."""
    record = batch.events[event]
    actor = batch.users[event] or record.src_ip or record.device_hostname
    target = record.resource_uid or record.entity_uid or record.entity_name or record.user_name
    target = target or next(iter(record.email_to), "") or record.email_from
    target = target or record.url_hostname or record.service_name or record.dst_hostname
    return actor, record.event_code, target
