"""Laws of forgetting: invented names cost nobody else theirs, and memory is bounded whatever is invented."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest

from tests.strategies import DAY_MS, HOUR_MS, MONDAY, context, login, name_of, organisation, page
from tests.uba.runs import Answer, alike, learned, run
from uba import engine as engine_module
from uba import events as ev
from uba.baselines.series import MOST_DISTINCT, MOST_VALUES
from uba.context import Context
from uba.engine import Engine
from uba.events import Event
from uba.kinds import ENTITY_KINDS
from uba.retention import ENTITIES, most_entities, silent, surplus
from uba.settings import Settings
from uba.state.entities import LONGEST_NAME, EntityTable, shortened

USERS = 5
ROOM_EVERY = 4_096
MOST = 2_000
FLOOD = MONDAY + 9 * DAY_MS + 9 * HOUR_MS


def fresh(most: int = MOST) -> Engine:
    """An engine with room for so many entities of a kind."""
    return Engine(context(USERS), Settings(budget_per_day=1.0, entities_per_kind=most))


def invented(n: int, start: int = FLOOD, step: int = 10) -> Iterator[Event]:
    """Events of which each names somebody nobody has heard of: users, addresses, senders, sites, hosts, services."""
    for i in range(n):
        ip = f"2001:db8::{i >> 16:x}:{i & 0xFFFF:x}"
        event = login(f"x{i}", start + i * step, f"guest{i}@else.example", ip, session=f"session{i}")
        kind = i % 4
        if kind == 1:
            event = msgspec.structs.replace(
                event,
                class_uid=ev.EMAIL_ACTIVITY,
                actor_user_name="",
                email_from=f"ann@sender{i}.example",
                email_to=(name_of(1),),
                direction_id=ev.INBOUND,
            )
        elif kind == 2:
            event = msgspec.structs.replace(
                event, class_uid=ev.HTTP_ACTIVITY, url_hostname=f"www.site{i}.example", direction_id=ev.OUTBOUND
            )
        elif kind == 3:
            event = msgspec.structs.replace(
                event, device_uid="", device_hostname=f"host{i}", product_name=f"service{i}"
            )
        yield event


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room is made more often than it is, so that a test need not be long."""
    monkeypatch.setattr(engine_module, "ROOM_EVERY", ROOM_EVERY)


@pytest.mark.usefixtures("often")
def test_a_flood_of_names_is_bounded_and_costs_nobody_else() -> None:
    """60,000 invented names: entities and bytes stop growing, and of real people everything is known as without it."""
    engine, calm = fresh(), fresh()
    ordinary = organisation(seed=1, days=10, users=USERS, per_user=8, visitors=3)
    before = [event for event in ordinary if event.time < FLOOD]
    for one in (engine, calm):
        one.process(before)
    sizes = []
    flood = list(invented(60_000))
    for first in range(0, len(flood), 10_000):
        engine.process(flood[first : first + 10_000])
        sizes.append(engine.statistics().state_bytes)
    most = {kind: len(engine.kinds[kind].entities) for kind in ENTITY_KINDS}

    assert all(count <= MOST + ROOM_EVERY for count in most.values())
    assert most["src_ip"] >= MOST * 7 // 8
    assert max(state.entities.rows for state in engine.kinds.values()) <= MOST + ROOM_EVERY
    without_uids = [size - 12 * 10_000 * i for i, size in enumerate(sizes)]
    assert max(without_uids[2:]) < 1.2 * without_uids[1]
    expected, found = learned(calm), learned(engine)
    assert set(expected) <= set(found)
    assert alike(expected, {name: found[name] for name in expected}) == []


@pytest.mark.usefixtures("often")
def test_the_day_after_a_flood() -> None:
    """A flood closes with its day; who is real is still there, with the days they were active on."""
    engine = fresh()
    engine.process(organisation(seed=1, days=10, users=USERS, per_user=8, visitors=3))
    known = {name: engine.entity("user", name) for name in map(name_of, range(USERS))}
    engine.process(list(invented(20_000, FLOOD + DAY_MS)))
    engine.process(list(invented(2_000, FLOOD + 3 * DAY_MS, step=100)))

    for name, before in known.items():
        after = engine.entity("user", name)
        assert before is not None
        assert after is not None
        assert after.active_days >= before.active_days
        assert after.first_seen_ms == before.first_seen_ms


def mixed() -> list[Event]:
    """A week of people, with floods between them that make room again and again."""
    ordinary = organisation(seed=3, days=7, users=USERS, per_user=6, visitors=20, per_visitor=1.0)
    floods = [event for day in (1, 3, 4) for event in invented(200, MONDAY + day * DAY_MS + 7 * HOUR_MS, step=60_000)]
    floods = [msgspec.structs.replace(event, uid=f"{event.uid}-{event.time}") for event in floods]
    return sorted(ordinary + floods, key=lambda event: event.time)


def bounded() -> Engine:
    """An engine that has to forget somebody all the time."""
    return fresh(most=64)


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """What is said of the week in one batch, with room made every 100 events."""
    monkeypatch.setattr(engine_module, "ROOM_EVERY", 100)
    return run(bounded(), mixed())


@pytest.mark.parametrize("size", [1, 97, 1_000])
def test_forgetting_does_not_look_at_batches(whole: Answer, size: int) -> None:
    """However a stream is cut into batches, the same are forgotten, and every byte that is said is the same."""
    engine = bounded()

    assert run(engine, mixed(), size) == whole
    assert len(engine.kinds["src_ip"].entities) <= 64 + 100
    assert engine.kinds["src_ip"].entities.rows <= 64 + 100


