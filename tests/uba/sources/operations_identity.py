"""Operations and error codes of Entra ID, Intune, Okta and Duo."""

from typing import Any

from tests.uba.sources.operations import ADDRESS, TIME, USER, Operation, line_of
from uba import activities as a
from uba.events import (
    ACCOUNT_CHANGE,
    API_ACTIVITY,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    ENTITY_MANAGEMENT,
    FAILURE,
    OTHER,
    SUCCESS,
)

LOGON = (AUTHENTICATION, a.AUTH_LOGON)
GUESSING = "T1110 T1110.001 T1110.003 T1110.004"
FATIGUE = "T1621"


def sign_in(techniques: str, code: int, expected: dict[str, Any], name: str = "", **fields: Any) -> Operation:
    """One sign-in of Entra ID."""
    category = fields.pop("category", "SignInLogs")
    properties = {
        "id": f"s-{code}",
        "createdDateTime": f"{TIME}Z",
        "userPrincipalName": USER,
        "userId": "u-1",
        "appDisplayName": "Exchange",
        "appId": "app-1",
        "ipAddress": ADDRESS,
        "userAgent": "python/3",
        "status": {"errorCode": code},
        "sessionId": "s-1",
        "uniqueTokenIdentifier": "t-1",
        "autonomousSystemNumber": 64501,
    }
    record = {
        "time": f"{TIME}Z",
        "operationName": "Sign-in activity",
        "category": category,
        "resultType": str(code),
        "callerIpAddress": ADDRESS,
        "properties": properties | fields,
    }
    common = {"src_ip": ADDRESS, "src_asn": 64501}
    return Operation(techniques, name or str(code), "entra_signin", line_of(record), LOGON, common | expected)


def audit(techniques: str, name: str, meaning: tuple[int, int], expected: dict[str, Any], **fields: Any) -> Operation:
    """One act of Entra's audit log."""
    properties = {
        "id": f"a-{name}",
        "activityDisplayName": name,
        "activityDateTime": f"{TIME}Z",
        "result": "success",
        "loggedByService": "Core Directory",
        "initiatedBy": {"user": {"id": "u-1", "userPrincipalName": USER, "ipAddress": ADDRESS}},
        "targetResources": [{"type": "Other", "displayName": "Thing", "id": "x-1"}],
        "additionalDetails": [{"key": "User-Agent", "value": "python/3"}],
        "correlationId": "c-1",
    }
    record = {"time": f"{TIME}Z", "operationName": name, "category": "AuditLogs", "properties": properties | fields}
    common = {"actor_user_name": USER, "src_ip": ADDRESS}
    return Operation(techniques, name, "entra_audit", line_of(record), meaning, common | expected)


def intune(techniques: str, name: str, meaning: tuple[int, int], expected: dict[str, Any]) -> Operation:
    """One act of Intune's audit log."""
    record = {
        "time": f"{TIME}Z",
        "category": "AuditLogs",
        "operationName": name,
        "resultType": "Success",
        "identity": USER,
        "properties": {
            "ActivityDate": "3/9/2026 8:14:22 AM",
            "ActivityResultStatus": 1,
            "Actor": {"ActorType": 1, "ApplicationName": "Intune portal", "UPN": USER},
            "AuditEventId": f"i-{name}",
            "TargetDisplayNames": ["Collect.ps1"],
            "TargetObjectIds": ["o-1"],
        },
    }
    return Operation(techniques, name, "entra_audit", line_of(record), meaning, {"actor_user_name": USER} | expected)


