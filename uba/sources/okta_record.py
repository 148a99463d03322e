"""The record of the Okta System Log: a LogEvent, as far as it is read."""

# ruff: noqa: N815 - the vendor's field names are kept

from __future__ import annotations

import msgspec


class Party(msgspec.Struct, gc=False):
    """An actor or a target."""

    id: str | None = None
    type: str | None = None
    alternateId: str | None = None
    displayName: str | None = None


class UserAgent(msgspec.Struct, gc=False):
    """The client's software."""

    rawUserAgent: str | None = None


class Geography(msgspec.Struct, gc=False):
    """Where the address is registered; the country by its English name."""

    country: str | None = None


class Client(msgspec.Struct, gc=False):
    """Where the request came from."""

    ipAddress: str | None = None
    userAgent: UserAgent | None = None
    geographicalContext: Geography | None = None


class Hop(msgspec.Struct, gc=False):
    """One address on the way."""

    ip: str | None = None


class Request(msgspec.Struct, gc=False):
    """The addresses on the way, the client's first."""

    ipChain: list[Hop] | None = None


class Outcome(msgspec.Struct, gc=False):
    """What came of it."""

    result: str | None = None
    reason: str | None = None


class AuthenticationContext(msgspec.Struct, gc=False):
    """The session; `rootSessionId` is that of the session it came from."""

    externalSessionId: str | None = None
    rootSessionId: str | None = None
    credentialType: str | None = None


class SecurityContext(msgspec.Struct, gc=False):
    """The network of the address."""

    asNumber: int | str | None = None


class DebugContext(msgspec.Struct, gc=False):
    """Free details by event type."""

    debugData: msgspec.Raw = msgspec.Raw()


class Detail(msgspec.Struct, gc=False):
    """The API token of a request."""

    requestApiTokenId: str | None = None


class Transaction(msgspec.Struct, gc=False):
    """The request that the event is part of."""

    id: str | None = None
    detail: Detail | None = None


class Device(msgspec.Struct, gc=False):
    """A device that is registered with Okta."""

    id: str | None = None
    name: str | None = None
    managed: bool | None = None


class OktaRecord(msgspec.Struct, gc=False):
    """One LogEvent."""

    uuid: str | None = None
    published: str | float | None = None
    eventType: str | None = None
    eventSource: str | None = None
    displayMessage: str | None = None
    actor: Party | None = None
    client: Client | None = None
    request: Request | None = None
    outcome: Outcome | None = None
    target: list[Party] | None = None
    authenticationContext: AuthenticationContext | None = None
    securityContext: SecurityContext | None = None
    debugContext: DebugContext | None = None
    transaction: Transaction | None = None
    device: Device | None = None
