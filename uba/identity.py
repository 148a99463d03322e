"""Who and where: an event's canonical user, network, country, client and peer group."""

from __future__ import annotations

import ipaddress

from uba.activities import WEB_SHARE
from uba.addresses import is_private, number_of
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
from uba.remembered import remembered
from uba.user_agent import BOT, client_of, family

_LOOPBACK = 127
"""Where IPv4 addresses begin with it a machine speaks with itself: it came from nowhere."""
_remembered = remembered(most=1 << 18)


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
        self.user = _remembered(lambda name: context.canonical(name) if name else "")
        """Canonical name of a user. This and what follows: empty of an empty text, and next to free of a known one."""
        self.network = _remembered(lambda ip: self._network(ip) if ip else "")
        """Network of an address, by the context or as a block."""
        self.country = _remembered(lambda ip: self._country(ip) if ip else "")
        """ISO country code of an address, as the context has it."""
        self.agent = _remembered(family)
        """Family of a user-agent header."""
        self._kinds = _remembered(self._kind)
        self._crawlers = _remembered(lambda header: client_of(header).kind == BOT)
        self.is_known = _remembered(lambda name: self.context.user(name) is not None)
        """Whether the directory lists a user."""
        self.is_privileged = _remembered(self._is_privileged)
        """Whether the directory calls a user privileged."""
        self._own = _remembered(self._is_own)

    def user_of(self, event: Event) -> str:
        """The canonical acting user, empty where the event has none.

        Of a mail it is the sender, if it is the organisation's own: by the record's
        direction, and by directory and own domains where the context has any.
        """
        if event.class_uid != EMAIL_ACTIVITY:
            return self.user(event.actor_user_name)
        sender = event.actor_user_name or event.email_from
        if not sender or event.direction_id == INBOUND or (self.knows_own and not self.is_own(sender)):
            return ""
        return self.user(sender)

    def is_own(self, address: str) -> bool:
        """Whether an e-mail address belongs to the organisation: in the directory, or in an own domain."""
        return self._own(address)

    def network_of(self, event: Event) -> str:
        """The AS number where the record or the context has one, else the address block."""
        return f"AS{event.src_asn}" if event.src_asn else self.network(event.src_ip)

    def is_from_people(self, address: str) -> bool:
        """Whether an address is known to be where people are; not where machines are rented, nor what nobody knows."""
        return is_private(address) or self._kinds(address) not in ("", "hosting")

    def is_of_office(self, address: str) -> bool:
        """Whether an address is one that an office of the organisation has to the outside."""
        return self._kinds(address) == "office" and not is_private(address)

    def country_of(self, event: Event) -> str:
        """ISO country code of the source, empty where nobody says."""
        return event.src_country or self.country(event.src_ip)

    def agent_of(self, event: Event) -> str:
        """User-agent family, empty where there is no header."""
        return self.agent(event.user_agent)

    def is_crawler(self, event: Event) -> bool:
        """Whether the client says that it crawls or watches by itself."""
        return self._crawlers(event.user_agent)

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
            return self.sender_named(sender)
        sender = event.actor_user_name
        if event.activity_id != WEB_SHARE or "@" not in sender or not self.context.own_domains or self.is_own(sender):
            return ""
        return sender

    def sender_named(self, address: str) -> str:
        """Who is behind an address of e-mail: its registered domain, or the address itself where many share that."""
        domain = registered_domain(address.rpartition("@")[2])
        return address if domain in MAIL_PROVIDERS else domain

    def mailbox_of(self, event: Event) -> str:
        """The mailbox that is read, emptied, configured, or that a mail is forwarded from by itself."""
        if event.class_uid == EMAIL_ACTIVITY:
            if not is_forwarded(event):
                return ""
            named = (event.actor_user_name, event.email_smtp_from, event.email_from)
            return next((self.user(name) for name in named if name and (not self.knows_own or self.is_own(name))), "")
        return self.user(event.resource_uid) if event.resource_type == "mailbox" else ""

    def domain_of(self, event: Event) -> str:
        """Registered domain of the site a request goes to."""
        return self.domain_of_host(event.url_hostname)

    def domain_of_host(self, host: str) -> str:
        """Registered domain of a host name."""
        return registered_domain(host) if host else ""

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
            return self._kinds(entity)
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
        version, number = number_of(ip)
        if not version:
            return ip
        if version == 4:
            first, second = number >> 24, number >> 16 & 255
            return f"{first}.{second}.0.0/16" if first != _LOOPBACK else ""
        address = ipaddress.IPv6Address(number)
        return str(ipaddress.ip_network((address, 32), strict=False)) if not address.is_loopback else ""

    def _kind(self, address: str) -> str:
        """Kind of network as the context has it, else `private` or, of what nobody knows, empty."""
        network = self.context.network(address) if address else None
        if network is not None and network.kind:
            return network.kind
        return "private" if is_private(address) else ""

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