def okta(
    techniques: str, kind: str, outcome: str, meaning: tuple[int, int], expected: dict[str, Any], **fields: Any
) -> Operation:
    """One event of Okta; `outcome` is result and reason."""
    result, _, reason = outcome.partition(" ")
    record = {
        "uuid": f"o-{kind}-{outcome}",
        "published": f"{TIME}Z",
        "eventType": kind,
        "actor": {"id": "00u1", "type": "User", "alternateId": USER},
        "client": {"ipAddress": ADDRESS, "userAgent": {"rawUserAgent": "python/3"}},
        "outcome": {"result": result, "reason": reason},
        "authenticationContext": {"externalSessionId": "s-1", "rootSessionId": "s-1"},
        "securityContext": {"asNumber": 64501},
        "target": [],
    }
    common = {"actor_user_name": USER, "src_ip": ADDRESS, "actor_session_uid": "s-1", "src_asn": 64501}
    return Operation(techniques, f"{kind} {outcome}", "okta", line_of(record | fields), meaning, common | expected)


def duo(result: str, reason: str, expected: dict[str, Any]) -> Operation:
    """One authentication of Duo."""
    record = {
        "txid": f"d-{reason}",
        "isotimestamp": f"{TIME}+00:00",
        "timestamp": 1_773_044_062,
        "event_type": "authentication",
        "factor": "duo_push",
        "result": result,
        "reason": reason,
        "user": {"key": "DU1", "name": USER},
        "application": {"key": "DI1", "name": "VPN"},
        "access_device": {"ip": ADDRESS},
    }
    common = {"actor_user_name": USER, "src_ip": ADDRESS, "status_id": FAILURE, "is_mfa": True}
    return Operation(FATIGUE, f"{result} {reason}", "duo", line_of(record), LOGON, common | expected)


DEVICE = [{"type": "Device", "displayName": "DESKTOP-9", "id": "dev-1"}]
FAILED = {"status_id": FAILURE, "actor_user_name": USER, "user_agent": "python/3"}
ENROLL = (ENTITY_MANAGEMENT, a.ENTITY_ENROLL)
CHANGE, ADDITION = (ENTITY_MANAGEMENT, a.ENTITY_UPDATE), (ENTITY_MANAGEMENT, a.ENTITY_CREATE)

