"""What the tests of the service share: a store on each database there is, and a scorer with a fake engine."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from serve.app import create_app
from serve.keys import create
from serve.metrics import Metrics
from serve.scorer import LOADING, Scorer
from serve.store import Store, open_store
from serve.store.database import FILE_NAME
from tests.serve import postgres
from tests.serve.client import Client
from tests.serve.fakes import FakeEngines

MakeScorer = Callable[..., Scorer]
MakeClient = Callable[..., Client]


# The default renderer draws every local variable of a traceback, which takes seconds.
structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Give a temporary PostgreSQL server, or skip where its programs are not installed."""
    binaries = postgres.binaries()
    if binaries is None:
        pytest.skip("PostgreSQL's programs are not installed (looked in /usr/lib/postgresql/*/bin and the PATH)")
    with postgres.running(binaries) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Give an empty store, on each database in turn."""
    url = postgres.fresh_database(request.getfixturevalue("postgres_url")) if request.param == "postgresql" else None
    opened = open_store(tmp_path, url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file with the tables and nothing in them, to copy: migrating anew takes longer than most tests."""
    directory = tmp_path_factory.mktemp("empty")
    open_store(directory).close()
    return directory / FILE_NAME


@pytest.fixture
def sqlite_store(tmp_path: Path, empty_database: Path) -> Iterator[Store]:
    """Give an empty SQLite store."""
    shutil.copy(empty_database, tmp_path)
    opened = open_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def engines() -> FakeEngines:
    """Give a maker of fake engines."""
    return FakeEngines()


@pytest.fixture
def make_scorer(tmp_path: Path, engines: FakeEngines) -> Iterator[MakeScorer]:
    """Make started scorers with the fake engine; all are stopped in the end."""
    made: list[Scorer] = []

    def make(store: Store, **options: Any) -> Scorer:
        scorer = Scorer(tmp_path, store, engines, options.pop("metrics", None) or Metrics(), **options)
        scorer.start()
        made.append(scorer)
        deadline = time.monotonic() + 10
        while scorer.phase == LOADING:
            assert time.monotonic() < deadline
            time.sleep(0.001)
        return scorer

    yield make
    for scorer in made:
        scorer.stop()


@pytest.fixture
def make_client(sqlite_store: Store, make_scorer: MakeScorer) -> MakeClient:
    """Make clients of an application with the fake engine; the key has the scopes named, none for no key."""
    metrics = Metrics()

    def make(*scopes: str, scorer: dict[str, Any] | None = None, **options: Any) -> Client:
        started = make_scorer(sqlite_store, metrics=metrics, **(scorer or {}))
        app = create_app(started, sqlite_store, metrics, **options)
        return Client(app, create(sqlite_store, "kim", scopes, 1) if scopes else None)

    return make


def copy_as_after_a_crash(data_dir: Path, target: Path) -> Path:
    """Copy a data directory in use, which is what a killed process leaves on disk."""
    shutil.copytree(data_dir, target)
    return target
