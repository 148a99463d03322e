"""What entities cost: bytes each, speed with many of them against few, and what a snapshot of them takes.

    python -m benchmarks.entities
    python -m benchmarks.entities --entities 10000 100000 1000000

Invented people sign in, read pages and files, clone, send and receive mail, on two days, at the same rate each
whatever their number; half of them from an address of their own. Every number of entities is measured in a
process of its own. Writes `docs/benchmarks.md`.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import page
from serve.snapshots import Aside, directory
from uba import events as ev
from uba.clock import DAY_MS
from uba.context import Context
from uba.context.directory import Directory, User
from uba.engine import Engine
from uba.events import Event
from uba.garbage import searched_seldom
from uba.memory import memory
from uba.settings import Settings

_MONDAY = 1_772_409_600_000
_DAYS = 2
_A_DAY = 8
"""Events of an entity and day."""
_BATCH = 10_000
_DEPARTMENTS = 20
_LEAST_SHARE = 0.8
_MOST_BYTES = 4_096
_AGENTS = tuple(f"Mozilla/5.0 (X11; Linux x86_64; rv:{v}.0) Gecko/20100101 Firefox/{v}.0" for v in range(138, 142))


def _event(i: int, user: str, ip: str, time: int, **record: Any) -> Event:
    return Event(time=time, uid=f"e{i}", status_id=ev.SUCCESS, actor_user_name=user, src_ip=ip, **record)


def _login(i: int, user: str, ip: str, time: int, _: int) -> Event:
    return _event(
        *(i, user, ip, time),
        source="entra_signin",
        class_uid=ev.AUTHENTICATION,
        activity_id=1,
        actor_session_uid=f"s{user}",
        is_interactive=True,
        src_country="DE",
        user_agent=_AGENTS[len(user) % 4],
        app_name="mail",
        device_uid=f"d{user}",
    )


def _page(i: int, user: str, ip: str, time: int, what: int) -> Event:
    return _event(
        *(i, user, ip, time),
        source="confluence",
        class_uid=ev.WEB_RESOURCES,
        activity_id=2,
        user_agent=_AGENTS[len(user) % 4],
        resource_uid=f"p{what}",
        resource_type="page",
        resource_namespace=f"space{what % 300}",
        bytes_out=20_000,
    )


def _file(i: int, user: str, ip: str, time: int, what: int) -> Event:
    return _event(
        *(i, user, ip, time),
        source="m365_ual",
        class_uid=ev.FILE_HOSTING,
        activity_id=2,
        event_code="FileDownloaded",
        resource_uid=f"f{what}",
        resource_type="file",
        resource_namespace=f"site{what % 100}",
        file_size=200_000,
    )


def _clone(i: int, user: str, ip: str, time: int, what: int) -> Event:
    return _event(
        *(i, user, ip, time),
        source="github_audit",
        class_uid=ev.WEB_RESOURCES,
        activity_id=2,
        event_code="git.clone",
        resource_uid=f"corp/r{what % 500}",
        resource_type="repository",
    )


def _mail(i: int, user: str, ip: str, time: int, what: int) -> Event:
    return _event(
        *(i, "", "", time),
        source="message_trace",
        class_uid=ev.EMAIL_ACTIVITY,
        activity_id=1,
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
    start = _MONDAY + day * DAY_MS + 7 * 3_600_000
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
    del warm
    context = organisation(entities)
    gc.collect()
    before = page.resident_bytes()
    engine = Engine(context, Settings())
    seconds, events_done = 0.0, 0
    with searched_seldom():
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
        "parts": memory(engine),
        "resident": page.resident_bytes() - before,
        "seconds": seconds,
    }
    with tempfile.TemporaryDirectory(prefix="uba-bench-") as scratch:
        result |= _stored(engine, Path(scratch), entities)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        del engine, statistics
        gc.collect()
        body = next(iter(directory(Path(scratch)).iterdir())).read_bytes()
        began = time.perf_counter()
        Engine.restore(body, context)
        restored = time.perf_counter() - began
    peak_restoring = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return result | {"bytes": len(body), "restored": restored, "peak": peak, "peak_restoring": peak_restoring}


def _stored(engine: Engine, scratch: Path, entities: int) -> dict[str, Any]:
    """Snapshot the engine aside while it goes on; seconds."""
    later = [event for events in stream(min(entities, 10_000), _DAYS) for event in events][:20_000]
    usual = _longest(engine, later[:10_000])
    aside = Aside(scratch)
    began = time.perf_counter()
    aside.begin(1, engine)
    pause = time.perf_counter() - began
    during = _longest(engine, later[10_000:])
    aside.ended(wait=True)
    return {"pause": pause, "usual": usual, "during": during, "written": time.perf_counter() - began}


def _longest(engine: Engine, events: list[Event], size: int = 100) -> float:
    """Wall seconds of the slowest of many small batches."""
    longest = 0.0
    for first in range(0, len(events), size):
        began = time.perf_counter()
        engine.process(events[first : first + size])
        longest = max(longest, time.perf_counter() - began)
    return longest


def report(command: str, runs: list[dict[str, Any]]) -> list[str]:
    """Everything measured, as Markdown."""
    least = runs[0]["seconds"] / runs[0]["events"]
    columns = ["people", "entities", "bytes a person", "resident a person", "us an event", "speed against the first"]
    rows = [
        [
            f"{run['people']:,}",
            f"{run['entities']:,}",
            f"{run['state'] / run['people']:,.0f}",
            f"{run['resident'] / run['people']:,.0f}",
            f"{run['seconds'] / run['events'] * 1e6:.1f}",
            f"{least / (run['seconds'] / run['events']):.0%}",
        ]
        for run in runs
    ]
    stored = [
        [
            f"{run['people']:,}",
            f"{run['pause'] * 1e3:,.0f}",
            f"{run['during'] * 1e3:,.0f}",
            f"{run['usual'] * 1e3:,.0f}",
            f"{run['written']:.1f}",
            f"{run['bytes'] / 2**20:,.0f}",
            f"{run['restored']:.1f}",
            f"{max(run['peak'], run['peak_restoring']) / 2**30:.2f}",
        ]
        for run in runs
    ]
    return [
        f"{page.machine()} Made by `{command}`.",
        "",
        f"Each of so many people has {_A_DAY} events a day on {_DAYS} days, of six kinds of record; half of them "
        f"come from an address of their own. CPU time of the engine, closings of days included. Bytes are those the "
        f"engine counts (`uba/memory.py`), tables' free places and everything about addresses and senders included "
        f"(at most {_MOST_BYTES:,} were asked for, and {_LEAST_SHARE:.0%} of the speed); resident is what the process "
        f"grew by, with the last batch of {_BATCH:,} events and all caches.",
        "",
        *page.table(columns, rows),
        "",
        "Bytes a person by what they are of:",
        "",
        *page.table(["part", *(f"{run['people']:,} people" for run in runs)], _parts(runs)),
        "",
        "A snapshot is written by a fork. Wall time: what the fork takes (scoring stands still), the slowest batch of "
        "100 events while the snapshot is written and the slowest before, until it is on disk, and to restore it.",
        "",
        *page.table(
            ["people", "fork, ms", "slowest then, ms", "before, ms", "written, s", "MiB", "restored, s", "peak, GiB"],
            stored,
        ),
    ]


def _parts(runs: list[dict[str, Any]]) -> list[list[str]]:
    """A row for each part of the state that takes anything, the largest first."""
    largest = sorted(runs[-1]["parts"], key=lambda part: -int(runs[-1]["parts"][part]))
    rows = [[part, *(f"{run['parts'][part] / run['people']:,.0f}" for run in runs)] for part in largest]
    return [row for row in rows if any(figure != "0" for figure in row[1:])]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.entities", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--entities", type=int, nargs="+", default=[2_000, 20_000], help="numbers of people")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one)))
        return
    runs = [
        json.loads(subprocess.check_output([sys.executable, "-m", "benchmarks.entities", "--one", str(entities)]))
        for entities in options.entities
    ]
    lines = report(f"python -m benchmarks.entities --entities {' '.join(map(str, options.entities))}", runs)
    print("\n".join(lines))
    page.publish("entities", lines)


if __name__ == "__main__":
    main()
