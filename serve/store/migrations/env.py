"""Alembic's entry: run the migrations on the connection that `serve.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from serve.store.metadata import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA)
context.run_migrations()
