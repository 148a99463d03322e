"""Starting the service: everything that can be wrong is found before anything is written."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvicorn

from serve import data_dir, interpreter, logs
from serve.app import DEFAULT_RATE, create_app
from serve.body import DEFAULT_LIMIT
from serve.engines import ConfiguredEngines
from serve.metrics import Metrics
from serve.own_rules import read_own_rules
from serve.scorer import Scorer
from serve.store import Store, open_store
from serve.store.checkpoints import carried_over
from uba import garbage
from uba.context import Context, load_context
from uba.errors import ConfigError, UBAError
from uba.settings import Settings
from uba.sources import with_mappings
from uba.sources.base import Source

log = structlog.get_logger("serve.run")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What `uba serve` was told; see its help."""

    host: str
    port: int
    data_dir: Path
    context_dir: Path | None = None
    mappings_dir: Path | None = None
    rules_dir: Path | None = None
    strict_rules: bool = False
    database_url: str | None = None
    settings: Settings
    snapshot_every: int = 100_000
    queue_limit: int = 200_000
    rate: float = DEFAULT_RATE
    body_limit: int = DEFAULT_LIMIT


def run(options: Options) -> None:
    """Serve until SIGTERM or Ctrl-C, then finish what was accepted, take a snapshot and return.

    Raises
    ------
    uba.errors.UBAError
        Port in use, directory not writable, database damaged, state damaged; context, mapping, rules or champion
        unusable.
    """
    logs.configure()
    sources = with_mappings(options.mappings_dir)
    rules = read_own_rules(options.rules_dir, options.strict_rules)
    with _listen(options.host, options.port) as listener:
        data_dir.prepare(options.data_dir)
        with data_dir.locked(options.data_dir):
            engines = ConfiguredEngines(options.data_dir, _context(options), options.settings, rules=rules)
            store = open_store(options.data_dir, options.database_url)
            try:
                store.claim()
                _serve(options, sources, listener, store, engines)
            finally:
                store.close()


def _serve(
    options: Options,
    sources: Mapping[str, Source],
    listener: socket.socket,
    store: Store,
    engines: ConfiguredEngines,
) -> None:
    metrics = Metrics()
    scorer = Scorer(
        options.data_dir,
        store,
        engines,
        metrics,
        snapshot_every=options.snapshot_every,
        queue_limit=options.queue_limit,
    )

    def give_up() -> None:
        server.should_exit = True

    app = create_app(
        scorer,
        store,
        metrics,
        rate=options.rate,
        body_limit=options.body_limit,
        sources=sources,
        on_failure=give_up,
        on_loaded=garbage.spare_what_stands,
    )
    interpreter.take_turns_quickly()
    # The connection's own log lines would be one a request; the metrics count them.
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=30))
    host, port = listener.getsockname()[:2]
    log.info("listening", url=f"http://{f'[{host}]' if ':' in host else host}:{port}", data_dir=str(options.data_dir))
    with _ended_by_signal(), carried_over(store):
        server.run(sockets=[listener])
    if scorer.failure is not None:
        if isinstance(scorer.failure, UBAError):
            raise scorer.failure
        raise ConfigError(f"the scorer cannot go on ({scorer.failure}): see the log above") from scorer.failure


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=2048)
        # Connections inherit it; without it a small answer waits 40 ms for the client's acknowledgement of the header.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"cannot listen on {host} port {port} ({reason}), expected a free port of this machine: "
            "stop what uses it, or name another with --port"
        ) from error


@contextlib.contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Let a stop by signal be an ordinary end: uvicorn raises the signal once more after its shutdown."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _context(options: Options) -> Context:
    if options.context_dir is not None and not options.context_dir.is_dir():
        raise ConfigError(
            f"context {options.context_dir} is no directory, expected one with directory.csv and the like: "
            "name it with --context"
        )
    directory = options.context_dir or options.data_dir / "context"
    return load_context(directory if directory.is_dir() else None)
