"""Operations of AWS, Microsoft Graph and Google Cloud."""

from typing import Any

from tests.uba.sources.operations import ADDRESS, TIME, USER, Operation, line_of
from uba import activities as a
from uba.events import (
    API_ACTIVITY,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FAILURE,
    FILE_HOSTING,
    SUCCESS,
)

CREATE, READ, UPDATE = (API_ACTIVITY, a.API_CREATE), (API_ACTIVITY, a.API_READ), (API_ACTIVITY, a.API_UPDATE)
LOGON, TICKET = (AUTHENTICATION, a.AUTH_LOGON), (AUTHENTICATION, a.AUTH_SERVICE_TICKET)
GROUPS = "T1069 T1069.003"
SITE = "T1491 T1491.002"
WHO = {
    "type": "IAMUser",
    "userName": USER,
    "accountId": "111122223333",
    "accessKeyId": "AKIA1",
    "arn": f"arn:aws:iam::111122223333:user/{USER}",
}
IMAGE = {"container_image": "docker.io/xyz/miner:latest"}


def aws(
    techniques: str, service: str, name: str, meaning: tuple[int, int], expected: dict[str, Any], **fields: Any
) -> Operation:
    """One call of AWS."""
    record = {
        "eventVersion": "1.11",
        "eventTime": f"{TIME}Z",
        "eventID": f"e-{name}",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": "eu-central-1",
        "sourceIPAddress": ADDRESS,
        "userAgent": "aws-cli/2",
        "userIdentity": WHO,
        "recipientAccountId": "111122223333",
    }
    common = {"src_ip": ADDRESS, "event_code": name, "status_id": SUCCESS}
    if "userIdentity" not in fields:
        common |= {"actor_user_name": USER, "actor_user_credential_uid": "AKIA1"}
    return Operation(
        techniques, f"{service}:{name}", "cloudtrail", line_of(record | fields), meaning, common | expected
    )


def mapped(
    techniques: str, name: str, meaning: tuple[int, int], expected: dict[str, Any], record: dict[str, Any]
) -> Operation:
    """One record that a mapping reads."""
    return Operation(techniques, name, "mapped", line_of(record), meaning, expected)


def graph(path: str) -> Operation:
    """One request to Microsoft Graph."""
    record = {
        "time": f"{TIME}Z",
        "category": "MicrosoftGraphActivityLogs",
        "operationName": "Microsoft Graph Activity",
        "properties": {
            "timeGenerated": f"{TIME}Z",
            "requestId": f"g-{path}",
            "requestMethod": "GET",
            "responseStatusCode": 200,
            "appId": "app-1",
            "UserPrincipalObjectID": "u-1",
            "C_Idtyp": "user",
            "ipAddress": ADDRESS,
            "userAgent": "azurehound/v2",
            "signInActivityId": "t-1",
            "sessionId": "s-1",
            "requestUri": f"https://graph.microsoft.com/v1.0{path}?$top=9",
        },
    }
    expected = {
        "url_path": f"/v1.0{path}",
        "src_ip": ADDRESS,
        "user_agent": "azurehound/v2",
        "actor_user_name": "u-1",
        "actor_session_uid": "s-1",
        "actor_app_uid": "app-1",
    }
    return Operation(f"{GROUPS} T1550 T1550.004", f"Graph GET {path}", "mapped", line_of(record), READ, expected)


def google(method: str, meaning: tuple[int, int]) -> Operation:
    """One call of Google Cloud."""
    record = {
        "insertId": f"g-{method}",
        "protoPayload": {
            "authenticationInfo": {"principalEmail": USER},
            "methodName": method,
            "requestMetadata": {"callerIp": ADDRESS, "callerSuppliedUserAgent": "gcloud"},
            "resourceName": "projects/shop",
            "serviceName": "cloudresourcemanager.googleapis.com",
        },
        "timestamp": f"{TIME}Z",
    }
    expected = {"actor_user_name": USER, "src_ip": ADDRESS, "resource_uid": "projects/shop"}
    return mapped(GROUPS, method, meaning, expected, record)


