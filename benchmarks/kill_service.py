"""Kill the service again and again under load, and hold it to its word.

    python -m benchmarks.kill_service --kills 20

Clients send events and repeat what was not acknowledged, as a log shipper does. Meanwhile the service is killed with
SIGKILL at random moments and started again. In the end every event that was ever acknowledged must have exactly one
decision, byte-equal to every answer a client got for it, and the state must be that of a run without kills.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec

from serve import codec, snapshots
from serve.engines import ConfiguredEngines
from serve.keys import create
from serve.store import Store, decisions, journal, open_store
from uba.context import load_context
from uba.engine import Engine
from uba.settings import Settings
from uba.state.files import newest_snapshots

COMMAND = (sys.executable, "-c", "from uba.cli import main; main()", "serve")
USERS = 50
DAY_EVENTS = 1500
"""Events of one client that make a day of event time, so that days close while the service is killed."""


class Answer(msgspec.Struct):
    """What scoring answers, each decision as its very bytes."""

    results: list[msgspec.Raw]
    rejected: list[msgspec.Raw]


class Identified(msgspec.Struct):
    """The one field of a decision that is needed here."""

    uid: str


@dataclass
class Service:
    """The service as a process that can be killed and started again on the same port and directory."""

    data_dir: Path
    log: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the process."""
        command = [*COMMAND, "--data-dir", str(self.data_dir), "--port", str(self.port), "--snapshot-every", "500"]
        # Starts are frequent here, and must not each compile all of Python's modules anew where the machine says so.
        environment = os.environ | {"PYTHONPYCACHEPREFIX": str(self.log.with_name("pycache"))}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=log, env=environment)

    def wait_until_ready(self, seconds: float = 120) -> None:
        """Wait until it accepts events."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                raise RuntimeError(f"the service ended with {self.process.returncode}:\n{self.log.read_text()[-3000:]}")
            try:
                if httpx.get(f"{self.url}/health/ready", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        raise RuntimeError(f"the service is not ready after {seconds} s:\n{self.log.read_text()[-3000:]}")

    def end(self, number: signal.Signals) -> int:
        """Send a signal and wait for the end; give the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)


class LogShipper(threading.Thread):
    """Sends its own events in order, each request until it is acknowledged; keeps every answer it ever got."""

    def __init__(self, number: int, url: str, key: str, seed: int) -> None:
        super().__init__(name=f"client {number}", daemon=True)
        self.number = number
        self.answers: dict[str, set[bytes]] = {}
        self.retries = 0
        self.enough = threading.Event()
        self.failure: BaseException | None = None
        self._url = url
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._random = random.Random(f"{seed} {number}")
        self._sent: list[bytes] = []

    def run(self) -> None:
        """Send until it is enough."""
        try:
            while not self.enough.is_set():
                size = self._random.choice((1, 1, 5, 40))
                fresh = [self._record(len(self._sent) + i) for i in range(size)]
                self._sent += fresh
                again = self._random.sample(self._sent, min(len(self._sent), self._random.choice((0, 0, 3))))
                self._until_acknowledged(fresh + again)
        except BaseException as error:
            self.failure = error

    def _until_acknowledged(self, records: list[bytes]) -> None:
        body = b"[" + b",".join(records) + b"]"
        while True:
            try:
                answer = httpx.post(f"{self._url}/v1/score", content=body, headers=self._headers, timeout=60)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code == 200:
                break
            if answer is not None and answer.status_code != 503:
                raise RuntimeError(f"answered {answer.status_code}: {answer.text[:500]}")
            self.retries += 1
            time.sleep(0.05)
        results = msgspec.json.decode(answer.content, type=Answer).results
        assert len(results) == len(records)
        for result in results:
            uid = msgspec.json.decode(result, type=Identified).uid
            self.answers.setdefault(uid, set()).add(bytes(result))

    def _record(self, index: int) -> bytes:
        user = self._random.randrange(USERS)
        event = {
            "class_uid": 3002,
            "activity_id": 1,
            "time": 1_760_000_000_000 + index * 86_400_000 // DAY_EVENTS,
            "status_id": self._random.choice((1, 1, 1, 1, 2)),
            "severity_id": 1,
            "metadata": {"uid": f"c{self.number}-{index}", "version": "1.8.0", "product": {"name": "x"}},
            "user": {"name": f"user{user}@example.com"},
            "src_endpoint": {"ip": f"192.0.2.{self._random.choice((user, user, user, 99))}"},
        }
        return json.dumps(event).encode()


