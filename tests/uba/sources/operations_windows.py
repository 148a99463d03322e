"""Events of Windows' Security log."""

from typing import Any

from tests.uba.sources.operations import ADDRESS, Operation
from tests.uba.sources.windows_samples import SECURITY, SUBJECT, TARGET, xml
from uba import activities as a
from uba.events import (
    ACCOUNT_CHANGE,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FAILURE,
    SUCCESS,
)

LOGON = (AUTHENTICATION, a.AUTH_LOGON)
PREAUTH = (AUTHENTICATION, a.AUTH_PREAUTH)
TICKET, SERVICE_TICKET = (AUTHENTICATION, a.AUTH_TICKET), (AUTHENTICATION, a.AUTH_SERVICE_TICKET)
CHANGE, READING = (ENTITY_MANAGEMENT, a.ENTITY_UPDATE), (ENTITY_MANAGEMENT, a.ENTITY_READ)
INSTALL = (APPLICATION_LIFECYCLE, a.APP_INSTALL)
GUESSING = "T1110 T1110.001 T1110.003"
RULER = "T1137 T1137.003 T1137.004 T1137.005"
WHO = {"actor_user_name": "corp\\s.ferro"}
ADMIN = {"actor_user_name": "corp\\admin1"}
FROM = {"IpAddress": f"::ffff:{ADDRESS}", "IpPort": "51022"}
NTLM = {"AuthenticationPackageName": "NTLM", "LmPackageName": "NTLM V2", "KeyLength": "0", "WorkstationName": "RULER"}
STOPPED, CLEARED, DISABLED = ((EVENT_LOG, one) for one in (a.EVENT_LOG_STOP, a.EVENT_LOG_CLEAR, a.EVENT_LOG_DISABLE))
SILENCE = "T1562.002"


def security(
    techniques: str, number: int, meaning: tuple[int, int], data: dict[str, str], expected: dict[str, Any], of: str = ""
) -> Operation:
    """One event of the Security log."""
    record = xml(SECURITY, number, data)
    return Operation(techniques, f"{number} {of}".strip(), "windows_event", record, meaning, expected)


def failed(
    number: int, of: str, data: dict[str, str], expected: dict[str, Any], meaning: tuple[int, int] = LOGON
) -> Operation:
    """One refused logon."""
    return security(GUESSING, number, meaning, TARGET | FROM | data, {"status_id": FAILURE} | WHO | expected, of)


