"""Operations of networks, deployment tools, chat, inventories and log forwarders."""

from typing import Any

from tests.uba.sources.operations import ADDRESS, TIME, USER, Operation, line_of
from tests.uba.sources.operations_cloud import aws, mapped
from uba import activities as a
from uba.events import (
    API_ACTIVITY,
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    DHCP_ACTIVITY,
    ENTITY_MANAGEMENT,
    EVENT_LOG,
    FAILURE,
    FILE_HOSTING,
    INVENTORY,
    OTHER,
    SUCCESS,
    WEB_RESOURCES,
)

STARVE, SPOOF = "T1557.003", "T1557 T1557.003"
DEPLOY, SERVICE = "T1072", "T1566.003 T1598.001 T1598"
INSTALL, SHARE = (APPLICATION_LIFECYCLE, a.APP_INSTALL), (WEB_RESOURCES, a.WEB_SHARE)
CHANGE = (ENTITY_MANAGEMENT, a.ENTITY_UPDATE)
LOGON = (AUTHENTICATION, a.AUTH_LOGON)
MAC = "9a:11:c0:ff:ee:07"


def windows_dhcp(code: int, activity: int, status: int, techniques: str = STARVE) -> Operation:
    """One row of Windows' DHCP audit log."""
    line = f"{code},03/09/26,08:14:22,x,10.20.60.0,LT-0412,9A11C0FFEE07,,1,0,,,,,,,,,0"
    expected = {"status_id": status, "src_mac": MAC}
    return Operation(techniques, f"DhcpSrvLog {code}", "dhcp", line.encode(), (DHCP_ACTIVITY, activity), expected)


def dhcp(message: str, activity: int, **expected: Any) -> Operation:
    """One line of ISC's or Kea's server."""
    line = f"{TIME}Z dhcp1 dhcpd[8]: {message}"
    return Operation(
        STARVE, message[:40], "dhcp", line.encode(), (DHCP_ACTIVITY, activity), {"src_mac": MAC} | expected
    )


def device(techniques: str, message: str, meaning: tuple[int, int], **expected: Any) -> Operation:
    """One line of a network device."""
    line = f"<166>{TIME}Z edge1 {message}"
    return Operation(techniques, message.partition(":")[0], "web_error", line.encode(), meaning, expected)


def deployed(name: str, record: dict[str, Any], meaning: tuple[int, int], **expected: Any) -> Operation:
    """One record of a deployment tool."""
    return Operation(DEPLOY, name, "software_deployment", line_of(record), meaning, expected)


def slack(action: str, entity: str, meaning: tuple[int, int]) -> Operation:
    """One act that Slack audits."""
    record = {
        "id": action,
        "date_create": 1_773_044_062,
        "action": action,
        "actor": {"type": "user", "user": {"email": USER, "id": "W1", "name": "a.berg"}},
        "entity": {"type": entity, entity: {"id": "C1", "name": "finance"}},
        "context": {"location": {"type": "workspace", "id": "T1", "domain": "fab"}, "ua": "x", "ip_address": ADDRESS},
    }
    return mapped(SERVICE, f"Slack {action}", meaning, {"actor_user_name": USER, "src_ip": ADDRESS}, record)


def config_manager(number: int, text: str, meaning: tuple[int, int]) -> Operation:
    """One audit message of ConfigMgr."""
    record = {
        "RecordID": number,
        "ModuleName": "SMS Provider",
        "MessageID": number,
        "MachineName": "CM01.corp.example",
        "Component": "Microsoft.ConfigurationManagement.exe",
        "SiteCode": "P01",
        "Time": f"{TIME}Z",
        "InsString1": "CORP\\cm-admin",
        "InsString3": text,
    }
    return deployed(f"ConfigMgr {number}", record, meaning, actor_user_name="corp\\cm-admin")


