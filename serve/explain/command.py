"""What `uba replay --explain` asks for: opens the service's store, and explains."""

from __future__ import annotations

from pathlib import Path

from serve import logs
from serve.engines import ConfiguredEngines
from serve.explain.recompute import explain
from serve.explain.words import in_words
from serve.store import open_store
from serve.store.database import FILE_NAME
from uba.context import load_context
from uba.errors import ConfigError
from uba.settings import Settings


def explained(uid: str, data_dir: Path, context: Path | None, database_url: str | None) -> tuple[str, bool]:
    """Explain the decision of an event in words, and tell whether it comes out the same again.

    Raises
    ------
    uba.errors.ConfigError
        There is no service's database there, or it knows no such event.
    uba.errors.StateError
        Database or champion is damaged.
    """
    if database_url is None and not (data_dir / FILE_NAME).is_file():
        raise ConfigError(
            f"there is no {data_dir / FILE_NAME}, expected the data directory of a service that has scored events: "
            "name it with --data-dir, or its PostgreSQL database with --database-url"
        )
    logs.configure()
    directory = context or data_dir / "context"
    store = open_store(data_dir, database_url)
    try:
        engines = ConfiguredEngines(data_dir, load_context(directory if directory.is_dir() else None), Settings())
        explanation = explain(data_dir, store, engines, uid)
    finally:
        store.close()
    return in_words(explanation), explanation.agrees
