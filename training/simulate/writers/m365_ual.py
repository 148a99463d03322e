"""M365 Unified Audit Log: one JSON record a line, as the management API delivers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from numpy.random import Generator

from training.simulate.library import Container, Item
from training.simulate.organisation import DOMAIN, Person
from training.simulate.presence import Seat
from training.simulate.randomness import hexadecimal, uuid
from training.simulate.sink import Sink
from training.simulate.writers.clock import seconds

CHANNEL = "m365_ual"
_OFFICE_APP = "d3590ed6-52b3-4102-aeff-aad2292ab01c"
_OUTLOOK_APP = "27922004-5251-4030-b22d-91ecd9a37ea4"
_PLATFORMS = {"MacOs": "MacOs", "Windows10": "WinDesktop", "Ios 19.3": "IOS", "Android": "Android"}

PORT_SHARE = 0.05
"""Share of mailbox records whose client address carries a port."""

FAILURES: dict[int, str] = {
    50126: "InvalidUserNameOrPassword",
    50034: "UserAccountNotFound",
    50053: "IdsLocked",
    50055: "InvalidPasswordExpiredPassword",
    50074: "UserStrongAuthClientAuthNRequired",
    500121: "AuthenticationFailedSasError",
}
"""Error number to `LogonError`."""


@dataclass(frozen=True, slots=True)
class UnifiedAudit:
    """Writes the records of one tenant."""

    tenant: str

    def file(
        self, sink: Sink, rng: Generator, at: int, seat: Seat, operation: str, site: Container | None, item: Item
    ) -> None:
        """Write one operation on a file or page; `site` None is the person's own OneDrive."""
        person, personal = seat.person, site is None
        owner = person.upn.replace("@", "_").replace(".", "_")
        url = f"https://halden-my.sharepoint.example/personal/{owner}" if site is None else site_url(site)
        folder = "Documents" if personal else "Shared Documents"
        if item.extension == "aspx":
            folder = "SitePages"
        record = self.envelope(rng, at, operation, 6, "OneDrive" if personal else "SharePoint", person)
        record |= {
            "AppAccessContext": {
                "AADSessionId": seat.session,
                "ClientAppId": _OFFICE_APP,
                "CorrelationId": uuid(rng),
            },
            "AuthenticationType": "OAuth" if seat.device.uid else "FormsCookieAuth",
            "ClientIP": seat.ip,
            "DeviceDisplayName": seat.device.name,
            "EventSource": "SharePoint",
            "IsManagedDevice": seat.device.managed,
            "ItemType": "Page" if operation == "PageViewed" else "File",
            "ObjectId": f"{url}/{folder}/{item.name}",
            "Platform": _PLATFORMS.get(seat.device.system, "Unknown"),
            "Site": person.user_id if site is None else site.uid,
            "SiteUrl": url + "/",
            "SourceFileExtension": item.extension,
            "SourceFileName": item.name,
            "SourceRelativeUrl": folder,
            "UserAgent": seat.agent,
        }
        if operation != "PageViewed":
            record["FileSizeBytes"] = item.size
        self.add(sink, at, record)

    def send(self, sink: Sink, rng: Generator, at: int, seat: Seat, subject: str, message_id: str, size: int) -> None:
        """Write one message sent from a mailbox."""
        record = self.mailbox(rng, at, seat, "Send", 2)
        record["Item"] = {
            "Id": hexadecimal(rng, 48),
            "InternetMessageId": message_id,
            "ParentFolder": {"Id": hexadecimal(rng, 24), "Name": "Sent Items", "Path": "\\Sent Items"},
            "SizeInBytes": size,
            "Subject": subject,
        }
        record["SaveToSentItems"] = True
        self.add(sink, at, record)

    def mail_items_accessed(self, sink: Sink, rng: Generator, at: int, seat: Seat, count: int, sync: bool) -> None:
        """Write one aggregated record of mail read: `count` items in one folder."""
        record = self.mailbox(rng, at, seat, "MailItemsAccessed", 50)
        items = [{"InternetMessageId": f"<{hexadecimal(rng, 20)}@{DOMAIN}>"} for _ in range(min(count, 3))]
        record |= {
            "ClientAppId": _OUTLOOK_APP,
            "Folders": [{"FolderItems": items, "Id": hexadecimal(rng, 24), "Path": "\\Inbox"}],
            "OperationCount": count,
            "OperationProperties": [
                {"Name": "MailAccessType", "Value": "Sync" if sync else "Bind"},
                {"Name": "IsThrottled", "Value": "False"},
            ],
        }
        self.add(sink, at, record)

    def sign_in(self, sink: Sink, rng: Generator, at: int, seat: Seat, error: int, app: tuple[str, str]) -> None:
        """Write the audit log's copy of an interactive sign-in; `error` 0 is a success, `app` is (id, name)."""
        person = seat.person
        record = self.envelope(
            rng, at, "UserLoginFailed" if error else "UserLoggedIn", 15, "AzureActiveDirectory", person
        )
        record |= {
            "Actor": [{"ID": person.user_id, "Type": 0}, {"ID": person.upn, "Type": 5}],
            "ApplicationId": app[0],
            "AzureActiveDirectoryEventType": 1,
            "ClientIP": seat.ip,
            "DeviceProperties": [
                {"Name": "Id", "Value": seat.device.uid},
                {"Name": "OS", "Value": seat.device.system},
                {"Name": "IsCompliantAndManaged", "Value": str(seat.device.managed)},
                {"Name": "SessionId", "Value": seat.session},
            ],
            "ErrorNumber": str(error),
            "ExtendedProperties": [
                {"Name": "ResultStatusDetail", "Value": "Success"},
                {"Name": "UserAgent", "Value": seat.agent},
            ],
            "ObjectId": app[0],
            "ResultStatus": "Failed" if error else "Success",
            "Target": [{"ID": app[0], "Type": 0}],
        }
        if error:
            record["LogonError"] = FAILURES[error]
        self.add(sink, at, record)

    def envelope(
        self, rng: Generator, at: int, operation: str, kind: int, workload: str, person: Person
    ) -> dict[str, Any]:
        """Begin a record: what all of them have; `kind` is the record type."""
        return {
            "CreationTime": seconds(at),
            "Id": uuid(rng),
            "Operation": operation,
            "OrganizationId": self.tenant,
            "RecordType": kind,
            "UserId": person.upn,
            "UserKey": person.user_id,
            "UserType": 2 if person.privileged else 0,
            "Version": 1,
            "Workload": workload,
        }

    def mailbox(self, rng: Generator, at: int, seat: Seat, operation: str, kind: int) -> dict[str, Any]:
        """Begin the record of an operation on one's own mailbox."""
        person = seat.person
        record = self.envelope(rng, at, operation, kind, "Exchange", person)
        client = "Client=OutlookService;Outlook-Mobile" if "Outlook-" in seat.agent else "Client=OWA;Action=ViaProxy"
        return record | {
            "AppAccessContext": {"AADSessionId": seat.session},
            "ClientIPAddress": _with_port(rng, seat.ip),
            "ClientInfoString": f"{client};{seat.agent}",
            "ExternalAccess": False,
            "LogonType": 0,
            "MailboxGuid": person.user_id,
            "MailboxOwnerUPN": person.upn,
            "ResultStatus": "Succeeded",
            "SessionId": seat.session,
        }

    def add(self, sink: Sink, at: int, record: dict[str, Any]) -> None:
        """Write a record."""
        sink.add(CHANNEL, at // 1000 * 1000, msgspec.json.encode(record), record["Id"])


def site_url(site: Container) -> str:
    """Give a SharePoint site's address."""
    return f"https://halden.sharepoint.example/sites/{site.name.replace(' ', '')}"


def _with_port(rng: Generator, ip: str) -> str:
    """Write an address as Exchange does: now and then with the client's port."""
    if rng.random() >= PORT_SHARE:
        return ip
    port = int(rng.integers(49_152, 65_535))
    return f"[{ip}]:{port}" if ":" in ip else f"{ip}:{port}"