OPERATIONS = [
    *(
        sign_in(GUESSING, code, FAILED | {"status_code": str(code)})
        for code in (50126, 50053, 50034, 50055, 50056, 50057, 50064)
    ),
    sign_in(
        FATIGUE,
        500121,
        FAILED | {"is_mfa": True, "status_detail": "MFA denied; user declined the authentication"},
        status={"errorCode": 500121, "additionalDetails": "MFA denied; user declined the authentication"},
    ),
    sign_in(
        FATIGUE,
        500121,
        FAILED | {"is_mfa": True, "status_detail": "MFA denied; Fraud Code Entered"},
        "500121 fraud",
        status={"errorCode": 500121},
        authenticationDetails=[
            {"authenticationStepResultDetail": "MFA denied; Fraud Code Entered", "succeeded": False}
        ],
    ),
    *(sign_in("T1621 T1557", code, {"status_id": OTHER}) for code in (50074, 50076, 50079, 50140)),
    sign_in(
        "T1557 T1550 T1550.004",
        0,
        {
            "status_id": SUCCESS,
            "actor_session_uid": "s-1",
            "actor_user_credential_uid": "t-1",
            "user_agent": "python/3",
        },
        "session",
    ),
    sign_in(
        "T1098.005",
        0,
        {"status_id": SUCCESS, "service_name": "Device Registration Service", "is_mfa": False},
        "Device Registration Service",
        resourceDisplayName="Device Registration Service",
        authenticationRequirement="singleFactorAuthentication",
    ),
    sign_in(
        "T1550",
        0,
        {"is_interactive": False, "logon_process": "refreshToken"},
        "non-interactive",
        category="NonInteractiveUserSignInLogs",
        isInteractive=False,
        incomingTokenType="refreshToken",
    ),
    sign_in(
        "T1550",
        0,
        {"actor_user_type_id": 4, "actor_app_uid": "app-1"},
        "service principal",
        category="ServicePrincipalSignInLogs",
        servicePrincipalId="sp-1",
        servicePrincipalName="backup",
        userPrincipalName=None,
    ),
    sign_in(
        "T1199",
        0,
        {"access_list": ("guest", "b2bCollaboration"), "resource_namespace": "other"},
        "guest",
        userType="Guest",
        crossTenantAccessType="b2bCollaboration",
        homeTenantId="other",
    ),
    sign_in(
        "T1199",
        0,
        {"access_list": ("serviceProvider",)},
        "serviceProvider",
        crossTenantAccessType="serviceProvider",
        homeTenantId="other",
    ),
    *(
        audit("T1098.005", name, ENROLL, {"entity_name": "DESKTOP-9", "user_agent": "python/3"}, targetResources=DEVICE)
        for name in (
            "Register device",
            "Add device",
            "Add registered owner to device",
            "Add registered users to device",
        )
    ),
    audit("T1491.001", "Update company branding", CHANGE, {"entity_name": "Thing"}),
    audit("T1566.002 T1204", "Consent to application", CHANGE, {}),
    audit("T1199", "Add partner to company", ADDITION, {}),
    audit("T1199", "Add delegated admin", ADDITION, {}),
    intune(
        "T1072",
        "assignDeviceManagementScript DeviceManagementScript",
        (APPLICATION_LIFECYCLE, a.APP_INSTALL),
        {"app_name": "Collect.ps1"},
    ),
    intune("T1072", "Create MobileApp", (APPLICATION_LIFECYCLE, a.APP_INSTALL), {"app_name": "Collect.ps1"}),
    intune("T1072", "Patch MobileApp", (APPLICATION_LIFECYCLE, a.APP_UPDATE), {"app_name": "Collect.ps1"}),
    okta("T1098.005", "device.enrollment.create", "SUCCESS", ENROLL, {}),
    okta("T1098.005", "user.mfa.factor.activate", "SUCCESS", (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE), {}),
    okta(
        GUESSING,
        "user.session.start",
        "FAILURE INVALID_CREDENTIALS",
        LOGON,
        {"status_id": FAILURE, "status_detail": "INVALID_CREDENTIALS"},
    ),
    okta(GUESSING, "user.account.lock", "SUCCESS", (ACCOUNT_CHANGE, a.ACCOUNT_LOCK), {}),
    okta("T1110.004", "security.threat.detected", "DENY", (AUTHENTICATION, a.AUTH_PREAUTH), {"status_id": FAILURE}),
    okta(FATIGUE, "user.mfa.okta_verify.deny_push", "SUCCESS", LOGON, {"status_id": FAILURE, "is_mfa": True}),
    okta(
        FATIGUE,
        "user.authentication.auth_via_mfa",
        "FAILURE INVALID_CREDENTIALS",
        LOGON,
        {"status_id": FAILURE, "is_mfa": True, "auth_protocol": "OKTA_VERIFY_PUSH"},
        debugContext={"debugData": {"factor": "OKTA_VERIFY_PUSH"}},
    ),
    okta(FATIGUE, "system.push.send_factor_verify_push", "SUCCESS", LOGON, {"status_id": OTHER, "is_mfa": True}),
    okta("T1550.004", "policy.evaluate_sign_on", "ALLOW", (AUTHENTICATION, a.AUTH_PREAUTH), {"user_agent": "python/3"}),
    okta("T1550", "app.oauth2.as.token.grant.access_token", "SUCCESS", (AUTHENTICATION, a.AUTH_SERVICE_TICKET), {}),
    okta(
        "T1069 T1069.003",
        "system.org.rate_limit.warning",
        "SUCCESS",
        (API_ACTIVITY, a.API_READ),
        {"url_path": "/api/v1/groups"},
        debugContext={"debugData": {"requestUri": "/api/v1/groups"}},
    ),
    okta("T1199", "user.authentication.auth_via_IDP", "SUCCESS", LOGON, {}),
    duo("denied", "user_marked_fraud", {"status_detail": "user_marked_fraud"}),
    duo("fraud", "user_marked_fraud", {"status_detail": "user_marked_fraud"}),
    duo("denied", "no_response", {"status_detail": "no_response"}),
]
