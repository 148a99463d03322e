"""Runs rules on examples: native records through the real sources, flat events, and sequences of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import msgspec
import numpy as np

from uba.batch import EventBatch
from uba.context import Context
from uba.context.directory import Directory, User
from uba.context.inventory import Asset, Inventory
from uba.context.networks import Network, Networks
from uba.events import Event
from uba.identity import Identity
from uba.indicators import IndicatorHit, Indicators, RuleSet
from uba.settings import Settings
from uba.sources import by_name
from uba.state.hashing import Hasher

START = 1_773_046_800_000
"""Monday 2026-03-09 09:00 UTC."""


def fabrikam() -> Context:
    """Give the organisation that the rules' examples speak of."""
    people = [
        User(user=f"{name}@fabrikam.example", aliases=(f"corp\\{name}",), department="finance")
        for name in ("d.keller", "m.osei", "j.brandt", "cfo", "dev.amir", "ap")
    ]
    admin = User(user="admin@fabrikam.example", department="it", privileged=True)
    service = User(user="svc@fabrikam.example", aliases=("corp\\svc",), kind="service")
    shared = User(user="press@fabrikam.example", kind="shared")
    networks = [
        Network(cidr="198.51.100.0/26", asn=64500, country="DE", kind="office"),
        Network(cidr="203.0.113.0/24", asn=64501, country="NL", kind="hosting"),
        Network(cidr="2001:db8:45::/48", asn=64501, country="NL", kind="hosting"),
    ]
    listed = {
        "own_domain": ["fabrikam.example"],
        "partner_domain": ["partner.example"],
        "external_forward_allowed": ["tickets.example"],
        "scanner": ["198.51.100.250"],
        "container_registry": ["registry.fabrikam.example"],
        "host": ["wks7", "dc02", "fs1", "srv1"],
    }
    assets = [Asset(type=kind, value=value) for kind, values in listed.items() for value in values]
    return Context(Directory([*people, admin, service, shared]), Networks(networks), Inventory(assets))


def events_of(example: dict[str, Any]) -> list[Event]:
    """Give the events of one example, in order of time."""
    if "sequence" not in example:
        return [_one(example, START, 0)]
    found: list[Event] = []
    time = float(START)
    for step in example["sequence"]:
        time += step.get("after_s", 0) * 1_000
        for i in range(step.get("times", 1)):
            if i:
                time += step["every_s"] * 1_000
            found.append(_one(step, int(time), len(found)))
            if vary := step.get("vary"):
                now = getattr(found[-1], vary)
                value = (f"{now[0]}{i:03}",) if isinstance(now, tuple) else f"{now}{i:03}"
                found[-1] = msgspec.structs.replace(found[-1], **{vary: value})
    return found


def _one(example: dict[str, Any], time: int, number: int) -> Event:
    if "record" in example:
        event = by_name(example["source"]).parse(example["record"].encode())
        assert event is not None
        return event
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in example["event"].items()}
    hints = {"access_list", "email_to", "email_files", "email_urls", "email_headers"}
    given = {name: tuple(map(str, value)) if name in hints else value for name, value in given.items()}
    return Event(**{"time": time, "uid": f"x{number}", **given})


def is_unheard_of(events: list[Event], asked: str, i: int) -> bool:
    """Tell whether a sender, recipient or site is new: in the examples all are but those of `known.example`."""
    event = events[i]
    sites = dict.fromkeys(("domain", "silent_domain"), event.url_hostname)
    named = {"sender": event.email_from, "recipient": "".join(event.email_to), **sites}[asked]
    return bool(named) and not named.endswith("known.example")


def hits_of(
    rules: RuleSet, events: Iterable[Event], context: Context | None = None, batch: int = 1_000_000
) -> list[IndicatorHit]:
    """Give what fires on events that are cut into batches; `event` counts in the whole stream."""
    known = context or fabrikam()
    indicators = Indicators(rules, known, Settings())
    return list(run(indicators, list(events), known, batch))


def run(
    indicators: Indicators, events: list[Event], context: Context, batch: int = 1_000_000
) -> Iterator[IndicatorHit]:
    """Give the hits of a running set of rules."""
    identity, hasher = Identity(context, "UTC"), Hasher()
    for first in range(0, len(events), batch):
        part = events[first : first + batch]
        cut = EventBatch(part, identity, hasher)
        cut.is_newcomer = partial(is_unheard_of, part)
        for hit in indicators.evaluate(cut, np.zeros(len(part), dtype=np.bool_)):
            yield msgspec.structs.replace(hit, event=hit.event + first)
