"""Entra ID sign-in logs: interactive, non-interactive, service principal, managed identity.

Three shapes are read: the Azure Monitor envelope (`category`, `properties`), the
flat record of Microsoft Graph (`/auditLogs/signIns`), and rows of Log Analytics
(SigninLogs and its sisters), whose columns begin with capitals and may hold JSON
as text. Reference: Microsoft, "signIn resource type", "Sign-in log schema in Azure
Monitor" and the table reference of Azure Monitor.
"""

# ruff: noqa: N815 - the vendor's field names are kept

from __future__ import annotations

import msgspec

from uba.activities import AUTH_LOGON
from uba.errors import ParseError
from uba.events import AUTHENTICATION, FAILURE, OTHER, SUCCESS, Event
from uba.remembered import remembered
from uba.sources.by_position import by_position
from uba.sources.decoding import RecordDecoder
from uba.sources.entra_codes import ENTRA_INTERRUPTS, ENTRA_MFA_CODES
from uba.sources.fields import clean_ip, time_ms, user_key, whole
from uba.sources.free_json import lower_names
from uba.sources.tables import TableDecoder, capital_names


class Status(msgspec.Struct, gc=False):
    """Outcome; 0 is success."""

    errorCode: int | str | None = None
    failureReason: str | None = None
    additionalDetails: str | None = None


class Location(msgspec.Struct, gc=False):
    """Where the address is registered."""

    countryOrRegion: str | None = None


class DeviceDetail(msgspec.Struct, gc=False):
    """The device as Entra knows it; empty for unregistered ones."""

    deviceId: str | None = None
    displayName: str | None = None
    isManaged: bool | None = None


class Step(msgspec.Struct, gc=False):
    """One of `authenticationDetails`: a method that was asked for, and what came of it."""

    authenticationStepResultDetail: str | None = None


class SignIn(msgspec.Struct, gc=False):
    """`properties` of the envelope, and the record itself in Graph's shape."""

    id: str | None = None
    createdDateTime: str | float | None = None
    userPrincipalName: str | None = None
    servicePrincipalId: str | None = None
    servicePrincipalName: str | None = None
    userId: str | None = None
    appId: str | None = None
    resourceDisplayName: str | None = None
    servicePrincipalCredentialKeyId: str | None = None
    incomingTokenType: str | None = None
    appDisplayName: str | None = None
    ipAddress: str | None = None
    autonomousSystemNumber: int | str | None = None
    userAgent: str | None = None
    clientAppUsed: str | None = None
    isInteractive: bool | None = None
    sessionId: str | None = None
    uniqueTokenIdentifier: str | None = None
    status: Status | None = None
    authenticationRequirement: str | None = None
    authenticationProtocol: str | None = None
    userType: str | None = None
    authenticationDetails: msgspec.Raw = msgspec.Raw()
    location: Location | str | None = None
    deviceDetail: DeviceDetail | None = None
    homeTenantId: str | None = None
    crossTenantAccessType: str | None = None
    errorCode: int | str | None = None
    correlationId: str | None = None


class Envelope(SignIn, gc=False):
    """The Azure Monitor record around a sign-in, or Graph's flat one."""

    time: str | float | None = None
    category: str | None = None
    operationName: str | None = None
    resultType: str | int | None = None
    resultDescription: str | None = None
    callerIpAddress: str | None = None
    properties: SignIn | None = None
    TimeGenerated: str | float | None = None


_WHAT = "Entra sign-in record"
_DECODER = RecordDecoder(Envelope, _WHAT)
_STEPS = msgspec.json.Decoder(list[Step])
_ROWS = TableDecoder(
    Envelope,
    _WHAT,
    lower_names(Envelope) | {"timegenerated": "time"},
    [*capital_names(Envelope), "IPAddress", "TimeGenerated"],
    texts=frozenset(["status", "deviceDetail", "authenticationDetails"]),
)

