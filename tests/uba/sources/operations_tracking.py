"""Mail as Exchange and Defender log it: traces, hunting tables, message tracking, protocols."""

from typing import Any

from tests.uba.sources.operations import ADDRESS, TIME, USER, Operation, line_of
from tests.uba.sources.operations_mail import PHISH, RECEIVED, RESULTS, SCANNED, SENDER, SENT, TRACED
from uba import activities as a
from uba.events import (
    HTTP_ACTIVITY,
    INBOUND,
    INTERNAL,
    OUTBOUND,
    WEB_RESOURCES,
)
from uba.sources.exchange_tracking import STANDARD_COLUMNS

MAIL = {
    "SenderFromAddress": "pay@evil.example",
    "SenderMailFromAddress": "b@evil.example",
    "SenderIPv4": "192.0.2.66",
    "RecipientEmailAddress": USER,
    "Subject": "Pay",
    "EmailDirection": "Inbound",
    "DeliveryAction": "Delivered",
    "ThreatTypes": "Phish",
    "UrlCount": 1,
    "AttachmentCount": 1,
    "AuthenticationDetails": '{"SPF":"fail","DKIM":"none","DMARC":"fail"}',
}
TOKENS = "2026-03-09T08:14:22.000Z;SRV=HUB:TOTAL-HUB=0.4|CAT=0.3(CATRS=0.2(CATRS-Relay Agent=0.1))"
WEB_FIELDS = (
    "DateTime,RequestId,Protocol,UrlStem,AuthenticatedUser,UserAgent,ClientIpAddress,HttpStatus,Method,SoapAction"
)
EXCHANGE_LOGS: list[tuple[str, str, str, str, tuple[int, int], dict[str, Any]]] = [
    (
        "T1137",
        "MAPI/HTTP user agent",
        WEB_FIELDS,
        f"r,Mapi,/mapi/emsmdb/,a.berg,Ruler,{ADDRESS},200,POST,",
        (HTTP_ACTIVITY, a.HTTP_POST),
        {"user_agent": "Ruler"},
    ),
    (
        "T1114 T1137",
        "EWS user agent",
        WEB_FIELDS,
        f"r,,,a.berg,python,{ADDRESS},200,,GetItem",
        (HTTP_ACTIVITY, a.HTTP_POST),
        {"user_agent": "python"},
    ),
    (
        "T1114",
        "IMAP4 fetch",
        "dateTime,sessionId,sIp,cIp,user,rpsize,command,context",
        f"1,10.0.0.1:993,{ADDRESS}:5,a.berg,512,fetch,R=OK",
        (WEB_RESOURCES, a.WEB_READ),
        {"actor_user_name": "a.berg", "src_ip": ADDRESS},
    ),
    (
        "T1505.002",
        "agent log",
        "Timestamp,SessionId,Recipient,Agent,Event,Action",
        f"1,{USER},Relay Agent,OnEndOfData,ModifyHeaders",
        SCANNED,
        {"email_headers": ("X-Transport-Agent: Relay Agent",)},
    ),
]


def defender(
    techniques: str, table: str, meaning: tuple[int, int], expected: dict[str, Any], **fields: Any
) -> Operation:
    """One row of Defender's mail tables."""
    record = {"Timestamp": f"{TIME}Z", "NetworkMessageId": "n-1", "ReportId": f"r-{table}"} | fields
    return Operation(techniques, table, "message_trace", line_of(record), meaning, expected)


def tracking(
    techniques: str, name: str, meaning: tuple[int, int], expected: dict[str, Any], **columns: str
) -> Operation:
    """One line of the message tracking log."""
    values = {
        "date-time": f"{TIME}.1Z",
        "source": "SMTP",
        "event-id": "RECEIVE",
        "network-message-id": "n-1",
        "message-id": "<1@x>",
        "recipient-address": "drop@evil.example",
        "sender-address": USER,
        "return-path": USER,
        "message-subject": "FW: Plan",
        "directionality": "Originating",
        "original-client-ip": ADDRESS,
    } | {column.replace("_", "-"): value for column, value in columns.items()}
    line = ",".join(values.get(column, "") for column in STANDARD_COLUMNS)
    return Operation(techniques, name, "exchange_tracking", line.encode(), meaning, expected)


