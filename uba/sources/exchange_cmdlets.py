"""What a cmdlet of Exchange says by its parameters: who is given which rights, where mail goes on to, what is audited.

The same cmdlets are logged by Exchange Online (`m365_ual`) and by servers on premises (`windows_event`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from uba.activities import EVENT_LOG_DISABLE, EVENT_LOG_ENABLE, OTHER_ACTIVITY
from uba.remembered import remembered

SETTINGS_CUT = 4_000
"""Characters of what a cmdlet or rule says that are kept."""
_GRANTEES = ("User", "Trustee", "GrantSendOnBehalfTo", "Member", "SecurityGroup")
_RIGHTS = ("AccessRights", "Role", "Roles")
_NAMES = ("Name", "RuleName", "DisplayName")
_AUDIT_SWITCHES = ("UnifiedAuditLogIngestionEnabled", "AdminAuditLogEnabled")
_FORWARDS = (
    "ForwardTo",
    "RedirectTo",
    "ForwardAsAttachmentTo",
    "ForwardingSmtpAddress",
    "ForwardingAddress",
    "BlindCopyTo",
    "CopyTo",
    "AddToRecipients",
    "RedirectMessageTo",
)
"""Parameters of rules and mailboxes whose value is an address that mail goes on to."""
_ANY_FORWARD = frozenset(_FORWARDS)
# From the first character of a word, and each word once: a word of sixty thousand letters took half a minute.
_ADDRESS = re.compile(r"(?<![^\s\"'<>\[\](){},;:=/\\])[^\s\"'<>\[\](){},;:=/\\@]++@[^\s\"'<>\[\](){},;:=/\\]++")
_ENTITY_TYPES = (
    ("transportagent", "transport agent"),
    ("rule", "rule"),
    ("folder", "mailbox"),
    ("mailbox", "mailbox"),
    ("recipientpermission", "mailbox"),
    ("role", "role"),
    ("device", "device"),
    ("group", "group"),
    ("policy", "policy"),
    ("user", "user"),
    ("site", "site"),
    ("team", "team"),
    ("app", "app"),
)


class Grant(NamedTuple):
    """What a cmdlet's parameters say; '' and () for what they do not."""

    grantee: str = ""
    rights: tuple[str, ...] = ()
    mailbox: str = ""
    name: str = ""
    forwards: tuple[str, ...] = ()


_NO_GRANT = Grant()


def grant_of(parameters: Mapping[str, str]) -> Grant:
    """Give who is granted what on which mailbox, the name of the rule or folder, and where mail goes on to."""
    if not parameters:
        return _NO_GRANT
    rights = _first(parameters, _RIGHTS) or ("SendOnBehalf" if parameters.get("GrantSendOnBehalfTo") else "")
    mailbox, _, folder = (parameters.get("Identity") or parameters.get("Mailbox") or "").partition(":\\")
    forwards = (
        () if _ANY_FORWARD.isdisjoint(parameters) else [parameters[name] for name in _FORWARDS if name in parameters]
    )
    return Grant(
        _first(parameters, _GRANTEES),
        listed_rights(rights),
        mailbox,
        _first(parameters, _NAMES) or (f"\\{folder}" if folder else ""),
        addresses_in(forwards) if forwards else (),
    )


def listed_rights(text: str) -> tuple[str, ...]:
    """`ReadAny, FolderVisible` -> the rights."""
    return tuple([part.strip() for part in text.split(",") if part.strip()]) if text else ()


def addresses_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Give the mail addresses in texts, each once, in lower case."""
    return tuple(
        dict.fromkeys([address.lower() for text in texts if "@" in text for address in _ADDRESS.findall(text)])
    )


def settings_text(settings: Iterable[tuple[str, str]]) -> str:
    """Give settings as `Name=Value` joined by `; `, for people and for rules."""
    text = "; ".join([f"{name}={value}" for name, value in settings])
    return text if len(text) <= SETTINGS_CUT else text[:SETTINGS_CUT]


@remembered(2_048)
def entity_type_of(operation: str) -> str:
    """What kind of thing an operation changes, as its name says."""
    lowered = operation.lower()
    return next((kind for word, kind in _ENTITY_TYPES if word in lowered), "setting")


def audit_switch(parameters: Mapping[str, str]) -> int:
    """Auditing is turned off, on, or set otherwise."""
    value = _first(parameters, _AUDIT_SWITCHES).lower()
    if not value:
        return OTHER_ACTIVITY
    return EVENT_LOG_DISABLE if value in ("false", "$false", "0") else EVENT_LOG_ENABLE


def _first(parameters: Mapping[str, str], names: tuple[str, ...]) -> str:
    for name in names:
        if value := parameters.get(name):
            return value
    return ""
