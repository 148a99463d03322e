"""AWS CloudTrail, Kubernetes audit, Google Workspace, Slack, and deployment tools."""

from __future__ import annotations

from uba.context import Context
from uba.indicators.fields import Fields
from uba.indicators.reader import Kind, Reader

_TYPES = {1: "IAMUser", 3: "AWSService", 4: "AssumedRole"}


def _verb(operation: str, context: Context) -> str:
    return operation.partition(" ")[0]


def _subresource(operation: str, context: Context) -> str:
    return operation.partition(" ")[2].partition("/")[2]


def _identity(raw: tuple[str, int], context: Context) -> str:
    name, kind = raw
    return "Root" if name in ("root", "<root_account>") or name.endswith(":root") else _TYPES.get(kind, "")


CLOUDTRAIL: Fields = {
    name.lower(): reads
    for names, reads in (
        ("eventName", "event_code"),
        ("eventSource", "service_name"),
        ("eventCategory", "log_name"),
        ("errorCode", "status_code"),
        ("errorMessage", "status_detail"),
        ("sourceIPAddress", "src_ip|src_hostname"),
        ("userAgent", "user_agent"),
        ("recipientAccountId", "resource_namespace"),
        ("userIdentity.arn userIdentity.principalId userIdentity.sessionContext.sessionIssuer.arn", "actor_user_uid"),
        ("userIdentity.userName", "actor_user_name"),
        ("userIdentity.accessKeyId", "actor_user_credential_uid"),
        ("userIdentity.invokedBy", "actor_app_name"),
        (
            "userIdentity.type",
            Reader("userIdentity.type", ("actor_user_uid", "actor_user_type_id"), Kind.TEXT, _identity),
        ),
        ("requestParameters.userName", "user_name|resource_uid|entity_name"),
        ("requestParameters.policyArn", "access_list"),
        (
            "requestParameters.bucketName requestParameters.roleName requestParameters.groupName",
            "resource_uid|entity_name|resource_namespace",
        ),
        (
            "requestParameters.name requestParameters.instanceId requestParameters.documentName",
            "resource_uid|entity_name",
        ),
        ("requestParameters.key", "file_path"),
        ("requestParameters.imageId requestParameters.imageTag requestParameters.repositoryName", "container_image"),
        ("additionalEventData.MFAUsed", "is_mfa"),
    )
    for name in names.split()
}

KUBERNETES: Fields = {
    name.lower(): reads
    for names, reads in (
        ("verb", Reader("verb", ("event_code",), Kind.TEXT, _verb)),
        ("objectRef.resource", "resource_type"),
        ("objectRef.subresource", Reader("objectRef.subresource", ("event_code",), Kind.TEXT, _subresource)),
        ("objectRef.namespace", "resource_namespace"),
        ("objectRef.name", "resource_name"),
        ("user.username", "actor_user_name"),
        ("user.uid", "actor_user_uid"),
        ("impersonatedUser.username", "user_name"),
        ("sourceIPs", "src_ip"),
        ("userAgent", "user_agent"),
        ("requestURI", "url_target"),
        ("responseStatus.code", "http_status"),
        ("responseStatus.reason responseStatus.message", "status_detail"),
        ("requestObject.spec.containers.image requestObject.spec.template.spec.containers.image", "container_image"),
        ("capabilities hostPath hostNetwork privileged requestObject.roleRef.name roleRef.name", "access_list"),
    )
    for name in names.split()
}

WORKSPACE: Fields = {
    name.lower(): reads
    for names, reads in (
        ("eventName events.name name", "event_code"),
        ("eventService id.applicationName", "log_name"),
        ("actor.email", "actor_user_name"),
        ("ipAddress", "src_ip"),
        ("new_value parameters.NEW_VALUE setting_value", "status_detail"),
        ("parameters.SETTING_NAME USER_EMAIL GROUP_EMAIL", "entity_name"),
        ("events.type type", "entity_type"),
    )
    for name in names.split()
}

SLACK: Fields = {
    name.lower(): reads
    for names, reads in (
        ("action", "event_code"),
        ("actor.user.email actor.user.name", "actor_user_name"),
        ("context.ip_address", "src_ip"),
        ("context.ua", "user_agent"),
        ("entity.type", "entity_type|resource_type"),
        ("entity.user.email entity.channel.name entity.file.name entity.app.name", "entity_name|resource_name"),
    )
    for name in names.split()
}

GOOGLE_CLOUD: Fields = {
    name.lower(): reads
    for names, reads in (
        ("gcp.audit.method_name data.protoPayload.methodName protoPayload.methodName methodName", "event_code"),
        ("data.protoPayload.serviceName protoPayload.serviceName serviceName", "service_name"),
        (
            "data.protoPayload.authenticationInfo.principalEmail protoPayload.authenticationInfo.principalEmail",
            "actor_user_name",
        ),
        ("protoPayload.requestMetadata.callerIp", "src_ip"),
        ("protoPayload.requestMetadata.callerSuppliedUserAgent", "user_agent"),
        ("data.protoPayload.resourceName protoPayload.resourceName", "resource_uid|entity_name|file_path"),
        ("protoPayload.status.code", "status_code"),
        ("protoPayload.status.message", "status_detail"),
    )
    for name in names.split()
}