_CATEGORIES = (
    b'"SignInLogs"',
    b'"NonInteractiveUserSignInLogs"',
    b'"ServicePrincipalSignInLogs"',
    b'"ManagedIdentitySignInLogs"',
    b'"ADFSSignInLogs"',
    b'"Sign-in activity"',
)
_SIGN_IN_CATEGORIES = frozenset(category.strip(b'"').decode() for category in _CATEGORIES)
_NO_STATUS, _NO_DEVICE = Status(), DeviceDetail()
_USER, _SERVICE = 1, 4
_HEAD = 120
"""Bytes in which a row of a table tells its time, as a rule."""
_INTERACTIVE_LOGON = 2


class EntraSignin:
    """Entra sign-in logs as a source."""

    name = "entra_signin"

    def recognise(self, record: bytes) -> bool:
        """Tell a sign-in by its log category, or by the fields Graph always gives."""
        if not record.startswith(b"{"):
            return False
        if b'"properties"' in record or b'"TimeGenerated"' in record:
            return any(category in record for category in _CATEGORIES)
        return (
            b'"createdDateTime"' in record
            and b'"ipAddress"' in record
            and (b'"userPrincipalName"' in record or b'"servicePrincipalId"' in record)
            and (b'"appId"' in record or b'"appDisplayName"' in record)
        )

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        is_row = record.find(b'"TimeGenerated"', 0, _HEAD) >= 0
        envelope = None if is_row else _DECODER.decode_strictly(record)
        if envelope is None or envelope.TimeGenerated is not None:
            envelope = (_ROWS if b'"TimeGenerated"' in record else _DECODER).decode(record)
        is_sign_in = envelope.category in _SIGN_IN_CATEGORIES or envelope.operationName in _SIGN_IN_CATEGORIES
        if envelope.properties is not None:
            if not is_sign_in:
                raise ParseError(f"category is {envelope.category!r}: expected a sign-in category such as SignInLogs")
            return _event(envelope.properties, envelope)
        timed = envelope.createdDateTime is not None or (is_sign_in and envelope.time is not None)
        if not timed or not (envelope.userPrincipalName or envelope.servicePrincipalId):
            raise ParseError(
                "properties, or createdDateTime with userPrincipalName or servicePrincipalId, are missing: "
                "expected an Entra sign-in record"
            )
        return _event(envelope, envelope)


@by_position
def _event(sign_in: SignIn, envelope: Envelope) -> Event:
    time, logged = _times(sign_in, envelope)
    status = sign_in.status or _NO_STATUS
    given = status.errorCode
    if given is None:
        given = sign_in.errorCode if sign_in.errorCode is not None else envelope.resultType
    code, status_id, is_mfa = _outcome(given)
    device, location = sign_in.deviceDetail or _NO_DEVICE, sign_in.location
    name, uid, kind = _actor(sign_in)
    interactive = sign_in.isInteractive
    if interactive is None and envelope.category is not None and envelope.category != "SignInLogs":
        interactive = False
    partner = None if sign_in.crossTenantAccessType == "none" else sign_in.crossTenantAccessType
    requirement = sign_in.authenticationRequirement
    if requirement and not is_mfa and status_id != FAILURE:  # where a password is wrong no second factor was asked for
        is_mfa = requirement == "multiFactorAuthentication"
    protocol, address = sign_in.authenticationProtocol, sign_in.ipAddress or envelope.callerIpAddress
    return Event(
        time=time,
        uid=sign_in.id or "",
        source="entra_signin",
        class_uid=AUTHENTICATION,
        activity_id=AUTH_LOGON,
        status_id=status_id,
        status_code=code,
        status_detail=_detail(sign_in, status, status_id) or envelope.resultDescription or "",
        event_code=code,
        product_name="Entra ID",
        vendor_name="Microsoft",
        log_name=envelope.category or "",
        correlation_uid=sign_in.correlationId or envelope.correlationId or "",
        logged_time=logged,
        actor_user_name=name,
        actor_user_uid=uid or "",
        actor_user_email_addr=name if "@" in name else "",
        actor_user_type_id=kind,
        actor_user_credential_uid=sign_in.uniqueTokenIdentifier or sign_in.servicePrincipalCredentialKeyId or "",
        actor_app_uid=sign_in.appId or "",
        actor_app_name=sign_in.appDisplayName or "",
        actor_session_uid=sign_in.sessionId or "",
        access_list=_outsider(sign_in.userType, partner) if sign_in.userType or partner else (),
        resource_namespace=(sign_in.homeTenantId or "") if partner else "",
        service_name=sign_in.resourceDisplayName or sign_in.appDisplayName or "",
        app_name=sign_in.appDisplayName or "",
        src_ip=clean_ip(address) if address else "",
        src_country=_country(location.countryOrRegion if isinstance(location, Location) else location),
        src_asn=_asn(sign_in.autonomousSystemNumber),
        device_uid=device.deviceId or "",
        device_hostname=device.displayName.lower() if device.displayName else "",
        device_is_managed=device.isManaged,
        # The protocol of the token, else the kind of client: `Browser`, `IMAP4`, `Exchange ActiveSync`.
        auth_protocol=protocol if protocol and protocol != "none" else sign_in.clientAppUsed or "",
        logon_process=sign_in.incomingTokenType or "",
        logon_type_id=_INTERACTIVE_LOGON if interactive else 0,
        is_mfa=is_mfa,
        is_interactive=interactive,
        user_agent=sign_in.userAgent or "",
    )