OPERATIONS = [
    windows_dhcp(10, a.DHCP_ACK, SUCCESS, "T1557.003 T1199"),
    windows_dhcp(11, a.DHCP_ACK, SUCCESS),
    windows_dhcp(13, a.DHCP_DECLINE, FAILURE),
    windows_dhcp(14, a.DHCP_DISCOVER, FAILURE),
    windows_dhcp(15, a.DHCP_NAK, FAILURE),
    *(windows_dhcp(code, a.OTHER_ACTIVITY, FAILURE, SPOOF) for code in (50, 53, 54, 64)),
    dhcp(f"DHCPDECLINE of 10.20.60.9 from {MAC} via eth0: not found", a.DHCP_DECLINE, src_ip="10.20.60.9"),
    dhcp(
        f"DHCPDISCOVER from {MAC} via eth0: network 10.20.60.0/24: no free leases", a.DHCP_DISCOVER, status_id=FAILURE
    ),
    device(
        SPOOF,
        "%IP-4-DUPADDR: Duplicate address 10.20.4.1 on Vlan10, sourced by 9a11.c0ff.ee07",
        (APPLICATION_ERROR, a.ERROR_GENERAL),
        src_mac=MAC,
        src_ip="10.20.4.1",
    ),
    device(
        "T1557",
        "%SW_DAI-4-DHCP_SNOOPING_DENY: 1 Invalid ARPs (Req) on Gi1/0/3, vlan "
        "10.([9a11.c0ff.ee07/10.20.4.1/0000.0000.0000/10.20.4.9])",
        (APPLICATION_ERROR, a.ERROR_GENERAL),
        src_mac=MAC,
    ),
    device(
        "T1133 T1199",
        "%ASA-6-113039: Group <Partner> User <a.berg> IP <203.0.113.77> AnyConnect parent session started.",
        LOGON,
        actor_user_name="a.berg",
        src_ip=ADDRESS,
    ),
    device(
        "T1110 T1133",
        "%ASA-6-113005: AAA user authentication Rejected : reason = x : server = 10.1.1.1 : user = a.berg : user "
        "IP = 203.0.113.77",
        LOGON,
        status_id=FAILURE,
        src_ip=ADDRESS,
    ),
    Operation(
        "T1133",
        "FortiGate VPN",
        "mapped",
        (
            'date=2026-03-09 time=08:14:22 devname="FG1" devid="FG1" eventtime=1773044062123456789 tz="+0000" '
            f'logid="0101039424" type="event" subtype="vpn" level="information" action="tunnel-up" remip={ADDRESS} '
            'user="a.berg" reason="x"'
        ).encode(),
        LOGON,
        {"actor_user_name": "a.berg", "src_ip": ADDRESS, "service_name": "vpn"},
    ),
    Operation(
        "T1069",
        "DNS query",
        "web_error",
        f"{TIME}Z ns1 named[7]: client @0x7 {ADDRESS}#5 (x.example): query: x.example IN A + (10.0.0.2)".encode(),
        (API_ACTIVITY, a.API_READ),
        {"resource_uid": "x.example", "src_ip": ADDRESS},
    ),
    deployed(
        "AWX job",
        {
            "time": f"{TIME}Z",
            "tool": "awx",
            "operation": "job_launch",
            "object1": "job_template:Push",
            "actor": "svc",
            "source_ip": ADDRESS,
            "inventory": "all",
            "targets": 1850,
            "status": "successful",
        },
        INSTALL,
        actor_user_name="svc",
        src_ip=ADDRESS,
        count=1850,
    ),
    deployed(
        "AWX activity_stream",
        {
            "id": 9,
            "type": "activity_stream",
            "timestamp": f"{TIME}.1Z",
            "operation": "update",
            "changes": {"playbook": ["a", "b"]},
            "object1": "job_template",
            "object2": "",
            "action_node": "awx-1",
            "summary_fields": {"job_template": [{"id": 7, "name": "Push"}], "actor": {"id": 1, "username": "Admin"}},
        },
        CHANGE,
        actor_user_name="admin",
        entity_name="Push",
    ),
    config_manager(30226, "Push", INSTALL),
    config_manager(30000, "Push", (ENTITY_MANAGEMENT, a.ENTITY_CREATE)),
    deployed(
        "PDQ",
        {
            "Deployment ID": "8",
            "Package": "Agent",
            "Status": "Successful",
            "Started": "2026-03-09 08:14:22",
            "Created By": "CORP\\pdq",
            "Targets": "40",
        },
        INSTALL,
        actor_user_name="corp\\pdq",
        count=40,
        app_name="Agent",
    ),
    deployed(
        "WSUS",
        {
            "time": f"{TIME}Z",
            "tool": "wsus",
            "operation": "approve",
            "object1": "update:KB1",
            "actor": "CORP\\wsus",
            "targets": 900,
        },
        INSTALL,
        actor_user_name="corp\\wsus",
        count=900,
    ),
    deployed(
        "RMM",
        {
            "time": f"{TIME}Z",
            "tool": "rmm",
            "operation": "run_script",
            "object1": "script:x.ps1",
            "actor": "tech",
            "source_ip": ADDRESS,
            "targets": 12,
        },
        INSTALL,
        actor_user_name="tech",
        src_ip=ADDRESS,
        count=12,
    ),
    mapped(
        DEPLOY,
        "Jamf policy",
        INSTALL,
        {"app_name": "Agent", "actor_user_name": "a.berg"},
        {
            "webhook": {
                "id": 5,
                "name": "p",
                "webhookEvent": "ComputerPolicyFinished",
                "eventTimestamp": 1_773_044_062_000,
            },
            "event": {
                "policyId": 12,
                "policyName": "Agent",
                "successful": True,
                "computer": {"deviceName": "MAC", "username": "a.berg"},
            },
        },
    ),
    mapped(
        DEPLOY,
        "Salt job",
        INSTALL,
        {"app_name": "cmd.run", "actor_user_name": "sudo_a.berg", "status_detail": "curl http://x"},
        {
            "fun": "cmd.run",
            "jid": "1",
            "tgt": "*",
            "tgt_type": "glob",
            "user": "sudo_a.berg",
            "arg": ["curl http://x"],
            "_stamp": f"{TIME}.1",
            "minions": ["web1"],
        },
    ),
    aws(DEPLOY, "ssm", "StartAutomationExecution", INSTALL, {}, requestParameters={"documentName": "x"}),
    slack("user_channel_join", "channel", SHARE),
    slack("file_uploaded", "file", (FILE_HOSTING, a.FILE_UPLOAD)),
    slack("external_shared_channel_connected", "channel", SHARE),
    *(
        mapped(
            SERVICE,
            f"{platform} archive",
            SHARE,
            {
                "email_from": "helpdesk@other.example",
                "email_to": (USER,),
                "email_urls": ("https://x.example/a",),
                "direction_id": 1,
            },
            {
                "message_id": platform,
                "timestamp": f"{TIME}Z",
                "platform": platform,
                "sender": "Helpdesk@other.example",
                "recipients": [USER],
                "conversation_id": "19:x",
                "conversation_type": "oneOnOne",
                "direction": "inbound",
                "message": "call me",
                "urls": ["https://x.example/a"],
            },
        )
        for platform in ("linkedin", "whatsapp", "teams")
    ),
    mapped(
        "T1610 T1199",
        "CMDB asset",
        (INVENTORY, 2),
        {"device_hostname": "srv-01", "device_uid": "A-1", "src_ip": "10.1.2.3"},
        {
            "asset_id": "A-1",
            "hostname": "SRV-01",
            "asset_type": "server",
            "ip_address": "10.1.2.3",
            "status": "in_use",
            "last_seen": f"{TIME}Z",
        },
    ),
    mapped(
        "T1562.002",
        "forwarder heartbeat",
        (EVENT_LOG, a.EVENT_LOG_STOP),
        {"device_hostname": "fs01", "status_id": OTHER},
        {
            "ts": f"{TIME}Z",
            "feed": "forwarder_heartbeat",
            "host": "FS01",
            "source": "WinEventLog:Security",
            "events": 0,
            "status": "down",
        },
    ),
    mapped(
        "T1562.002",
        "SIEM ingest",
        (EVENT_LOG, a.OTHER_ACTIVITY),
        {"count": 812},
        {"ts": f"{TIME}Z", "metric": "ingest", "source": "fw1", "count": 812},
    ),
    *(
        mapped(
            f"T1137 {technique}",
            f"mailbox inventory {kind}",
            (ENTITY_MANAGEMENT, a.ENTITY_READ),
            {"entity_uid": USER, "entity_type": kind} | expected,
            {"ts": f"{TIME}Z", "feed": "mailbox_inventory", "mailbox": USER, "kind": kind} | fields,
        )
        for technique, kind, fields, expected in (
            (
                "T1137.003",
                "form",
                {"message_class": "IPM.Note.Evil"},
                {"email_headers": ("X-Message-Class: IPM.Note.Evil",), "entity_name": "IPM.Note.Evil"},
            ),
            (
                "T1137.004",
                "home_page",
                {"home_page": "http://203.0.113.45/x"},
                {"query_text": "http://203.0.113.45/x", "url_hostname": "203.0.113.45"},
            ),
            (
                "T1137.005",
                "rule",
                {"rule_name": "..", "action": "start application x.exe"},
                {"query_text": "start application x.exe", "entity_name": ".."},
            ),
        )
    ),
    mapped(
        "T1621",
        "PingID",
        LOGON,
        {"actor_user_name": USER, "status_id": FAILURE, "is_mfa": True, "src_ip": ADDRESS},
        {
            "id": "p",
            "recorded": f"{TIME}.1Z",
            "source": "PINGID",
            "action": {"type": "AUTHENTICATION"},
            "actors": [{"type": "user", "name": USER}],
            "resources": [{"ipaddress": ADDRESS}],
            "result": {"status": "FAILURE", "message": "denied"},
        },
    ),
]
