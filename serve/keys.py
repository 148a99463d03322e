"""API keys: `uba_<id>_<secret>`, shown once, stored hashed, with the scopes they are good for."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Iterable
from typing import NamedTuple

from serve.store import keys as table
from serve.store.database import Store
from serve.store.keys import KeyRow
from uba.errors import ConfigError

SCOPES = ("score", "read", "triage", "admin")
"""What a key may be good for: send events; read; judge findings; everything."""

_CACHE_SECONDS = 5.0
"""How long a verified key is taken without asking the database; a revoked key stops within this time."""

_CACHE_SIZE = 4096


class Key(NamedTuple):
    """A verified key."""

    id: str
    name: str
    scopes: frozenset[str]

    def allows(self, scope: str) -> bool:
        """Tell whether the key is good for `scope`; `admin` is good for all."""
        return scope in self.scopes or "admin" in self.scopes


def create(store: Store, name: str, scopes: Iterable[str], time_ms: int) -> str:
    """Make a key and return it; it cannot be shown again.

    Raises
    ------
    uba.errors.ConfigError
        A scope that does not exist, or none.
    """
    wanted = sorted(set(scopes), key=lambda scope: (SCOPES.index(scope) if scope in SCOPES else -1, scope))
    if not wanted or any(scope not in SCOPES for scope in wanted):
        raise ConfigError(f"scopes {wanted} met, expected one or more of {', '.join(SCOPES)}: name them with --scope")
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    with store.write() as connection:
        table.add(connection, KeyRow(key_id, name, " ".join(wanted), _hash(secret), time_ms, None))
    return f"uba_{key_id}_{secret}"


def _hash(secret: str) -> bytes:
    # Secrets are 256 random bits, which no one can guess however fast the hash: slow hashes are for passwords.
    return hashlib.sha256(secret.encode()).digest()


class KeyRing:
    """Verifies keys against the store, and remembers the good ones for a moment."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._verified: dict[bytes, tuple[float, Key]] = {}
        self._lock = threading.Lock()

    def remembered(self, text: str) -> Key | None:
        """Return the key if it was verified a moment ago; asks nobody."""
        found = self._verified.get(_hash(text))
        return found[1] if found is not None and found[0] > time.monotonic() else None

    def verify(self, text: str) -> Key | None:
        """Return the key that `text` is, None for one that is unknown, wrong or revoked."""
        parts = text.split("_", 2)
        if len(parts) != 3 or parts[0] != "uba" or not parts[1].isalnum() or len(parts[1]) > 16:
            return None
        with self._store.read() as connection:
            row = table.get(connection, parts[1])
        # An unknown id costs the same comparison as a wrong secret.
        expected = row.hash if row is not None else bytes(32)
        if not hmac.compare_digest(_hash(parts[2]), expected) or row is None or row.revoked is not None:
            return None
        key = Key(row.id, row.name, frozenset(row.scopes.split()))
        with self._lock:
            if len(self._verified) >= _CACHE_SIZE:
                self._verified.clear()
            self._verified[_hash(text)] = (time.monotonic() + _CACHE_SECONDS, key)
        return key
