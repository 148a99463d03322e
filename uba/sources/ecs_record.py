"""The fields of the Elastic Common Schema that are read, as structs.

Any field may hold a list in ECS; the patient decode joins a list of texts by commas.
"""

from __future__ import annotations

import msgspec


class EventFields(msgspec.Struct, gc=False):
    """`event.*`: what happened, in ECS's own words."""

    id: str | None = None
    kind: str | None = None
    category: list[str] | str | None = None
    type: list[str] | str | None = None
    action: str | None = None
    code: str | None = None
    outcome: str | None = None
    reason: str | None = None
    module: str | None = None
    dataset: str | None = None
    provider: str | None = None
    created: str | float | None = None
    ingested: str | float | None = None
    duration: int | float | str | None = None


class Named(msgspec.Struct, gc=False):
    """Something that has a name or an id."""

    name: str | None = None
    id: str | None = None


class UserFields(msgspec.Struct, gc=False):
    """`user.*`."""

    name: str | None = None
    id: str | None = None
    email: str | None = None
    domain: str | None = None
    target: Named | None = None


class AutonomousSystem(msgspec.Struct, gc=False):
    """`*.as`."""

    number: int | str | None = None


class Geo(msgspec.Struct, gc=False):
    """`*.geo`."""

    country_iso_code: str | None = None


class Endpoint(msgspec.Struct, gc=False):
    """`source.*`, `client.*`, `destination.*`."""

    ip: str | None = None
    address: str | None = None
    domain: str | None = None
    mac: str | None = None
    bytes: int | str | None = None
    system: AutonomousSystem | None = msgspec.field(name="as", default=None)
    geo: Geo | None = None
    user: UserFields | None = None


class HostFields(msgspec.Struct, gc=False):
    """`host.*`."""

    name: str | None = None
    hostname: str | None = None
    id: str | None = None


class HttpBody(msgspec.Struct, gc=False):
    """`http.response.body.*`."""

    bytes: int | str | None = None


class HttpRequest(msgspec.Struct, gc=False):
    """`http.request.*`."""

    method: str | None = None
    referrer: str | None = None
    id: str | None = None


class HttpResponse(msgspec.Struct, gc=False):
    """`http.response.*`."""

    status_code: int | str | None = None
    body: HttpBody | None = None
    bytes: int | str | None = None


class HttpFields(msgspec.Struct, gc=False):
    """`http.*`."""

    request: HttpRequest | None = None
    response: HttpResponse | None = None


class UrlFields(msgspec.Struct, gc=False):
    """`url.*`."""

    domain: str | None = None
    path: str | None = None
    query: str | None = None
    original: str | None = None
    full: str | None = None


class UserAgentFields(msgspec.Struct, gc=False):
    """`user_agent.*`."""

    original: str | None = None


class FileFields(msgspec.Struct, gc=False):
    """`file.*`."""

    name: str | None = None
    path: str | None = None
    size: int | str | None = None


class MailAddress(msgspec.Struct, gc=False):
    """`email.from`, `email.to`."""

    address: list[str] | str | None = None


class EmailFields(msgspec.Struct, gc=False):
    """`email.*`."""

    sender: MailAddress | None = msgspec.field(name="from", default=None)
    to: MailAddress | None = None
    subject: str | None = None
    message_id: str | None = None
    direction: str | None = None


class NetworkFields(msgspec.Struct, gc=False):
    """`network.*`."""

    direction: str | None = None
    protocol: str | None = None


class ImageFields(msgspec.Struct, gc=False):
    """`container.image.*`."""

    name: str | None = None
    tag: list[str] | str | None = None


class ContainerFields(msgspec.Struct, gc=False):
    """`container.*`."""

    image: ImageFields | None = None


class EcsVersion(msgspec.Struct, gc=False):
    """`ecs.*`."""

    version: str | None = None


class EcsRecord(msgspec.Struct, gc=False):
    """One document."""

    timestamp: str | float | None = msgspec.field(name="@timestamp", default=None)
    ecs: EcsVersion | None = None
    event: EventFields | None = None
    user: UserFields | None = None
    source: Endpoint | None = None
    client: Endpoint | None = None
    destination: Endpoint | None = None
    host: HostFields | None = None
    http: HttpFields | None = None
    url: UrlFields | None = None
    user_agent: UserAgentFields | None = None
    file: FileFields | None = None
    email: EmailFields | None = None
    network: NetworkFields | None = None
    container: ContainerFields | None = None
    service: Named | None = None
    rule: Named | None = None
    group: Named | None = None
    process: Named | None = None
    trace: Named | None = None
    winlog: msgspec.Raw = msgspec.Raw()
    o365: msgspec.Raw = msgspec.Raw()


NO_EVENT_FIELDS = EventFields()
NO_NAMED = Named()
NO_USER_FIELDS = UserFields()
NO_AUTONOMOUS_SYSTEM = AutonomousSystem()
NO_GEO = Geo()
NO_ENDPOINT = Endpoint()
NO_HOST_FIELDS = HostFields()
NO_HTTP_REQUEST = HttpRequest()
NO_HTTP_RESPONSE = HttpResponse()
NO_HTTP_FIELDS = HttpFields()
NO_URL_FIELDS = UrlFields()
NO_USER_AGENT_FIELDS = UserAgentFields()
NO_FILE_FIELDS = FileFields()
NO_EMAIL_FIELDS = EmailFields()
NO_NETWORK_FIELDS = NetworkFields()
NO_IMAGE_FIELDS = ImageFields()
NO_CONTAINER_FIELDS = ContainerFields()
"""Stand-ins for what a document does not have; never changed."""
