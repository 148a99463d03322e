"""Bring a database to the tables this program expects."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError

from serve.store.database import Store
from uba.errors import StateError


def upgrade(store: Store) -> None:
    """Run the migrations the database has not seen, all of them or none.

    Raises
    ------
    uba.errors.StateError
        The database was made by a newer version of this program.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    with store.write() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StateError(
                f"the database has tables this version does not know ({error}), expected those of this version or "
                "older: run the version that made it"
            ) from error
