"""The Unified Audit Log record, as typed structs: the format, and what of it is read."""

from __future__ import annotations

import msgspec


class NameValue(msgspec.Struct, gc=False):
    """One item of `Parameters`, `OperationProperties`, `ExtendedProperties`, `DeviceProperties`."""

    Name: str | None = None
    Value: str | None = None


class AppAccessContext(msgspec.Struct, gc=False):
    """Token and session of the request."""

    AADSessionId: str | None = None
    CorrelationId: str | None = None
    UniqueTokenId: str | None = None
    ClientAppId: str | None = None
    ClientAppName: str | None = None


class MailFolder(msgspec.Struct, gc=False):
    """A mailbox folder; the `Member*` fields are set when its permissions change."""

    Name: str | None = None
    Path: str | None = None
    MemberUpn: str | None = None
    MemberSid: str | None = None
    MemberRights: str | None = None


class MailItem(msgspec.Struct, gc=False):
    """`Item` of an Exchange mailbox record."""

    Id: str | None = None
    Subject: str | None = None
    InternetMessageId: str | None = None
    SizeInBytes: int | None = None
    Attachments: str | None = None
    ItemClass: str | None = None
    ParentFolder: MailFolder | None = None


class AccessedFolder(msgspec.Struct, gc=False):
    """One of `Folders` of MailItemsAccessed."""

    Path: str | None = None
    FolderItems: list[msgspec.Raw] | None = None


class Target(msgspec.Struct, gc=False):
    """One of `Target` of a directory record."""

    ID: str | None = None
    Type: int | None = None


class Member(msgspec.Struct, gc=False):
    """One of `Members` of a Teams record."""

    UPN: str | None = None


class ParticipantInfo(msgspec.Struct, gc=False):
    """Who takes part in a chat."""

    HasForeignTenantUsers: bool | None = None
    HasGuestUsers: bool | None = None
    HasOtherGuestUsers: bool | None = None
    HasUnauthenticatedUsers: bool | None = None


class AttachmentData(msgspec.Struct, gc=False):
    """A file of a mail that the filter judged."""

    FileName: str | None = None


class UalRecord(msgspec.Struct, gc=False):
    """The fields that are read; a record has many more.

    They stand in the order in which records have them, which is where the decoder looks first. Those that are
    raw and that nobody reads are here because a name that is not here is looked for among all of them.
    """

    CreationTime: str | float | None = None
    Id: str | None = None
    Operation: str | None = None
    OrganizationId: msgspec.Raw = msgspec.Raw()
    RecordType: int | str | None = None
    UserId: str | None = None
    UserKey: str | None = None
    UserType: int | str | None = None
    Version: msgspec.Raw = msgspec.Raw()
    Workload: str | None = None
    ApplicationId: str | None = None
    AppAccessContext: AppAccessContext | None = None
    AuthenticationType: msgspec.Raw = msgspec.Raw()
    ClientIP: str | None = None
    Parameters: list[NameValue] | None = None
    DeviceDisplayName: str | None = None
    EventSource: msgspec.Raw = msgspec.Raw()
    IsManagedDevice: bool | None = None
    ClientIPAddress: str | None = None
    InterSystemsId: str | None = None
    ClientInfoString: str | None = None
    ExternalAccess: msgspec.Raw = msgspec.Raw()
    ItemType: str | None = None
    LogonType: msgspec.Raw = msgspec.Raw()
    MailboxGuid: msgspec.Raw = msgspec.Raw()
    MailboxOwnerUPN: str | None = None
    ObjectId: str | None = None
    Platform: msgspec.Raw = msgspec.Raw()
    Site: msgspec.Raw = msgspec.Raw()
    ResultStatus: str | None = None
    SessionId: str | None = None
    Item: MailItem | None = None
    OperationCount: int | None = None
    OperationProperties: list[NameValue] | None = None
    ClientAppId: str | None = None
    Folders: list[AccessedFolder] | None = None
    SiteUrl: str | None = None
    SourceFileExtension: msgspec.Raw = msgspec.Raw()
    SourceFileName: str | None = None
    SourceRelativeUrl: str | None = None
    TargetUserOrGroupName: str | None = None
    UserAgent: str | None = None
    FileSizeBytes: int | None = None
    DeviceProperties: list[NameValue] | None = None
    ErrorNumber: str | int | None = None
    LogonError: str | None = None
    ExtendedProperties: list[NameValue] | None = None
    Target: list[Target] | None = None
    ApplicationDisplayName: str | None = None
    AffectedItems: list[msgspec.Raw] | None = None
    CorrelationId: str | None = None
    ActorIpAddress: str | None = None
    SenderIp: str | None = None
    AppId: str | None = None
    MachineId: str | None = None
    SendAsUserSmtp: str | None = None
    SendOnBehalfOfUserSmtp: str | None = None
    SearchQueryText: str | None = None
    QueryText: str | None = None
    ChatName: str | None = None
    TeamName: str | None = None
    ChannelName: str | None = None
    ChatThreadId: str | None = None
    CommunicationType: str | None = None
    ParticipantInfo: ParticipantInfo | None = None
    Members: list[Member] | None = None
    MessageURLs: list[str] | None = None
    Name: str | None = None
    NewValue: str | None = None
    VirusInfo: str | None = None
    P1Sender: str | None = None
    P2Sender: str | None = None
    Recipients: list[str] | None = None
    Subject: str | None = None
    InternetMessageId: str | None = None
    Directionality: str | None = None
    Verdict: str | None = None
    NetworkMessageId: str | None = None
    AttachmentData: list[AttachmentData] | None = None
    AuthDetails: list[NameValue] | None = None
    SubmissionType: str | None = None
    Url: str | None = None
    UrlClickAction: str | int | None = None
    UserIp: str | None = None
    TimeOfClick: str | None = None
    AppName: str | None = None
    AuditData: msgspec.Raw = msgspec.Raw()
    RawEventData: msgspec.Raw = msgspec.Raw()


NO_CONTEXT = AppAccessContext()
"""Stands in for one that a record does not have; never changed."""
