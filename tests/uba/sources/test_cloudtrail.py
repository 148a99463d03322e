"""CloudTrail: operations, identities, denials, addresses, images."""

import json
from typing import Any

import pytest

from uba import activities as a
from uba.errors import ParseError
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
    SUCCESS,
    Event,
)
from uba.sources.cloudtrail import CloudTrail


def event(name: str = "iam:ListUsers", **fields: Any) -> Event:
    """Parse a record of this `service:Operation` with these fields."""
    service, _, operation = name.partition(":")
    record = {
        "eventTime": "2026-03-09T03:02:10Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": operation,
        "eventID": "i",
        "userIdentity": {"type": "IAMUser", "userName": "A.Berg"},
        **fields,
    }
    parsed = CloudTrail().parse(json.dumps(record).encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("name", "class_uid", "activity_id"),
    [
        ("iam:ListGroups", API_ACTIVITY, a.API_READ),
        ("iam:ListGroupsForUser", API_ACTIVITY, a.API_READ),
        ("iam:GetGroup", API_ACTIVITY, a.API_READ),
        ("iam:ListGroupPolicies", API_ACTIVITY, a.API_READ),
        ("iam:ListAttachedGroupPolicies", API_ACTIVITY, a.API_READ),
        ("iam:ListEntitiesForPolicy", API_ACTIVITY, a.API_READ),
        ("iam:GetAccountAuthorizationDetails", API_ACTIVITY, a.API_READ),
        ("s3:GetObject", FILE_HOSTING, a.FILE_DOWNLOAD),
        ("s3:PutObject", FILE_HOSTING, a.FILE_UPLOAD),
        ("s3:DeleteObject", FILE_HOSTING, a.FILE_DELETE),
        ("s3:PutBucketWebsite", API_ACTIVITY, a.API_UPDATE),
        ("s3:PutBucketPolicy", API_ACTIVITY, a.API_UPDATE),
        ("cloudfront:UpdateDistribution", API_ACTIVITY, a.API_UPDATE),
        ("ecs:RegisterTaskDefinition", API_ACTIVITY, a.API_CREATE),
        ("ecs:RunTask", API_ACTIVITY, a.API_CREATE),
        ("ec2:RunInstances", API_ACTIVITY, a.API_CREATE),
        ("ecr:PutImage", API_ACTIVITY, a.API_CREATE),
        ("ecr:BatchGetImage", API_ACTIVITY, a.API_READ),
        ("ecr:DescribeImageScanFindings", API_ACTIVITY, a.API_READ),
        ("cloudtrail:StopLogging", EVENT_LOG, a.EVENT_LOG_STOP),
        ("cloudtrail:DeleteTrail", EVENT_LOG, a.EVENT_LOG_DISABLE),
        ("cloudtrail:PutEventSelectors", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("sts:AssumeRole", AUTHENTICATION, a.AUTH_SERVICE_TICKET),
        ("signin:GetSigninToken", AUTHENTICATION, a.AUTH_TICKET),
        ("signin:ConsoleLogin", AUTHENTICATION, a.AUTH_LOGON),
        ("ssm:SendCommand", APPLICATION_LIFECYCLE, a.APP_INSTALL),
        ("iam:CreateUser", ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
        ("iam:DeactivateMFADevice", ACCOUNT_CHANGE, a.ACCOUNT_MFA_DISABLE),
        ("iam:AttachUserPolicy", ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        ("iam:CreateAccessKey", ENTITY_MANAGEMENT, a.ENTITY_CREATE),
        ("ec2:TerminateInstances", API_ACTIVITY, a.API_DELETE),
        ("ec2:FrobnicateNobodyKnows", API_ACTIVITY, a.API_UPDATE),
    ],
)
def test_operations_have_their_class(name: str, class_uid: int, activity_id: int) -> None:
    """Each named operation has a class and an activity, and an unknown operation is still an event."""
    parsed = event(name)

    assert (parsed.class_uid, parsed.activity_id) == (class_uid, activity_id)
    assert parsed.event_code == name.partition(":")[2]


def test_what_is_read_only_is_a_read() -> None:
    """CloudTrail says so itself, whatever the verb."""
    assert event("lambda:InvokeNothing", readOnly=True).activity_id == a.API_READ


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (None, SUCCESS),
        ("AccessDenied", FAILURE),
        ("AccessDeniedException", FAILURE),
        ("Client.UnauthorizedOperation", FAILURE),
        ("UnrecognizedClientException", FAILURE),
        ("SignatureDoesNotMatch", FAILURE),
        ("AuthFailure", FAILURE),
        ("ThrottlingException", OTHER),
        ("NoSuchBucketPolicy", OTHER),
        ("ExpiredToken", OTHER),
        ("Client.DryRunOperation", OTHER),
    ],
)
def test_only_refused_access_is_a_failure(code: str | None, status: int) -> None:
    """A quota, a missing thing and an expired token are not denials."""
    assert event(errorCode=code).status_id == status


@pytest.mark.parametrize(("answer", "status"), [("Success", SUCCESS), ("Failure", FAILURE)])
def test_a_console_sign_in_says_how_it_went(answer: str, status: int) -> None:
    """In its response, with MFA beside it."""
    parsed = event(
        "signin:ConsoleLogin", responseElements={"ConsoleLogin": answer}, additionalEventData={"MFAUsed": "Yes"}
    )

    assert (parsed.status_id, parsed.is_mfa) == (status, True)


SESSION = {"sessionIssuer": {"type": "Role", "userName": "Analyst"}, "attributes": {"mfaAuthenticated": "true"}}


@pytest.mark.parametrize(
    ("identity", "name", "kind"),
    [
        ({"type": "IAMUser", "userName": "A.Berg"}, "a.berg", 1),
        ({"type": "IAMUser", "arn": "arn:aws:iam::1:user/ops/Deploy"}, "deploy", 1),
        ({"type": "Root", "accountId": "1"}, "root", 2),
        ({"type": "AssumedRole", "principalId": "AROA:A@b.example", "sessionContext": SESSION}, "a@b.example", 1),
        ({"type": "AssumedRole", "principalId": "AROA:i-0abc", "sessionContext": SESSION}, "analyst", 4),
        ({"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/Build/i-0abc"}, "build", 4),
        ({"type": "AWSService", "invokedBy": "lambda.amazonaws.com"}, "lambda.amazonaws.com", 3),
        ({"type": "AWSAccount", "principalId": "AROA:x", "accountId": "9"}, "aroa@9", 0),
        ({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "u-1"}}, "u-1", 0),
        ({"type": "IAMUser", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}, "", 0),
        ({}, "", 0),
    ],
)
def test_users_are_known_by_what_does_not_change(identity: dict[str, Any], name: str, kind: int) -> None:
    """A machine's session name changes with every session; its role does not."""
    parsed = event(userIdentity=identity)

    assert (parsed.actor_user_name, parsed.actor_user_type_id) == (name, kind)


