"""Okta event types -> what they are: class and activity.

Reference: Okta, "Event types". Types that are not named here are told by the
first of the family prefixes that fits, then by their verb.
"""

from __future__ import annotations

from uba import activities as a
from uba.events import ACCOUNT_CHANGE, API_ACTIVITY, AUTHENTICATION, ENTITY_MANAGEMENT
from uba.remembered import remembered

PROMPTS: frozenset[str] = frozenset(
    {
        "system.push.send_factor_verify_push",
        "system.sms.send_factor_verify_message",
        "system.voice.send_mfa_challenge_call",
        "system.email.send_factor_verify_message",
    }
)
"""A second factor was asked for; nothing was decided yet."""

DENIED_PROMPTS: frozenset[str] = frozenset(
    {
        "user.mfa.okta_verify.deny_push",
        "user.mfa.okta_verify.deny_push_upgrade_needed",
        "user.account.report_suspicious_activity_by_enduser",
    }
)
"""The user refused, whatever the outcome of writing that down."""

MFA_TYPES: frozenset[str] = frozenset({*PROMPTS, *DENIED_PROMPTS, "user.authentication.auth_via_mfa"})
"""Event types that only a sign-in with a second factor gives."""

EVENT_TYPES: dict[str, tuple[int, int]] = {
    "user.session.start": (AUTHENTICATION, a.AUTH_LOGON),
    "user.session.end": (AUTHENTICATION, a.AUTH_LOGOFF),
    "user.session.clear": (AUTHENTICATION, a.AUTH_LOGOFF),
    "user.session.expire": (AUTHENTICATION, a.AUTH_LOGOFF),
    "user.session.access_admin_app": (AUTHENTICATION, a.AUTH_SERVICE_TICKET),
    "user.session.impersonation.initiate": (AUTHENTICATION, a.AUTH_LOGON),
    "user.session.impersonation.end": (AUTHENTICATION, a.AUTH_LOGOFF),
    "user.session.impersonation.grant": (ENTITY_MANAGEMENT, a.ENTITY_ENABLE),
    "user.session.impersonation.extend": (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
    "user.session.impersonation.revoke": (ENTITY_MANAGEMENT, a.ENTITY_DISABLE),
    "policy.evaluate_sign_on": (AUTHENTICATION, a.AUTH_PREAUTH),
    "security.threat.detected": (AUTHENTICATION, a.AUTH_PREAUTH),
    "security.request.blocked": (AUTHENTICATION, a.AUTH_PREAUTH),
    "app.oauth2.as.authorize": (AUTHENTICATION, a.AUTH_PREAUTH),
    "app.oauth2.as.authorize.code": (AUTHENTICATION, a.AUTH_PREAUTH),
    "app.oauth2.authorize": (AUTHENTICATION, a.AUTH_PREAUTH),
    "app.oauth2.authorize.code": (AUTHENTICATION, a.AUTH_PREAUTH),
    "app.oauth2.signon": (AUTHENTICATION, a.AUTH_LOGON),
    "user.account.report_suspicious_activity_by_enduser": (AUTHENTICATION, a.AUTH_LOGON),
    "user.mfa.okta_verify": (AUTHENTICATION, a.AUTH_LOGON),
    "user.mfa.okta_verify.deny_push": (AUTHENTICATION, a.AUTH_LOGON),
    "user.mfa.okta_verify.deny_push_upgrade_needed": (AUTHENTICATION, a.AUTH_LOGON),
    "user.mfa.attempt_bypass": (AUTHENTICATION, a.AUTH_LOGON),
    "user.account.lock": (ACCOUNT_CHANGE, a.ACCOUNT_LOCK),
    "user.account.unlock": (ACCOUNT_CHANGE, a.ACCOUNT_UNLOCK),
    "user.account.unlock_by_admin": (ACCOUNT_CHANGE, a.ACCOUNT_UNLOCK),
    "user.account.update_password": (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_CHANGE),
    "user.account.reset_password": (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_RESET),
    "user.account.expire_password": (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_RESET),
    "user.mfa.factor.activate": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    "user.mfa.factor.unsuspend": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
    "user.mfa.factor.deactivate": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
    "user.mfa.factor.suspend": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
    "user.mfa.factor.reset_all": (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
    "user.lifecycle.create": (ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
    "user.lifecycle.activate": (ACCOUNT_CHANGE, a.ACCOUNT_ENABLE),
    "user.lifecycle.reactivate": (ACCOUNT_CHANGE, a.ACCOUNT_ENABLE),
    "user.lifecycle.unsuspend": (ACCOUNT_CHANGE, a.ACCOUNT_ENABLE),
    "user.lifecycle.deactivate": (ACCOUNT_CHANGE, a.ACCOUNT_DISABLE),
    "user.lifecycle.suspend": (ACCOUNT_CHANGE, a.ACCOUNT_DISABLE),
    "user.lifecycle.delete.initiated": (ACCOUNT_CHANGE, a.ACCOUNT_DELETE),
    "user.lifecycle.delete.completed": (ACCOUNT_CHANGE, a.ACCOUNT_DELETE),
    "device.enrollment.create": (ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
    "device.user.add": (ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
    "device.user.remove": (ENTITY_MANAGEMENT, a.ENTITY_UNENROLL),
    "device.lifecycle.delete": (ENTITY_MANAGEMENT, a.ENTITY_UNENROLL),
}
_AUTHENTICATED = ("user.authentication.", "app.ldap.auth", "app.ad.auth", "app.radius.")
_TOKENS = ("app.oauth2.as.token.grant", "app.oauth2.token.grant", "app.oauth2.as.interact")
_ADMINISTERED = (
    "app.oauth2.",
    "application.",
    "device.",
    "group.",
    "iam.",
    "policy.",
    "zone.",
    "network_zone.",
    "system.api_token.",
    "system.idp.",
    "system.mfa.factor.",
    "system.log_stream.",
    "system.agent.",
    "system.custom_",
    "user.account.privilege.",
    "user.mfa.",
    "workflows.",
    "hook.",
    "event_hook.",
    "inline_hook.",
    "security.authenticator.",
    "security.zone.",
)
"""Families whose events change who may do what."""
_READ_NOT_CHANGED = ("rate_limit", "user_membership.provision", "integration.api_query")
_VERBS: tuple[tuple[str, int], ...] = (
    ("create", a.ENTITY_CREATE),
    ("add", a.ENTITY_CREATE),
    ("grant", a.ENTITY_CREATE),
    ("assign", a.ENTITY_CREATE),
    ("deactivate", a.ENTITY_DISABLE),
    ("disable", a.ENTITY_DISABLE),
    ("suspend", a.ENTITY_DISABLE),
    ("activate", a.ENTITY_ENABLE),
    ("enable", a.ENTITY_ENABLE),
    ("delete", a.ENTITY_DELETE),
    ("remove", a.ENTITY_DELETE),
    ("revoke", a.ENTITY_DELETE),
)
_API_ACTIVITIES = {a.ENTITY_CREATE: a.API_CREATE, a.ENTITY_DELETE: a.API_DELETE}


@remembered(2_048)
def activity_of(event_type: str) -> tuple[int, int]:
    """Give (class_uid, activity_id); an unknown type is API activity."""
    known = EVENT_TYPES.get(event_type)
    if known is not None:
        return known
    if event_type in PROMPTS or event_type.startswith(_AUTHENTICATED):
        return AUTHENTICATION, a.AUTH_LOGON
    if event_type.startswith(_TOKENS):
        return AUTHENTICATION, a.AUTH_SERVICE_TICKET
    if any(mark in event_type for mark in _READ_NOT_CHANGED):
        return API_ACTIVITY, a.API_READ
    verb = event_type.rpartition(".")[2]
    changed = next((number for prefix, number in _VERBS if verb.startswith(prefix)), a.ENTITY_UPDATE)
    if event_type.startswith(_ADMINISTERED):
        return ENTITY_MANAGEMENT, changed
    return API_ACTIVITY, _API_ACTIVITIES.get(changed, a.OTHER_ACTIVITY)
