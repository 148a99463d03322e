"""The Windows event as the engine reads it, whatever shape it came in.

`EventValues` lists the fields of all events that `windows_meaning` knows, by the
names that Microsoft's manifests give them; other fields are not decoded.
"""

from __future__ import annotations

import msgspec

Text = str | int | None
"""Forwarders write numbers as numbers or as text."""


class DataText(msgspec.Struct, gc=False):
    """One `<Data>` element in the two ways converters write it."""

    name: str | None = msgspec.field(default=None, name="@Name")
    text: str | list[str] | None = msgspec.field(default=None, name="#text")


class EventValues(msgspec.Struct, gc=False):
    """Named values of an event; unnamed ones are in `Data` or `param1`, `param2`, ..."""

    Data: list[DataText | Text] | DataText | Text = None

    TargetUserName: Text = None
    TargetDomainName: Text = None
    TargetUserSid: Text = None
    TargetSid: Text = None
    SubjectUserName: Text = None
    SubjectDomainName: Text = None
    SubjectUserSid: Text = None
    Account: Text = None
    MemberName: Text = None
    MemberSid: Text = None
    OldTargetUserName: Text = None
    NewTargetUserName: Text = None
    IpAddress: Text = None
    ClientAddress: Text = None
    WorkstationName: Text = None
    Workstation: Text = None
    LogonType: Text = None
    LogonProcessName: Text = None
    AuthenticationPackageName: Text = None
    LmPackageName: Text = None
    PackageName: Text = None
    KeyLength: Text = None
    Status: Text = None
    SubStatus: Text = None
    TargetServerName: Text = None
    ServiceName: Text = None
    TicketEncryptionType: Text = None
    PreAuthType: Text = None

    ObjectServer: Text = None
    ObjectName: Text = None
    ObjectType: Text = None
    ObjectDN: Text = None
    ObjectClass: Text = None
    ObjectGUID: Text = None
    AttributeLDAPDisplayName: Text = None
    AttributeValue: Text = None
    AccessMask: Text = None
    Properties: Text = None
    SubcategoryGuid: Text = None
    AuditPolicyChanges: Text = None

    ServiceFileName: Text = None
    ImagePath: Text = None
    AccountName: Text = None
    Channel: Text = None
    BackupPath: Text = None

    AppName: Text = None
    ModuleName: Text = None
    ExceptionCode: Text = None
    AppPath: Text = None
    CVEID: Text = None
    AdditionalDetails: Text = None

    Configuration: Text = None
    ConfigPath: Text = None
    EditOperationType: Text = None
    NewValue: Text = None

    NAME: Text = None
    Zone: Text = None
    RDATA: Text = None
    Setting: Text = None
    ScopeName: Text = None
    IP_ScopeName: Text = None
    Username: Text = None
    Resource: Text = None

    ObjectValueName: Text = None
    OperationType: Text = None
    AppPoolID: Text = None
    ProcessName: Text = msgspec.field(default=None, name="Process Name")
    ThreatName: Text = msgspec.field(default=None, name="Threat Name")
    CategoryName: Text = msgspec.field(default=None, name="Category Name")
    ActionName: Text = msgspec.field(default=None, name="Action Name")
    DetectionUser: Text = msgspec.field(default=None, name="Detection User")
    Path: Text = None

    param1: Text = None
    param2: Text = None
    param3: Text = None
    param4: Text = None
    param5: Text = None
    param6: Text = None
    param7: Text = None


FIELDS = {field.encode_name: field.name for field in msgspec.structs.fields(EventValues) if field.name != "Data"}
"""The name of a value as its event has it -> the attribute that keeps it."""


class WindowsRecord(msgspec.Struct, gc=False):
    """One event: who wrote it, where and when, and what it says.

    `values` are the unnamed values in their order, of events that predate
    manifests (MSSQLSERVER, MsiInstaller, Application Error).
    """

    event_id: int
    provider: str
    channel: str
    computer: str
    time: str | int | float | None
    data: EventValues
    values: list[str]
    record_id: str = ""
    uid: str = ""
    user_sid: str = ""
    user_name: str = ""
    message: str = ""


def said(value: Text) -> str:
    """Give a value as text; the dash that stands for nothing is ''."""
    if value is None or value == "-":
        return ""
    text = value.strip() if type(value) is str else str(value)
    return "" if text == "-" else text


def unnamed(data: EventValues) -> list[str]:
    """Give the unnamed values, from `Data` or from `param1` on."""
    given = data.Data
    if given is not None:
        items = given if isinstance(given, list) else [given]
        texts: list[str] = []
        for item in items:
            if not isinstance(item, DataText):
                texts.append(said(item))
            elif item.name is None and item.text is not None:
                texts.extend(map(said, item.text if isinstance(item.text, list) else [item.text]))
        if texts:
            return texts
    if data.param1 is None and data.param2 is None:
        return []
    return [
        said(value)
        for value in (data.param1, data.param2, data.param3, data.param4, data.param5, data.param6, data.param7)
    ]


def named(data: EventValues) -> EventValues:
    """Move values that a converter left as a list of names and texts to their fields."""
    if isinstance(data.Data, list):
        for item in data.Data:
            if isinstance(item, DataText) and item.name in FIELDS and not isinstance(item.text, list):
                setattr(data, FIELDS[item.name], item.text)
    return data
