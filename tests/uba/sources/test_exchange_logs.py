"""Exchange's logs beside message tracking: mailbox protocols, agents, EWS and its HTTP proxy."""

from uba import activities as a
from uba.events import AUTHENTICATION, EMAIL_ACTIVITY, FAILURE, HTTP_ACTIVITY, INBOUND, SUCCESS, WEB_RESOURCES, Event
from uba.sources.exchange_tracking import ExchangeTracking

MAILBOX = "#Fields: dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context,puid"
AGENT = (
    "#Fields: Timestamp,SessionId,LocalEndpoint,RemoteEndpoint,EnteredOrgFromIP,MessageId,P1FromAddress,"
    "P2FromAddresses,Recipient,NumRecipients,Agent,Event,Action,SmtpResponse,Reason,ReasonData,Diagnostics,NetworkMsgID,TenantID,"
    "Directionality"
)
WEB = (
    "DateTime,RequestId,MajorVersion,Protocol,UrlHost,UrlStem,AuthenticationType,IsAuthenticated,AuthenticatedUser,"
    "UserAgent,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,Method,RequestBytes,ResponseBytes,"
    "TotalRequestTime,UrlQuery"
)
EWS = (
    "#Fields: DateTime,RequestId,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,UserAgent,"
    "ClientIpAddress,ServerHostName,SoapAction,HttpStatus,RequestSize,ResponseSize,TotalRequestTime"
)
TIME = "2026-03-09T08:14:22.123Z"
FRONT, BACK = "10.20.3.11:993,203.0.113.77:51234", "10.20.3.12:1993,10.20.3.11:26747"


def read(header: str, *rows: str) -> list[Event | None]:
    """Read rows under a header, as one file."""
    assert ExchangeTracking().recognise(header.encode())
    parse = ExchangeTracking().open()
    assert parse(b"#Software: Microsoft Exchange Server") is parse(header.encode()) is None
    return [parse(row.encode()) for row in rows]


def test_logons_to_mailboxes() -> None:
    """Who from where, and what was refused; the back end's copy and sessions are no events."""
    good, bad, copy, opened = read(
        MAILBOX,
        f"{TIME},E1,2,{FRONT},a.berg,205,48,24,login,A.Berg@fabrikam.example *****,R=OK,",
        f'{TIME},E2,2,{FRONT},,1,17,21,login, *****,"R=""a2 NO LOGIN failed.""",',
        f"{TIME},E3,2,{BACK},a.berg,560,31,33,authenticate,PLAIN,R=OK,",
        f"{TIME},E4,0,{FRONT},,3,0,53,OpenSession,,,",
    )

    assert good is not None
    assert bad is not None
    assert copy is opened is None
    assert (good.class_uid, good.status_id, good.actor_user_name) == (AUTHENTICATION, SUCCESS, "a.berg")
    assert (good.src_ip, good.service_name, good.time) == ("203.0.113.77", "imap", 1_773_044_062_123)
    assert (bad.status_id, bad.src_ip, bad.status_detail) == (FAILURE, "203.0.113.77", 'R="a2 NO LOGIN failed."')


def test_what_is_fetched_is_read() -> None:
    """With its size; behind the front end without an address."""
    mail, pop = read(
        MAILBOX,
        f"{TIME},E1,4,{BACK},a.berg,42,30,51233,uid fetch,1:10 (BODY[]),R=OK;Rows=10,",
        f"{TIME},E1,4,10.20.3.11:995,203.0.113.77:5,a.berg,42,30,700,retr,1,R=OK,",
    )

    assert mail is not None
    assert pop is not None
    assert (mail.class_uid, mail.activity_id, mail.bytes_out) == (WEB_RESOURCES, a.WEB_READ, 51233)
    assert (mail.resource_uid, mail.resource_type, mail.src_ip) == ("a.berg", "mailbox", "")
    assert (pop.service_name, pop.src_ip) == ("pop3", "203.0.113.77")


def test_agents_are_named_as_headers() -> None:
    """As those of message tracking are; what an agent refuses is blocked."""
    passed, refused = read(
        AGENT,
        f"{TIME},1,10.20.3.11,203.0.113.9:46904,203.0.113.9,<1@x>,b@x.example,Boss@x.example;,ap@fabrikam.example,1,"
        "Relay Agent,OnEndOfHeaders,ModifyHeaders,,,,,n-1,,Incoming",
        f"{TIME},1,10.20.3.11,203.0.113.9:46904,203.0.113.9,<1@x>,b@x.example,b@x.example;,ap@fabrikam.example,1,"
        "Content Filter Agent,OnEndOfData,RejectMessage,550 5.7.1,SclAtOrAboveRejectThreshold,7,,n-2,,Incoming",
    )

    assert passed is not None
    assert refused is not None
    assert (passed.class_uid, passed.activity_id, passed.direction_id) == (EMAIL_ACTIVITY, a.MAIL_SCAN, INBOUND)
    assert (passed.email_headers, passed.email_from) == (("X-Transport-Agent: Relay Agent",), "boss@x.example")
    assert (passed.email_smtp_from, passed.src_ip, passed.correlation_uid) == ("b@x.example", "203.0.113.9", "n-1")
    assert (refused.status_id, refused.disposition_id) == (FAILURE, 2)


def test_web_requests_say_who_asks_with_what() -> None:
    """The proxy names its columns again in a row, which is none; EWS says what was called."""
    names, owa = read(
        f"#Fields: {WEB}",
        WEB,
        f"{TIME},r-1,15,Mapi,mail.fabrikam.example,/mapi/emsmdb/,Negotiate,true,CORP\\A.Berg,Ruler,203.0.113.9,EXCH01,200,"
        "200,POST,336,51233,40,?MailboxId=x",
    )
    (ews,) = read(
        EWS, f"{TIME},r-2,Negotiate,true,a.berg@x.example,x,python/3,203.0.113.9,EXCH01,GetItem,200,30,900,12"
    )

    assert names is None
    assert owa is not None
    assert ews is not None
    assert (owa.class_uid, owa.activity_id, owa.url_path) == (HTTP_ACTIVITY, a.HTTP_POST, "/mapi/emsmdb/")
    assert (owa.actor_user_name, owa.user_agent, owa.src_ip) == ("corp\\a.berg", "Ruler", "203.0.113.9")
    assert (owa.bytes_out, owa.url_query, owa.latency_ms) == (51233, "MailboxId=x", 40.0)
    assert (ews.api_operation, ews.url_path, ews.bytes_out) == ("GetItem", "/EWS/Exchange.asmx", 900)


def test_tracking_may_follow_in_the_same_stream() -> None:
    """The last header counts."""
    parse = ExchangeTracking().open()
    parse(MAILBOX.encode())
    parse(b"#Fields: date-time,source,event-id,sender-address,recipient-address,source-context")
    event = parse(
        f'{TIME},STOREDRIVER,SUBMIT,a@x.example,b@x.example,"M:1, MessageClass:IPM.Note.Evil, ClientType:OWA"'.encode()
    )

    assert event is not None
    assert event.email_headers == ("X-Message-Class: IPM.Note.Evil",)