OPERATIONS = [
    Operation(
        PHISH,
        "message trace",
        "message_trace",
        line_of(
            {
                "Received": f"{TIME}Z",
                "SenderAddress": "pay@evil.example",
                "RecipientAddress": USER,
                "Subject": "Pay",
                "Status": "Delivered",
                "FromIP": "192.0.2.66",
                "Size": 512,
                "MessageId": "<1@x>",
                "MessageTraceId": "m-1",
            }
        ),
        SENT,
        SENDER | {"email_to": (USER,), "src_ip": "192.0.2.66"},
    ),
    defender(
        PHISH,
        "EmailEvents",
        RECEIVED,
        SENDER | RESULTS | {"email_smtp_from": "b@evil.example", "direction_id": INBOUND, "src_ip": "192.0.2.66"},
        **MAIL,
    ),
    defender(
        "T1534",
        "EmailEvents intra-org",
        SENT,
        {"direction_id": INTERNAL, "actor_user_name": USER},
        **MAIL
        | {"EmailDirection": "Intra-org", "SenderFromAddress": USER, "RecipientEmailAddress": "b@fabrikam.example"},
    ),
    defender(
        "T1566.001 T1598.002",
        "EmailAttachmentInfo",
        SCANNED,
        {"email_files": ("pay.docm",)},
        SenderFromAddress="pay@evil.example",
        RecipientEmailAddress=USER,
        FileName="pay.docm",
        FileType="docm",
        SHA256="ab",
        ThreatTypes="Malware",
    ),
    defender(
        "T1566.002 T1598.003",
        "EmailUrlInfo",
        SCANNED,
        {"email_urls": ("https://evil.example/p",)},
        Url="https://evil.example/p",
        UrlDomain="evil.example",
        UrlLocation="Body",
    ),
    *(
        defender(
            "T1566.002 T1204 T1534 T1189",
            f"UrlClickEvents {action}",
            (HTTP_ACTIVITY, a.HTTP_GET),
            {"url_hostname": "evil.example", "actor_user_name": USER},
            Url="https://evil.example/p",
            ActionType=action,
            AccountUpn=USER,
            Workload="Email",
            IPAddress=ADDRESS,
            IsClickedThrough=through,
        )
        for action, through in (("ClickAllowed", False), ("ClickBlocked", True))
    ),
    tracking(
        "T1534 T1114.003",
        "RECEIVE",
        SENT,
        {
            "actor_user_name": USER,
            "email_to": ("drop@evil.example",),
            "direction_id": OUTBOUND,
            "email_subject": "FW: Plan",
        },
    ),
    *(
        tracking(
            "T1114.003",
            f"{source} {event}",
            meaning,
            {"api_operation": source, "event_code": event},
            source=source,
            event_id=event,
        )
        for source, event, meaning in (
            ("SMTP", "SEND", TRACED),
            ("MAILBOXRULE", "REDIRECT", TRACED),
            ("ROUTING", "RESOLVE", TRACED),
            ("STOREDRIVER", "DELIVER", RECEIVED),
            ("MAILBOXRULE", "RECEIVE", SENT),
        )
    ),
    tracking(
        "T1505.002", "message-info", SENT, {"email_headers": ("X-Transport-Agent: Relay Agent",)}, message_info=TOKENS
    ),
    tracking(
        "T1137 T1137.003",
        "MessageClass",
        TRACED,
        {"email_headers": ("X-Message-Class: IPM.Note.Evil",)},
        source="STOREDRIVER",
        event_id="SUBMIT",
        source_context="MDB:1 MessageClass:IPM.Note.Evil",
    ),
    *(
        Operation(
            techniques, name, "exchange_tracking", f"#Fields: {fields}\n{TIME}.1Z,{row}".encode(), meaning, expected
        )
        for techniques, name, fields, row, meaning, expected in EXCHANGE_LOGS
    ),
]
