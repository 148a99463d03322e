"""Footprints of identities: sign-ins, second factors, tickets, devices, directories."""

from uba import activities as a
from uba import events as ev
from uba.attack.footprint import ANY_VENDOR, Footprint, carrier, carriers, kind

_ANY = " ".join(ANY_VENDOR)
_LOGON = kind(ev.AUTHENTICATION, a.AUTH_LOGON)
_FAILED = kind(ev.AUTHENTICATION, a.AUTH_LOGON, status=[ev.FAILURE])
_UNSURE = (ev.FAILURE, ev.OTHER)
_ANY_LOGON = kind(ev.AUTHENTICATION)
_TICKETS = (a.AUTH_TICKET, a.AUTH_SERVICE_TICKET, a.AUTH_PREAUTH)

SIGN_INS = Footprint(
    "sign_ins",
    "sign-ins",
    carriers(
        "entra_signin okta duo windows_event m365_ual cloudtrail confluence github_audit postfix web_error " + _ANY,
        _LOGON,
    ),
)
FAILED_SIGN_INS = Footprint(
    "failed_sign_ins",
    "sign-ins that were denied",
    (
        *carriers(
            f"entra_signin okta duo m365_ual cloudtrail confluence github_audit postfix web_error {_ANY}",
            _FAILED,
            alive=[_LOGON],
        ),
        carrier(
            "windows_event",
            kind(ev.AUTHENTICATION, a.AUTH_LOGON, a.AUTH_TICKET, a.AUTH_PREAUTH, status=[ev.FAILURE]),
            alive=[_ANY_LOGON],
        ),
    ),
)
LOCKOUTS = Footprint(
    "lockouts",
    "accounts locked",
    carriers(
        "windows_event okta entra_audit duo", kind(ev.ACCOUNT_CHANGE, a.ACCOUNT_LOCK), alive=[kind(ev.ACCOUNT_CHANGE)]
    ),
)
EXPLICIT_CREDENTIALS = Footprint(
    "explicit_credentials",
    "uses of another account's credentials",
    (carrier("windows_event", kind(ev.AUTHENTICATION, a.AUTH_LOGON, codes="4648"), alive=[_ANY_LOGON]),),
)
KERBEROS_TICKETS = Footprint(
    "kerberos_tickets",
    "Kerberos tickets asked for",
    (carrier("windows_event", kind(ev.AUTHENTICATION, a.AUTH_TICKET, a.AUTH_SERVICE_TICKET)),),
)
SECOND_FACTORS = Footprint(
    "second_factors",
    "requests for a second factor",
    (
        carrier(
            "entra_signin",
            kind(ev.AUTHENTICATION, status=_UNSURE, codes="500121; 50074; 50076; 50079; 50140; 50158"),
            alive=[_ANY_LOGON],
        ),
        carrier(
            "okta",
            kind(
                ev.AUTHENTICATION,
                codes="user.authentication.auth_via_mfa; user.mfa.okta_verify.deny_push; "
                "user.mfa.okta_verify.deny_push_upgrade_needed; system.push.send_factor_verify_push; "
                "system.sms.send_factor_verify_message; system.voice.send_mfa_challenge_call",
            ),
            alive=[_ANY_LOGON],
        ),
        carrier("duo", _LOGON),
        carrier("mapped", kind(ev.AUTHENTICATION, a.AUTH_LOGON, log="pingid")),
    ),
)
TOKENS = Footprint(
    "tokens",
    "uses of tickets, tokens and access keys",
    (
        carrier("windows_event", kind(ev.AUTHENTICATION, a.AUTH_LOGON, *_TICKETS)),
        carrier("entra_signin", _LOGON),
        carrier("okta", kind(ev.AUTHENTICATION, a.AUTH_LOGON, a.AUTH_SERVICE_TICKET)),
        carrier("cloudtrail", kind(ev.AUTHENTICATION), kind(ev.API_ACTIVITY)),
        carrier("github_audit", kind(ev.WEB_RESOURCES, a.WEB_READ, a.WEB_EXPORT)),
        carrier("m365_ual", kind(ev.AUTHENTICATION), kind(ev.FILE_HOSTING), kind(ev.WEB_RESOURCES)),
        *carriers(_ANY, kind(ev.AUTHENTICATION), kind(ev.API_ACTIVITY)),
    ),
)
SESSIONS = Footprint(
    "sessions",
    "actions that name their session",
    (
        *carriers("entra_signin okta", _LOGON),
        carrier("m365_ual", kind(ev.FILE_HOSTING), kind(ev.WEB_RESOURCES), kind(ev.EMAIL_ACTIVITY)),
        carrier("cloudtrail", kind(ev.AUTHENTICATION), kind(ev.API_ACTIVITY)),
        *carriers(_ANY, kind(ev.AUTHENTICATION), kind(ev.HTTP_ACTIVITY)),
    ),
)
DEVICE_REGISTRATIONS = Footprint(
    "device_registrations",
    "devices and second factors registered",
    (
        *carriers(
            "entra_audit okta",
            kind(ev.ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
            kind(ev.ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
            alive=[kind(ev.ENTITY_MANAGEMENT), kind(ev.ACCOUNT_CHANGE), kind(ev.AUTHENTICATION)],
        ),
        carrier(
            "m365_ual",
            kind(ev.ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
            kind(ev.ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
            alive=[kind(ev.AUTHENTICATION, log="AzureActiveDirectory"), kind(ev.ACCOUNT_CHANGE)],
        ),
        carrier(
            "duo",
            kind(ev.ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
            alive=[kind(ev.ACCOUNT_CHANGE), kind(ev.ENTITY_MANAGEMENT)],
        ),
        *carriers(
            _ANY,
            kind(ev.ENTITY_MANAGEMENT, a.ENTITY_ENROLL),
            kind(ev.ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE),
        ),
    ),
)
PARTNER_SIGN_INS = Footprint(
    "partner_sign_ins",
    "sign-ins of guests, partners and foreign accounts",
    (
        *carriers("entra_signin okta", _LOGON),
        carrier("cloudtrail", kind(ev.AUTHENTICATION, a.AUTH_SERVICE_TICKET), alive=[kind(ev.API_ACTIVITY)]),
        carrier(
            "entra_audit",
            kind(
                ev.ENTITY_MANAGEMENT,
                codes="Add delegated admin; Add partner to company; Add a partner to cross-tenant access setting",
            ),
            kind(ev.ACCOUNT_CHANGE, codes="Invite external user; Redeem external user invite"),
            alive=[kind(ev.ENTITY_MANAGEMENT)],
        ),
    ),
)
CONSENTS = Footprint(
    "consents",
    "consents to applications",
    carriers(
        "entra_audit m365_ual",
        kind(
            ev.ENTITY_MANAGEMENT,
            codes="Consent to application; Consent to application.; Add delegated permission grant; "
            "Add OAuth2PermissionGrant; Add OAuth2PermissionGrant.",
        ),
        alive=[kind(ev.ENTITY_MANAGEMENT)],
    ),
)

ALL = (
    SIGN_INS,
    FAILED_SIGN_INS,
    LOCKOUTS,
    EXPLICIT_CREDENTIALS,
    KERBEROS_TICKETS,
    SECOND_FACTORS,
    TOKENS,
    SESSIONS,
    DEVICE_REGISTRATIONS,
    PARTNER_SIGN_INS,
    CONSENTS,
)
