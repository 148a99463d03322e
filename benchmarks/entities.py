"""What entities cost: bytes each, speed with many of them against few, and what a snapshot of them takes.

    python -m benchmarks.entities
    python -m benchmarks.entities --entities 10000 100000 1000000

Invented people sign in, read pages and files, clone, send and receive mail, on two days, at the same rate each
whatever their number; half of them from an address of their own. Every number of entities is measured in a
process of its own. Writes `docs/benchmarks.md`.
"""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks import page
from uba import events as ev
from uba.context import Context
from uba.context.directory import Directory, User
from uba.engine import Engine
from uba.events import Event
from uba.settings import Settings

_MONDAY = 1_772_409_600_000
_DAY_MS = 86_400_000
_DAYS = 2
_A_DAY = 8
"""Events of an entity and day."""
_BATCH = 50_000
_DEPARTMENTS = 20
_LEAST_SHARE = 0.8
_MOST_BYTES = 4_096
_AGENTS = tuple(f"Mozilla/5.0 (X11; Linux x86_64; rv:{v}.0) Gecko/20100101 Firefox/{v}.0" for v in range(138, 142))


def _login(i: int, user: str, ip: str, time: int, _: int) -> Event:
    return Event(
        time=time,
        uid=f"e{i}",
        source="entra_signin",
        class_uid=ev.AUTHENTICATION,
        activity_id=1,
        status_id=ev.SUCCESS,
        actor_user_name=user,
        actor_session_uid=f"s{user}",
        is_interactive=True,
        src_ip=ip,
        src_country="DE",
        user_agent=_AGENTS[len(user) % 4],
        app_name="mail",
        device_uid=f"d{user}",
    )


def _page(i: int, user: str, ip: str, time: int, what: int) -> Event:
    return Event(
        time=time,
        uid=f"e{i}",
        source="confluence",
        class_uid=ev.WEB_RESOURCES,
        activity_id=2,
        status_id=ev.SUCCESS,
        actor_user_name=user,
        src_ip=ip,
        user_agent=_AGENTS[len(user) % 4],
        resource_uid=f"p{what}",
        resource_type="page",
        resource_namespace=f"space{what % 300}",
        bytes_out=20_000,
    )


def _file(i: int, user: str, ip: str, time: int, what: int) -> Event:
    return Event(
        time=time,
        uid=f"e{i}",
        source="m365_ual",
        class_uid=ev.FILE_HOSTING,
        activity_id=2,
        status_id=ev.SUCCESS,
        event_code="FileDownloaded",
        actor_user_name=user,
        src_ip=ip,
        resource_uid=f"f{what}",
        resource_type="file",
        resource_namespace=f"site{what % 100}",
        file_size=200_000,
    )


def _clone(i: int, user: str, ip: str, time: int, what: int) -> Event:
    return Event(
        time=time,
        uid=f"e{i}",
        source="github_audit",
        class_uid=ev.WEB_RESOURCES,
        activity_id=2,
        status_id=ev.SUCCESS,
        event_code="git.clone",
        actor_user_name=user,
        src_ip=ip,
        resource_uid=f"corp/r{what % 500}",
        resource_type="repository",
    )


def _mail(i: int, user: str, ip: str, time: int, what: int) -> Event:
    return Event(
        time=time,
        uid=f"e{i}",
        source="message_trace",
        class_uid=ev.EMAIL_ACTIVITY,
        activity_id=1,
        status_id=ev.SUCCESS,
        email_from=user if what % 2 else f"a{what % 50}@partner{what % 997}.example",
        email_to=(f"b{what}@else.example",) if what % 2 else (user,),
        email_message_uid=f"<{i}>",
        email_size=30_000,
        direction_id=ev.OUTBOUND if what % 2 else ev.INBOUND,
    )


_MIX = (_login, _page, _page, _page, _file, _file, _clone, _mail)


def stream(entities: int, day: int) -> Iterator[list[Event]]:
    """Batches of a day's events, in order of time: each person is as active as any other."""
    random = np.random.default_rng(day)
    n = entities * _A_DAY
    start = _MONDAY + day * _DAY_MS + 7 * 3_600_000
    for first in range(0, n, _BATCH):
        count = min(_BATCH, n - first)
        who, what = random.integers(entities, size=count).tolist(), random.integers(4_000, size=count).tolist()
        kind = random.integers(len(_MIX), size=count).tolist()
        yield [
            _MIX[kind[i]](
                day * n + first + i,
                f"u{who[i]}@corp.example",
                f"10.{who[i] >> 16}.{who[i] >> 8 & 255}.{who[i] & 255}" if who[i] % 2 else f"192.0.2.{who[i] % 250}",
                start + (first + i) * 10 * 3_600_000 // n,
                (who[i] * 31 + what[i] % 12) % 4_000,
            )
            for i in range(count)
        ]


def organisation(entities: int) -> Context:
    """A directory that lists everybody."""
    people = [User(user=f"u{i}@corp.example", department=f"d{i % _DEPARTMENTS}") for i in range(entities)]
    return Context(directory=Directory(people))


def measure(entities: int) -> dict[str, Any]:
    """Take the events of so many people through an engine; what it took, as plain numbers."""
    warm = Engine(organisation(100), Settings())
    for day in range(_DAYS):
        for events in stream(100, day):
            warm.process(events)
    context = organisation(entities)
    gc.collect()
    before = page.resident_bytes()
    engine = Engine(context, Settings())
    seconds, events_done = 0.0, 0
    for day in range(_DAYS):
        for events in stream(entities, day):
            began = time.process_time()
            engine.process(events)
            seconds += time.process_time() - began
            events_done += len(events)
    del events
    gc.collect()
    statistics = engine.statistics()
    result = {
        "entities": sum(statistics.entities.values()),
        "people": statistics.entities["user"],
        "events": events_done,
        "state": statistics.state_bytes,
        "resident": page.resident_bytes() - before,
        "seconds": seconds,
    }
    began = time.perf_counter()
    snapshot = engine.snapshot()
    result["snapshot"] = time.perf_counter() - began
    result["snapshot_bytes"] = len(snapshot)
    began = time.perf_counter()
    Engine.restore(snapshot, context)
    result["restore"] = time.perf_counter() - began
    result["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return result
