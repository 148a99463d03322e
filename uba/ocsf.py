"""An event as OCSF 1.8.0 JSON, and the one table of where each attribute lives there.

Each OCSF class has its own attributes: an attribute of the event that its class
has no place for, or whose value the class would refuse, is kept under
`unmapped.uba` by its flat name, so that nothing is lost on the way out and back.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import msgspec

from uba.events import (
    ACCOUNT_CHANGE,
    API_ACTIVITY,
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DATASTORE,
    DETECTION_FINDING,
    DHCP_ACTIVITY,
    EMAIL_ACTIVITY,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FILE_HOSTING,
    HTTP_ACTIVITY,
    INVENTORY,
    WEB_RESOURCES,
    Event,
)

VERSION = "1.8.0"

PATHS: dict[str, str] = {
    "time": "time",
    "class_uid": "class_uid",
    "activity_id": "activity_id",
    "status_id": "status_id",
    "status_code": "status_code",
    "status_detail": "status_detail",
    "severity_id": "severity_id",
    "count": "count",
    "uid": "metadata.uid",
    "source": "metadata.log_source",
    "event_code": "metadata.event_code",
    "product_name": "metadata.product.name",
    "vendor_name": "metadata.product.vendor_name",
    "log_name": "metadata.log_name",
    "log_provider": "metadata.log_provider",
    "correlation_uid": "metadata.correlation_uid",
    "logged_time": "metadata.logged_time",
    "actor_user_name": "actor.user.name",
    "actor_user_uid": "actor.user.uid",
    "actor_user_email_addr": "actor.user.email_addr",
    "actor_user_type_id": "actor.user.type_id",
    "actor_user_credential_uid": "actor.user.credential_uid",
    "actor_app_uid": "actor.app_uid",
    "actor_app_name": "actor.app_name",
    "actor_session_uid": "actor.session.uid",
    "user_name": "user.name",
    "entity_type": "entity.type",
    "entity_uid": "entity.uid",
    "entity_name": "entity.name",
    "access_list": "access_list",
    "resource_uid": "resources.0.uid",
    "resource_name": "resources.0.name",
    "resource_type": "resources.0.type",
    "resource_namespace": "resources.0.namespace",
    "service_name": "service.name",
    "app_name": "app_name",
    "src_ip": "src_endpoint.ip",
    "src_hostname": "src_endpoint.hostname",
    "src_mac": "src_endpoint.mac",
    "src_country": "src_endpoint.location.country",
    "src_asn": "src_endpoint.autonomous_system.number",
    "dst_hostname": "dst_endpoint.hostname",
    "device_uid": "device.uid",
    "device_hostname": "device.hostname",
    "device_is_managed": "device.is_managed",
    "auth_protocol": "auth_protocol",
    "auth_encryption": "authentication_token.encryption_details.type",
    "logon_process": "unmapped.uba.logon_process",
    "logon_type_id": "logon_type_id",
    "is_mfa": "is_mfa",
    "is_interactive": "unmapped.uba.is_interactive",
    "http_method": "http_request.http_method",
    "url_hostname": "http_request.url.hostname",
    "url_path": "http_request.url.path",
    "url_query": "http_request.url.query_string",
    "user_agent": "http_request.user_agent",
    "referrer": "http_request.referrer",
    "http_status": "http_response.code",
    "bytes_out": "traffic.bytes_out",
    "latency_ms": "http_response.latency",
    "direction_id": "direction_id",
    "email_from": "email.from",
    "email_smtp_from": "email.smtp_from",
    "email_to": "email.to",
    "email_reply_to": "email.reply_to",
    "email_subject": "email.subject",
    "email_message_uid": "email.message_uid",
    "email_size": "email.size",
    "email_files": "email.files",
    "email_urls": "email.urls",
    "email_headers": "email.http_headers",
    "spf": "email_auth.spf",
    "dkim": "email_auth.dkim",
    "dmarc": "email_auth.dmarc",
    "file_name": "file.name",
    "file_path": "file.path",
    "file_size": "file.size",
    "database_name": "database.name",
    "query_text": "query_info.query_string",
    "api_operation": "api.operation",
    "container_image": "container.image.name",
    "disposition_id": "disposition_id",
    "rule_uid": "firewall_rule.uid",
    "policy_name": "policy.name",
}
"""Flat attribute of `Event` -> path in OCSF, where its class says nothing else."""

CLASS_PATHS: dict[int, dict[str, str]] = {
    AUTHENTICATION: {
        "actor_user_name": "user.name",
        "actor_user_uid": "user.uid",
        "actor_user_email_addr": "user.email_addr",
        "actor_user_type_id": "user.type_id",
        "actor_user_credential_uid": "user.credential_uid",
        "actor_session_uid": "session.uid",
        "user_name": "unmapped.uba.user_name",
    },
    ENTITY_MANAGEMENT: {"user_name": "entity.user.name"},
    WEB_RESOURCES: {
        "resource_uid": "web_resources.0.uid",
        "resource_name": "web_resources.0.name",
        "resource_type": "web_resources.0.type",
        "resource_namespace": "unmapped.uba.resource_namespace",
    },
    FILE_HOSTING: {"resource_uid": "file.uid"},
    APPLICATION_LIFECYCLE: {"app_name": "app.name"},
}
"""Where a class keeps an attribute elsewhere: in a logon the actor is `user`."""

_COMMON = frozenset(
    {
        "time",
        "class_uid",
        "activity_id",
        "status_id",
        "status_code",
        "status_detail",
        "severity_id",
        "count",
        "metadata",
        "unmapped",
        "actor",
        "device",
        "disposition_id",
        "firewall_rule",
        "policy",
    }
)
_REQUEST = frozenset(["src_endpoint", "http_request", "http_response"])
CLASS_ATTRIBUTES: dict[int, frozenset[str]] = {
    EVENT_LOG: _COMMON | {"src_endpoint", "dst_endpoint"},
    DETECTION_FINDING: _COMMON | {"finding_info"},
    ACCOUNT_CHANGE: _COMMON | _REQUEST | {"user"},
    AUTHENTICATION: _COMMON
    | _REQUEST
    | {
        "user",
        "session",
        "service",
        "dst_endpoint",
        "auth_protocol",
        "authentication_token",
        "logon_type_id",
        "is_mfa",
    },
    ENTITY_MANAGEMENT: _COMMON | _REQUEST | {"entity", "access_list"},
    HTTP_ACTIVITY: _COMMON | _REQUEST | {"dst_endpoint", "traffic", "app_name"},
    DHCP_ACTIVITY: _COMMON | {"src_endpoint", "dst_endpoint"},
    EMAIL_ACTIVITY: _COMMON | {"src_endpoint", "dst_endpoint", "email", "email_auth", "direction_id"},
    INVENTORY: _COMMON,
    WEB_RESOURCES: _COMMON | _REQUEST | {"dst_endpoint", "web_resources"},
    APPLICATION_LIFECYCLE: _COMMON | {"app"},
    API_ACTIVITY: _COMMON | _REQUEST | {"dst_endpoint", "resources", "api"},
    DATASTORE: _COMMON | _REQUEST | {"dst_endpoint", "database", "query_info"},
    FILE_HOSTING: _COMMON | _REQUEST | {"dst_endpoint", "file", "access_list"},
    APPLICATION_ERROR: _COMMON,
}
"""Top-level attributes that we write, by class; a class that is not here gets the common ones."""

LAST_ACTIVITIES: dict[int, int] = {
    1006: 6,
    1007: 5,
    EVENT_LOG: 10,
    2002: 3,
    DETECTION_FINDING: 3,
    ACCOUNT_CHANGE: 12,
    AUTHENTICATION: 7,
    ENTITY_MANAGEMENT: 13,
    HTTP_ACTIVITY: 9,
    DHCP_ACTIVITY: 9,
    EMAIL_ACTIVITY: 5,
    INVENTORY: 2,
    WEB_RESOURCES: 8,
    APPLICATION_LIFECYCLE: 8,
    API_ACTIVITY: 4,
    DATASTORE: 10,
    FILE_HOSTING: 17,
    APPLICATION_ERROR: 2,
}
"""The classes that are read -> their last activity id in 1.8; ids run from 0 to it, and 99 is Other."""

KNOWN_IDS: dict[str, frozenset[int]] = {
    "status_id": frozenset({*range(3), 99}),
    "severity_id": frozenset({*range(7), 99}),
    "direction_id": frozenset({*range(5), 99}),
    "disposition_id": frozenset({*range(28), 99}),
    "actor_user_type_id": frozenset({*range(5), 99}),
    "logon_type_id": frozenset({*range(14), 99}) - {6},
}
"""The ids of the other enumerations."""

_EMAIL = re.compile(r"^[a-zA-Z0-9!#$%&'*+-/=?^_`{|}~.]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+$")
_MAC = re.compile(r"^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$")
_METHODS = frozenset(["OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT", "PATCH"])
_EMAIL_ATTRIBUTES = frozenset(["actor_user_email_addr", "email_from", "email_smtp_from", "email_reply_to"])
_DEFAULTS: dict[str, Any] = {
    field.name: field.default for field in msgspec.structs.fields(Event) if field.default is not msgspec.NODEFAULT
}
_ALWAYS = frozenset(["time", "class_uid", "activity_id", "severity_id"])


def class_paths(class_uid: int) -> dict[str, str]:
    """Give flat name -> path for one class, with `unmapped.uba.*` for what it has no place for."""
    allowed = CLASS_ATTRIBUTES.get(class_uid, _COMMON)
    paths = PATHS | CLASS_PATHS.get(class_uid, {})
    return {name: path if path.partition(".")[0] in allowed else f"unmapped.uba.{name}" for name, path in paths.items()}


_SEGMENTS: dict[int, dict[str, tuple[str, ...]]] = {
    class_uid: {name: tuple(path.split(".")) for name, path in class_paths(class_uid).items()}
    for class_uid in (*CLASS_ATTRIBUTES, 0)
}


def to_ocsf(event: Event) -> dict[str, Any]:
    """Give the event as OCSF 1.8.0 JSON.

    It validates against its class, for each class of `CLASS_ATTRIBUTES`; events of other classes come from
    OCSF itself and keep what every class has.
    """
    out: dict[str, Any] = {}
    paths = _SEGMENTS.get(event.class_uid, _SEGMENTS[0])
    for name, segments in paths.items():
        value = getattr(event, name)
        if name not in _ALWAYS and value == _DEFAULTS.get(name, "") and type(value) is not bool:
            continue
        if not _fits(name, value):
            segments = ("unmapped", "uba", name)
        if segments[0] == "unmapped":
            _put(out, segments, list(value) if isinstance(value, tuple) else value)
        else:
            _put(out, segments, _outward(name, value))
    if event.latency_ms % 1:
        _put(out, ("unmapped", "uba", "latency_ms"), event.latency_ms)
    _complete(out, event)
    return out


def _fits(name: str, value: Any) -> bool:
    if name in _EMAIL_ATTRIBUTES:
        return _EMAIL.match(value) is not None
    if name == "src_mac":
        return _MAC.match(value) is not None
    if name == "email_to":
        return all(_EMAIL.match(address) for address in value)
    return name != "http_method" or value in _METHODS


def _outward(name: str, value: Any) -> Any:
    match name:
        case "email_files":
            return [{"name": file, "type_id": 0} for file in value]
        case "email_urls":
            return [{"url_string": url} for url in value]
        case "email_headers":
            return [{"name": header.partition(": ")[0], "value": header.partition(": ")[2]} for header in value]
        case "latency_ms":
            return int(value)
        case _:
            return list(value) if isinstance(value, tuple) else value


def _put(out: dict[str, Any], segments: tuple[str, ...], value: Any) -> None:
    for segment, following in pairwise(segments):
        if segment == "0":
            continue
        if following == "0":
            items = out.setdefault(segment, [{}])
            out = items[0]
        else:
            out = out.setdefault(segment, {})
    out[segments[-1]] = value


def _complete(out: dict[str, Any], event: Event) -> None:
    """Add what OCSF requires and an event does not carry; placeholders never come back as attributes."""
    class_uid = event.class_uid
    out["category_uid"] = class_uid // 1_000
    out["type_uid"] = class_uid * 100 + event.activity_id
    metadata = out.setdefault("metadata", {})
    metadata["version"] = VERSION
    metadata.setdefault("product", {}).setdefault("name", "")
    allowed = CLASS_ATTRIBUTES.get(class_uid, _COMMON)
    if class_uid in _PLACEHOLDERS:
        for name, placeholder in _PLACEHOLDERS[class_uid].items():
            given = out.setdefault(name, {} if isinstance(placeholder, dict) else placeholder)
            if isinstance(placeholder, dict):
                for key, value in placeholder.items():
                    given.setdefault(key, value)
    if "src_endpoint" in out and "src_endpoint" in allowed:
        endpoint = out["src_endpoint"]
        if "ip" not in endpoint and "hostname" not in endpoint:
            endpoint["name"] = "unknown"
    _complete_objects(out, class_uid)
    profiles = [name for name, keys in _PROFILES.items() if any(key in out for key in keys)]
    if profiles:
        metadata["profiles"] = profiles


def _complete_objects(out: dict[str, Any], class_uid: int) -> None:
    if "user" in out:
        out["user"].setdefault("name", "")
    if "actor" in out and "user" in out["actor"] and "uid" not in out["actor"]["user"]:
        out["actor"]["user"].setdefault("name", "")
    if "device" in out:
        out["device"].setdefault("type_id", 0)
        if "uid" not in out["device"] and "hostname" not in out["device"]:
            out["device"]["name"] = "unknown"
    if "http_response" in out:
        out["http_response"].setdefault("code", 0)
    if "url" in out.get("http_request", {}):
        out["http_request"]["url"].setdefault("path", "")
    for items in (out.get("resources"), out.get("web_resources")):
        if items and "uid" not in items[0]:
            items[0].setdefault("name", "")
    if class_uid == AUTHENTICATION and "service" not in out and "dst_endpoint" not in out:
        out["dst_endpoint"] = {"name": "unknown"}
    if "email" in out and "from" not in out["email"]:
        out["email"].setdefault("to", [])
    if "query_info" in out:
        out["query_info"]["name"] = "query"
    if class_uid == EVENT_LOG:
        out["log_name"] = out["metadata"].get("log_name", "")


_PLACEHOLDERS: dict[int, dict[str, Any]] = {
    DETECTION_FINDING: {"finding_info": {"uid": "", "title": ""}},
    ACCOUNT_CHANGE: {"user": {"name": ""}},
    AUTHENTICATION: {"user": {"name": ""}},
    ENTITY_MANAGEMENT: {"entity": {"name": ""}},
    HTTP_ACTIVITY: {"http_request": {}},
    DHCP_ACTIVITY: {"src_endpoint": {}},
    EMAIL_ACTIVITY: {"email": {}, "direction_id": 0},
    INVENTORY: {"device": {}},
    WEB_RESOURCES: {"web_resources": []},
    APPLICATION_LIFECYCLE: {"app": {"name": ""}},
    API_ACTIVITY: {"api": {"operation": ""}, "actor": {"invoked_by": "unknown"}, "src_endpoint": {}},
    DATASTORE: {"database": {"name": "", "type_id": 0}, "actor": {"invoked_by": "unknown"}, "src_endpoint": {}},
    FILE_HOSTING: {"file": {"name": "", "type_id": 0}, "actor": {"invoked_by": "unknown"}, "src_endpoint": {}},
}
_PROFILES: dict[str, tuple[str, ...]] = {
    "host": ("actor", "device"),
    "security_control": ("disposition_id", "firewall_rule", "policy"),
}
