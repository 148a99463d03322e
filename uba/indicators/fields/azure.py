"""Entra ID: sign-in and audit logs, under the names of Azure Monitor, Log Analytics and Microsoft Graph.

The code of a sign-in is the event's code too, which is looked at before anything else.
"""

from __future__ import annotations

from uba.context import Context
from uba.indicators.fields import Fields
from uba.indicators.reader import Kind, Reader

_OUTCOMES = {1: "Success", 2: "Failure", 99: "Interrupted"}


def _outcome(raw: tuple[int, str], context: Context) -> tuple[str, ...]:
    status, code = raw
    return tuple(filter(None, (_OUTCOMES.get(status, ""), code, "Failed" if status == 2 else "")))


def _conditional_access(raw: tuple[str, int], context: Context) -> str:
    """Whether a policy stopped the sign-in, by its error code."""
    code, status = raw
    return "failure" if code in ("53000", "53001", "53002", "53003", "53004") else "success" if status == 1 else ""


def _requirement(mfa: bool | None, context: Context) -> str:
    return "" if mfa is None else "multiFactorAuthentication" if mfa else "singleFactorAuthentication"


OUTCOME = Reader("Status", ("status_id", "status_code"), Kind.TEXTS, _outcome)
REQUIREMENT = Reader("AuthenticationRequirement", ("is_mfa",), Kind.TEXT, _requirement)
CONDITIONAL_ACCESS = Reader("ConditionalAccessStatus", ("status_code", "status_id"), Kind.TEXT, _conditional_access)
_NATIVE = Reader("is_interactive", ("is_interactive",), Kind.FLAG)

SIGN_IN: Fields = {
    name.lower(): reads
    for names, reads in (
        (
            "ResultType resultType Status.errorCode status.errorCode properties.status.errorCode errorCode",
            "event_code",
        ),
        ("ResultDescription properties.status.failureReason status.failureReason failureReason", "status_detail"),
        ("status.additionalDetails additionalDetails properties.status.additionalDetails", "status_detail"),
        ("Status result properties.result", OUTCOME),
        ("userPrincipalName properties.userPrincipalName UserId username properties.message.user", "actor_user_name"),
        ("properties.userId userObjectId", "actor_user_uid"),
        ("AppId properties.appId ApplicationId", "actor_app_uid"),
        ("AppDisplayName properties.appDisplayName ApplicationDisplayName Application", "app_name|actor_app_name"),
        ("ResourceDisplayName properties.resourceDisplayName", "service_name"),
        ("IPAddress ipAddress properties.ipAddress callerIpAddress", "src_ip"),
        ("properties.autonomousSystemNumber AutonomousSystemNumber", "src_asn"),
        ("userAgent properties.userAgent", "user_agent"),
        ("Location properties.location.countryOrRegion location countryOrRegion NetworkLocationDetails", "src_country"),
        ("AuthenticationRequirement properties.authenticationRequirement", REQUIREMENT),
        ("AuthenticationProtocol properties.authenticationProtocol", "auth_protocol"),
        ("ConditionalAccessStatus properties.conditionalAccessStatus", CONDITIONAL_ACCESS),
        ("Category category", "log_name"),
        ("CorrelationId properties.correlationId", "correlation_uid"),
        ("SessionId properties.sessionId", "actor_session_uid"),
        ("isInteractive properties.isInteractive", _NATIVE),
        ("DeviceDetail.deviceId properties.deviceDetail.deviceId DeviceDetail.deviceid", "device_uid"),
        ("DeviceDetail.displayName properties.deviceDetail.displayName", "device_hostname"),
        ("DeviceDetail.isManaged properties.deviceDetail.isManaged", "device_is_managed"),
        ("servicePrincipalName properties.servicePrincipalName", "actor_user_name"),
        ("properties.uniqueTokenIdentifier UniqueTokenIdentifier", "actor_user_credential_uid"),
    )
    for name in names.split()
}

AUDIT: Fields = {
    name.lower(): reads
    for names, reads in (
        ("properties.message OperationName operationName ActivityDisplayName activityDisplayName", "event_code"),
        ("properties.activityDisplayName Activity ActivityType OperationNameValue eventName", "event_code"),
        ("Category category LoggedByService properties.loggedByService Service", "log_name|service_name"),
        ("Status status Result result properties.result ResultType", OUTCOME),
        ("ResultReason ResultDescription properties.resultReason", "status_detail"),
        (
            "InitiatedBy InitiatedBy.user.userPrincipalName properties.initiatedBy.user.userPrincipalName",
            "actor_user_name",
        ),
        ("ActorUserPrincipalName Actor UserId userPrincipalName Initiatedby", "actor_user_name"),
        ("InitiatedBy.app.displayName properties.initiatedBy.app.displayName", "actor_app_name"),
        ("InitiatedBy.user.ipAddress IPAddress callerIpAddress ipAddress", "src_ip"),
        ("properties.userAgent userAgent AdditionalDetails.User-Agent", "user_agent"),
        (
            "TargetResources Target TargetResources.displayName properties.targetResources.displayName",
            "entity_name|user_name|resource_name|app_name",
        ),
        ("TargetResources.type properties.targetResources.type", "entity_type|resource_type"),
        ("TargetUserName TargetResources.userPrincipalName properties.targetResources.userPrincipalName", "user_name"),
        ("AdditionalDetails.RoleName", "access_list"),
        ("CorrelationId", "correlation_uid"),
    )
    for name in names.split()
}

ACTIVITY: Fields = {
    name.lower(): reads
    for names, reads in (
        ("operationName OperationNameValue properties.message", "event_code"),
        ("Category CategoryValue eventSource", "log_name"),
        ("ActivityStatusValue status resultType", "status_detail"),
        ("Caller identity.claims.upn userPrincipalName", "actor_user_name"),
        ("CallerIpAddress callerIpAddress", "src_ip"),
        ("ResourceId _ResourceId", "resource_uid"),
        ("ResourceGroup", "resource_namespace"),
        ("ResourceProviderValue", "service_name"),
        ("CorrelationId", "correlation_uid"),
    )
    for name in names.split()
}
