"""Duo's administrator log: actions of administrators and of the Admin API.

An action is `thing_verb` (`user_update`, `bypass_create`); details are JSON text
in `description`. The administrator is known by display name (`username`).
Reference: Duo, "Admin API", "Administrator Logs".
"""

from __future__ import annotations

import msgspec

from uba import activities as a
from uba.errors import ParseError
from uba.events import (
    ACCOUNT_CHANGE,
    API_ACTIVITY,
    AUTHENTICATION,
    ENTITY_MANAGEMENT,
    FAILURE,
    SUCCESS,
    Event,
)
from uba.remembered import remembered
from uba.sources.by_position import by_position
from uba.sources.fields import clean_ip, time_ms, user_key
from uba.sources.free_json import inside, raw_object, text_of

_ADMINISTRATOR, _SERVICE = 2, 4

ACTIONS: dict[str, tuple[int, int]] = {
    "admin_login": (AUTHENTICATION, a.AUTH_LOGON),
    "admin_single_sign_on": (AUTHENTICATION, a.AUTH_LOGON),
    "user_create": (ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
    "user_import": (ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
    "user_delete": (ACCOUNT_CHANGE, a.ACCOUNT_DELETE),
    "user_pending_delete": (ACCOUNT_CHANGE, a.ACCOUNT_DISABLE),
    "user_update": (ACCOUNT_CHANGE, a.OTHER_ACTIVITY),
    "user_restore": (ACCOUNT_CHANGE, a.ACCOUNT_ENABLE),
    "admin_create": (ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
    "admin_delete": (ACCOUNT_CHANGE, a.ACCOUNT_DELETE),
    "admin_update": (ACCOUNT_CHANGE, a.OTHER_ACTIVITY),
    "admin_lockout": (ACCOUNT_CHANGE, a.ACCOUNT_LOCK),
    "admin_unlock": (ACCOUNT_CHANGE, a.ACCOUNT_UNLOCK),
    "admin_reset_password": (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_RESET),
    "admin_self_activate": (ACCOUNT_CHANGE, a.ACCOUNT_ENABLE),
    "bypass_create": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
    "bypass_delete": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    "phone_associate": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    "phone_disassociate": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
    "hardtoken_associate": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    "hardtoken_disassociate": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
    "application_install": (ENTITY_MANAGEMENT, a.ENTITY_CREATE),
}
_VERBS: dict[str, int] = {
    "create": a.ENTITY_CREATE,
    "add": a.ENTITY_CREATE,
    "delete": a.ENTITY_DELETE,
    "remove": a.ENTITY_DELETE,
    "enable": a.ENTITY_ENABLE,
    "disable": a.ENTITY_DISABLE,
}
_MANAGED = frozenset(
    {
        "ad",
        "admin",
        "adminapi",
        "administrative",
        "azure",
        "branding",
        "bypass",
        "customer",
        "directory",
        "group",
        "hardtoken",
        "integration",
        "openldap",
        "phone",
        "policy",
        "sso",
        "telephony",
        "u2ftoken",
        "webauthncredential",
    }
)


class AdminRecord(msgspec.Struct, gc=False):
    """One administrator log event."""

    action: str | None = None
    username: str | None = None
    object: str | None = None
    description: str | None = None
    timestamp: str | int | float | None = None
    isotimestamp: str | None = None
    host: str | None = None


def is_admin_record(record: AdminRecord) -> bool:
    """Tell Duo's `thing_verb` actions, with who did it and when as only this log writes it."""
    action = record.action
    return (
        action is not None
        and "_" in action
        and "." not in action
        and action.isascii()
        and action.islower()
        and " " not in action
        and record.username is not None
        and record.timestamp is not None
        and (record.isotimestamp is not None or record.description is not None or record.object is not None)
    )


@remembered(1_024)
def activity_of(action: str) -> tuple[int, int]:
    """Give (class_uid, activity_id); an unknown action is API activity."""
    known = ACTIONS.get(action)
    if known is not None:
        return known
    if action.startswith(("admin_login", "admin_2fa", "admin_factor")):
        return AUTHENTICATION, a.AUTH_LOGON
    thing, _, _ = action.partition("_")
    verb = action.rpartition("_")[2]
    if verb in ("view", "export", "list", "get"):
        return API_ACTIVITY, a.API_READ
    if thing in _MANAGED:
        return ENTITY_MANAGEMENT, _VERBS.get(verb, a.ENTITY_UPDATE)
    return API_ACTIVITY, a.OTHER_ACTIVITY


@by_position
def admin_event(record: AdminRecord) -> Event:
    """Give the event of an administrator log record.

    Raises
    ------
    ParseError
        It has no action, or its time cannot be read.
    """
    if not record.action:
        raise ParseError("action is missing: expected an action of the Duo administrator log such as user_update")
    class_uid, activity_id = activity_of(record.action)
    details = raw_object(record.description)
    name = user_key(record.username)
    email = user_key(text_of(details.get("email")))
    about_self = class_uid == AUTHENTICATION
    target = user_key(record.object)
    account = class_uid == ACCOUNT_CHANGE
    given = record.isotimestamp or record.timestamp
    return Event(
        time=time_ms(given, "isotimestamp" if record.isotimestamp else "timestamp"),
        uid="",
        source="duo",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=FAILURE if record.action.endswith(("_error", "_lockout")) else SUCCESS,
        status_detail=text_of(details.get("error")),
        event_code=record.action,
        product_name="Duo",
        vendor_name="Cisco",
        log_name="administrator",
        actor_user_name=name,
        actor_user_email_addr=email if about_self and "@" in email else "",
        actor_user_type_id=_SERVICE if name in ("api", "system") else _ADMINISTRATOR,
        user_name=target if account and target != name else "",
        entity_type=record.action.partition("_")[0] if class_uid == ENTITY_MANAGEMENT else "",
        entity_name=(record.object or "") if class_uid == ENTITY_MANAGEMENT else "",
        resource_uid="" if account or about_self else record.object or "",
        service_name="duo",
        src_ip=clean_ip(text_of(details.get("ip_address")) or text_of(inside(details, "access_device", "ip"))),
        dst_hostname=(record.host or "").lower(),
        auth_protocol=text_of(details.get("factor")) if about_self else "",
        is_mfa=True if "2fa" in record.action or details.get("factor") else None,
        api_operation=record.action if class_uid == API_ACTIVITY else "",
    )
