"""What the Security log says: logons, tickets, accounts, the directory, what is audited."""

from typing import Any

import pytest

from tests.uba.sources.windows_samples import SECURITY, SUBJECT, TARGET, Meaning, event_id, event_of, xml
from uba import activities as a
from uba.events import (
    ACCOUNT_CHANGE,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FAILURE,
    OTHER,
    SUCCESS,
)

MEANINGS: list[Meaning] = [
    (
        xml(SECURITY, 4624, {**TARGET, "LogonType": "9", "LogonProcessName": "seclogo", "IpAddress": "::1"}),
        (AUTHENTICATION, a.AUTH_LOGON, SUCCESS),
        {"actor_user_name": "corp\\s.ferro", "logon_type_id": 9, "logon_process": "seclogo", "is_interactive": False},
    ),
    (
        xml(SECURITY, 4624, {**TARGET, "LogonType": "3", "AuthenticationPackageName": "NTLM", "KeyLength": "0"}),
        (AUTHENTICATION, a.AUTH_LOGON, SUCCESS),
        {"auth_protocol": "NTLM", "auth_encryption": "NTLM/0"},
    ),
    (
        xml(
            SECURITY,
            4625,
            {**TARGET, "SubStatus": "0xc000006a", "Status": "0xc000006d", "IpAddress": "-", "WorkstationName": "RULER"},
        ),
        (AUTHENTICATION, a.AUTH_LOGON, FAILURE),
        {"status_code": "0xC000006A", "status_detail": "wrong password", "src_ip": "", "src_hostname": "ruler"},
    ),
    (
        xml(SECURITY, 4625, {**TARGET, "SubStatus": "0x0", "Status": "0xc0000234"}),
        (AUTHENTICATION, a.AUTH_LOGON, FAILURE),
        {"status_code": "0xC0000234", "status_detail": "account locked"},
    ),
    (xml(SECURITY, 4634, TARGET), (AUTHENTICATION, a.AUTH_LOGOFF, SUCCESS), {}),
    (
        xml(SECURITY, 4648, {**SUBJECT, **TARGET, "TargetServerName": "FS01.corp.example"}),
        (AUTHENTICATION, a.AUTH_LOGON, 0),
        {
            "actor_user_name": "corp\\s.ferro",
            "user_name": "corp\\admin1",
            "dst_hostname": "fs01.corp.example",
            "logon_type_id": 9,
        },
    ),
    (
        xml(
            SECURITY,
            4662,
            {**SUBJECT, "ObjectName": "%{9736}", "Properties": "%%7688 {1131F6AA-9C07-11D1-F79F-00C04FC2DCD2}"},
        ),
        (ENTITY_MANAGEMENT, a.ENTITY_READ, SUCCESS),
        {"access_list": ("1131f6aa-9c07-11d1-f79f-00c04fc2dcd2",), "actor_user_name": "corp\\admin1"},
    ),
    (
        xml(SECURITY, 4672, SUBJECT),
        (AUTHENTICATION, a.OTHER_ACTIVITY, SUCCESS),
        {"actor_user_name": "corp\\admin1", "actor_user_type_id": 2},
    ),
    (
        xml(SECURITY, 4697, {**SUBJECT, "ServiceName": "npf", "ServiceFileName": "C:\\npf.sys"}),
        (APPLICATION_LIFECYCLE, a.APP_INSTALL, SUCCESS),
        {"app_name": "npf", "file_path": "C:\\npf.sys", "actor_user_name": "corp\\admin1"},
    ),
    (
        xml(SECURITY, 4719, {**SUBJECT, "AuditPolicyChanges": "%%8448, %%8450"}),
        (EVENT_LOG, a.EVENT_LOG_DISABLE, SUCCESS),
        {"actor_user_name": "corp\\admin1"},
    ),
    (xml(SECURITY, 4719, {"AuditPolicyChanges": "%%8449"}), (EVENT_LOG, a.EVENT_LOG_ENABLE, SUCCESS), {}),
    (
        xml(SECURITY, 4720, {**SUBJECT, "TargetUserName": "helper$", "TargetDomainName": "CORP"}),
        (ACCOUNT_CHANGE, a.ACCOUNT_CREATE, SUCCESS),
        {"user_name": "corp\\helper$", "actor_user_name": "corp\\admin1"},
    ),
    (
        xml(
            SECURITY,
            4740,
            {
                "TargetUserName": "s.ferro",
                "TargetDomainName": "\\\\LT-0412",
                "SubjectUserName": "DC02$",
                "SubjectDomainName": "CORP",
            },
        ),
        (ACCOUNT_CHANGE, a.ACCOUNT_LOCK, SUCCESS),
        {"user_name": "corp\\s.ferro", "src_hostname": "lt-0412", "actor_user_type_id": 3},
    ),
    (
        xml(
            SECURITY, 4728, {**SUBJECT, "TargetUserName": "Domain Admins", "MemberName": "CN=s.ferro,CN=Users,DC=corp"}
        ),
        (ENTITY_MANAGEMENT, a.ENTITY_UPDATE, SUCCESS),
        {"entity_name": "domain admins", "user_name": "s.ferro", "access_list": ("add member",)},
    ),
    (
        xml(SECURITY, 4768, {**TARGET, "Status": "0x0", "TicketEncryptionType": "0x12", "PreAuthType": "0"}),
        (AUTHENTICATION, a.AUTH_TICKET, SUCCESS),
        {"auth_protocol": "Kerberos", "auth_encryption": "0x12", "policy_name": "no preauthentication"},
    ),
    (
        xml(SECURITY, 4768, {**TARGET, "Status": "0x6"}),
        (AUTHENTICATION, a.AUTH_TICKET, FAILURE),
        {"status_code": "0x6"},
    ),
    (xml(SECURITY, 4768, {**TARGET, "Status": "0x19"}), (AUTHENTICATION, a.AUTH_TICKET, OTHER), {}),
    (
        xml(
            SECURITY,
            4769,
            {
                "TargetUserName": "s.ferro@CORP.EXAMPLE",
                "TargetDomainName": "CORP.EXAMPLE",
                "ServiceName": "svc-sql",
                "TicketEncryptionType": "0x17",
                "Status": "0x0",
            },
        ),
        (AUTHENTICATION, a.AUTH_SERVICE_TICKET, SUCCESS),
        {"actor_user_name": "corp\\s.ferro", "service_name": "svc-sql", "auth_encryption": "0x17"},
    ),
    (
        xml(SECURITY, 4771, {"TargetUserName": "s.ferro", "ServiceName": "krbtgt/CORP", "Status": "0x18"}),
        (AUTHENTICATION, a.AUTH_PREAUTH, FAILURE),
        {"actor_user_name": "corp\\s.ferro", "status_code": "0x18", "status_detail": "wrong password"},
    ),
    (
        xml(SECURITY, 4776, {"TargetUserName": "s.ferro", "Workstation": "\\\\RULER", "Status": "0xc000006a"}),
        (AUTHENTICATION, a.AUTH_LOGON, FAILURE),
        {"auth_protocol": "NTLM", "src_hostname": "ruler", "status_code": "0xC000006A"},
    ),
    (xml(SECURITY, 4776, {"TargetUserName": "x", "Status": "0x0"}), (AUTHENTICATION, a.AUTH_LOGON, SUCCESS), {}),
    (
        xml(
            SECURITY,
            5136,
            {
                **SUBJECT,
                "ObjectDN": "CN={31B2},CN=Policies,DC=corp",
                "ObjectClass": "groupPolicyContainer",
                "AttributeLDAPDisplayName": "versionNumber",
                "AttributeValue": "7",
            },
        ),
        (ENTITY_MANAGEMENT, a.ENTITY_UPDATE, SUCCESS),
        {
            "entity_type": "groupPolicyContainer",
            "status_detail": "versionNumber: 7",
            "entity_name": "CN={31B2},CN=Policies,DC=corp",
        },
    ),
]


@pytest.mark.parametrize(("record", "meaning", "attributes"), MEANINGS, ids=event_id)
def test_an_id_means_what_its_provider_says(
    record: bytes, meaning: tuple[int, int, int], attributes: dict[str, Any]
) -> None:
    """Class, activity, outcome, and who did what to whom."""
    parsed = event_of(record)

    assert (parsed.class_uid, parsed.activity_id, parsed.status_id) == meaning
    assert {name: getattr(parsed, name) for name in attributes} == attributes
    assert parsed.device_hostname == "dc02.corp.example"
