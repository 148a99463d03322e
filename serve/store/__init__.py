"""The store: journal, decisions, findings and keys in one database, written in one transaction."""

from serve.store.database import Store, open_store

__all__ = ["Store", "open_store"]
