"""What Exchange writes to the event log: the cmdlets that administrators run, transport agents that fail."""

from __future__ import annotations

import re
from typing import Any

from uba import activities as a
from uba.events import (
    API_ACTIVITY,
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FAILURE,
    SUCCESS,
)
from uba.sources.exchange_cmdlets import audit_switch, entity_type_of, grant_of, settings_text
from uba.sources.fields import user_key
from uba.sources.m365_operations import activity_of
from uba.sources.windows_names import account, kind_of
from uba.sources.windows_record import WindowsRecord
from uba.sources.windows_security import Meaning, who_acts
from uba.sources.windows_system import value

_CMDLET = re.compile(r"\b([A-Z][a-z]{2,11}-[A-Z][A-Za-z]{2,60})\b")
_WRITTEN = re.compile(r"(?:^|(?<=\s))-([A-Z]\w{1,60})(?:[ :]+(?!-[A-Z])(\"[^\"]*\"|'[^']*'|\([^()]*\)|[^\s,;]+))?")
"""`-Name "Relay" -AssemblyPath C:\\a.dll`"""
_LISTED = re.compile(r"(\w{2,60})=([^,{}]*)")
"""`parameters {Name=Relay, AssemblyPath=C:\\a.dll}`, as messages have it."""
_AGENT = re.compile(r"'([^']{1,128})'")


def exchange_cmdlet(record: WindowsRecord) -> dict[str, Any]:
    """MSExchange Management 1 and 6: a cmdlet succeeded or failed; a transport agent is an application."""
    text = " ".join([*record.values, record.message])
    found = _CMDLET.search(text)
    cmdlet = found[1] if found else value(record, 0)
    parameters = _parameters(value(record, 1) or text)
    grant = grant_of(parameters)
    class_uid, activity = activity_of(cmdlet)
    if class_uid == API_ACTIVITY:
        class_uid, activity = ENTITY_MANAGEMENT, _AS_CHANGES.get(activity, a.ENTITY_UPDATE)
    if class_uid == EVENT_LOG:
        activity = audit_switch(parameters)
    name = grant.name or grant.mailbox
    kind = entity_type_of(cmdlet)
    is_app = class_uid == APPLICATION_LIFECYCLE
    return _caller(record) | {
        "class_uid": class_uid,
        "activity_id": activity,
        "status_id": FAILURE if record.event_id == 6 else SUCCESS,
        "api_operation": cmdlet,
        "app_name": name if is_app else "",
        "entity_type": "" if is_app else kind,
        "entity_uid": grant.mailbox if kind == "mailbox" else "",
        "entity_name": "" if is_app else name,
        "user_name": user_key(grant.grantee),
        "access_list": grant.rights,
        "email_to": grant.forwards,
        "query_text": settings_text(parameters.items()),
    }


_AS_CHANGES = {a.API_CREATE: a.ENTITY_CREATE, a.API_READ: a.ENTITY_READ, a.API_DELETE: a.ENTITY_DELETE}


def _parameters(text: str) -> dict[str, str]:
    written = {name: given.strip("\"'()") for name, given in _WRITTEN.findall(text)}
    return written or {name: given.strip() for name, given in _LISTED.findall(text)}


def _caller(record: WindowsRecord) -> dict[str, Any]:
    who = who_acts(record)
    caller = value(record, 2)
    if caller and not caller.startswith("S-1-"):
        # The caller is given as canonical name of the directory: example.com/Staff/Ann.
        who["actor_user_name"] = account(caller.rpartition("/")[2])
        who["actor_user_type_id"] = kind_of(who["actor_user_name"], "")
    return who


def transport_agent(record: WindowsRecord) -> dict[str, Any]:
    """An agent of Exchange's transport failed or could not be started."""
    text = record.message or " ".join(record.values)
    named = _AGENT.search(text)
    return {
        "class_uid": APPLICATION_ERROR,
        "activity_id": a.ERROR_GENERAL,
        "status_id": FAILURE,
        "app_name": named[1] if named else value(record, 0)[:128],
        "service_name": "MSExchangeTransport",
        "status_detail": text[:400],
    }


EXCHANGE: dict[int, Meaning] = {1: exchange_cmdlet, 6: exchange_cmdlet}
TRANSPORT: dict[int, Meaning] = dict.fromkeys((1050, 1051, 1052, 1053, 16023, 16028), transport_agent)
