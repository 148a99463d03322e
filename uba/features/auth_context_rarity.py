"""F07: where, with what and when somebody acts, against their own habits, their peers' and the organisation's."""

from collections.abc import Callable

import numpy as np

from uba.batch import EventBatch, app_of
from uba.events import AUTHENTICATION, ENTITY_MANAGEMENT, Event
from uba.features.select import has_user, is_of, present, succeeded
from uba.features.spec import BaselineKind, FeatureSpec, Hashes, Indices, Mask
from uba.features.values import column, shown, text

_LOGON_TYPES = {
    2: "at the machine itself",
    3: "over the network",
    4: "as a batch job",
    5: "as a service",
    7: "by unlocking",
    8: "with the password in clear text",
    9: "under other credentials",
    10: "by remote desktop",
    11: "offline, with cached credentials",
}
"""Windows logon types, as people call them."""
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _hour_block(batch: EventBatch, at: Indices) -> Hashes:
    """Three-hour block of the local day, as a small non-zero number."""
    return (1 + batch.hour_of_week[at] % 24 // 3).astype(np.uint64)


def _hour_text(batch: EventBatch, i: int) -> str:
    how = int(batch.hour_of_week[i])
    return f"{_WEEKDAYS[how // 24]} {how % 24:02d}:00"


def _way(event: Event) -> str:
    """Protocol or factor, and the type of a Windows logon."""
    kind = f"logon type {event.logon_type_id}" if event.logon_type_id else ""
    return " ".join(part for part in (event.auth_protocol, kind) if part) or "no stated method"


def _way_in_words(event: Event) -> str:
    how = _LOGON_TYPES.get(event.logon_type_id, f"by logon type {event.logon_type_id}" if event.logon_type_id else "")
    return " ".join(part for part in (f"with {event.auth_protocol}" * bool(event.auth_protocol), how) if part) or (
        "by no stated method"
    )


def _acting(batch: EventBatch) -> Mask:
    return succeeded(batch) & has_user(batch)


def _with(attribute: str) -> Callable[[EventBatch], Mask]:
    def select(batch: EventBatch) -> Mask:
        column: Hashes = getattr(batch, attribute)
        return present(column) & _acting(batch)

    return select


def _by_client(batch: EventBatch) -> Mask:
    """What programs say of themselves while they are used; in records of settings it is how the setting was sent."""
    return present(batch.agent) & _acting(batch) & ~is_of(batch, ENTITY_MANAGEMENT)


def _by_device(batch: EventBatch) -> Mask:
    """What is used; in records of settings it is what was set, as a device that is registered."""
    return present(batch.device) & _acting(batch) & ~is_of(batch, ENTITY_MANAGEMENT)


def _signing_in(batch: EventBatch) -> Mask:
    """Sign-ins; not that somebody uses the account's credentials, as `runas` does: nothing says that they work."""
    return batch.among(_acting(batch) & is_of(batch, AUTHENTICATION), lambda event: not event.user_name)


NETWORK = "auth.context_rarity.network"
"""Remembers where people get in from."""


def _spec(
    name: str,
    evidence: str,
    select: Callable[[EventBatch], Mask],
    value: Callable[[EventBatch, Indices], Hashes],
    text: Callable[[EventBatch, int], str],
    sentence: str,
) -> FeatureSpec:
    return FeatureSpec(
        name=f"auth.context_rarity.{name}",
        family="F07",
        evidence=evidence,
        entity="user",
        baseline=BaselineKind.RARITY,
        select=select,
        value=value,
        value_text=text,
        techniques=("T1550", "T1133"),
        sentence=sentence,
    )


SPECS = (
    _spec(
        "network",
        "location",
        _with("network"),
        column("network"),
        lambda batch, i: batch.networks[i],
        "came from the network {value}, {seen}",
    ),
    _spec(
        "country",
        "location",
        _with("country"),
        column("country"),
        lambda batch, i: batch.countries[i],
        "came from the country {value}, {seen}",
    ),
    _spec(
        "device",
        "client",
        _by_device,
        column("device"),
        lambda batch, i: batch.events[i].device_uid,
        "used the device {value}, {seen}",
    ),
    _spec(
        "agent",
        "client",
        _by_client,
        column("agent"),
        lambda batch, i: batch.agents[i],
        "used the client {value}, {seen}",
    ),
    _spec("hour", "hour", _acting, _hour_block, _hour_text, "was active around {value} local time, {seen}"),
    _spec(
        "app",
        "client",
        lambda batch: _signing_in(batch) & present(batch.app),
        column("app"),
        lambda batch, i: app_of(batch.events[i]),
        "signed in through the application {value}, {seen}",
    ),
    _spec(
        "way",
        "client",
        _signing_in,
        text(_way),
        shown(_way_in_words),
        "signed in {value}, {seen}",
    ),
)