@pytest.mark.parametrize("place", [250, 900])
def test_forgetting_survives_a_restart(whole: Answer, place: int) -> None:
    """An engine restored in the middle gives out the same free rows, and says the same to the byte."""
    events, before = mixed(), bounded()
    first = run(before, events[:place], 77)
    after = Engine.restore(before.snapshot(), context(USERS))
    rest = run(after, events[place:], 77)

    assert first.decisions + rest.decisions == whole.decisions
    assert rest.findings == whole.findings
    assert [state.entities.names for state in after.kinds.values()] != [[]] * len(ENTITY_KINDS)


@pytest.mark.usefixtures("whole")
def test_decisions_name_who_it_was() -> None:
    """A decision that is read after its entity's row was given to another still names the one it was about."""
    engine, events = bounded(), mixed()
    said = engine.process(events[:600])
    before = [said.encode(i) for i in range(len(said))]
    engine.process(events[600:])

    assert [said.encode(i) for i in range(len(said))] == before


def table(days: list[tuple[int, int, float]]) -> EntityTable:
    """Entities by days first and last seen and active days."""
    entities = EntityTable(1)
    for i, (first, last, active) in enumerate(days):
        entities.add(f"e{i}", 0, 0, 0, first * DAY_MS)
        entities.last_seen[i] = last * DAY_MS
        entities.active_days[i] = active
    return entities


def nobody(_: str) -> bool:
    """Nobody is known."""
    return False


def test_who_goes_first() -> None:
    """Those of one day go before all others, the longest unseen first; then who has least of history left."""
    entities = table([(0, 90, 20.0), (100, 100, 0.0), (99, 99, 1.0), (98, 99, 1.9), (0, 100, 3.0), (100, 100, 1.0)])
    order = [surplus(entities, most, 100, nobody).tolist() for most in (6, 5, 3, 2, 1)]

    assert order == [[], [1, 2], [1, 2, 3, 5], [1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]]


def test_who_is_known_never_goes() -> None:
    """People of the directory are kept, however long they are silent and however little room there is."""
    entities = table([(0, 0, 1.0), (0, 0, 1.0), (0, 0, 30.0)])

    assert surplus(entities, 1, 400, lambda name: name == "e0").tolist() == [1, 2]
    assert silent(entities, 400, lambda name: name == "e2").tolist() == [0, 1]


@pytest.mark.parametrize(("active", "days"), [(0.0, 75), (1.0, 75), (20.0, 173), (33.3, 190)])
def test_when_the_silent_are_forgotten(active: float, days: int) -> None:
    """Somebody is forgotten when their active days, discounted for the days of silence, are less than a tenth."""
    entities = table([(0, 0, active)])

    assert silent(entities, days, nobody).tolist() == []
    assert silent(entities, days + 1, nobody).tolist() == [0]


def test_room_by_default() -> None:
    """There is room for 100,000 entities of a kind, and for four for each person of a larger directory."""
    assert most_entities(None, 10) == ENTITIES
    assert most_entities(None, 1_000_000) == 4_000_000
    assert most_entities(500, 1_000_000) == 500


def test_long_names() -> None:
    """A name of a megabyte is kept in 256 characters, is told from others that begin alike, and is found by itself."""
    long = ["a" * 1_000_000 + end for end in "xy"]
    engine = Engine(Context.empty(), Settings())
    said = engine.process([login(f"l{i}", MONDAY + i, name, "192.0.2.1") for i, name in enumerate(long)])
    names = engine.kinds["user"].entities.names

    assert names == [shortened(name) for name in long]
    assert len(set(names)) == 2
    assert {len(name) for name in names} == {LONGEST_NAME}
    assert engine.entity("user", long[0]) is not None
    assert len(said.encode(0)) < 10_000


def test_one_entity_cannot_fill_the_memory_of_values() -> None:
    """Of the values one entity meets in a window no more than a bound are remembered."""
    engine = Engine(Context.empty(), Settings())
    n = MOST_DISTINCT + 2_000
    engine.process([page(f"p{i}", MONDAY + i, "ana@corp.example", "192.0.2.1", f"r{i}", f"s{i}") for i in range(n)])
    state = engine.kinds["user"]
    windowed = sum(len(features.specs) for features in state.windows)

    assert int(state.seen.table.used[0]) <= windowed * MOST_DISTINCT
    assert int(state.rarity.own.used[0]) <= 256 * len(state.rare)
    assert int(state.rarity.shared.used[0]) <= 2 * 256 * len(state.rare)


def test_values_are_bounded_together() -> None:
    """Values of many entities together are bounded too: those of one day go, those met on two stay."""
    engine = fresh(most=64)
    rarity = engine.kinds["user"].rarity
    rarity.reserve(64, 1, 20_000)
    zeros = np.zeros(10_000, dtype=np.int64)
    for day, first in ((100, 0), (101, 0), (101, 10_000)):
        values = np.arange(first + 1, first + 10_001).astype(np.uint64)
        entity = np.arange(10_000) % 64
        rarity.surprise(entity, zeros, zeros, values, zeros + day, np.ones(10_000, dtype=np.bool_))
        rarity.close_day(day if first else 100)
    kept = np.sort(rarity.own.columns["count"][rarity.own.keys != 0])
    rarity.make_room(64)

    assert int(rarity.own.used[0]) <= MOST_VALUES * 64 < kept.size
    assert (rarity.own.columns["count"][rarity.own.keys != 0] >= 1).all()