@pytest.mark.parametrize(
    ("given", "address", "host"),
    [
        ("198.51.100.61", "198.51.100.61", ""),
        ("cloudformation.amazonaws.com", "", "cloudformation.amazonaws.com"),
        ("AWS Internal", "", ""),
        ("2001:DB8::1", "2001:db8::1", ""),
    ],
)
def test_a_service_s_name_is_no_address(given: str, address: str, host: str) -> None:
    """Services of AWS call under their own name."""
    parsed = event(sourceIPAddress=given)

    assert (parsed.src_ip, parsed.src_hostname) == (address, host)


@pytest.mark.parametrize(
    ("name", "parameters", "image"),
    [
        ("ecs:RegisterTaskDefinition", {"containerDefinitions": [{"image": "xyz/miner:latest"}]}, "xyz/miner:latest"),
        ("ecr:PutImage", {"repositoryName": "shop", "imageTag": "latest"}, "shop:latest"),
        ("ecr:BatchGetImage", {"repositoryName": "shop", "imageIds": [{"imageTag": "v1"}]}, "shop:v1"),
        ("ecr:DescribeImageScanFindings", {"repositoryName": "shop", "imageId": {"imageTag": "v1"}}, "shop:v1"),
        ("ec2:RunInstances", {"instancesSet": {"items": [{"imageId": "ami-1"}]}}, "ami-1"),
    ],
)
def test_images_are_named(name: str, parameters: dict[str, Any], image: str) -> None:
    """Of a task, of a registry, of a machine."""
    assert event(name, requestParameters=parameters).container_image == image


def test_an_object_is_a_file_in_its_bucket() -> None:
    """Key and bucket."""
    parsed = event("s3:GetObject", requestParameters={"bucketName": "b", "key": "q1/plan.xlsx"})

    assert (parsed.resource_uid, parsed.resource_namespace, parsed.file_name) == ("b/q1/plan.xlsx", "b", "plan.xlsx")


def test_the_access_key_is_the_credential_and_the_grantee_the_user() -> None:
    """Who used what on whom."""
    parsed = event(
        "iam:AttachUserPolicy",
        userIdentity={"type": "IAMUser", "userName": "a", "accessKeyId": "AKIA1"},
        requestParameters={"userName": "C", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
    )

    assert (parsed.actor_user_credential_uid, parsed.user_name) == ("AKIA1", "c")
    assert parsed.access_list == ("arn:aws:iam::aws:policy/AdministratorAccess",)


@pytest.mark.parametrize("parameters", ["text", 7, [], None, {"bucketName": {"a": 1}}])
def test_parameters_may_be_anything(parameters: object) -> None:
    """They are free: what is not understood names nothing."""
    assert event("s3:GetObject", requestParameters=parameters, resources="x").resource_uid == ""


def test_another_vendor_s_event_source_is_refused() -> None:
    """The source is a service of AWS."""
    with pytest.raises(ParseError, match=r"eventSource is 'example.org'"):
        event(eventSource="example.org")
