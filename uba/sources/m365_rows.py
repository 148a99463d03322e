"""The shapes in which audit records come, read as the one record they all hold.

{"CreationTime": ..., "Operation": ...}           the Management Activity API
{"AuditData": "{...}"}                            exports of the Unified Audit Log
{"ActionType": ..., "RawEventData": {...}}        CloudAppEvents of Defender
{"OfficeWorkload": ..., "TimeGenerated": ...}     rows of Sentinel's OfficeActivity
{"CmdletName": ..., "RunDate": ...}               Exchange's administrator audit log on premises
"""

from __future__ import annotations

import msgspec

from uba.errors import ParseError
from uba.sources.decoding import DAMAGES, RecordDecoder
from uba.sources.m365_record import UalRecord
from uba.sources.tables import TableDecoder


class _Export(msgspec.Struct, gc=False):
    """What holds an audit record; the fields that only a record itself has tell that it is one."""

    AuditData: str | None = None
    RawEventData: UalRecord | None = None
    Operation: msgspec.Raw = msgspec.Raw()
    CreationTime: msgspec.Raw = msgspec.Raw()


_NULL = len("null")
_HEAD = 400
"""Bytes in which a record of the API tells its time, as a rule."""
_OPENS = ord("{")
_WHAT = "Microsoft 365 audit record"
_DECODER = RecordDecoder(UalRecord, _WHAT)
_EXPORT = msgspec.json.Decoder(_Export)
_LISTS = frozenset(
    ["AffectedItems", "Folders", "Item", "Members", "MessageURLs", "OperationProperties", "Parameters", "Target"]
)
"""Fields that tables hold as text of JSON."""
_TABLE = {
    "timegenerated": "CreationTime",
    "officeid": "Id",
    "officeworkload": "Workload",
    "officeobjectid": "ObjectId",
    "client_ipaddress": "ClientIPAddress",
    "site_url": "SiteUrl",
    "usersharedwith": "TargetUserOrGroupName",
    "aadtarget": "Target",
} | {name.lower(): name for name in _LISTS}
"""Columns of OfficeActivity that have another name than the record's fields."""
_CMDLETS = {
    "rundate": "CreationTime",
    "cmdletname": "Operation",
    "cmdletparameters": "Parameters",
    "caller": "UserId",
    "objectmodified": "ObjectId",
    "succeeded": "ResultStatus",
    "identity": "Id",
}
"""Fields of the administrator audit log by those of the record."""
_ROWS = TableDecoder(
    UalRecord,
    _WHAT,
    _TABLE,
    [
        "TimeGenerated",
        "OfficeId",
        "OfficeWorkload",
        "OfficeObjectId",
        "Client_IPAddress",
        "Site_Url",
        "UserSharedWith",
        "AADTarget",
    ],
    texts=_LISTS,
)
_CMDLET_ROWS = TableDecoder(
    UalRecord,
    _WHAT,
    _CMDLETS,
    ["RunDate", "CmdletName", "CmdletParameters", "Caller", "ObjectModified", "Succeeded", "Identity"],
    texts=_LISTS,
    flags=frozenset(["ResultStatus"]),
)


def is_audit_record(record: bytes) -> bool:
    """Tell an audit record in any of its shapes by the fields that each of them always has."""
    if b'"AuditData"' in record:
        return b"CreationTime" in record and b"Workload" in record
    if b'"Operation"' in record:
        if b'"CreationTime"' in record and (b'"Workload"' in record or b'"RecordType"' in record):
            return True
        return b'"OfficeWorkload"' in record and b'"TimeGenerated"' in record
    if b'"RawEventData"' in record:
        return b'CreationTime\\"' in record and b'"ActionType"' in record
    return b'"CmdletName"' in record and b'"RunDate"' in record


def audit_record(record: bytes) -> UalRecord:
    """Read the audit record in any of its shapes.

    Raises
    ------
    ParseError
        It is none.
    """
    at = record.find(b'"CreationTime"', 0, _HEAD)
    if at < 0:
        if b'"OfficeWorkload"' in record:
            return _ROWS.decode(record)
        if b'"CmdletName"' in record and b'"RunDate"' in record and b'"Operation"' not in record:
            return _cmdlet(record)
    # An object that begins with the time, or a text that holds a record, may be in an export.
    if (record[at - 1] == _OPENS if at > 1 else at < 0) and (exported := _exported(record)) is not None:
        return exported
    try:
        ual = _DECODER.strict(record)
    except DAMAGES:
        ual = None
    if ual is not None and ual.Operation is not None and ual.CreationTime is not None:
        return ual
    if b'"OfficeWorkload"' in record:
        return _ROWS.decode(record)
    if ual is None:
        ual = _DECODER.decode(record)
        if ual.Operation is not None and ual.CreationTime is not None:
            return ual
    if len(ual.AuditData) > _NULL:
        return _DECODER.decode(_inside(ual.AuditData, "AuditData"))
    if len(ual.RawEventData) > _NULL:
        return _DECODER.decode(_inside(ual.RawEventData, "RawEventData"))
    return _cmdlet(record) if b'"CmdletName"' in record else ual


def _exported(record: bytes) -> UalRecord | None:
    """The record in an export that is as documented; None where there is none, or more needs to be looked at."""
    try:
        export = _EXPORT.decode(record)
        if export.Operation and export.CreationTime:
            return None
        return _DECODER.strict(export.AuditData) if export.AuditData else export.RawEventData
    except DAMAGES:
        return None


def _cmdlet(record: bytes) -> UalRecord:
    ual = _CMDLET_ROWS.decode(record)
    ual.Workload = "Exchange"
    # The caller is given as canonical name of the directory: example.com/Staff/Ann.
    ual.UserId = (ual.UserId or "").rpartition("/")[2]
    return ual


def _inside(raw: msgspec.Raw, field: str) -> bytes:
    inner = bytes(raw)
    try:
        return msgspec.json.decode(inner, type=str).encode() if inner[:1] == b'"' else inner
    except (msgspec.DecodeError, UnicodeError) as error:
        raise ParseError(f"{field}: {error}; expected the JSON of one audit record") from None
