"""The Windows event log: names of the manifests, and the text of events that predate them."""

from __future__ import annotations

from uba.context import Context
from uba.events import AUTHENTICATION
from uba.indicators.fields import Fields
from uba.indicators.reader import Kind, Reader


def _account(name: str, context: Context) -> tuple[str, ...]:
    """An account as `domain\\name`, and its parts."""
    _domain_part, slash, rest = name.partition("\\")
    return (name, rest) if slash else (name,) if name else ()


def _target(raw: tuple[int, str, str, str], context: Context) -> tuple[str, ...]:
    """Who logs on, or is acted upon: of a logon the actor is the target."""
    class_uid, _code, actor, other = raw
    return _account(actor if class_uid == AUTHENTICATION else other, context)


def _subject(raw: tuple[int, str, str, str], context: Context) -> tuple[str, ...]:
    """Who acts; of a logon with another account's credentials the one who has them."""
    class_uid, code, actor, other = raw
    if class_uid != AUTHENTICATION or code == "4672":
        return _account(actor, context)
    return _account(other, context) if code == "4648" else ()


def _domain(name: str, context: Context) -> str:
    return name.partition("\\")[0] if "\\" in name else ""


def _text(raw: tuple[str, ...], context: Context) -> str:
    """What an event of an application says, in the words of SQL Server's audit and of its messages.

    Events keep parts, not the text: it is put together again, so that rules written for it hold.
    """
    action, who, database, thing, statement, entity, detail, code = raw
    parts = [
        f"{name}:{value}"
        for name, value in (
            ("action_id", action),
            ("session_server_principal_name", who),
            ("server_principal_name", who),
            ("database_name", database),
            ("object_name", thing),
            ("statement", statement),
        )
        if value
    ]
    if entity and code == "15457":
        parts.append(
            f"Configuration option '{entity}' changed from {detail.replace(' to ', ' to ')}. {entity} "
            f"{detail.replace(' to ', ' ')}"
        )
    else:
        parts += [entity, detail]
    return " ".join(filter(None, parts))


DATA = Reader(
    "Data",
    (
        "api_operation",
        "actor_user_name",
        "database_name",
        "resource_name",
        "query_text",
        "entity_name",
        "status_detail",
        "event_code",
    ),
    Kind.TEXT,
    _text,
)
_WHO = ("class_uid", "event_code", "actor_user_name", "user_name")
ACTOR = Reader("TargetUserName", _WHO, Kind.TEXTS, _target)
SUBJECT = Reader("SubjectUserName", _WHO, Kind.TEXTS, _subject)
_KEY = Reader(
    "KeyLength", ("auth_encryption",), Kind.TEXT, lambda text, _: text.rpartition("/")[2] if "/" in text else ""
)
_DOMAIN = Reader("TargetDomainName", ("actor_user_name",), Kind.TEXT, _domain)

WINDOWS: Fields = {
    name.lower(): reads
    for names, reads in (
        ("EventID event.code winlog.event_id EventCode", "event_code"),
        ("Provider_Name SourceName Source ProviderName", "log_provider"),
        ("Channel", "log_name"),
        ("Computer ComputerName Hostname", "device_hostname|dst_hostname"),
        ("WorkstationName Workstation", "src_hostname"),
        ("TargetUserName AccountName", ACTOR),
        ("SubjectUserName CallerUserName", SUBJECT),
        ("TargetDomainName SubjectDomainName", _DOMAIN),
        ("TargetUserSid SubjectUserSid", "actor_user_uid"),
        ("IpAddress SourceNetworkAddress ClientAddress", "src_ip"),
        ("LogonType", "logon_type_id"),
        ("LogonProcessName", "logon_process"),
        ("AuthenticationPackageName AuthenticationPackage", "auth_protocol"),
        ("LmPackageName TicketEncryptionType", "auth_encryption"),
        ("KeyLength", _KEY),
        ("Status SubStatus FailureCode", "status_code"),
        ("ServiceName", "service_name|app_name"),
        ("ServiceFileName ImagePath", "file_path"),
        ("TargetServerName", "dst_hostname"),
        ("MemberName MemberSid", "user_name"),
        ("TargetSid", "entity_uid"),
        ("GroupName", "entity_name"),
        ("ObjectName ObjectDN ObjectGUID", "entity_name|entity_uid"),
        ("ObjectType ObjectClass", "entity_type"),
        ("AttributeLDAPDisplayName", "resource_name"),
        ("AttributeValue", "status_detail"),
        ("AccessMask Properties", "access_list"),
        ("SubcategoryGuid", "policy_name"),
        ("AuditPolicyChanges", "status_detail"),
        ("AppName Application", "app_name"),
        ("ExceptionCode", "status_code"),
        ("ModuleName", "status_detail"),
        ("AppPath", "file_path"),
        ("CVEID", "rule_uid"),
        ("Configuration", "entity_name|app_name"),
        ("NewValue", "status_detail"),
        ("param1", "app_name"),
        ("param2 param3", "status_detail"),
        ("Data EventData Message message Details", DATA),
    )
    for name in names.split()
}
