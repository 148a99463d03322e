"""A footprint: records of one kind that techniques leave behind, and the sources that carry them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from uba.attack.records import Records

ANY_VENDOR = ("mapped", "ocsf", "ecs")
"""Sources that carry what any vendor logs, told by class and activity: one record of theirs says nothing of another."""


class Carrier(msgspec.Struct, frozen=True):
    """One source that carries a footprint.

    Attributes
    ----------
    records
        The events that are the footprint.
    alive
        Events that come as long as the log comes: they tell a quiet log from a missing one. Empty where the
        footprint itself is everyday business, and its absence means that nobody logs it.
    """

    source: str
    records: tuple[Records, ...]
    alive: tuple[Records, ...] = ()

    @property
    def pulse(self) -> tuple[Records, ...]:
        """Events by which the source is known to carry this at all."""
        return (*self.records, *self.alive)


class Footprint(msgspec.Struct, frozen=True):
    """Records of one kind.

    Attributes
    ----------
    uid
        Short name, unique, as in `inbox_rules`.
    name
        What a person calls them, in the plural.
    carriers
        Alternatives: one is enough.
    """

    uid: str
    name: str
    carriers: tuple[Carrier, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources that carry it, those of a vendor first."""
        return tuple(dict.fromkeys(carrier.source for carrier in self.carriers))


class Kind(msgspec.Struct, frozen=True):
    """A class with activities and outcomes, before it is known whose; `like` makes records of it."""

    class_uid: int
    activities: tuple[int, ...] = ()
    statuses: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()

    def of(self, source: str) -> Records:
        """The records of one source."""
        return Records(source, self.class_uid, self.activities, self.statuses, self.codes, self.logs)


def kind(class_uid: int, *activities: int, status: Iterable[int] = (), codes: str = "", log: str = "") -> Kind:
    """Write a kind of event down; `codes` are parted by `;`, and like the log in any case."""
    named = tuple(code.strip().lower() for code in codes.split(";") if code.strip())
    return Kind(class_uid, activities, tuple(status), named, (log.lower(),) if log else ())


def carrier(source: str, *kinds: Kind, alive: Iterable[Kind] = ()) -> Carrier:
    """Say by which events a source carries a footprint, and by which it is known to be there."""
    return Carrier(source, tuple(one.of(source) for one in kinds), tuple(one.of(source) for one in alive))


def carriers(sources: str, *kinds: Kind, alive: Iterable[Kind] = ()) -> tuple[Carrier, ...]:
    """Say the same of several sources, parted by spaces."""
    pulses = tuple(alive)
    return tuple(carrier(source, *kinds, alive=pulses) for source in sources.split())