@dataclass(frozen=True)
class Outcome:
    """What a trial found."""

    kills: int
    acknowledged: int
    retries: int
    decisions: int
    different: int
    """Acknowledged events whose stored decision is not the answer, or that were answered in two ways."""
    replayed_equal: bool
    """Every decision comes again, to the byte, when the journal is replayed without a kill."""
    state_equal: bool
    """The counts, baselines, findings and risks are those of the run without kills."""
    seconds: float

    @property
    def good(self) -> bool:
        """Tell whether the service kept its word."""
        return self.different == 0 and self.decisions == self.acknowledged and self.replayed_equal and self.state_equal


def kill_repeatedly(directory: Path, kills: int, seed: int, clients: int = 3) -> Outcome:
    """Run the whole trial in `directory`."""
    began = time.monotonic()
    chance = random.Random(seed)
    service = Service(directory / "data", directory / "log", _free_port())
    service.data_dir.mkdir()
    store = open_store(service.data_dir)
    key = create(store, "shipper", ["score"], 1)
    store.close()
    service.start()
    service.wait_until_ready()
    shippers = [LogShipper(number, service.url, key, seed) for number in range(clients)]
    for shipper in shippers:
        shipper.start()
    for _ in range(kills):
        time.sleep(chance.uniform(0.05, 2.5))
        service.end(signal.SIGKILL)
        service.start()
        if chance.random() < 0.8:  # else it may be killed while it recovers
            service.wait_until_ready()
    service.wait_until_ready()
    for shipper in shippers:
        shipper.enough.set()
    for shipper in shippers:
        shipper.join(120)
        if shipper.failure is not None:
            raise shipper.failure
    if service.end(signal.SIGTERM) != 0:
        raise RuntimeError(f"the service did not end well:\n{service.log.read_text()[-3000:]}")
    return _judged(service.data_dir, shippers, kills, time.monotonic() - began)


def _judged(data_dir: Path, shippers: list[LogShipper], kills: int, seconds: float) -> Outcome:
    answers = {uid: bodies for shipper in shippers for uid, bodies in shipper.answers.items()}
    store = open_store(data_dir)
    try:
        with store.read() as connection:
            stored = decisions.known(connection, answers)
            number = decisions.count(connection)
        replayed_equal, state_equal = _compared(data_dir, store)
    finally:
        store.close()
    return Outcome(
        kills=kills,
        acknowledged=len(answers),
        retries=sum(shipper.retries for shipper in shippers),
        decisions=number,
        different=sum(bodies != {stored.get(uid)} for uid, bodies in answers.items()),
        replayed_equal=replayed_equal,
        state_equal=state_equal,
        seconds=seconds,
    )


def _compared(data_dir: Path, store: Store) -> tuple[bool, bool]:
    """Run the journal through one engine from its beginning, as if nothing had been killed, and compare."""
    engines = ConfiguredEngines(data_dir, load_context(None), Settings())
    kept = newest_snapshots(snapshots.directory(data_dir))
    survivor = engines.restore(kept[0][1].read_bytes())
    engine = engines.restore(kept[-1][1].read_bytes())
    equal = True
    with store.read() as connection:
        for entry in journal.after(connection, 0):
            batch = engine.process(codec.unpack_events(entry.seq, entry.body))
            stored = decisions.known(connection, batch.uids)
            equal &= all(batch.encode(i) == stored[uid] for i, uid in enumerate(batch.uids))
    return equal, _everything_known(engine) == _everything_known(survivor)


def _everything_known(engine: Engine) -> bytes:
    """All that can be asked of a state: counts by day and source, findings, every entity with its baselines.

    The memory it takes is left out, since tables grow in steps.
    """
    statistics = msgspec.structs.replace(engine.statistics(), state_bytes=0)
    users = [engine.entity("user", f"user{number}@example.com") for number in range(USERS)]
    addresses = [engine.entity("src_ip", f"192.0.2.{number}") for number in range(256)]
    return msgspec.json.encode([statistics, engine.findings.all(), users, addresses])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=os.getpid())
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="uba-kill-") as directory:
        outcome = kill_repeatedly(Path(directory), options.kills, options.seed)
    print(f"seed {options.seed}: {outcome}")
    print("held" if outcome.good else "BROKEN")
    sys.exit(not outcome.good)


if __name__ == "__main__":
    main()
