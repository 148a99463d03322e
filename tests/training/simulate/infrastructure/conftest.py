"""A small organisation, and what the real sources make of whatever is written in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest

from training.simulate import SimulationConfig
from training.simulate.disturbance import Disturbances
from training.simulate.sink import CHANNELS, HEADERS
from training.simulate.world import World, build_world
from training.simulate.writers.context import write_context
from uba.context import Context, load_context
from uba.events import Event
from uba.reader import Rejected, read_events

FIRST = 3
"""First day with attacks."""


@dataclass
class Paper:
    """A sink that keeps the lines of each channel as they come."""

    lines: dict[str, list[bytes]] = field(default_factory=dict)
    times: list[int] = field(default_factory=list)
    uids: list[str] = field(default_factory=list)

    def add(self, channel: str, time: int, line: bytes, uid: str = "") -> None:
        self.lines.setdefault(channel, []).append(line)
        self.times.append(time)
        if uid:
            self.uids.append(uid)

    def read(self, folder: Path) -> list[Event | Rejected]:
        """Give what the sources make of it, recognised by content as in a directory of logs."""
        for channel, lines in self.lines.items():
            source, prefix, extension = CHANNELS[channel]
            (folder / source).mkdir(parents=True, exist_ok=True)
            header = [HEADERS[channel]] if channel in HEADERS else []
            (folder / source / f"{prefix}all.{extension}").write_bytes(b"\n".join([*header, *lines]) + b"\n")
        return list(read_events([folder])) if self.lines else []


def observed(event: Event, context: Context) -> Iterator[tuple[str, str]]:
    """Yield what a finding about an event could name: type of entity and value."""
    for name in (event.actor_user_name, event.user_name, *event.email_to):
        if name:
            yield "user", context.canonical(name)
    yield "src_ip", event.src_ip
    yield "sender", event.email_from
    yield "image", event.container_image
    yield "domain", ".".join(event.url_hostname.split(".")[-2:])
    for host in (event.device_hostname, event.dst_hostname, event.src_hostname):
        yield "host", host
    for service in (event.url_hostname, event.dst_hostname, event.service_name, event.product_name):
        yield "service", service
    for thing in (
        event.resource_uid, event.resource_namespace, event.entity_name, event.app_name, event.url_path, event.src_ip,
    ):  # fmt: skip
        yield "object", thing


@pytest.fixture(scope="session")
def build() -> Callable[[int], World]:
    """Give the function that builds the world of a seed, with every row."""

    @cache
    def planned(seed: int) -> World:
        return build_world(SimulationConfig(users=30, days=10, seed=seed, rows=True, attacks_from=FIRST))

    def _build(seed: int) -> World:
        return replace(planned(seed), disturbances=Disturbances(), taken=set(), tallies={}, circles={})

    return _build


@pytest.fixture(scope="session")
def context(build, tmp_path_factory: pytest.TempPathFactory) -> Context:
    """Give the context files of seed 8, whose shop runs on IIS, as the engine reads them."""
    folder = tmp_path_factory.mktemp("context")
    write_context(build(8), folder)
    return load_context(folder)