def _times(sign_in: SignIn, envelope: Envelope) -> tuple[int, int]:
    """Give when it was, and when it was logged; 0 where the record does not say."""
    if sign_in.createdDateTime is None:
        logged = time_ms(envelope.time, "time")
        return logged, logged
    time = time_ms(sign_in.createdDateTime, "createdDateTime")
    return time, 0 if envelope.time is None else time_ms(envelope.time, "time")


def _actor(sign_in: SignIn) -> tuple[str, str | None, int]:
    """Give name, id and kind of who signs in."""
    if sign_in.servicePrincipalId and not sign_in.userPrincipalName:
        principal = sign_in.servicePrincipalId
        return user_key(sign_in.servicePrincipalName or principal), principal, _SERVICE
    return user_key(sign_in.userPrincipalName or sign_in.userId), sign_in.userId, _USER


@remembered(4_096)
def _outcome(given: str | int | None) -> tuple[str, int, bool | None]:
    """Give the error code as text, whether it is a success, a denial or a step in between, and if it is one of MFA."""
    if given is None:
        return "", 0, None
    code = str(given).strip()
    if code == "0" or code.lower() == "success":
        return "0", SUCCESS, None
    is_mfa = True if whole(code) in ENTRA_MFA_CODES else None
    if code.isdecimal():
        return code, OTHER if whole(code) in ENTRA_INTERRUPTS else FAILURE, is_mfa
    return code, FAILURE if code.lower() == "failure" else OTHER, is_mfa


def _detail(sign_in: SignIn, status: Status, status_id: int) -> str:
    """Why, in the record's words: the reason, with details or what came of the last step."""
    step = "" if status_id == SUCCESS else _step_result(sign_in)
    reason, details = status.failureReason, status.additionalDetails or step
    return f"{reason}; {details}" if reason and details else reason or details or ""


def _step_result(sign_in: SignIn) -> str:
    """What came of the last step: `MFA denied; user declined the authentication`."""
    if len(sign_in.authenticationDetails) < 3:
        return ""
    try:
        steps = _STEPS.decode(sign_in.authenticationDetails)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return ""
    return next((step.authenticationStepResultDetail or "" for step in reversed(steps)), "")


def _outsider(user_type: str | None, partner: str | None) -> tuple[str, ...]:
    """How somebody does not belong: as a guest; by an agreement with a partner (`b2bCollaboration`, ...)."""
    guest = "guest" if (user_type or "").lower() == "guest" else ""
    return tuple(filter(None, (guest, partner)))


@remembered(2_048)
def _country(country: str | None) -> str:
    return country.upper() if country and len(country) == 2 else ""


@remembered(16_384)
def _asn(number: int | str | None) -> int:
    value = whole(number)
    return value if 0 < value < 2**32 else 0
