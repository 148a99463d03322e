"""Teams in the Unified Audit Log: chats, messages, members; people of other tenants among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.random import Generator

from training.simulate.organisation import Person
from training.simulate.presence import Seat
from training.simulate.randomness import hexadecimal, uuid
from training.simulate.sink import Sink
from training.simulate.writers.m365_ual import UnifiedAudit


@dataclass(frozen=True, slots=True)
class Outsider:
    """An account of another tenant."""

    upn: str
    name: str
    tenant: str


def thread(rng: Generator, one_to_one: bool) -> str:
    """Draw the id of a conversation."""
    return f"19:{hexadecimal(rng, 32)}@{'unq.gbl.spaces' if one_to_one else 'thread.v2'}"


def chat(
    audit: UnifiedAudit,
    sink: Sink,
    rng: Generator,
    at: int,
    operation: str,
    conversation: str,
    members: Sequence[Person],
    *,
    by: Seat | None = None,
    outsider: Outsider | None = None,
    urls: Sequence[str] = (),
    name: str = "",
) -> None:
    """Write one event of a chat (ChatCreated, MessageSent, MemberAdded): by somebody here, else by the outsider.

    Of what outsiders do their own tenant knows the address, this one does not.
    """
    who = by.person if by is not None else members[0]
    record = audit.envelope(rng, at, operation, 25, "MicrosoftTeams", who)
    tenants = [audit.tenant, *([outsider.tenant] if outsider is not None else [])]
    record |= {
        "ChatThreadId": conversation,
        "CommunicationType": "OneOnOne" if "unq.gbl" in conversation else "GroupChat",
        "ExtraProperties": [],
        "Members": [_member(p.upn, p.name, audit.tenant) for p in members],
        "MessageId": str(at),
        "ParticipantInfo": {
            "HasForeignTenantUsers": outsider is not None,
            "HasGuestUsers": False,
            "HasOtherGuestUsers": False,
            "HasUnauthenticatedUsers": False,
            "ParticipatingTenantIds": tenants,
        },
        "ResourceTenantId": audit.tenant,
        "UserTenantId": audit.tenant,
    }
    if name:
        record["ChatName"] = name
    if by is not None:
        record["ClientIP"] = by.ip
    if outsider is not None:
        record["Members"].append(_member(outsider.upn, outsider.name, outsider.tenant))
        if by is None:
            record |= {"UserId": outsider.upn, "UserKey": outsider.upn, "UserTenantId": outsider.tenant, "UserType": 0}
    if operation == "MessageSent":
        record["MessageURLs"] = list(urls)
        record["MessageVersion"] = str(at)
    audit.add(sink, at, record)


def meeting_joined(audit: UnifiedAudit, sink: Sink, rng: Generator, at: int, seat: Seat, shared: bool) -> None:
    """Write somebody's part in a call; `shared` says whether the screen was shared."""
    record = audit.envelope(rng, at, "MeetingParticipantDetail", 25, "MicrosoftTeams", seat.person)
    record |= {
        "ClientIP": seat.ip,
        "ItemName": "ScreenShare" if shared else "Call",
        "MeetingDetailId": uuid(rng),
        "ModalityType": "ScreenSharing" if shared else "Audio",
    }
    audit.add(sink, at, record)


def _member(upn: str, name: str, tenant: str) -> dict[str, Any]:
    return {"DisplayName": name, "OrganizationId": tenant, "Role": 0, "UPN": upn}
