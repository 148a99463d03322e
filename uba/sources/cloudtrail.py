"""AWS CloudTrail: management and data events.

A failure is a console sign-in that CloudTrail calls one, or an error code that
denies access; throttling, missing things and expired tokens are not denials. A
source address that is a service's name is a host name. Reference: AWS, "CloudTrail record contents".
"""

# ruff: noqa: N815 - the vendor's field names are kept

from __future__ import annotations

import msgspec

from uba.errors import ParseError
from uba.events import (
    ACCOUNT_CHANGE,
    API_ACTIVITY,
    AUTHENTICATION,
    ENTITY_MANAGEMENT,
    FAILURE,
    FILE_HOSTING,
    SUCCESS,
    Event,
)
from uba.remembered import remembered
from uba.sources.by_position import by_position
from uba.sources.cloudtrail_identity import UserIdentity, user_of
from uba.sources.cloudtrail_operations import activity_of, error_status
from uba.sources.cloudtrail_parameters import image_of, resource_of
from uba.sources.decoding import RecordDecoder
from uba.sources.fields import clean_ip, time_ms, user_key
from uba.sources.free_json import lower_names, raw_object, text_of
from uba.sources.tables import TableDecoder


class CloudTrailRecord(msgspec.Struct, gc=False):
    """One record; the parameters are free and differ by operation."""

    userIdentity: UserIdentity | None = None
    eventTime: str | float | None = None
    eventSource: str | None = None
    eventName: str | None = None
    eventType: str | None = None
    recipientAccountId: str | None = None
    awsRegion: str | None = None
    eventCategory: str | None = None
    sourceIPAddress: str | None = None
    userAgent: str | None = None
    errorCode: str | None = None
    errorMessage: str | None = None
    requestParameters: msgspec.Raw = msgspec.Raw()
    responseElements: msgspec.Raw = msgspec.Raw()
    additionalEventData: msgspec.Raw = msgspec.Raw()
    requestID: str | None = None
    eventID: str | None = None
    sharedEventID: str | None = None
    readOnly: bool | None = None
    resources: msgspec.Raw = msgspec.Raw()


_WHAT = "CloudTrail record"
_DECODER = RecordDecoder(CloudTrailRecord, _WHAT)
_LOWERED = TableDecoder(CloudTrailRecord, _WHAT, lower_names(CloudTrailRecord), lower_names(CloudTrailRecord))
_NOBODY = UserIdentity()
_ANSWERED = frozenset(["ConsoleLogin", "SwitchRole", "ExitRole", "CredentialVerification"])
"""Operations whose outcome stands in their answer."""


class CloudTrail:
    """CloudTrail as a source."""

    name = "cloudtrail"

    def recognise(self, record: bytes) -> bool:
        """Tell a CloudTrail record by its event source, a service of AWS, and its event name."""
        if not record.startswith(b"{") or (b'"eventSource"' not in record and b'"eventsource"' not in record):
            return False
        try:
            return _is_cloudtrail(_decoded(record))
        except ParseError:
            return False

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        trail = _decoded(record)
        if not _is_cloudtrail(trail):
            raise ParseError(
                f"eventSource is {(trail.eventSource or '')[:60]!r}, eventName {(trail.eventName or '')[:60]!r}: "
                "expected a CloudTrail record such as iam.amazonaws.com, ListGroups"
            )
        return _event(trail, trail.eventName or "")


def _decoded(record: bytes) -> CloudTrailRecord:
    trail = _DECODER.decode_strictly(record)
    if trail is not None and trail.eventSource is not None:
        return trail
    if b'"eventSource"' not in record and b'"eventsource"' in record:
        return _LOWERED.decode(record)
    return _DECODER.decode(record)


def _is_cloudtrail(record: CloudTrailRecord) -> bool:
    return record.eventSource is not None and bool(record.eventName) and _service_of(record.eventSource) is not None


@remembered(2_048)
def _service_of(source: str) -> str | None:
    """`iam.amazonaws.com` -> `iam`; None for what is no service of AWS."""
    return source.partition(".")[0].lower() if source.endswith((".amazonaws.com", ".aws.internal")) else None


@by_position
def _event(trail: CloudTrailRecord, operation: str) -> Event:
    service = _service_of(trail.eventSource or "") or ""
    class_uid, activity_id = activity_of(service, operation, trail.readOnly)
    parameters = raw_object(trail.requestParameters)
    who = trail.userIdentity or _NOBODY
    name, kind = user_of(who, trail.recipientAccountId or "")
    address = trail.sourceIPAddress or ""
    src_ip = clean_ip(address) if address else ""
    kept, managed, is_file = (
        resource_of(parameters, trail.resources),
        class_uid == ENTITY_MANAGEMENT,
        class_uid == FILE_HOSTING,
    )
    key = text_of(parameters.get("key")) if is_file else ""
    target = user_key(text_of(parameters.get("userName"))) if managed or class_uid == ACCOUNT_CHANGE else ""
    status_id, detail = _outcome(trail, operation)
    return Event(
        time=time_ms(trail.eventTime, "eventTime"),
        uid=trail.eventID or "",
        source="cloudtrail",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=status_id,
        status_code=trail.errorCode or "",
        status_detail=detail,
        event_code=operation,
        product_name="CloudTrail",
        vendor_name="AWS",
        log_name=trail.eventCategory or "",
        correlation_uid=trail.sharedEventID or trail.requestID or "",
        actor_user_name=name,
        actor_user_uid=who.arn or who.principalId or "",
        actor_user_email_addr=name if kind and "@" in name else "",
        actor_user_type_id=kind,
        actor_user_credential_uid=who.accessKeyId or who.credentialId or "",
        actor_app_name=who.invokedBy or "",
        user_name=target if target != name else "",
        entity_type=service if managed else "",
        entity_name=kept if managed else "",
        access_list=(policy,) if "policyArn" in parameters and (policy := text_of(parameters["policyArn"])) else (),
        resource_uid="" if managed else f"{kept}/{key}" if key else kept,
        resource_type="" if managed else service,
        resource_namespace=(trail.recipientAccountId or who.accountId or "") if not is_file else kept,
        service_name=trail.eventSource or "",
        src_ip=src_ip,
        src_hostname=address.lower() if not src_ip and "." in address and " " not in address else "",
        is_mfa=_is_mfa(trail, who) if class_uid == AUTHENTICATION else None,
        user_agent=trail.userAgent or "",
        file_name=key.rpartition("/")[2] if key else "",
        file_path=key,
        api_operation=operation if class_uid == API_ACTIVITY else "",
        container_image=image_of(parameters),
    )


def _outcome(trail: CloudTrailRecord, operation: str) -> tuple[int, str]:
    message = trail.errorMessage or ""
    if operation in _ANSWERED:
        answer = text_of(raw_object(trail.responseElements).get(operation)).lower()
        if answer == "failure" or (not answer and message and not trail.errorCode):
            return FAILURE, message
        if answer == "success":
            return SUCCESS, message
    if trail.errorCode:
        return error_status(trail.errorCode), message
    return SUCCESS, message


def _is_mfa(trail: CloudTrailRecord, who: UserIdentity) -> bool | None:
    used = text_of(raw_object(trail.additionalEventData).get("MFAUsed")).lower()
    if used:
        return used == "yes"
    attributes = None if who.sessionContext is None else who.sessionContext.attributes
    if attributes is None or attributes.mfaAuthenticated is None:
        return None
    return str(attributes.mfaAuthenticated).lower() == "true"
