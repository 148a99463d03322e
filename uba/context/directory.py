"""The directory: users, and the many names one user goes by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from uba.context.rows import Row, read_rows
from uba.errors import ContextError

FILE = "directory.csv"
_KINDS = ("person", "service", "shared")
_BOOLS = ("true", "false", "yes", "no", "1", "0")


class User(msgspec.Struct, frozen=True, kw_only=True):
    """One account of the directory.

    Attributes
    ----------
    user
        Canonical name, lower case, usually the UPN.
    aliases
        Its other names, lower case.
    timezone
        IANA name, empty when the directory does not say.
    kind
        `person`, `service` or `shared`.
    """

    user: str
    aliases: tuple[str, ...] = ()
    email: str = ""
    department: str = ""
    title: str = ""
    manager: str = ""
    groups: tuple[str, ...] = ()
    timezone: str = ""
    kind: str = "person"
    privileged: bool = False
    start_date: date | None = None
    end_date: date | None = None


class Directory:
    """Users by any of their names, without case.

    A name is looked up as it stands. So that `CORP\\anna` and `anna` meet, an
    alias with a domain is also known without it, and a UPN by its local part,
    unless somebody else goes by that name: an explicit name always wins, and a
    derived name that two users share is nobody's.
    """

    def __init__(self, users: Iterable[User] = ()) -> None:
        self.users: list[User] = list(users)
        self.ambiguous: list[tuple[str, User]] = []
        self._by_name = self._explicit()
        self._by_short_name = self._derived()

    def find(self, name: str) -> User | None:
        """Give the user of a name; None when nobody, or more than one, goes by it."""
        key = name.strip().lower()
        user = self._by_name.get(key)
        if user is not None or key in self._by_name:
            return user
        user = self._by_short_name.get(key)
        if user is None and "\\" in key:
            # A domain the directory does not know still names the account behind the backslash.
            short = key.rpartition("\\")[2]
            user = self._by_name.get(short) or self._by_short_name.get(short)
        return user

    def _explicit(self) -> dict[str, User | None]:
        names: dict[str, User | None] = {}
        canonical = {user.user: user for user in self.users}
        for user in self.users:
            names[user.user] = user
        for user in self.users:
            for name in dict.fromkeys((*user.aliases, user.email)):
                if not name or name in canonical:
                    if name in canonical and canonical[name] is not user:
                        self.ambiguous.append((name, user))
                elif name in names and names[name] is not user:
                    self.ambiguous.append((name, user))
                    names[name] = None
                else:
                    names[name] = user
        return names

    def _derived(self) -> dict[str, User | None]:
        short_names: dict[str, User | None] = {}
        for user in self.users:
            for name in {_short(name) for name in (user.user, *user.aliases)} - {""}:
                other = short_names.setdefault(name, user)
                if other is not user:
                    short_names[name] = None
        return short_names


def _short(name: str) -> str:
    if "\\" in name:
        return name.rpartition("\\")[2]
    return name.partition("@")[0] if "@" in name else ""


def load_directory(folder: Path) -> tuple[Directory, list[ContextError]]:
    """Read `directory.csv`; bad rows are reported, good ones kept. Of two rows of one user the first counts."""
    users: dict[str, User] = {}
    lines: dict[str, int] = {}
    errors: list[ContextError] = []
    for row in read_rows(folder / FILE, required=("user",)):
        if isinstance(row, ContextError):
            errors.append(row)
            continue
        try:
            user = _user(row)
            if user.user in users:
                raise row.error(f"user {user.user!r} is already on line {lines[user.user]}: expected each user once")
        except ContextError as error:
            errors.append(error)
            continue
        users[user.user] = user
        lines[user.user] = row.line
    directory = Directory(users.values())
    for name, user in directory.ambiguous:
        problem = f"alias {name!r} of {user.user} is also another user's: it resolves to nobody; give it to one"
        if name in users:
            problem = f"alias {name!r} of {user.user} is another user's canonical name: it stays with that user"
        errors.append(ContextError(FILE, lines[user.user], problem))
    return directory, errors


def _user(row: Row) -> User:
    privileged = row.one_of("privileged", _BOOLS, "false")
    return User(
        user=row.required("user").lower(),
        aliases=tuple(dict.fromkeys(alias.lower() for alias in row.items("aliases"))),
        email=row.text("email").lower(),
        department=row.text("department"),
        title=row.text("title"),
        manager=row.text("manager").lower(),
        groups=row.items("groups"),
        timezone=_timezone(row),
        kind=row.one_of("kind", _KINDS, "person"),
        privileged=privileged in ("true", "yes", "1"),
        start_date=row.day("start_date"),
        end_date=row.day("end_date"),
    )


def _timezone(row: Row) -> str:
    name = row.text("timezone")
    if name:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise row.error(f"timezone is {name!r}: expected an IANA name such as Europe/Berlin") from None
    return name
