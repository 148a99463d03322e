"""Small organisations of different systems, and what the real sources make of whatever is written in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest

from training.simulate import SimulationConfig
from training.simulate.disturbance import Disturbances
from training.simulate.world import World, build_world
from training.simulate.writers.context import write_context
from uba.context import Context, load_context
from uba.events import Event

FIRST, LAST = 3, 9
"""First day with attacks, and last day."""
SEEDS = {"entra": 0, "entra_duo_postfix": 2, "okta_duo_tracking": 4, "okta_postfix": 6}
"""Seeds whose organisations have these systems."""


def host_of(address: str) -> str:
    """Give the host of a URL or an e-mail address."""
    return address.partition("://")[2].partition("/")[0] if "://" in address else address.rpartition("@")[2]


def observed(event: Event, context: Context) -> Iterator[tuple[str, str]]:
    """Yield what a finding about an event could name: type of entity and value."""
    for name in (event.actor_user_name, event.user_name, event.resource_uid, event.entity_uid, *event.email_to):
        yield from (("user", context.canonical(name)), ("mailbox", context.canonical(name)), ("user", name))
    yield "user", context.canonical(event.service_name)
    yield "src_ip", event.src_ip
    yield "session", event.actor_session_uid
    yield "sender", event.email_from
    yield "sender", event.actor_user_name
    yield "repository", event.resource_uid.rpartition("/")[2]
    yield "repository", event.resource_name.rpartition("/")[2]
    for name in (event.device_hostname, event.entity_name, event.dst_hostname, event.src_hostname):
        yield from (("host", name), ("device", name))
    for address in (event.url_hostname, event.email_from, event.actor_user_name, *event.email_to, *event.email_urls):
        host = host_of(address)
        yield from (("domain", host), ("domain", ".".join(host.split(".")[-2:])), ("domain", address))
    for address in context_domains(event):
        yield "domain", address


def context_domains(event: Event) -> Iterator[str]:
    """Yield the domains that a rule or cmdlet names in its text."""
    for word in event.query_text.replace(";", " ").replace('"', " ").replace("=", " ").split():
        if "@" in word:
            yield word.rpartition("@")[2]


@pytest.fixture(scope="session")
def build() -> Callable[[int], World]:
    """Give the function that builds the world of a seed afresh, with every row."""

    @cache
    def planned(seed: int) -> World:
        return build_world(SimulationConfig(users=30, days=LAST + 1, seed=seed, rows=True, attacks_from=FIRST))

    def _build(seed: int) -> World:
        return replace(planned(seed), disturbances=Disturbances(), taken=set(), tallies={}, circles={})

    return _build


@pytest.fixture(scope="session")
def context_of(build, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Context]:
    """Give the function that writes a seed's context files and reads them as the engine does."""

    @cache
    def _context(seed: int) -> Context:
        folder = tmp_path_factory.mktemp("context")
        write_context(build(seed), folder)
        return load_context(folder)

    return _context