OPERATIONS = [
    aws(
        "T1213",
        "s3",
        "GetObject",
        (FILE_HOSTING, a.FILE_DOWNLOAD),
        {"resource_uid": "b/x/plan.csv", "resource_namespace": "b", "file_path": "x/plan.csv"},
        requestParameters={"bucketName": "b", "key": "x/plan.csv"},
    ),
    aws(
        SITE,
        "s3",
        "PutObject",
        (FILE_HOSTING, a.FILE_UPLOAD),
        {"file_path": "index.html", "resource_namespace": "www"},
        requestParameters={"bucketName": "www", "key": "index.html"},
    ),
    aws(
        SITE,
        "s3",
        "DeleteObject",
        (FILE_HOSTING, a.FILE_DELETE),
        {"file_path": "index.html"},
        requestParameters={"bucketName": "www", "key": "index.html"},
    ),
    *(
        aws(SITE, "s3", name, UPDATE, {"resource_uid": "www"}, requestParameters={"bucketName": "www"})
        for name in ("PutBucketWebsite", "PutBucketPolicy")
    ),
    aws(SITE, "cloudfront", "UpdateDistribution", UPDATE, {"resource_uid": "E1"}, requestParameters={"id": "E1"}),
    aws(SITE, "route53", "ChangeResourceRecordSets", UPDATE, {}, requestParameters={"hostedZoneId": "Z1"}),
    aws(
        "T1610 T1204.003",
        "ecs",
        "RegisterTaskDefinition",
        CREATE,
        IMAGE,
        requestParameters={
            "family": "web",
            "containerDefinitions": [{"name": "c", "image": "docker.io/xyz/miner:latest"}],
        },
    ),
    aws("T1610", "ecs", "RunTask", CREATE, {}, requestParameters={"taskDefinition": "web:1"}),
    aws(
        "T1204.003",
        "ecr",
        "PutImage",
        CREATE,
        {"container_image": "web:latest"},
        requestParameters={"repositoryName": "web", "imageTag": "latest"},
    ),
    aws(
        "T1204.003",
        "ecr",
        "BatchGetImage",
        READ,
        {"container_image": "web:1"},
        requestParameters={"repositoryName": "web", "imageIds": [{"imageTag": "1"}]},
    ),
    aws(
        "T1204.003",
        "ecr",
        "DescribeImageScanFindings",
        READ,
        {"container_image": "web:1"},
        requestParameters={"repositoryName": "web", "imageId": {"imageTag": "1"}},
    ),
    aws(
        "T1204.003",
        "ec2",
        "RunInstances",
        CREATE,
        {"container_image": "ami-1"},
        requestParameters={"instancesSet": {"items": [{"imageId": "ami-1"}]}},
    ),
    aws(
        "T1562.002",
        "cloudtrail",
        "StopLogging",
        (EVENT_LOG, a.EVENT_LOG_STOP),
        {"resource_uid": "t"},
        requestParameters={"name": "t"},
    ),
    aws(
        "T1562.002",
        "cloudtrail",
        "DeleteTrail",
        (EVENT_LOG, a.EVENT_LOG_DISABLE),
        {"resource_uid": "t"},
        requestParameters={"name": "t"},
    ),
    aws(
        "T1562.002",
        "cloudtrail",
        "PutEventSelectors",
        (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        {"entity_name": "t"},
        requestParameters={"trailName": "t"},
    ),
    *(
        aws(
            GROUPS,
            "iam",
            name,
            READ,
            {"resource_uid": "admins"} if "Group" in name and name != "ListGroups" else {},
            requestParameters={"groupName": "admins"} if name != "ListGroups" else None,
        )
        for name in (
            "ListGroups",
            "ListGroupsForUser",
            "GetGroup",
            "ListGroupPolicies",
            "ListAttachedGroupPolicies",
            "ListEntitiesForPolicy",
            "GetAccountAuthorizationDetails",
        )
    ),
    aws(
        "T1072",
        "ssm",
        "SendCommand",
        (APPLICATION_LIFECYCLE, a.APP_INSTALL),
        {"resource_uid": "AWS-RunShellScript"},
        requestParameters={"documentName": "AWS-RunShellScript"},
    ),
    aws(
        "T1550",
        "sts",
        "AssumeRole",
        TICKET,
        {"resource_uid": "arn:aws:iam::111122223333:role/r"},
        requestParameters={"roleArn": "arn:aws:iam::111122223333:role/r"},
    ),
    aws(
        "T1199",
        "sts",
        "AssumeRole",
        TICKET,
        {"actor_user_name": "aida1@999988887777"},
        requestParameters={"roleArn": "arn:aws:iam::111122223333:role/r"},
        userIdentity={"type": "AWSAccount", "principalId": "AIDA1", "accountId": "999988887777"},
    ),
    aws("T1550.004", "signin", "GetSigninToken", (AUTHENTICATION, a.AUTH_TICKET), {}),
    aws(
        "T1550.004 T1110",
        "signin",
        "ConsoleLogin",
        LOGON,
        {"status_id": FAILURE, "is_mfa": False},
        responseElements={"ConsoleLogin": "Failure"},
        additionalEventData={"MFAUsed": "No"},
    ),
    *map(
        graph,
        (
            "/groups",
            "/directoryRoles",
            "/roleManagement/directory/roleAssignments",
            "/me/memberOf",
            "/users/u-2/transitiveMemberOf",
            "/groups/g-1/transitiveMembers",
        ),
    ),
    google("SetIamPolicy", (ENTITY_MANAGEMENT, a.ENTITY_UPDATE)),
    google("GetIamPolicy", READ),
]
