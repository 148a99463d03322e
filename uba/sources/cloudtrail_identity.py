"""Who a CloudTrail record is about: `userIdentity` to a user key.

An IAM user is known by name, the root of an account as `root`. A role is known
by the session's name where that is a person's address (single sign-on writes it),
else by the role's own name: session names of machines change with every
session. Who comes from another account is known by its number behind an `@`, as the
guest of another organisation is by its domain. Reference: AWS, "CloudTrail userIdentity element".
"""

# ruff: noqa: N815 - the vendor's field names are kept

from __future__ import annotations

import msgspec

from uba.sources.fields import user_key

_PERSON, _ADMINISTRATOR, _SYSTEM, _SERVICE = 1, 2, 3, 4
_HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
"""AWS writes this for a user name that does not exist: it may be a password."""


class SessionIssuer(msgspec.Struct, gc=False):
    """The role behind temporary credentials."""

    type: str | None = None
    userName: str | None = None
    arn: str | None = None


class SessionAttributes(msgspec.Struct, gc=False):
    """How the session began."""

    mfaAuthenticated: str | bool | None = None


class SessionContext(msgspec.Struct, gc=False):
    """The session of temporary credentials."""

    sessionIssuer: SessionIssuer | None = None
    attributes: SessionAttributes | None = None


class OnBehalfOf(msgspec.Struct, gc=False):
    """The user of Identity Center for whom a call is made."""

    userId: str | None = None


class UserIdentity(msgspec.Struct, gc=False):
    """Who made the call."""

    type: str | None = None
    userName: str | None = None
    principalId: str | None = None
    arn: str | None = None
    accountId: str | None = None
    accessKeyId: str | None = None
    invokedBy: str | None = None
    credentialId: str | None = None
    sessionContext: SessionContext | None = None
    onBehalfOf: OnBehalfOf | None = None


def user_of(who: UserIdentity, recipient: str = "") -> tuple[str, int]:
    """Give the user key and OCSF's kind of user; ('', 0) where the record does not say.

    `recipient` is the account in whose trail the record is.
    """
    if who.userName == _HIDDEN:
        return "", 0
    match who.type:
        case "Root":
            return "root", _ADMINISTRATOR
        case "AssumedRole" | "Role" | "FederatedUser":
            return _session_user(who)
        case "AWSService":
            return user_key(who.invokedBy or who.principalId), _SYSTEM
        case "IAMUser":
            return user_key(who.userName or _last(who.arn) or who.principalId), _PERSON
        case "AWSAccount" if who.accountId and who.accountId != recipient:
            return user_key(f"{(who.principalId or '').partition(':')[0]}@{who.accountId}".strip("@")), 0
        case _:
            behalf = who.onBehalfOf.userId if who.onBehalfOf is not None else None
            name = user_key(who.userName or behalf or who.principalId or _last(who.arn) or who.invokedBy)
            return name, _PERSON if "@" in name else 0


def _session_user(who: UserIdentity) -> tuple[str, int]:
    session = (who.principalId or "").partition(":")[2] or _last(who.arn)
    if "@" in session:
        return user_key(session), _PERSON
    issuer = who.sessionContext.sessionIssuer if who.sessionContext is not None else None
    role = issuer.userName if issuer is not None else None
    if not role:
        _, *parts = (who.arn or "").split("/")
        role = parts[0] if parts else ""
    return user_key(role or who.userName or who.principalId), _SERVICE


def _last(arn: str | None) -> str:
    return (arn or "").rpartition("/")[2] if arn and "/" in arn else ""
