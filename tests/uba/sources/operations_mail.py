"""Operations of mail: Postfix and its milters, Dovecot, Gmail, gateways."""

from typing import Any

from tests.uba.sources.operations import ADDRESS, TIME, USER, Operation
from tests.uba.sources.operations_cloud import mapped
from uba import activities as a
from uba.events import (
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    EMAIL_ACTIVITY,
    ENTITY_MANAGEMENT,
    FAILURE,
    WEB_RESOURCES,
)

SENT, RECEIVED, SCANNED, TRACED = (
    (EMAIL_ACTIVITY, one) for one in (a.MAIL_SEND, a.MAIL_RECEIVE, a.MAIL_SCAN, a.MAIL_TRACE)
)
PHISH = "T1566 T1566.001 T1566.002 T1598 T1598.002 T1598.003"
SENDER = {"email_from": "pay@evil.example"}
RESULTS = {"spf": "fail", "dkim": "none", "dmarc": "fail"}
QUEUED = (
    "postfix/smtpd[1]: 4XyZ12ABcD: client=unknown[203.0.113.77], sasl_method=LOGIN, "
    "sasl_username=a.berg@fabrikam.example",
    "postfix/qmgr[1]: 4XyZ12ABcD: from=<a.berg@fabrikam.example>, size=512, nrcpt=1 (queue active)",
)
TO = (
    "to=<drop@evil.example>, relay=mx.evil.example[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, "
    "status=sent (250 ok)"
)


def postfix(techniques: str, name: str, meaning: tuple[int, int], expected: dict[str, Any], *lines: str) -> Operation:
    """Lines of a mail server's syslog, the last of which is the event."""
    record = "\n".join(f"{TIME}+00:00 mx1 {line}" for line in lines)
    return Operation(techniques, name, "postfix", record.encode(), meaning, expected)


def gmail(techniques: str, name: str, expected: dict[str, Any], **message: Any) -> Operation:
    """One log event of Gmail."""
    info = {
        "rfc2822_message_id": "<1@x>",
        "subject": "Pay",
        "source": {"address": "b@evil.example", "from_header_address": "pay@evil.example", "service": "smtp-inbound"},
        "destination": [{"address": USER, "service": "gmail"}],
        "connection_info": {"client_ip": "192.0.2.66", "spf_pass": False, "dkim_pass": False, "dmarc_pass": False},
    }
    record = {
        "gmail": {
            "event_info": {"timestamp_usec": 1_773_044_062_000_000, "success": True},
            "message_info": info | message,
        }
    }
    return mapped(techniques, f"Gmail {name}", RECEIVED, SENDER | expected, record)


