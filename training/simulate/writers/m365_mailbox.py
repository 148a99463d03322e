"""Mailboxes in the Unified Audit Log beyond sending and reading: cmdlets, rules, permissions, deletions, delegates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from training.simulate.organisation import DOMAIN, Person
from training.simulate.presence import Seat
from training.simulate.randomness import hexadecimal, uuid
from training.simulate.sink import Sink
from training.simulate.writers.m365_ual import UnifiedAudit

OUTLOOK = "27922004-5251-4030-b22d-91ecd9a37ea4"
"""Client id of Outlook."""
MAPI, OWA, EWS, REST, IMAP = (
    "Client=MSExchangeRPC",
    "Client=OWA;Action=ViaProxy",
    "Client=WebServices;ExchangeWebServices/15.20",
    "Client=REST;Client=RESTSystem;;",
    "Client=POP3/IMAP4;Protocol=IMAP4",
)
"""What the client tells Exchange it is."""
EVERYONE, ANONYMOUS = ("Everyone", "S-1-1-0"), ("Anonymous", "S-1-5-7")
"""UPN and SID in whose name anybody in the organisation, or anybody at all, is given rights."""


def cmdlet(
    audit: UnifiedAudit,
    sink: Sink,
    rng: Generator,
    at: int,
    seat: Seat,
    operation: str,
    thing: str,
    parameters: Mapping[str, str],
    failed: bool = False,
) -> None:
    """Write one cmdlet of Exchange's administration; `thing` is what it is done to.

    Settings in Outlook on the web are cmdlets too, under one's own name.
    """
    record = audit.envelope(rng, at, operation, 1, "Exchange", seat.person)
    port = int(rng.integers(1_024, 65_535))
    record |= {
        "AppId": "",
        "AppPoolName": "MSExchangeAdminApiNetCore",
        "ClientAppId": "",
        "ClientIP": f"[{seat.ip}]:{port}" if ":" in seat.ip else f"{seat.ip}:{port}",
        "ExternalAccess": False,
        "ObjectId": thing,
        "OrganizationName": f"{DOMAIN.split('.')[0]}.onmicrosoft.example",
        "OriginatingServer": "AM0PR05MB4561 (15.20.9478.000)",
        "Parameters": [{"Name": name, "Value": value} for name, value in parameters.items()],
        "ResultStatus": "False" if failed else "True",
        "SessionId": seat.session,
    }
    audit.add(sink, at, record)


def by_outlook(
    audit: UnifiedAudit,
    sink: Sink,
    rng: Generator,
    at: int,
    seat: Seat,
    name: str,
    condition: str,
    actions: str,
    operation: str = "AddMailboxRule",
    client: str = MAPI,
) -> None:
    """Write a rule that a mail program saves in the mailbox itself; `actions` as Outlook says them."""
    record = audit.mailbox(rng, at, seat, "UpdateInboxRules", 2)
    record |= {
        "ClientInfoString": client if client != MAPI else f"{MAPI};Microsoft Office/16.0 (Outlook 16.0.19127)",
        "Item": {"Id": hexadecimal(rng, 48), "ParentFolder": {"Name": "Inbox", "Path": "\\Inbox"}},
        "OperationProperties": [
            {"Name": "RuleOperation", "Value": operation},
            {"Name": "RuleId", "Value": str(int(rng.integers(10**17, 10**18)))},
            {"Name": "RuleState", "Value": "Enabled"},
            {"Name": "RuleCondition", "Value": condition},
            {"Name": "RuleName", "Value": name},
            {"Name": "RuleProvider", "Value": "RuleOrganizer"},
            {"Name": "RuleActions", "Value": actions},
        ],
    }
    audit.add(sink, at, record)


def folder_rights(
    audit: UnifiedAudit,
    sink: Sink,
    rng: Generator,
    at: int,
    seat: Seat,
    folder: str,
    grantee: tuple[str, str],
    rights: str,
    operation: str = "ModifyFolderPermissions",
    owner: Person | None = None,
) -> None:
    """Write rights on a folder (such as `\\Calendar`) given to a grantee (UPN, SID); `owner` is whose mailbox it is."""
    record = audit.mailbox(rng, at, seat, operation, 2)
    _owned(record, owner)
    record["Item"] = {
        "Id": hexadecimal(rng, 48),
        "ParentFolder": {
            "Id": hexadecimal(rng, 24),
            "MemberRights": rights,
            "MemberSid": grantee[1],
            "MemberUpn": grantee[0],
            "Name": folder.rpartition("\\")[2],
            "Path": folder,
        },
    }
    audit.add(sink, at, record)


def removed(
    audit: UnifiedAudit,
    sink: Sink,
    rng: Generator,
    at: int,
    seat: Seat,
    operation: str,
    folder: str,
    subjects: list[str],
) -> None:
    """Write messages moved to the deleted ones, or deleted softly or for good, from one folder."""
    record = audit.mailbox(rng, at, seat, operation, 3)
    record |= {
        "AffectedItems": [
            {
                "Id": hexadecimal(rng, 48),
                "InternetMessageId": f"<{hexadecimal(rng, 20).upper()}@{DOMAIN}>",
                "ParentFolder": {"Path": folder},
                "Subject": subject,
            }
            for subject in subjects
        ],
        "CrossMailboxOperation": False,
        "Folder": {"Id": hexadecimal(rng, 24), "Path": folder},
    }
    if operation == "MoveToDeletedItems":
        record["DestFolder"] = {"Id": hexadecimal(rng, 24), "Path": "\\Deleted Items"}
    audit.add(sink, at, record)


def items_read(
    audit: UnifiedAudit,
    sink: Sink,
    rng: Generator,
    at: int,
    seat: Seat,
    count: int,
    *,
    owner: Person | None = None,
    app: str = OUTLOOK,
    client: str = OWA,
    sync: bool = False,
    throttled: bool = False,
) -> None:
    """Write mail read by a program of choice, in one's own mailbox or, as a delegate or application, in another's."""
    record = audit.mailbox(rng, at, seat, "MailItemsAccessed", 50)
    _owned(record, owner)
    shown = [{"InternetMessageId": f"<{hexadecimal(rng, 20)}@{DOMAIN}>"} for _ in range(min(count, 3))]
    record |= {
        "ClientAppId": app,
        "ClientInfoString": f"{client};{seat.agent}",
        "Folders": [{"FolderItems": [] if sync else shown, "Id": hexadecimal(rng, 24), "Path": "\\Inbox"}],
        "OperationCount": count,
        "OperationProperties": [
            {"Name": "MailAccessType", "Value": "Sync" if sync else "Bind"},
            {"Name": "IsThrottled", "Value": str(throttled)},
        ],
    }
    audit.add(sink, at, record)


def sent_for(
    audit: UnifiedAudit,
    sink: Sink,
    rng: Generator,
    at: int,
    seat: Seat,
    owner: Person,
    subject: str,
    ident: str,
    operation: str = "SendOnBehalf",
) -> None:
    """Write a message sent as, or on behalf of, the owner of another mailbox; `ident` is its Internet message id."""
    record = audit.mailbox(rng, at, seat, operation, 2)
    _owned(record, owner)
    record["Item"] = {"Id": hexadecimal(rng, 48), "InternetMessageId": ident, "Subject": subject}
    record["SendAsUserSmtp" if operation == "SendAs" else "SendOnBehalfOfUserSmtp"] = owner.email
    audit.add(sink, at, record)


def searched(audit: UnifiedAudit, sink: Sink, rng: Generator, at: int, seat: Seat, words: str) -> None:
    """Write a search in one's mail."""
    record = audit.mailbox(rng, at, seat, "SearchQueryInitiatedExchange", 199)
    record |= {"QuerySource": "Outlook", "QueryText": words, "ScenarioName": "OwaSearch", "QueryId": uuid(rng)}
    audit.add(sink, at, record)


def compliance(
    audit: UnifiedAudit, sink: Sink, rng: Generator, at: int, seat: Seat, operation: str, name: str, **more: str
) -> None:
    """Write a content search, or an action on one (an export), in the compliance centre."""
    record = audit.envelope(rng, at, operation, 18, "SecurityComplianceCenter", seat.person)
    record |= {
        "ClientApplication": "EMC",
        "ClientIP": seat.ip,
        "ObjectId": name,
        "Parameters": [{"Name": "Name", "Value": name}, *({"Name": k, "Value": v} for k, v in more.items())],
        "ResultStatus": "Success",
        "SecurityComplianceCenterEventType": 0,
    }
    audit.add(sink, at, record)


def _owned(record: dict[str, Any], owner: Person | None) -> None:
    """Make a record one about another's mailbox."""
    if owner is not None:
        record |= {"LogonType": 2, "MailboxGuid": owner.user_id, "MailboxOwnerUPN": owner.upn}
