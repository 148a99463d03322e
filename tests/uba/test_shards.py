"""Stage one needs nothing of other entities: split by entity over processes it says what it says in one."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any
from zlib import crc32

import msgspec
import numpy as np

from tests.strategies import DAY_MS, HOUR_MS, MONDAY, context, organisation, spray, theft
from tests.uba.runs import collect
from uba.clock import CLOSING_HOUR
from uba.engine import Engine
from uba.events import Event
from uba.observations import Observations
from uba.settings import Settings

USERS, SHARDS = 6, 4
CLOSED = MONDAY + 9 * DAY_MS + CLOSING_HOUR * HOUR_MS
OPENED = CLOSED + HOUR_MS
"""Between two closings all that entities share is read-only: a shard is given the state of soon after one."""
Shard = list[dict[str, tuple[list[str], Observations]]]
"""For each batch and kind what a shard observed: names of its entities and its rows."""


def batches() -> tuple[list[Event], list[list[Event]]]:
    """Nine days to learn from, and a day with attacks in three batches, with people and addresses never met before."""
    events = organisation(seed=21, days=11, users=USERS, visitors=12)
    attacks = theft(OPENED + HOUR_MS, pages=80) + spray(OPENED + 3 * HOUR_MS, accounts=60)
    events = sorted(events + attacks, key=lambda event: event.time)
    day = [event for event in events if OPENED <= event.time < CLOSED + DAY_MS]
    thirds = [day[len(day) * i // 3 : len(day) * (i + 1) // 3] for i in range(3)]
    return [event for event in events if event.time < OPENED], thirds


def is_of(shard: int, name: str) -> bool:
    """Whether an entity lives on a shard."""
    return crc32(name.encode()) % SHARDS == shard


def observed_by(shard: int, snapshot: bytes, parts: list[bytes]) -> Shard:
    """Run in a process of its own: stage one over the entities of a shard, all others forgotten or never made."""
    engine = Engine.restore(snapshot, context(USERS))
    for state in engine.kinds.values():
        state.keep(lambda name: is_of(shard, name))
    found: Shard = []
    for part in parts:
        said = engine.process(msgspec.msgpack.decode(part, type=list[Event]))
        (segment,) = said.segments
        found.append(
            {
                kind.state.kind: ([kind.names[int(entity)] for entity in kind.seen.entity], kind.seen)
                for kind in segment.kinds
            }
        )
    assert all(is_of(shard, name) for state in engine.kinds.values() for name in state.entities.index)
    return found


def joined(kind: str, entity: np.ndarray[Any, np.dtype[np.int64]], shards: list[Any]) -> Observations:
    """The rows of all shards in order of events, with the numbers entities have here."""
    parts = [shard[kind][1] for shard in shards if kind in shard]
    event = np.concatenate([part.event for part in parts])
    order = np.argsort(event, kind="stable")
    lengths = np.concatenate([np.diff(part.start) for part in parts])
    offsets = np.cumsum([0, *(part.feature.size for part in parts)])
    starts = np.concatenate([part.start[:-1] + offset for part, offset in zip(parts, offsets, strict=False)])
    at = np.concatenate([np.arange(starts[i], starts[i] + lengths[i]) for i in order])

    def rows(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts])

    return Observations(
        event=event[order],
        entity=entity[event[order]],
        day=rows("day")[order],
        late=rows("late")[order],
        start=np.cumsum([0, *lengths[order]]).astype(np.int64),
        feature=rows("feature")[at],
        content=rows("content")[at],
        surprise=rows("surprise")[at],
        expected=rows("expected")[at],
    )


def test_four_processes_decide_as_one() -> None:
    """An open day's stage one, entities split over four processes, gives byte for byte the decisions of one process."""
    before, day = batches()
    learned = Engine(context(USERS), Settings(budget_per_day=5.0))
    learned.process(before)
    assert learned.closed == CLOSED // DAY_MS - 1
    snapshot = learned.snapshot()
    alone, together = (Engine.restore(snapshot, context(USERS)) for _ in range(2))
    with ProcessPoolExecutor(SHARDS, mp_context=get_context("spawn")) as processes:
        parts = [msgspec.msgpack.encode(part) for part in day]
        shards = list(processes.map(observed_by, range(SHARDS), [snapshot] * SHARDS, [parts] * SHARDS))
    counted = dict.fromkeys(together.kinds, 0)
    said = []
    for i, part in enumerate(day):
        for kind, state in together.kinds.items():

            def observe(_: Any, entity: Any, *__: Any, kind: str = kind, i: int = i) -> Observations:
                seen = joined(kind, entity, [shard[i] for shard in shards])
                counted[kind] += sum(bool(shard[i].get(kind, ([],))[0]) for shard in shards)
                return seen

            setattr(state, "observe", observe)  # noqa: B010 - stage one happens elsewhere
        said.append(collect(together, [part]))
    expected = [collect(alone, [part]) for part in day]

    assert [one.decisions for one in said] == [one.decisions for one in expected]
    assert [one.p_value for one in said] == [one.p_value for one in expected]
    assert said[-1].findings == expected[-1].findings
    assert len(expected[-1].findings) > 0
    assert counted["user"] > len(day)
    assert counted["src_ip"] > len(day)
