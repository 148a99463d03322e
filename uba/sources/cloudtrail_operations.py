"""AWS operations -> class and activity, and error codes that are denials.

Looked up by service and name, then by name alone, then by what CloudTrail says
itself (`readOnly`), then by the verb. Reference: the API references of the services.
"""

from __future__ import annotations

from uba import activities as a
from uba.events import (
    ACCOUNT_CHANGE,
    API_ACTIVITY,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FAILURE,
    FILE_HOSTING,
    OTHER,
)
from uba.remembered import remembered

_BY_ACTIVITY: dict[tuple[int, int], str] = {
    (AUTHENTICATION, a.AUTH_LOGON): "signin:ConsoleLogin signin:SwitchRole signin:CredentialVerification "
    "signin:UserAuthentication sso:Authenticate sso:Federate sso:UserAuthentication",
    (AUTHENTICATION, a.AUTH_LOGOFF): "signin:ExitRole sso:Logout",
    (AUTHENTICATION, a.AUTH_TICKET): "signin:GetSigninToken signin:CreateOAuth2Token sso:CreateToken",
    (AUTHENTICATION, a.AUTH_SERVICE_TICKET): "sts:AssumeRole sts:AssumeRoleWithSAML sts:AssumeRoleWithWebIdentity "
    "sts:AssumeRoot sts:GetSessionToken sts:GetFederationToken sso:GetRoleCredentials",
    (AUTHENTICATION, a.AUTH_PREAUTH): "signin:CredentialChallenge signin:CheckMfa",
    (ACCOUNT_CHANGE, a.ACCOUNT_CREATE): "iam:CreateUser cognito-idp:AdminCreateUser identitystore:CreateUser",
    (ACCOUNT_CHANGE, a.ACCOUNT_DELETE): "iam:DeleteUser cognito-idp:AdminDeleteUser identitystore:DeleteUser",
    (ACCOUNT_CHANGE, a.ACCOUNT_ENABLE): "iam:CreateLoginProfile",
    (ACCOUNT_CHANGE, a.ACCOUNT_DISABLE): "iam:DeleteLoginProfile",
    (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_CHANGE): "iam:ChangePassword",
    (ACCOUNT_CHANGE, a.ACCOUNT_PASSWORD_RESET): "iam:UpdateLoginProfile signin:PasswordRecoveryRequested "
    "signin:PasswordRecoveryCompleted",
    (ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE): "iam:EnableMFADevice iam:ResyncMFADevice",
    (ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE): "iam:DeactivateMFADevice iam:DeleteVirtualMFADevice",
    (ENTITY_MANAGEMENT, a.ENTITY_CREATE): "iam:CreateAccessKey iam:CreateRole iam:CreateGroup iam:CreatePolicy "
    "iam:CreatePolicyVersion iam:CreateSAMLProvider iam:CreateOpenIDConnectProvider iam:CreateVirtualMFADevice "
    "iam:CreateServiceSpecificCredential iam:UploadSSHPublicKey",
    (ENTITY_MANAGEMENT, a.ENTITY_UPDATE): "iam:AddUserToGroup iam:RemoveUserFromGroup iam:AttachUserPolicy "
    "iam:AttachRolePolicy iam:AttachGroupPolicy iam:DetachUserPolicy iam:DetachRolePolicy iam:DetachGroupPolicy "
    "iam:PutUserPolicy iam:PutRolePolicy iam:PutGroupPolicy iam:SetDefaultPolicyVersion iam:UpdateAssumeRolePolicy "
    "iam:UpdateUser iam:UpdateRole iam:UpdateAccessKey iam:UpdateAccountPasswordPolicy iam:UpdateSAMLProvider "
    "iam:AddRoleToInstanceProfile iam:PutUserPermissionsBoundary iam:PutRolePermissionsBoundary "
    "cloudtrail:PutEventSelectors cloudtrail:PutInsightSelectors cloudtrail:UpdateTrail",
    (ENTITY_MANAGEMENT, a.ENTITY_DELETE): "iam:DeleteAccessKey iam:DeleteRole iam:DeleteGroup iam:DeletePolicy "
    "iam:DeletePolicyVersion iam:DeleteUserPolicy iam:DeleteRolePolicy iam:DeleteGroupPolicy iam:DeleteSAMLProvider "
    "iam:DeleteAccountPasswordPolicy iam:DeleteUserPermissionsBoundary iam:DeleteRolePermissionsBoundary",
    (EVENT_LOG, a.EVENT_LOG_STOP): "cloudtrail:StopLogging config:StopConfigurationRecorder",
    (EVENT_LOG, a.EVENT_LOG_START): "cloudtrail:StartLogging config:StartConfigurationRecorder",
    (EVENT_LOG, a.EVENT_LOG_DISABLE): "cloudtrail:DeleteTrail cloudtrail:DeleteEventDataStore ec2:DeleteFlowLogs "
    "config:DeleteConfigurationRecorder guardduty:DeleteDetector logs:DeleteLogGroup logs:DeleteLogStream",
    (FILE_HOSTING, a.FILE_DOWNLOAD): "s3:GetObject s3:GetObjectTorrent s3:SelectObjectContent",
    (FILE_HOSTING, a.FILE_UPLOAD): "s3:PutObject s3:CompleteMultipartUpload s3:UploadPart",
    (FILE_HOSTING, a.FILE_COPY): "s3:CopyObject s3:UploadPartCopy",
    (FILE_HOSTING, a.FILE_DELETE): "s3:DeleteObject s3:DeleteObjects",
    (FILE_HOSTING, a.FILE_RESTORE): "s3:RestoreObject",
    (APPLICATION_LIFECYCLE, a.APP_INSTALL): "ssm:SendCommand ssm:StartAutomationExecution ssm:CreateAssociation",
    (API_ACTIVITY, a.API_CREATE): "ecs:RegisterTaskDefinition ecs:RunTask ecs:StartTask ec2:RunInstances "
    "ecr:PutImage s3:CreateMultipartUpload kms:GenerateDataKey kms:Encrypt",
    (API_ACTIVITY, a.API_READ): "ecr:BatchGetImage ecr:DescribeImageScanFindings ecr:GetDownloadUrlForLayer "
    "ecr:GetAuthorizationToken kms:Decrypt ssm:StartSession",
    (API_ACTIVITY, a.API_UPDATE): "s3:PutBucketWebsite s3:PutBucketPolicy s3:PutBucketAcl "
    "cloudfront:UpdateDistribution",
}
"""`service:Operation` by meaning; service as in `eventSource` before `.amazonaws.com`."""
OPERATIONS = {name: pair for pair, names in _BY_ACTIVITY.items() for name in names.split()}
_VERBS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("Describe", "Get", "List", "Head", "BatchGet", "Lookup", "Search", "Scan", "Query", "Select"), a.API_READ),
    (("Create", "Run", "Register", "Allocate", "Import", "Copy", "Generate", "Invite", "Launch"), a.API_CREATE),
    (("Delete", "Terminate", "Deregister", "Release", "Remove", "Purge", "BatchDelete", "Revoke"), a.API_DELETE),
)
_DENIED = (
    "accessdenied",
    "unauthorized",
    "notauthorized",
    "authorizationerror",
    "authfailure",
    "forbidden",
    "optinrequired",
    "invalidclienttokenid",
    "unrecognizedclient",
    "signaturedoesnotmatch",
    "incompletesignature",
    "missingauthenticationtoken",
    "mfarequired",
)


@remembered(8_192)
def activity_of(service: str, operation: str, read_only: bool | None) -> tuple[int, int]:
    """Give (class_uid, activity_id); an unknown operation is API activity."""
    known = OPERATIONS.get(f"{service}:{operation}")
    if known is not None:
        return known
    if read_only:
        return API_ACTIVITY, a.API_READ
    for verbs, activity_id in _VERBS:
        if operation.startswith(verbs):
            return API_ACTIVITY, activity_id
    return API_ACTIVITY, a.API_UPDATE


@remembered(2_048)
def error_status(code: str) -> int:
    """Give FAILURE for an error that denies access, OTHER for any other: a quota, a wrong parameter, an old token."""
    plain = code.lower().replace(".", "").replace("_", "")
    return FAILURE if any(word in plain for word in _DENIED) else OTHER
