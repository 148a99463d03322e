"""Duo: the authentication log (API v1 and v2) and the administrator log.

A failure is `result` denied or fraud, whatever the reason; the address is that of
the device that wants in, not of the phone. Reference: Duo, "Admin API", "Authentication Logs".
"""

from __future__ import annotations

import msgspec

from uba import activities as a
from uba.errors import ParseError
from uba.events import ACCOUNT_CHANGE, AUTHENTICATION, FAILURE, OTHER, SUCCESS, Event
from uba.sources.by_position import by_position
from uba.sources.countries import country_code
from uba.sources.decoding import RecordDecoder
from uba.sources.duo_admin import AdminRecord, admin_event, is_admin_record
from uba.sources.fields import clean_ip, time_ms, user_key


class Location(msgspec.Struct, gc=False):
    """Where an address is registered; the country by its English name."""

    country: str | None = None


class Device(msgspec.Struct, gc=False):
    """The device that wants in, or the one that answers."""

    ip: str | None = None
    hostname: str | None = None
    location: Location | None = None
    name: str | None = None
    key: str | None = None


class Named(msgspec.Struct, gc=False):
    """A user or an application."""

    name: str | None = None
    key: str | None = None


class DuoRecord(AdminRecord, gc=False):
    """An authentication of API v2; `username`, `integration`, `ip` and `device` are those of v1."""

    txid: str | None = None
    event_type: str | None = None
    eventtype: str | None = None
    result: str | None = None
    reason: str | None = None
    factor: str | None = None
    email: str | None = None
    user: Named | None = None
    application: Named | None = None
    integration: str | None = None
    access_device: Device | None = None
    auth_device: Device | None = None
    ip: str | None = None
    location: Location | None = None
    trusted_endpoint_status: str | None = None


_DECODER = RecordDecoder(DuoRecord, "Duo record")
_PERSON = 1
_RESULTS = {"success": SUCCESS, "denied": FAILURE, "fraud": FAILURE, "failure": FAILURE}
_WITHOUT_FACTOR = frozenset(
    {
        "allow_unenrolled_user",
        "allow_unenrolled_user_on_trusted_network",
        "allowed_by_policy",
        "bypass_user",
        "remembered_device",
        "trusted_location",
        "trusted_network",
        "valid_passcode_bypass",
    }
)
"""Reasons to let somebody in who was not asked for a second factor."""
_MANAGED = {"trusted": True, "not trusted": False, "not_trusted": False}
_NO_FACTOR = frozenset({"", "not_available", "n/a", "none", "remembered_device", "trusted_network"})


class Duo:
    """Duo's logs as a source."""

    name = "duo"

    def recognise(self, record: bytes) -> bool:
        """Tell a Duo record by factor, result and the two devices or integration, or by an administrator's action."""
        if not record.startswith(b"{"):
            return False
        if b'"factor"' not in record and b'"isotimestamp"' not in record and b'"action"' not in record:
            return False
        try:
            duo = _DECODER.decode(record)
        except ParseError:
            return False
        return _is_authentication(duo) or is_admin_record(duo)

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        duo = _DECODER.decode(record)
        if _is_authentication(duo):
            return _event(duo)
        if is_admin_record(duo):
            return admin_event(duo)
        raise ParseError(
            "neither factor and result with access_device, auth_device or integration, nor action with username and "
            "timestamp were found: expected a record of Duo's authentication or administrator log"
        )


def _is_authentication(record: DuoRecord) -> bool:
    return (
        record.result is not None
        and record.action is None
        and (record.factor is not None or record.event_type is not None or record.txid is not None)
        and (record.access_device is not None or record.auth_device is not None or record.integration is not None)
    )


@by_position
def _event(duo: DuoRecord) -> Event:
    given = duo.isotimestamp or duo.timestamp
    user, device, phone = duo.user or Named(), duo.access_device or Device(), duo.auth_device or Device()
    name = user_key(user.name or duo.username)
    email = user_key(duo.email) or name
    result = (duo.result or "").lower()
    enrolled = (duo.event_type or duo.eventtype or "") == "enrollment"
    location = device.location or duo.location or Location()
    app = (duo.application.name if duo.application is not None else None) or duo.integration or ""
    return Event(
        time=time_ms(given, "isotimestamp" if duo.isotimestamp else "timestamp"),
        uid=duo.txid or "",
        source="duo",
        class_uid=ACCOUNT_CHANGE if enrolled else AUTHENTICATION,
        activity_id=a.ACCOUNT_MFA_ENABLE if enrolled else a.AUTH_LOGON,
        status_id=_RESULTS.get(result, OTHER),
        status_code=result,
        status_detail=duo.reason or "",
        event_code=duo.event_type or duo.eventtype or "authentication",
        product_name="Duo",
        vendor_name="Cisco",
        log_name="authentication",
        actor_user_name=name,
        actor_user_uid=user.key or "",
        actor_user_email_addr=email if "@" in email else "",
        actor_user_type_id=_PERSON if name else 0,
        actor_user_credential_uid=phone.key or "",
        service_name=app,
        app_name=app,
        src_ip=_address(device.ip) or _address(duo.ip),
        src_hostname=(device.hostname or "").lower(),
        src_country=country_code(location.country or ""),
        dst_hostname=(duo.host or "").lower(),
        device_is_managed=_MANAGED.get((duo.trusted_endpoint_status or "").lower()),
        auth_protocol=duo.factor or "",
        is_mfa=_is_mfa(duo),
    )


def _address(text: str | None) -> str:
    """Duo writes 0.0.0.0 for an address it does not know."""
    address = clean_ip(text) if text else ""
    return "" if address == "0.0.0.0" else address


def _is_mfa(duo: DuoRecord) -> bool:
    reason = (duo.reason or "").lower().replace(" ", "_")
    return reason not in _WITHOUT_FACTOR and (duo.factor or "").lower() not in _NO_FACTOR