OPERATIONS = [
    postfix(
        "T1114.003 T1534 T1598",
        "smtp",
        SENT,
        {
            "actor_user_name": USER,
            "email_from": USER,
            "email_to": ("drop@evil.example",),
            "email_size": 512,
            "src_ip": ADDRESS,
        },
        *QUEUED,
        f"postfix/smtp[1]: 4XyZ12ABcD: {TO}",
    ),
    postfix(
        PHISH,
        "Authentication-Results",
        SCANNED,
        RESULTS,
        "postfix/cleanup[1]: 4XyZ12ABcD: info: header Authentication-Results: mx1; spf=fail "
        "smtp.mailfrom=pay@evil.example; dkim=none; dmarc=fail header.from=evil.example from "
        "unknown[192.0.2.66]; from=<pay@evil.example> to=<a.berg@fabrikam.example> proto=ESMTP helo=<x>",
    ),
    postfix(
        "T1114.003 T1114",
        "X-Forwarded-To",
        SCANNED,
        {"email_headers": ("X-Forwarded-To: drop@evil.example",)},
        "postfix/cleanup[1]: 4XyZ12ABcD: info: header X-Forwarded-To: drop@evil.example from local; "
        "from=<a@x.example> to=<b@x.example>",
    ),
    *(
        postfix(
            "T1114.003 T1114",
            name,
            SCANNED,
            {"email_headers": (f"{name}: {value}",)},
            f"postfix/cleanup[1]: 4XyZ12ABcD: info: header {name}: {value} from local; from=<a@x.example> "
            "to=<b@x.example>",
        )
        for name, value in (
            ("X-MS-Exchange-Organization-AutoForwarded", "true"),
            ("X-MailFwdBy", "a.berg"),
            ("X-MS-Exchange-Inbox-Rules-Loop", USER),
        )
    ),
    postfix(
        "T1566.001",
        "ClamAV milter",
        SCANNED,
        {"status_detail": "Win.Evil"},
        "clamav-milter[1]: Message 4XyZ12ABcD from <pay@evil.example> to <a.berg@fabrikam.example> infected by "
        "Win.Evil",
    ),
    postfix(
        PHISH,
        "rspamd",
        RECEIVED,
        SENDER | {"spf": "fail", "src_ip": "192.0.2.66"},
        "rspamd[1]: <d>; proxy; rspamd_task_write_log: id: <1@x>, qid: <4XyZ12ABcD>, ip: 192.0.2.66, from: "
        "<pay@evil.example>, (default: F (no action): [4.20/15.00] [R_SPF_FAIL(1.00){-all;},R_DKIM_NA(0.00){}]), "
        "len: 512, time: 1ms, dns req: 2, rcpts: <a.berg@fabrikam.example>, mime_rcpts: <a.berg@fabrikam.example>",
    ),
    postfix(
        "T1499.002",
        "anvil",
        (APPLICATION_ERROR, a.ERROR_GENERAL),
        {"event_code": "limit", "src_ip": ADDRESS},
        f"postfix/smtpd[1]: warning: Connection rate limit exceeded: 60 from unknown[{ADDRESS}] for service smtp",
    ),
    postfix(
        "T1505.002",
        "reload",
        (APPLICATION_LIFECYCLE, a.APP_RESTART),
        {},
        "postfix/postfix-script[1]: refreshing the Postfix mail system",
    ),
    postfix(
        "T1114",
        "IMAP",
        (WEB_RESOURCES, a.WEB_READ),
        {"actor_user_name": USER, "count": 37, "resource_type": "mailbox"},
        f"dovecot: imap({USER})<7><abc>: Disconnected: Logged out in=5 out=9 deleted=0 expunged=0 trashed=0 "
        "hdr_count=4 hdr_bytes=9 body_count=37 body_bytes=120",
    ),
    postfix(
        "T1114",
        "POP3",
        (AUTHENTICATION, a.AUTH_LOGON),
        {"actor_user_name": USER, "src_ip": ADDRESS, "service_name": "pop3"},
        f"dovecot: pop3-login: Login: user=<{USER}>, method=PLAIN, rip={ADDRESS}, lip=10.1.1.1, mpid=7, TLS, "
        "session=<x>",
    ),
    postfix(
        "T1110 T1110.001",
        "SASL",
        (AUTHENTICATION, a.AUTH_LOGON),
        {"actor_user_name": USER, "status_id": FAILURE, "src_ip": ADDRESS},
        f"postfix/smtpd[1]: warning: unknown[{ADDRESS}]: SASL LOGIN authentication failed: x, sasl_username={USER}",
    ),
    gmail(
        PHISH,
        "spf_pass",
        {"spf": "fail", "dkim": "fail", "dmarc": "fail", "src_ip": "192.0.2.66", "email_smtp_from": "b@evil.example"},
    ),
    gmail(
        "T1566.001 T1204",
        "attachment",
        {"email_files": ("pay.iso",), "status_detail": "Evil"},
        attachment=[{"file_name": "pay.iso", "malware_family": "Evil", "sha256": "ab"}],
    ),
    gmail("T1566.002", "link_domain", {"email_urls": ("evil.example",)}, link_domain=["evil.example"]),
    mapped(
        "T1114.003",
        "email_forwarding_out_of_domain",
        (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        {"actor_user_name": USER, "access_list": ("drop@evil.example",)},
        {
            "kind": "admin#reports#activity",
            "id": {"time": f"{TIME}.1Z", "uniqueQualifier": "-7", "applicationName": "user_accounts"},
            "actor": {"email": USER},
            "ipAddress": ADDRESS,
            "events": [
                {
                    "type": "email_forwarding_change",
                    "name": "email_forwarding_out_of_domain",
                    "parameters": [{"name": "email_forwarding_destination_address", "value": "drop@evil.example"}],
                }
            ],
        },
    ),
    mapped(
        "T1564.008",
        "Gmail filter",
        (ENTITY_MANAGEMENT, a.ENTITY_UPDATE),
        {},
        {
            "kind": "admin#reports#activity",
            "id": {"time": f"{TIME}.1Z", "uniqueQualifier": "-8", "applicationName": "admin"},
            "actor": {"email": USER},
            "ipAddress": ADDRESS,
            "events": [
                {
                    "type": "EMAIL_SETTINGS",
                    "name": "CHANGE_GMAIL_SETTING",
                    "parameters": [{"name": "SETTING_NAME", "value": "EMAIL_FILTER"}],
                }
            ],
        },
    ),
    mapped(
        PHISH,
        "Proofpoint",
        RECEIVED,
        SENDER | {"email_smtp_from": "b@evil.example", "status_detail": "MALWARE"},
        {
            "GUID": "c2",
            "id": "d4",
            "eventType": "messagesDelivered",
            "messageTime": f"{TIME}.0Z",
            "recipient": [USER],
            "sender": "b@evil.example",
            "fromAddress": ["pay@evil.example"],
            "senderIP": "192.0.2.66",
            "subject": "Pay",
            "messageID": "1@x",
            "threatsInfoMap": [{"classification": "MALWARE", "threat": "https://evil.example/p"}],
        },
    ),
    Operation(
        PHISH,
        "Mimecast",
        "mapped",
        b"datetime=2026-03-09T08:14:22+0000|aCode=7O|acc=C0|IP=192.0.2.66|Dir=Inbound|MsgId=<1@x>|Subject=Pay|hea"
        b"derFrom=pay@evil.example|Sender=b@evil.example|Rcpt=a.berg@fabrikam.example|Act=Acc",
        RECEIVED,
        SENDER | {"email_smtp_from": "b@evil.example", "src_ip": "192.0.2.66"},
    ),
]
