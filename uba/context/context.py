"""The whole context, as the engine asks it; loaded once, never changed."""

from __future__ import annotations

import logging
from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec

from uba.context.calendar import Calendar, Day, load_calendar
from uba.context.directory import Directory, User, load_directory
from uba.context.geo import load_geo
from uba.context.inventory import Inventory, load_inventory
from uba.context.networks import Network, Networks, load_networks
from uba.errors import ConfigError, ContextError

_CACHED = 262_144
_log = logging.getLogger("uba.context")


class Context:
    """Directory, networks, inventory and calendar behind one face. Every part may be empty."""

    def __init__(
        self,
        directory: Directory | None = None,
        networks: Networks | None = None,
        inventory: Inventory | None = None,
        calendar: Calendar | None = None,
    ) -> None:
        self.directory = directory or Directory()
        self.networks = networks or Networks()
        self.inventory = inventory or Inventory()
        self.calendar = calendar or Calendar()
        self.own_domains: frozenset[str] = self.inventory.values("own_domain")
        """Mail domains of the organisation, lower case."""
        self.scanners: frozenset[str] = self.inventory.values("scanner")
        """Addresses and blocks (`203.0.113.0/28`) of scanners that are expected."""
        self._canonical: dict[str, str] = {}

    @classmethod
    def empty(cls) -> Context:
        """Give a context that knows nothing."""
        return cls()

    @classmethod
    def load(cls, folder: Path) -> tuple[Context, list[ContextError]]:
        """Read a context directory; files may be missing, bad rows are reported and skipped.

        Raises
        ------
        ConfigError
            There is no such directory.
        """
        if not folder.is_dir():
            raise ConfigError(f"{folder}: not a directory; give the directory that holds directory.csv and the others")
        directory, errors = load_directory(folder)
        geo, more = load_geo(folder)
        errors += more
        networks, more = load_networks(folder, geo)
        errors += more
        inventory, more = load_inventory(folder)
        errors += more
        calendar, more = load_calendar(folder)
        return cls(directory, networks, inventory, calendar), errors + more

    @property
    def users(self) -> list[User]:
        """All users, in the order of the file."""
        return self.directory.users

    def user(self, name: str) -> User | None:
        """Give the user who goes by a name (UPN, DOMAIN\\name, e-mail, login), without case; None if nobody does."""
        return self.directory.find(name)

    def canonical(self, name: str) -> str:
        """Give the canonical name of a user, or the name itself in lower case."""
        try:
            return self._canonical[name]
        except KeyError:
            pass
        if len(self._canonical) >= _CACHED:
            self._canonical.clear()
        user = self.directory.find(name)
        found = self._canonical[name] = user.user if user is not None else name.strip().lower()
        return found

    def network(self, ip: str) -> Network | None:
        """Give what `networks.csv` and the databases beside it know of an address; None when they know nothing."""
        return self.networks.find(ip)

    def holidays(self, day: date, department: str = "") -> list[Day]:
        """Give the holidays of a day, everybody's and the department's."""
        return self.calendar.holidays(day, department)

    def fingerprint(self) -> str:
        """Give the SHA-256 of the content: equal for equal rows in equal order, whatever the files look like."""
        rows = (self.directory.users, self.networks.networks, self.inventory.assets, self.calendar.days)
        geo = self.networks.geo
        digests = geo.digests if geo is not None else []
        return sha256(msgspec.json.encode(rows) + "".join(digests).encode()).hexdigest()


def load_context(folder: Path | None) -> Context:
    """Read a context directory, telling of bad rows in the log of this module; None gives the empty context.

    Raises
    ------
    ConfigError
        There is no such directory.
    """
    if folder is None:
        return Context.empty()
    context, errors = Context.load(folder)
    for error in errors:
        _log.warning("context row skipped: %s", error)
    return context
