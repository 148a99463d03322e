"""F09: how many systems one user signs in to, and how many service tickets of a weak kind are asked for."""

from uba import activities as a
from uba.batch import EventBatch
from uba.events import AUTHENTICATION, Event
from uba.features.select import has_user, is_of, present, succeeded
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Mask, Window
from uba.features.values import text

_NETWORK, _NEW_CREDENTIALS = 3, 9
_WEAK = ("0x17", "0x18", "0x1", "0x3")
"""Ticket encryption that is cracked off line in hours: RC4 and DES (RFC 8429, RFC 6649)."""


def _target(event: Event) -> str:
    return event.service_name or event.device_hostname or event.dst_hostname or event.app_name


def _signed_in(batch: EventBatch) -> Mask:
    return is_of(batch, AUTHENTICATION, a.AUTH_LOGON, a.AUTH_SERVICE_TICKET) & succeeded(batch) & has_user(batch)


def _knocking(batch: EventBatch) -> Mask:
    """Logons over the network, given or denied, that the machine itself writes down."""
    asked = is_of(batch, AUTHENTICATION, a.AUTH_LOGON) & present(batch.src_ip)
    return batch.among(asked, lambda event: event.logon_type_id == _NETWORK and bool(event.device_hostname))


def _weak_tickets(batch: EventBatch) -> Mask:
    tickets = is_of(batch, AUTHENTICATION, a.AUTH_SERVICE_TICKET) & succeeded(batch)
    return batch.among(tickets, lambda event: event.auth_encryption.lower() in _WEAK)


def _explicit(batch: EventBatch) -> Mask:
    return batch.among(is_of(batch, AUTHENTICATION), lambda event: event.logon_type_id == _NEW_CREDENTIALS)


SPECS = (
    FeatureSpec(
        name="auth.fanout.1h",
        family="F09",
        evidence="fanout",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=_signed_in,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        value=text(_target),
        floor=8.0,
        prior_mean=2.0,
        techniques=("T1210", "T1550", "T1199"),
        sentence="signed in to {observed} different systems in an hour; usual {low}–{high}, "
        "peers {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="auth.fanout.src_ip.1h",
        family="F09",
        evidence="fanout",
        entity="src_ip",
        baseline=BaselineKind.SIZE,
        select=_knocking,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        value=text(lambda event: event.device_hostname),
        floor=8.0,
        prior_mean=2.0,
        techniques=("T1210", "T1550", "T1110.003"),
        sentence="tried to log on to {observed} different machines in an hour; usual {low}–{high}, "
        "addresses like it {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="auth.weak_tickets.1h",
        family="F09",
        evidence="tickets",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=_weak_tickets,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        value=text(_target),
        floor=5.0,
        prior_mean=0.5,
        techniques=("T1110.002", "T1550"),
        sentence="asked for Kerberos tickets of weak encryption for {observed} services in an hour; "
        "usual {low}–{high}, peers {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="auth.explicit_credentials.1h",
        family="F09",
        evidence="signin",
        entity="host",
        baseline=BaselineKind.SIZE,
        select=_explicit,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        value=text(lambda event: event.user_name or event.actor_user_name),
        floor=6.0,
        prior_mean=1.0,
        techniques=("T1110.003", "T1550"),
        sentence="explicit credentials of {observed} accounts used on this host in an hour; usual {low}–{high}, "
        "hosts like it {peers_low}–{peers_high}",
    ),
)
