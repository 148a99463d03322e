"""Who and where: an event's canonical user, network, country, client and peer group."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import TypeVar

from uba.activities import WEB_SHARE
from uba.addresses import is_private
from uba.context import Context
from uba.context.networks import Network, Networks
from uba.domains import registered_domain
from uba.events import (
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DHCP_ACTIVITY,
    EMAIL_ACTIVITY,
    HTTP_ACTIVITY,
    INBOUND,
    INTERNAL,
    OUTBOUND,
    Event,
)
from uba.mail_providers import MAIL_PROVIDERS
from uba.remembered import LONGEST
from uba.user_agent import family

_CACHE_LIMIT = 1 << 18


_Answer = TypeVar("_Answer")


class _Bounded(dict[str, _Answer]):
    """A cache that forgets everything when full and keeps nothing long: bounded in bytes, and never wrong."""

    def __init__(self, compute: Callable[[str], _Answer]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, key: str) -> _Answer:
        value = self._compute(key)
        if len(key) <= LONGEST:
            if len(self) >= _CACHE_LIMIT:
                self.clear()
            self[key] = value
        return value


class Identity:
    """Resolves the raw names of events against the context.

    Parameters
    ----------
    context
        Directory, networks, inventory, calendar.
    timezone
        IANA zone of whoever has none of their own.
    """

    def __init__(self, context: Context, timezone: str) -> None:
        self.context = context
        self._timezone = timezone
        self._scanners = Networks(Network(cidr=block) for block in sorted(context.scanners) if _is_block(block))
        self.knows_own = bool(context.users or context.own_domains)
        """Whether the context says whose addresses are the organisation's own."""
        self._users = _Bounded(context.canonical)
        self._networks = _Bounded(self._network)
        self._countries = _Bounded(self._country)
        self._agents = _Bounded(family)
        self._registered = _Bounded(registered_domain)
        self._known = _Bounded(lambda name: self.context.user(name) is not None)
        self._own = _Bounded(self._is_own)
        self._privileged = _Bounded(self._is_privileged)

    def user_of(self, event: Event) -> str:
        """The canonical acting user, empty where the event has none.

        Of a mail it is the sender, if it is the organisation's own: by the record's
        direction, and by directory and own domains where the context has any.
        """
        if event.class_uid != EMAIL_ACTIVITY:
            return self._users[event.actor_user_name] if event.actor_user_name else ""
        sender = event.actor_user_name or event.email_from
        if not sender or event.direction_id == INBOUND or (self.knows_own and not self.is_own(sender)):
            return ""
        return self._users[sender]

    def is_own(self, address: str) -> bool:
        """Whether an e-mail address belongs to the organisation: in the directory, or in an own domain."""
        return self._own[address]

    def is_known(self, user: str) -> bool:
        """Whether the directory lists the user."""
        return self._known[user]

    def network_of(self, event: Event) -> str:
        """The AS number where the record or the context has one, else the address block."""
        if event.src_asn:
            return f"AS{event.src_asn}"
        return self._networks[event.src_ip] if event.src_ip else ""

    def is_from_people(self, address: str) -> bool:
        """Whether an address is known to be where people are; not where machines are rented, nor what nobody knows."""
        if is_private(address):
            return True
        network = self.context.network(address) if address else None
        return network is not None and network.kind not in ("", "hosting")

    def country_of(self, event: Event) -> str:
        """ISO country code of the source, empty where nobody says."""
        return event.src_country or (self._countries[event.src_ip] if event.src_ip else "")

    def agent_of(self, event: Event) -> str:
        """User-agent family, empty where there is no header."""
        return self._agents[event.user_agent] if event.user_agent else ""

    def service_of(self, event: Event) -> str:
        """The service an event is about: the host asked, where somebody signs in, or what runs or fails; else empty."""
        if event.class_uid == HTTP_ACTIVITY:
            return "" if event.direction_id == OUTBOUND else event.url_hostname or event.product_name
        if event.class_uid == AUTHENTICATION:
            return event.product_name
        if event.class_uid == DHCP_ACTIVITY:
            return event.device_hostname or event.product_name
        if event.class_uid == APPLICATION_ERROR:
            return event.service_name or event.app_name
        return event.service_name if event.class_uid == APPLICATION_LIFECYCLE else ""

    def host_of(self, event: Event) -> str:
        """The server that logged the event about itself, or that somebody logged on to; empty for devices of people."""
        is_own_device = event.class_uid == AUTHENTICATION and (event.device_uid or event.device_is_managed is not None)
        return "" if is_own_device else event.device_hostname

    def sender_of(self, event: Event) -> str:
        """Who outside the organisation sends: a registered domain, of mail providers and chats the address itself."""
        if event.class_uid == EMAIL_ACTIVITY:
            sender = event.email_from or event.email_smtp_from
            if "@" not in sender or event.direction_id in (OUTBOUND, INTERNAL) or self.is_own(sender):
                return ""
            domain = self._registered[sender.rpartition("@")[2]]
            return sender if domain in MAIL_PROVIDERS else domain
        sender = event.actor_user_name
        if event.activity_id != WEB_SHARE or "@" not in sender or not self.context.own_domains or self.is_own(sender):
            return ""
        return sender

    def mailbox_of(self, event: Event) -> str:
        """The mailbox that is read, emptied, configured, or that a mail is forwarded from by itself."""
        if event.class_uid == EMAIL_ACTIVITY:
            if not is_forwarded(event):
                return ""
            named = (event.actor_user_name, event.email_smtp_from, event.email_from)
            return next((self._users[name] for name in named if name and (not self.knows_own or self.is_own(name))), "")
        return self._users[event.resource_uid] if event.resource_type == "mailbox" and event.resource_uid else ""

    def domain_of(self, event: Event) -> str:
        """Registered domain of the site a request goes to."""
        return self.domain_of_host(event.url_hostname)

    def domain_of_host(self, host: str) -> str:
        """Registered domain of a host name."""
        return self._registered[host] if host else ""

    def is_privileged(self, name: str) -> bool:
        """Whether the directory calls the user privileged."""
        return self._privileged[name]

    def group_of(self, kind: str, entity: str) -> str:
        """Peer group: a person's department, a service account's kind, an address's kind of network."""
        if kind == "user":
            user = self.context.user(entity)
            if user is None:
                return ""
            return user.department if user.kind == "person" else f"kind:{user.kind}"
        if kind == "src_ip":
            if self._scanners.find(entity) is not None:
                return "scanner"
            network = self.context.network(entity)
            if network is not None and network.kind:
                return network.kind
            return "private" if is_private(entity) else ""
        return ""

    def timezone_of(self, kind: str, entity: str) -> str:
        """IANA zone that gives the entity its local time."""
        user = self.context.user(entity) if kind == "user" else None
        return user.timezone if user is not None and user.timezone else self._timezone

    def _is_own(self, address: str) -> bool:
        return self.is_known(address) or address.rpartition("@")[2].lower() in self.context.own_domains

    def _is_privileged(self, name: str) -> bool:
        user = self.context.user(name)
        return user is not None and user.privileged

    def _network(self, ip: str) -> str:
        known = self.context.network(ip)
        if known is not None and known.asn:
            return f"AS{known.asn}"
        try:
            address = ipaddress.ip_address(ip)
        except ValueError:
            return ip
        if address.is_loopback:  # a machine that speaks with itself came from nowhere
            return ""
        block = ipaddress.ip_network(f"{address}/{16 if address.version == 4 else 32}", strict=False)
        return str(block)

    def _country(self, ip: str) -> str:
        known = self.context.network(ip)
        return known.country if known is not None else ""


_FORWARD_HEADERS = (
    "x-ms-exchange-organization-autoforwarded",
    "x-mailfwdby",
    "x-forwarded-to",
    "x-forwarded-for",
    "x-ms-exchange-inbox-rules-loop",
)


def is_forwarded(event: Event) -> bool:
    """Whether a mail carries a mark of automatic forwarding."""
    return any(
        header.lower().startswith(_FORWARD_HEADERS) and not header.lower().endswith("false")
        for header in event.email_headers
    )


def _is_block(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False  # a host name: no address equals it
    return True


_OWN_SYSTEMS = ("kind:service", "kind:shared", "office", "vpn", "private", "scanner")


def is_own_system(group: str) -> bool:
    """Whether a peer group is of what the organisation runs itself, not of people or of strangers' addresses.

    Machines and shared egress addresses have other extremes than people and
    strangers, so they are calibrated apart.
    """
    return group in _OWN_SYSTEMS