OPERATIONS = [
    *(
        failed(
            4625,
            code,
            {"LogonType": "3", "SubStatus": code, "Status": "0xc000006d"},
            {"status_code": code, "src_ip": ADDRESS},
        )
        for code in ("0xC000006A", "0xC0000064", "0xC0000234")
    ),
    failed(4771, "0x18", {"Status": "0x18", "PreAuthType": "2"}, {"status_code": "0x18", "src_ip": ADDRESS}, PREAUTH),
    failed(
        4776,
        "",
        {"Status": "0xC000006A", "Workstation": "\\\\KALI"},
        {"src_hostname": "kali"},
    ),
    security(
        "T1110.003",
        4648,
        LOGON,
        SUBJECT | TARGET | {"TargetServerName": "FS01", "ProcessName": "C:\\x.exe"},
        WHO | {"user_name": "corp\\admin1", "dst_hostname": "fs01", "logon_type_id": 9},
    ),
    security(
        "T1110 T1110.001 T1110.003",
        4740,
        (ACCOUNT_CHANGE, a.ACCOUNT_LOCK),
        {
            "TargetUserName": "s.ferro",
            "TargetDomainName": "LT-0412",
            "SubjectDomainName": "CORP",
            "SubjectUserName": "DC02$",
        },
        {"user_name": "corp\\s.ferro", "src_hostname": "lt-0412"},
    ),
    security(
        "T1110.002 T1550",
        4769,
        SERVICE_TICKET,
        TARGET | FROM | {"ServiceName": "svc-sql", "TicketEncryptionType": "0x17", "Status": "0x0"},
        WHO | {"service_name": "svc-sql", "auth_encryption": "0x17", "status_id": SUCCESS},
    ),
    security(
        "T1110.002",
        4662,
        READING,
        SUBJECT | {"ObjectType": "domainDNS", "Properties": "{1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}"},
        ADMIN | {"access_list": ("1131f6ad-9c07-11d1-f79f-00c04fc2dcd2",)},
    ),
    security(
        "T1110.002 T1550",
        4768,
        TICKET,
        TARGET | FROM | {"PreAuthType": "0", "TicketEncryptionType": "0x17", "Status": "0x0"},
        WHO | {"policy_name": "no preauthentication", "src_ip": ADDRESS},
    ),
    *(
        security(
            f"{RULER} T1550",
            number,
            LOGON,
            TARGET | FROM | NTLM | {"LogonType": "3", "Status": "0x0"},
            WHO | {"src_hostname": "ruler", "auth_encryption": "NTLM V2/0", "logon_type_id": 3},
            "RULER",
        )
        for number in (4624, 4625)
    ),
    security(
        RULER,
        4776,
        LOGON,
        {"TargetUserName": "s.ferro", "Workstation": "RULER", "Status": "0x0"},
        {"src_hostname": "ruler"},
        "RULER",
    ),
    security(
        "T1550",
        4624,
        LOGON,
        TARGET | {"LogonType": "9", "LogonProcessName": "seclogo", "IpAddress": "::1"},
        WHO | {"logon_type_id": 9, "logon_process": "seclogo"},
        "seclogo",
    ),
    security(
        "T1133",
        4624,
        LOGON,
        TARGET | FROM | {"LogonType": "10"},
        WHO | {"logon_type_id": 10, "src_ip": ADDRESS},
        "type 10",
    ),
    security(
        "T1190 T1133",
        4625,
        LOGON,
        FROM
        | {
            "TargetUserName": "ANONYMOUS LOGON",
            "TargetDomainName": "NT AUTHORITY",
            "LogonType": "3",
            "SubStatus": "0xc0000022",
        },
        {"actor_user_name": "nt authority\\anonymous logon", "status_id": FAILURE},
        "anonymous",
    ),
    security("T1550", 4672, (AUTHENTICATION, a.OTHER_ACTIVITY), SUBJECT, ADMIN | {"actor_user_type_id": 2}),
    *(
        security(
            "T1557 T1491.001 T1072 T1137.004",
            5136,
            CHANGE,
            SUBJECT
            | {
                "ObjectDN": "CN={31B2},CN=Policies",
                "ObjectClass": kind,
                "AttributeLDAPDisplayName": name,
                "AttributeValue": "x",
            },
            ADMIN | {"entity_type": kind, "resource_name": name, "entity_name": "CN={31B2},CN=Policies"},
            kind,
        )
        for kind, name in (("groupPolicyContainer", "versionNumber"), ("dnsNode", "dnsRecord"))
    ),
    security(
        "T1557",
        4697,
        INSTALL,
        SUBJECT | {"ServiceName": "npf", "ServiceFileName": "npf.sys"},
        ADMIN | {"app_name": "npf", "file_path": "npf.sys"},
    ),
    *(
        security(
            "T1069",
            number,
            READING,
            SUBJECT | {"TargetUserName": "Admins", "TargetDomainName": "CORP"},
            ADMIN | {"entity_name": "corp\\admins"},
        )
        for number in (4798, 4799, 4661)
    ),
    security(
        "T1564",
        4720,
        (ACCOUNT_CHANGE, a.ACCOUNT_CREATE),
        SUBJECT | TARGET | {"TargetUserName": "help$"},
        ADMIN | {"user_name": "corp\\help$"},
    ),
    security(
        SILENCE,
        4719,
        DISABLED,
        SUBJECT | {"AuditPolicyChanges": "%%8448", "SubcategoryGuid": "{0CCE}"},
        ADMIN | {"policy_name": "{0CCE}"},
    ),
    *(
        security(
            techniques,
            4657,
            CHANGE,
            SUBJECT | {"ObjectName": key, "ObjectValueName": name, "NewValue": "x", "OperationType": "%%1905"},
            ADMIN | {"entity_uid": key, "entity_name": name, "status_detail": "x"},
            name,
        )
        for techniques, key, name in (
            ("T1137.004", "\\REGISTRY\\USER\\x\\Outlook\\Security", "EnableRoamingFolderHomepages"),
            ("T1491.001", "\\REGISTRY\\MACHINE\\x\\Policies\\System", "LegalNoticeText"),
            ("T1622", "\\REGISTRY\\MACHINE\\x\\AeDebug", "Debugger"),
        )
    ),
]
