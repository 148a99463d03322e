"""The columns of many events: what features and kernels read instead of records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from uba.activities import WEB_SHARE
from uba.events import (
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DHCP_ACTIVITY,
    EMAIL_ACTIVITY,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    HTTP_ACTIVITY,
    OUTBOUND,
    WEB_RESOURCES,
    Event,
)
from uba.identity import Identity
from uba.state.hashing import Hasher

if TYPE_CHECKING:
    from uba.indicators import IndicatorHit, Rule

HOST_CLASSES = (EVENT_LOG, APPLICATION_LIFECYCLE, APPLICATION_ERROR, DHCP_ACTIVITY)


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
        self._selected: dict[Callable[[EventBatch], NDArray[np.bool_]], NDArray[np.bool_]] = {}
        self.hour_of_week: NDArray[np.int64] = np.zeros(len(events), dtype=np.int64)
        """Local hour of the week of the acting user, set by the engine once entities are known."""
        self.at_usual_network: NDArray[np.bool_] = np.zeros(len(events), dtype=np.bool_)
        """Whether the acting user got in from the event's network until the day before yesterday; set by the engine."""
        self.run_length: dict[str, NDArray[np.float64]] = {}
        """By entity kind: failures right before this success, 0 or less elsewhere; set by the engine."""
        self.hits: dict[int, list[tuple[Rule, IndicatorHit]]] = {}
        """Indicators that fired, by event; set by the engine."""
        self.is_newcomer: Callable[[str, int], bool] = lambda asked, i: False
        """Whether something of an event was first met lately (`uba.newcomers`); set by the engine."""
        self.session_shift: NDArray[np.int64] = np.zeros(len(events), dtype=np.int64)
        """Shift bits of the event's session, set by the engine."""

    def __len__(self) -> int:
        return len(self.events)

    def integers(self, attribute: str) -> NDArray[np.int64]:
        """One integer attribute as a column."""
        return np.fromiter(map(attrgetter(attribute), self.events), dtype=np.int64, count=len(self.events))

    def texts(self, attribute: str) -> list[str]:
        """One text attribute as a list."""
        return list(map(attrgetter(attribute), self.events))

    def hashes(self, attribute: str) -> NDArray[np.uint64]:
        """One text attribute as a column of hashes, 0 where it is empty."""
        return self.hasher.many(map(attrgetter(attribute), self.events))

    def selected(self, select: Callable[[EventBatch], NDArray[np.bool_]]) -> NDArray[np.bool_]:
        """The mask that a feature's `select` gives; features that ask the same question share the answer."""
        mask = self._selected.get(select)
        if mask is None:
            mask = self._selected[select] = select(self)
        return mask

    def among(self, mask: NDArray[np.bool_], holds: Callable[[Event], bool]) -> NDArray[np.bool_]:
        """Of the events of a mask those of which something holds; only they are asked."""
        at = np.flatnonzero(mask)
        return _kept(mask, at, map(holds, map(self.events.__getitem__, at.tolist())))

    def where(self, mask: NDArray[np.bool_], holds: Callable[[int], bool]) -> NDArray[np.bool_]:
        """As `among`, of an event by its place: for what its record alone does not say."""
        at = np.flatnonzero(mask)
        return _kept(mask, at, map(holds, at.tolist()))

    @cached_property
    def time(self) -> NDArray[np.int64]:
        """Event time, ms since the epoch."""
        return self.integers("time")

    @cached_property
    def class_uid(self) -> NDArray[np.int64]:
        """OCSF class."""
        return self.integers("class_uid")

    @cached_property
    def activity_id(self) -> NDArray[np.int64]:
        """OCSF activity within the class."""
        return self.integers("activity_id")

    @cached_property
    def status_id(self) -> NDArray[np.int64]:
        """1 success, 2 failure, 99 other, 0 unknown."""
        return self.integers("status_id")

    @cached_property
    def count(self) -> NDArray[np.float64]:
        """Operations a record stands for."""
        return np.maximum(self.integers("count"), 1).astype(np.float64)

    @cached_property
    def bytes_out(self) -> NDArray[np.float64]:
        """Bytes returned, or the size of the file that was read."""
        returned = self.integers("bytes_out")
        return np.where(returned == 0, self.integers("file_size"), returned).astype(np.float64)

    @cached_property
    def http_status(self) -> NDArray[np.int64]:
        """HTTP status of the answer, 0 where there is none."""
        return self.integers("http_status")

    @cached_property
    def recipients(self) -> NDArray[np.float64]:
        """Recipients of a mail."""
        return np.array([len(event.email_to) for event in self.events], dtype=np.float64)

    @cached_property
    def is_repository(self) -> NDArray[np.bool_]:
        """Whether the thing read or changed is a code repository."""
        return self._is_resource("repository")

    @cached_property
    def is_mailbox(self) -> NDArray[np.bool_]:
        """Whether the thing read or changed is a mailbox."""
        return self._is_resource("mailbox")

    @cached_property
    def _resource_type(self) -> NDArray[np.uint64]:
        return self.hashes("resource_type")

    def _is_resource(self, name: str) -> NDArray[np.bool_]:
        mask: NDArray[np.bool_] = self._resource_type == np.uint64(self.hasher.one(name))
        return mask

    @cached_property
    def is_unreferred(self) -> NDArray[np.bool_]:
        """Whether no page led to the request."""
        return np.array([event.referrer in ("", "-") for event in self.events], dtype=np.bool_)

    @cached_property
    def users(self) -> list[str]:
        """Canonical acting user of each event, empty where there is none."""
        names = list(map(self.identity.user, map(attrgetter("actor_user_name"), self.events)))
        return self._corrected(names, self._is_of((EMAIL_ACTIVITY,)), self.identity.user_of)

    @cached_property
    def user(self) -> NDArray[np.uint64]:
        """Hash of the acting user."""
        return self.hasher.many(self.users)

    @cached_property
    def src_ip(self) -> NDArray[np.uint64]:
        """Hash of the source address."""
        return self.hasher.many(self.addresses)

    @cached_property
    def services(self) -> list[str]:
        """Service each event is about, empty where it is about none."""
        return [self.identity.service_of(event) for event in self.events]

    @cached_property
    def addresses(self) -> list[str]:
        """Source address of each event."""
        return self.texts("src_ip")

    @cached_property
    def hosts(self) -> list[str]:
        """Server that logged each event of its own running, empty elsewhere."""
        return self._named(self._is_of(HOST_CLASSES) | (self.class_uid == AUTHENTICATION), self.identity.host_of)

    @cached_property
    def senders(self) -> list[str]:
        """Outside sender of each mail or chat message."""
        shared = self._is_of((WEB_RESOURCES,)) & np.equal(self.activity_id, WEB_SHARE)
        return self._named(self._is_of((EMAIL_ACTIVITY,)) | shared, self.identity.sender_of)

    @cached_property
    def sender(self) -> NDArray[np.uint64]:
        """Hash of the outside sender."""
        return self.hasher.many(self.senders)

    @cached_property
    def mailboxes(self) -> list[str]:
        """Mailbox that each event reads, empties, configures or forwards from."""
        of_mailbox = self._is_of((WEB_RESOURCES, ENTITY_MANAGEMENT)) & self.is_mailbox
        return self._named(self._is_of((EMAIL_ACTIVITY,)) | of_mailbox, self.identity.mailbox_of)

    @cached_property
    def mailbox(self) -> NDArray[np.uint64]:
        """Hash of the mailbox."""
        return self.hasher.many(self.mailboxes)

    @cached_property
    def domains(self) -> list[str]:
        """Registered domain that each request through a proxy or click goes to."""
        return self._named(self.is_outbound, self.identity.domain_of)

    @cached_property
    def domain(self) -> NDArray[np.uint64]:
        """Hash of the registered domain a request goes to."""
        return self.hasher.many(self.domains)

    @cached_property
    def is_outbound(self) -> NDArray[np.bool_]:
        """Whether the event is a request to somebody else's site, through a proxy or as a click."""
        return self._is_of((HTTP_ACTIVITY,)) & np.equal(self.direction_id, OUTBOUND)

    @cached_property
    def direction_id(self) -> NDArray[np.int64]:
        """1 inbound, 2 outbound, 3 internal, 0 unknown."""
        return self.integers("direction_id")

    @cached_property
    def is_privileged(self) -> NDArray[np.bool_]:
        """Whether the directory calls the acting user privileged."""
        return np.fromiter(map(self.identity.is_privileged, self.users), dtype=np.bool_, count=len(self.events))

    @cached_property
    def latency(self) -> NDArray[np.float64]:
        """Time the answer took, ms."""
        return np.array([event.latency_ms for event in self.events], dtype=np.float64)

    @cached_property
    def operation(self) -> NDArray[np.uint64]:
        """Hash of the vendor's name of what was done."""
        return self.hashes("event_code")

    @cached_property
    def source(self) -> NDArray[np.uint64]:
        """Hash of the name of the source that read the record."""
        return self.hashes("source")

    @cached_property
    def product(self) -> NDArray[np.uint64]:
        """Hash of the product the record is of."""
        return self.hashes("product_name")

    def _is_of(self, classes: tuple[int, ...]) -> NDArray[np.bool_]:
        mask: NDArray[np.bool_] = self.class_uid == classes[0]
        for class_uid in classes[1:]:
            mask |= self.class_uid == class_uid
        return mask

    def _named(self, mask: NDArray[np.bool_], name_of: Callable[[Event], str]) -> list[str]:
        return self._corrected([""] * len(self.events), mask, name_of)

    def _corrected(self, names: list[str], mask: NDArray[np.bool_], name_of: Callable[[Event], str]) -> list[str]:
        """Names, where the mask says so those that the whole record gives."""
        for i in np.flatnonzero(mask).tolist():
            names[i] = name_of(self.events[i])
        return names

    @cached_property
    def service(self) -> NDArray[np.uint64]:
        """Hash of the service."""
        return self.hasher.many(self.services)

    @cached_property
    def session(self) -> NDArray[np.uint64]:
        """Hash of the session or cookie id."""
        return self.hashes("actor_session_uid")

    @cached_property
    def resource(self) -> NDArray[np.uint64]:
        """Hash of the thing read or changed."""
        return self.hashes("resource_uid")

    @cached_property
    def container(self) -> NDArray[np.uint64]:
        """Hash of the space, site or repository the thing lives in."""
        return np.where(self.is_repository, self.resource, self.hashes("resource_namespace"))

    @cached_property
    def path(self) -> NDArray[np.uint64]:
        """Hash of host and path of each HTTP request."""
        return self.hasher.many(self._named(self._is_of((HTTP_ACTIVITY,)), path_of))

    @cached_property
    def networks(self) -> list[str]:
        """Network of each source address: its AS number, else its /16 (IPv6: /32)."""
        names = list(map(self.identity.network, self.addresses))
        return self._corrected(names, self.integers("src_asn") != 0, self.identity.network_of)

    @cached_property
    def network(self) -> NDArray[np.uint64]:
        """Hash of the network."""
        return self.hasher.many(self.networks)

    @cached_property
    def countries(self) -> list[str]:
        """Country of each source address, empty where unknown."""
        known = map(self.identity.country, self.addresses)
        return [said or country for said, country in zip(self.texts("src_country"), known, strict=True)]

    @cached_property
    def country(self) -> NDArray[np.uint64]:
        """Hash of the country."""
        return self.hasher.many(self.countries)

    @cached_property
    def agents(self) -> list[str]:
        """User-agent family of each event."""
        return list(map(self.identity.agent, map(attrgetter("user_agent"), self.events)))

    @cached_property
    def agent(self) -> NDArray[np.uint64]:
        """Hash of the user-agent family."""
        return self.hasher.many(self.agents)

    @cached_property
    def device(self) -> NDArray[np.uint64]:
        """Hash of the device id."""
        return self.hashes("device_uid")

    @cached_property
    def app(self) -> NDArray[np.uint64]:
        """Hash of the client application of each sign-in."""
        return self.hasher.many(self._named(self._is_of((AUTHENTICATION,)), app_of))


def _kept(mask: NDArray[np.bool_], at: NDArray[np.int64], answers: Iterable[bool]) -> NDArray[np.bool_]:
    """A mask with the answers at these of its places."""
    found = mask.copy()
    found[at] = np.fromiter(answers, dtype=np.bool_, count=at.size)
    return found


def container_of(event: Event) -> str:
    """Space, site or organisation; a repository is its own container."""
    return event.resource_uid if event.resource_type == "repository" else event.resource_namespace


def path_of(event: Event) -> str:
    """Host and path requested."""
    return event.url_hostname + event.url_path


def app_of(event: Event) -> str:
    """Client application: its name, else its id, else the application signed in to."""
    return event.actor_app_name or event.actor_app_uid or event.app_name
