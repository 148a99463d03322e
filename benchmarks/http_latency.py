"""How long one event takes over HTTP until its decision is on disk and answered, against a bare append to a file.

    python -m benchmarks.http_latency

The service runs with all its models on the history of a simulated organisation. The yardsticks are endpoints of the
same web stack that validate the same body and append it to a file with `fdatasync`, in two ways, of which the
quicker one counts. All are measured in turns, in the same run, by 1 and by 32 clients that each wait for their answer.
"""

from __future__ import annotations

import argparse
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
import numpy as np

from benchmarks.latency_client import measure, requests
from models import artifact
from models.champion import champion_path
from serve.keys import create
from serve.store import open_store
from training.fit import fit
from training.history import History
from training.simulate import SimulationConfig, simulate
from training.train import collect
from uba.commands.replay import engine_for
from uba.context import load_context
from uba.events import Event
from uba.ocsf import to_ocsf
from uba.settings import Settings
from uba.state.files import write_snapshot

CONCURRENCY = (1, 32)
LIMIT = 2.0
"""The service's p99 may be this many times the yardstick's."""
WARM_UP = 300
_BATCH = 20_000


def prepare(directory: Path, users: int, days: int, kept: int) -> list[bytes]:
    """Fill a data directory with the state and champion that a history gives; the last `kept` events as bodies."""
    simulate(SimulationConfig(users=users, days=days, seed=11), directory / "organisation")
    logs, context = [directory / "organisation" / "logs"], directory / "organisation" / "context"
    data_dir = directory / "data"
    data_dir.mkdir()
    context.rename(data_dir / "context")
    known = load_context(data_dir / "context")
    models, _ = fit(collect(History(logs), known, Settings()))
    artifact.save(models, champion_path(data_dir))
    events = [event for batch in History(logs).batches() for event in batch]
    engine = engine_for(Settings(), data_dir / "context", data_dir)
    for first in range(0, len(events) - kept, _BATCH):
        engine.process(events[first : min(first + _BATCH, len(events) - kept)])
    write_snapshot(data_dir / "state", 0, engine.snapshot())
    print(
        f"history of {len(events) - kept:,} events, {users} users; state of {engine.statistics().state_bytes:,} bytes"
    )
    return [_body(event) for event in events[-kept:]]


def _body(event: Event) -> bytes:
    return msgspec.json.encode(to_ocsf(event))


@contextmanager
def running(command: Sequence[str], port: int, log: Path) -> Iterator[None]:
    """Run a server until the block ends."""
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, *command], stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 180
        while True:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command} did not start:\n{log.read_text()[-3000:]}")
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=5).status_code in (200, 404):
                    break
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def compare(sent: dict[str, tuple[int, list[bytes]]], rounds: int, each: int) -> dict[tuple[str, int], list[float]]:
    """Measure service and yardsticks in turns; seconds by (who, concurrency). No event is sent twice to anybody.

    `sent` has port and requests of each.
    """
    left = {who: iter(requests) for who, (_, requests) in sent.items()}
    seconds: dict[tuple[str, int], list[float]] = {(who, c): [] for who in sent for c in CONCURRENCY}
    for who, (port, _) in sent.items():
        measure(port, [next(left[who]) for _ in range(WARM_UP)], 8)
    for number in range(rounds):
        for concurrency in CONCURRENCY:
            for who in sorted(sent, reverse=bool(number % 2)):
                turn = [next(left[who]) for _ in range(each)]
                seconds[who, concurrency] += measure(sent[who][0], turn, concurrency)
    return seconds


def report(seconds: dict[tuple[str, int], list[float]]) -> bool:
    """Print percentiles and ratios; whether the limit holds."""
    print(f"{'clients':>7} {'':10} {'requests':>8} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'max ms':>8}")
    held = True
    for concurrency in CONCURRENCY:
        points = {}
        for who in ("inline", "threaded", "service"):
            taken = np.array(seconds[who, concurrency]) * 1000
            points[who] = np.percentile(taken, [50, 95, 99])
            shown = " ".join(f"{value:8.2f}" for value in [*points[who], taken.max()])
            print(f"{concurrency:7} {who:10} {taken.size:8} {shown}")
        ratios = points["service"] / np.minimum(points["inline"], points["threaded"])
        print(f"{concurrency:7} {'ratio':10} {'':8} " + " ".join(f"{ratio:8.2f}" for ratio in ratios))
        held &= bool(ratios[2] <= LIMIT)
    return held


def free_port() -> int:
    """Give a port nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--days", type=int, default=15)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--each", type=int, default=600, help="requests a round, of either, at either concurrency")
    parser.add_argument("--directory", type=Path, help="on the disk to measure; a temporary one when left out")
    options = parser.parse_args()
    kept = WARM_UP + len(CONCURRENCY) * options.rounds * options.each
    with tempfile.TemporaryDirectory(prefix="uba-latency-", dir=options.directory) as scratch:
        directory = Path(scratch)
        bodies = prepare(directory, options.users, options.days, kept)
        store = open_store(directory / "data")
        key = create(store, "benchmark", ["score"], 1)
        store.close()
        ours, theirs = free_port(), free_port()
        service = ["-m", "uba", "serve", "--data-dir", str(directory / "data"), "--port", str(ours)]
        service += ["--rate", "1000000"]
        yardsticks = ["-m", "benchmarks.latency_yardstick", str(theirs), str(directory / "appended")]
        with (
            running(service, ours, directory / "service.log"),
            running(yardsticks, theirs, directory / "yardsticks.log"),
        ):
            sent = {who: (theirs, requests(f"/{who}", bodies, key)) for who in ("inline", "threaded")}
            sent["service"] = (ours, requests("/v1/score", bodies, key))
            seconds = compare(sent, options.rounds, options.each)
    held = report(seconds)
    print("held" if held else f"NOT held: p99 of the service is above {LIMIT:g} times the quicker yardstick's")
    sys.exit(not held)


if __name__ == "__main__":
    main()
