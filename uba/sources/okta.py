"""Okta System Log: API and log streaming, and data lakes that lower the case of its keys.

A failure is `outcome.result` FAILURE or DENY; the reason is `outcome.reason`.
A challenge decides nothing yet. Reference: Okta, "System Log API".
"""

from __future__ import annotations

from uba.errors import ParseError
from uba.events import API_ACTIVITY, AUTHENTICATION, ENTITY_MANAGEMENT, FAILURE, OTHER, SUCCESS, Event
from uba.sources.by_position import by_position
from uba.sources.countries import country_code
from uba.sources.decoding import RecordDecoder
from uba.sources.fields import clean_ip, time_ms, user_key, whole
from uba.sources.free_json import lower_names, raw_object, text_of
from uba.sources.okta_events import DENIED_PROMPTS, MFA_TYPES, PROMPTS, activity_of
from uba.sources.okta_record import (
    AuthenticationContext,
    Client,
    Device,
    OktaRecord,
    Outcome,
    Party,
    Request,
    SecurityContext,
    Transaction,
)
from uba.sources.tables import TableDecoder

_WHAT = "Okta System Log record"
_DECODER = RecordDecoder(OktaRecord, _WHAT)
_LOWERED = TableDecoder(OktaRecord, _WHAT, lower_names(OktaRecord), lower_names(OktaRecord))
_NOBODY, _NO_CLIENT, _NO_DEVICE = Party(), Client(), Device()
_NO_CONTEXT, _NO_TRANSACTION = AuthenticationContext(), Transaction()
_USER, _SYSTEM, _SERVICE = 1, 3, 4
_ACTOR_TYPES = {"User": _USER, "SystemPrincipal": _SYSTEM}
_OUTCOMES = {"SUCCESS": SUCCESS, "ALLOW": SUCCESS, "FAILURE": FAILURE, "DENY": FAILURE, "UNKNOWN": 0}


class Okta:
    """The Okta System Log as a source."""

    name = "okta"

    def recognise(self, record: bytes) -> bool:
        """Tell an Okta event by its dotted event type together with Okta's kind of actor."""
        if not record.startswith(b"{") or b'"actor"' not in record:
            return False
        if b'"eventType"' not in record and b'"eventtype"' not in record:
            return False
        try:
            return _is_okta(_decoded(record))
        except ParseError:
            return False

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        okta = _decoded(record)
        if not _is_okta(okta):
            raise ParseError(
                f"eventType is {(okta.eventType or '')[:60]!r}: expected a dotted Okta event type such as "
                "user.session.start, with an actor that has id, type or alternateId"
            )
        return _event(okta, okta.eventType or "")


def _decoded(record: bytes) -> OktaRecord:
    okta = _DECODER.decode_strictly(record)
    if okta is not None and okta.eventType is not None:
        return okta
    if b'"eventType"' not in record and b'"eventtype"' in record:
        return _LOWERED.decode(record)
    return _DECODER.decode(record)


def _is_okta(record: OktaRecord) -> bool:
    actor = record.actor
    return (
        record.eventType is not None
        and "." in record.eventType
        and " " not in record.eventType
        and record.eventSource is None
        and actor is not None
        and (actor.alternateId is not None or actor.id is not None)
    )


@by_position
def _event(okta: OktaRecord, event_type: str) -> Event:
    class_uid, activity_id = activity_of(event_type)
    details = raw_object(None if okta.debugContext is None else okta.debugContext.debugData)
    actor = okta.actor or _NOBODY
    name = _name(actor)
    targets = okta.target or []
    person = next((_name(party) for party in targets if party.type == "User" and _name(party) != name), "")
    thing = _thing(targets, class_uid)
    app = next((party for party in targets if party.type == "AppInstance"), _NOBODY)
    client = okta.client or _NO_CLIENT
    context = okta.authenticationContext or _NO_CONTEXT
    device = okta.device or _NO_DEVICE
    transaction = okta.transaction or _NO_TRANSACTION
    factor = text_of(details.get("factor"))
    managed = class_uid == ENTITY_MANAGEMENT
    return Event(
        time=time_ms(okta.published, "published"),
        uid=okta.uuid or "",
        source="okta",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=_status(okta.outcome, event_type),
        status_code="" if okta.outcome is None else okta.outcome.result or "",
        status_detail="" if okta.outcome is None else okta.outcome.reason or "",
        event_code=event_type,
        product_name="Okta",
        vendor_name="Okta",
        correlation_uid=transaction.id or "",
        actor_user_name=name,
        actor_user_uid=_known(actor.id),
        actor_user_email_addr=name if "@" in name else "",
        actor_user_type_id=_ACTOR_TYPES.get(actor.type or "", _SERVICE if actor.type else 0),
        actor_user_credential_uid="" if transaction.detail is None else transaction.detail.requestApiTokenId or "",
        actor_session_uid=_known(context.externalSessionId) or _known(context.rootSessionId),
        user_name=person,
        entity_type=(thing.type or "") if managed else "",
        entity_uid=(thing.id or "") if managed else "",
        entity_name=(thing.displayName or thing.alternateId or "") if managed else "",
        resource_uid="" if managed or class_uid == AUTHENTICATION else thing.id or "",
        resource_type="" if managed or class_uid == AUTHENTICATION else thing.type or "",
        service_name=app.displayName or "okta",
        app_name=app.displayName or "",
        src_ip=_address(client, okta.request),
        src_country=_country(client),
        src_asn=_asn(okta.securityContext),
        device_uid=device.id or text_of(details.get("dtHash")),
        device_hostname=(device.name or "").lower(),
        device_is_managed=device.managed,
        auth_protocol=factor or context.credentialType or "",
        is_mfa=True if event_type in MFA_TYPES else None,
        user_agent="" if client.userAgent is None else client.userAgent.rawUserAgent or "",
        url_path=text_of(details.get("requestUri")),
        api_operation=event_type if class_uid == API_ACTIVITY else "",
    )


def _status(outcome: Outcome | None, event_type: str) -> int:
    if event_type in DENIED_PROMPTS:
        return FAILURE
    if outcome is None or outcome.result is None:
        return 0
    status_id = _OUTCOMES.get(outcome.result.upper(), OTHER)
    return OTHER if event_type in PROMPTS and status_id == SUCCESS else status_id


def _name(party: Party) -> str:
    return user_key(_known(party.alternateId) or _known(party.id))


def _known(text: str | None) -> str:
    """Okta writes `unknown` for what it does not know."""
    return "" if text is None or text.lower() == "unknown" else text


def _thing(targets: list[Party], class_uid: int) -> Party:
    """What was acted on: the first target that is no person, else the first."""
    first = targets[0] if targets else _NOBODY
    if class_uid == ENTITY_MANAGEMENT:
        return next((party for party in targets if party.type not in ("User", None)), first)
    return first


def _address(client: Client, request: Request | None) -> str:
    if client.ipAddress:
        return clean_ip(client.ipAddress)
    chain = None if request is None else request.ipChain
    return clean_ip(chain[0].ip or "") if chain else ""


def _country(client: Client) -> str:
    geography = client.geographicalContext
    return "" if geography is None else country_code(geography.country or "")


def _asn(security: SecurityContext | None) -> int:
    value = whole(None if security is None else security.asNumber)
    return value if 0 < value < 2**32 else 0
