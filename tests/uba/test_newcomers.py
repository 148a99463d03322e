"""Laws of what rules may ask about strangers."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from uba.batch import EventBatch
from uba.clock import DAY_MS
from uba.context import Context
from uba.context.directory import Directory, User
from uba.context.inventory import Asset, Inventory
from uba.context.networks import Networks
from uba.events import EMAIL_ACTIVITY, HTTP_ACTIVITY, INBOUND, OUTBOUND, Event
from uba.identity import Identity
from uba.newcomers import ASKED, LATELY_MS, WATCHED_DAYS, Newcomers
from uba.state.entities import PEOPLE, EntityTable
from uba.state.hashing import Hasher

NOW = 30 * DAY_MS


@dataclass
class Watched:
    """Stands for an entity kind: its table, and how long it was watched."""

    days: int = WATCHED_DAYS
    entities: EntityTable = field(default_factory=lambda: EntityTable(1))

    @property
    def features(self) -> Watched:
        """Where a decider keeps its days."""
        return self


def mail(sender: str, to: str, direction: int = INBOUND) -> Event:
    """A mail that was received at `NOW`."""
    return Event(
        time=NOW,
        uid="m",
        source="message_trace",
        class_uid=EMAIL_ACTIVITY,
        direction_id=direction,
        email_from=sender,
        email_to=(to,),
    )


def request(host: str) -> Event:
    """A request through a proxy at `NOW`."""
    return Event(
        time=NOW, uid="r", source="web_proxy", class_uid=HTTP_ACTIVITY, direction_id=OUTBOUND, url_hostname=host
    )


def asked(what: str, *events: Event, met: dict[str, int] | None = None, days: int = WATCHED_DAYS) -> bool:
    """Ask of the last event of a batch; `met` are entities and the time (ms) they were first seen."""
    kinds = {"sender": Watched(days), "domain": Watched(days)}
    for name, time in (met or {}).items():
        for kind in kinds.values():
            kind.entities.add(name, 0, PEOPLE, 0, time)
    own = Inventory([Asset(type="own_domain", value="corp.example")])
    context = Context(Directory([User(user="ann@corp.example")]), Networks([]), own)
    batch = EventBatch(list(events), Identity(context, "UTC"), Hasher())
    newcomers = Newcomers(kinds, kinds)  # type: ignore[arg-type]
    return newcomers.is_new(batch, what, len(events) - 1)


EXAMPLES = {
    "sender": (mail("kim@fresh.example", "ann@corp.example"), "fresh.example"),
    "recipient": (mail("ann@corp.example", "kim@fresh.example", OUTBOUND), "fresh.example"),
    "domain": (request("get.fresh.example"), "fresh.example"),
    "silent_domain": (request("get.fresh.example"), "fresh.example"),
}


@pytest.mark.parametrize("what", ASKED)
def test_what_was_never_met_is_new(what: str) -> None:
    """Somebody unheard of is a newcomer, though not to who has watched for less than a week."""
    event, _ = EXAMPLES[what]

    assert asked(what, event)
    assert not asked(what, event, days=WATCHED_DAYS - 1)


@pytest.mark.parametrize("what", [what for what in ASKED if what != "silent_domain"])
def test_a_newcomer_is_one_for_days(what: str) -> None:
    """It stays one until `LATELY_MS` after it was first met, and then never is again."""
    event, name = EXAMPLES[what]

    assert asked(what, event, met={name: NOW - LATELY_MS})
    assert not asked(what, event, met={name: NOW - LATELY_MS - 1})


def test_own_people_are_no_strangers() -> None:
    """Mail to colleagues, and events that say nothing of it, are of no newcomer."""
    assert not asked("recipient", mail("ann@corp.example", "bob@corp.example", OUTBOUND))
    assert not asked("sender", request("get.fresh.example"))
    assert not asked("domain", mail("kim@fresh.example", "ann@corp.example"))


def test_a_site_that_invited_by_mail_is_not_silent() -> None:
    """A site is silent only as long as no mail of its name came, in batches before or earlier in this one."""
    invitation, visit = mail("kim@fresh.example", "ann@corp.example"), request("get.fresh.example")

    assert asked("silent_domain", visit)
    assert not asked("silent_domain", invitation, visit)
    assert not asked("silent_domain", visit, met={"fresh.example": NOW - 1})
