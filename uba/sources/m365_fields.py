"""What the records of all Microsoft 365 workloads have in common, read one way."""

from __future__ import annotations

from uba.events import FAILURE, OTHER, SUCCESS
from uba.remembered import remembered
from uba.sources.fields import clean_ip, whole
from uba.sources.m365_record import NO_CONTEXT, NameValue, UalRecord

_LOG_SUCCESS_ONLY = frozenset(["SharePoint", "OneDrive", "MicrosoftTeams"])
_FAILED = {"failed", "failure", "false", "unauthorized", "denied"}
_ADMIN, _SYSTEM, _SERVICE, _PERSON = 2, 3, 4, 1
_USER_TYPES = {0: _PERSON, 2: _ADMIN, 3: _ADMIN, 4: _SYSTEM, 5: _SERVICE, 6: _SERVICE, 7: _SYSTEM, 8: _SYSTEM}
_USER_TYPE_NAMES = {"Regular": _PERSON, "Admin": _ADMIN, "DcAdmin": _ADMIN, "System": _SYSTEM, "Application": _SERVICE}


def status_of(ual: UalRecord) -> int:
    """Success, denial, something else, or unknown; SharePoint and Teams log only what succeeded."""
    if ual.ResultStatus is None:
        return SUCCESS if ual.Workload in _LOG_SUCCESS_ONLY else 0
    return _status_of(ual.ResultStatus)


@remembered(1_024)
def _status_of(result: str) -> int:
    result = result.lower()
    if result in _FAILED:
        return FAILURE
    return SUCCESS if result in ("success", "succeeded", "true") else OTHER


@remembered(1_024)
def user_type_of(kind: int | str | None) -> int:
    """Person, administrator, system or service, by the number or the name of the user type."""
    if isinstance(kind, str):
        return _USER_TYPE_NAMES.get(kind) or _USER_TYPES.get(whole(kind), 0) if kind else 0
    return 0 if kind is None else _USER_TYPES.get(kind, 0)


def session_of(ual: UalRecord) -> str:
    """The Entra session where there is one, else the mailbox session."""
    return (ual.AppAccessContext or NO_CONTEXT).AADSessionId or ual.SessionId or ""


def ip_of(ual: UalRecord) -> str:
    """The client's address, from whichever field the workload uses."""
    text = ual.ClientIP or ual.ClientIPAddress or ual.ActorIpAddress
    return clean_ip(text) if text else ""


def listed(items: list[NameValue] | None, name: str) -> str:
    """The value of a name in a list of names and values; '' when it is not there."""
    if items is not None:
        for item in items:
            if item.Name == name:
                return item.Value or ""
    return ""
