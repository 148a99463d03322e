"""The columns of many events: what features and kernels read instead of records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from uba.events import Event
from uba.identity import Identity
from uba.state.hashing import Hasher


class EventBatch:
    """Events as columns of shape (n,), computed when a feature first asks for them.

    Parameters
    ----------
    events
        In arrival order.
    identity
        Who and where, resolved against the context.
    hasher
        Stable hashes of values.
    """

    def __init__(self, events: Sequence[Event], identity: Identity, hasher: Hasher) -> None:
        self.events = events
        self.identity = identity
        self.hasher = hasher
        self.hour_of_week: NDArray[np.int64] = np.zeros(len(events), dtype=np.int64)
        """Local hour of the week of the acting user, set by the engine once entities are known."""
        self.run_length: dict[str, NDArray[np.float64]] = {}
        """By entity kind: failures right before this success, 0 or less elsewhere; set by the engine."""
        self.session_shift: NDArray[np.int64] = np.zeros(len(events), dtype=np.int64)
        """Shift bits of the event's session, set by the engine."""

    def __len__(self) -> int:
        return len(self.events)

    def integers(self, get: Callable[[Event], int]) -> NDArray[np.int64]:
        """One integer attribute as a column."""
        return np.array([get(event) for event in self.events], dtype=np.int64)

    def hashes(self, get: Callable[[Event], str]) -> NDArray[np.uint64]:
        """One text attribute as a column of hashes, 0 where it is empty."""
        return self.hasher.many([get(event) for event in self.events])

    @cached_property
    def time(self) -> NDArray[np.int64]:
        """Event time, ms since the epoch."""
        return self.integers(lambda event: event.time)

    @cached_property
    def class_uid(self) -> NDArray[np.int64]:
        """OCSF class."""
        return self.integers(lambda event: event.class_uid)

    @cached_property
    def activity_id(self) -> NDArray[np.int64]:
        """OCSF activity within the class."""
        return self.integers(lambda event: event.activity_id)

    @cached_property
    def status_id(self) -> NDArray[np.int64]:
        """1 success, 2 failure, 99 other, 0 unknown."""
        return self.integers(lambda event: event.status_id)

    @cached_property
    def count(self) -> NDArray[np.float64]:
        """Operations a record stands for."""
        return self.integers(lambda event: max(event.count, 1)).astype(np.float64)

    @cached_property
    def bytes_out(self) -> NDArray[np.float64]:
        """Bytes returned, or the size of the file that was read."""
        return self.integers(lambda event: event.bytes_out or event.file_size).astype(np.float64)

    @cached_property
    def http_status(self) -> NDArray[np.int64]:
        """HTTP status of the answer, 0 where there is none."""
        return self.integers(lambda event: event.http_status)

    @cached_property
    def recipients(self) -> NDArray[np.float64]:
        """Recipients of a mail."""
        return self.integers(lambda event: len(event.email_to)).astype(np.float64)

    @cached_property
    def is_repository(self) -> NDArray[np.bool_]:
        """Whether the thing read or changed is a code repository."""
        return np.array([event.resource_type == "repository" for event in self.events], dtype=np.bool_)

    @cached_property
    def is_unreferred(self) -> NDArray[np.bool_]:
        """Whether no page led to the request."""
        return np.array([event.referrer in ("", "-") for event in self.events], dtype=np.bool_)

    @cached_property
    def users(self) -> list[str]:
        """Canonical acting user of each event, empty where there is none."""
        return [self.identity.user_of(event) for event in self.events]

    @cached_property
    def user(self) -> NDArray[np.uint64]:
        """Hash of the acting user."""
        return self.hasher.many(self.users)

    @cached_property
    def src_ip(self) -> NDArray[np.uint64]:
        """Hash of the source address."""
        return self.hashes(lambda event: event.src_ip)

    @cached_property
    def services(self) -> list[str]:
        """Service each event is about, empty where it is about none."""
        return [self.identity.service_of(event) for event in self.events]

    @cached_property
    def session(self) -> NDArray[np.uint64]:
        """Hash of the session or cookie id."""
        return self.hashes(lambda event: event.actor_session_uid)

    @cached_property
    def resource(self) -> NDArray[np.uint64]:
        """Hash of the thing read or changed."""
        return self.hashes(lambda event: event.resource_uid)

    @cached_property
    def container(self) -> NDArray[np.uint64]:
        """Hash of the space, site or repository the thing lives in."""
        return self.hashes(container_of)

    @cached_property
    def message(self) -> NDArray[np.uint64]:
        """Hash of the mail's message id, of the record's own id where it has none."""
        return self.hashes(lambda event: event.email_message_uid or event.uid)

    @cached_property
    def path(self) -> NDArray[np.uint64]:
        """Hash of host and path requested."""
        return self.hashes(lambda event: event.url_hostname + event.url_path)

    @cached_property
    def networks(self) -> list[str]:
        """Network of each source address: its AS number, else its /16 (IPv6: /32)."""
        return [self.identity.network_of(event) for event in self.events]

    @cached_property
    def network(self) -> NDArray[np.uint64]:
        """Hash of the network."""
        return self.hasher.many(self.networks)

    @cached_property
    def countries(self) -> list[str]:
        """Country of each source address, empty where unknown."""
        return [self.identity.country_of(event) for event in self.events]

    @cached_property
    def country(self) -> NDArray[np.uint64]:
        """Hash of the country."""
        return self.hasher.many(self.countries)

    @cached_property
    def agents(self) -> list[str]:
        """User-agent family of each event."""
        return [self.identity.agent_of(event) for event in self.events]

    @cached_property
    def agent(self) -> NDArray[np.uint64]:
        """Hash of the user-agent family."""
        return self.hasher.many(self.agents)

    @cached_property
    def device(self) -> NDArray[np.uint64]:
        """Hash of the device id."""
        return self.hashes(lambda event: event.device_uid)

    @cached_property
    def app(self) -> NDArray[np.uint64]:
        """Hash of the client application."""
        return self.hashes(app_of)


def container_of(event: Event) -> str:
    """Space, site or organisation; a repository is its own container."""
    return event.resource_uid if event.resource_type == "repository" else event.resource_namespace


def app_of(event: Event) -> str:
    """Client application: its name, else its id, else the application signed in to."""
    return event.actor_app_name or event.actor_app_uid or event.app_name
