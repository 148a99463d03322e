"""Okta's System Log and Duo's logs, under the names of their APIs and in the lower case of data lakes."""

from __future__ import annotations

from uba.context import Context
from uba.indicators.fields import Fields
from uba.indicators.reader import Kind, Reader

_SEVERITIES = {1: "INFO", 3: "WARN", 4: "ERROR"}
_DUO_RESULTS = {1: "SUCCESS", 2: "FAILURE"}


def _message(raw: tuple[str, str], context: Context) -> str:
    """What Okta displays, as near as the event type says it: `user.account.lock` reads `user account lock`."""
    operation, detail = raw
    return f"{operation.replace('.', ' ').replace('_', ' ')} {detail}".strip()


OKTA: Fields = {
    name.lower(): reads
    for names, reads in (
        ("eventType legacyEventType", "event_code"),
        ("displayMessage", Reader("displayMessage", ("event_code", "status_detail"), Kind.TEXT, _message)),
        ("outcome.result", "status_code"),
        ("outcome.reason", "status_detail"),
        ("actor.alternateId actor.displayName", "actor_user_name"),
        ("actor.id", "actor_user_uid"),
        ("target.alternateId target.user.alternateId", "user_name|entity_name"),
        ("target.displayName target.0.displayName", "entity_name|user_name|app_name"),
        ("target.type target.user.type", "entity_type|resource_type"),
        ("client.ipAddress request.ipChain.ip", "src_ip"),
        ("client.userAgent.rawUserAgent client.userAgent", "user_agent"),
        ("client.geographicalContext.country", "src_country"),
        ("securityContext.asNumber", "src_asn"),
        ("authenticationContext.externalSessionId authenticationContext.rootSessionId", "actor_session_uid"),
        ("debugContext.debugData.factor authenticationContext.credentialType", "auth_protocol"),
        ("debugContext.debugData.requestUri", "url_path"),
        ("debugContext.debugData.dtHash device.id", "device_uid"),
        ("device.managed", "device_is_managed"),
        ("transaction.id", "correlation_uid"),
    )
    for name in names.split()
}

DUO: Fields = {
    name.lower(): reads
    for names, reads in (
        ("action event_type eventtype", "event_code"),
        (
            "result",
            Reader(
                "result",
                ("status_code", "status_id"),
                Kind.TEXTS,
                lambda raw, _: tuple(filter(None, (raw[0], _DUO_RESULTS.get(raw[1], "")))),
            ),
        ),
        ("reason", "status_detail"),
        ("factor", "auth_protocol"),
        ("username user.name email", "actor_user_name|actor_user_email_addr"),
        ("application.name integration object", "app_name|entity_name"),
        ("access_device.ip ip", "src_ip"),
        ("access_device.hostname", "src_hostname"),
        ("access_device.location.country", "src_country"),
        ("trusted_endpoint_status", "device_is_managed"),
    )
    for name in names.split()
}
