"""Other logs of Exchange on premises: IMAP4, POP3, transport agents, EWS and what its HTTP proxy passed on.

    #Fields: dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context,puid
    #Fields: Timestamp,SessionId,LocalEndpoint,RemoteEndpoint,EnteredOrgFromIP,MessageId,P1FromAddress,...,Agent,...
    #Fields: DateTime,RequestId,...,Protocol,UrlHost,UrlStem,...,AuthenticatedUser,...,ClientIpAddress,...

Of mailbox protocols logons and what was fetched are events. A mailbox server sees its own front end as
the client: there a logon is no event of its own, and a fetch has no address.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from uba import activities as a
from uba.errors import ParseError
from uba.events import AUTHENTICATION, EMAIL_ACTIVITY, FAILURE, HTTP_ACTIVITY, INBOUND, SUCCESS, WEB_RESOURCES, Event
from uba.sources.base import Parse
from uba.sources.by_position import by_position
from uba.sources.columns import Columns, row_cells
from uba.sources.fields import clean_ip, http_status_id, time_ms, user_key, whole

_MAILBOX = ("datetime", "sip", "cip", "user", "rpsize", "command", "parameters", "context", "sessionid")
_AGENT = (
    "timestamp",
    "remoteendpoint",
    "enteredorgfromip",
    "messageid",
    "p1fromaddress",
    "p2fromaddresses",
    "recipient",
    "agent",
    "event",
    "action",
    "smtpresponse",
    "reason",
    "networkmsgid",
    "directionality",
)
_WEB = (
    "datetime",
    "requestid",
    "protocol",
    "urlhost",
    "urlstem",
    "urlquery",
    "authenticateduser",
    "useragent",
    "clientipaddress",
    "serverhostname",
    "httpstatus",
    "method",
    "responsebytes",
    "responsesize",
    "totalrequesttime",
    "soapaction",
    "authenticationtype",
)
_BACK_END_PORTS = frozenset(["1993", "1995", "9955", "1143", "1110"])
_LOGONS = frozenset(["login", "authenticate", "auth", "pass", "apop"])
_FETCHES = frozenset(["fetch", "uid fetch", "uid+fetch", "retr", "top"])


def rows_of(names: list[str]) -> Parse | None:
    """Give how rows under a header are read; None where the header is of none of these logs.

    Parameters
    ----------
    names
        Of the columns, in lower case.
    """
    for needed, read, event in (
        ("command", _MAILBOX, _mailbox_event),
        ("agent", _AGENT, _agent_event),
        ("clientipaddress", _WEB, _web_event),
    ):
        if needed in names and read[0] in names:
            return partial(_row, Columns(names, read), event)
    return None


def _row(columns: Columns, event: Callable[[tuple[str, ...]], Event | None], record: bytes) -> Event | None:
    cells = row_cells(record)
    if cells is None:
        raise ParseError("line has damaged quotes: expected comma-separated values")
    first = cells[0].strip().lower()
    if first in ("datetime", "timestamp"):  # the HTTP proxy names its columns again in a row
        return None
    return event(tuple(map(str.strip, columns.of(cells))))


@by_position
def _mailbox_event(values: tuple[str, ...]) -> Event | None:
    moment, server, client, user, size, command, parameters, context, session = values
    command = command.lower()
    if command not in _LOGONS and command not in _FETCHES:
        return None
    is_back_end = server.rpartition(":")[2] in _BACK_END_PORTS
    is_logon = command in _LOGONS
    user = user_key(user or (parameters.partition(" ")[0] if command == "login" else ""))
    if is_back_end if is_logon else not user:
        return None
    accepted = context.lower().startswith(("r=ok", '"r=ok', "r=+ok")) or (not context and not is_logon)
    return Event(
        time=time_ms(moment, "dateTime"),
        uid="",
        source="exchange_tracking",
        class_uid=AUTHENTICATION if is_logon else WEB_RESOURCES,
        activity_id=a.AUTH_LOGON if is_logon else a.WEB_READ,
        status_id=SUCCESS if accepted else FAILURE,
        status_detail="" if accepted else context[:400],
        event_code=command,
        product_name="Exchange",
        vendor_name="Microsoft",
        log_name="protocol",
        actor_user_name=user,
        actor_session_uid=session,
        src_ip="" if is_back_end else clean_ip(client),
        service_name="pop3" if command in ("retr", "top", "pass", "apop", "auth") else "imap",
        resource_uid="" if is_logon else user,
        resource_type="" if is_logon else "mailbox",
        bytes_out=0 if is_logon else max(0, whole(size)),
    )


@by_position
def _agent_event(values: tuple[str, ...]) -> Event:
    moment, remote, entered, message, sender, authors, recipient, *rest = values
    agent, stage, action, response, reason, network_message, directionality = rest
    refused = action.lower().startswith(("reject", "disconnect", "delete", "quarantine"))
    return Event(
        time=time_ms(moment, "Timestamp"),
        uid="",
        source="exchange_tracking",
        class_uid=EMAIL_ACTIVITY,
        activity_id=a.MAIL_SCAN,
        status_id=FAILURE if refused else SUCCESS,
        status_code=action,
        status_detail=(reason or response)[:400],
        event_code=stage,
        product_name="Exchange",
        vendor_name="Microsoft",
        log_name="AgentLog",
        correlation_uid=network_message,
        src_ip=clean_ip(entered or remote),
        app_name=agent,
        direction_id=INBOUND if directionality.lower() == "incoming" else 0,
        email_from=authors.partition(";")[0].lower() or sender.lower(),
        email_smtp_from=sender.lower(),
        email_to=tuple(filter(None, map(user_key, recipient.split(";")))),
        email_message_uid=message,
        email_headers=(f"X-Transport-Agent: {agent}",) if agent else (),
        disposition_id=2 if refused else 0,
    )


@by_position
def _web_event(values: tuple[str, ...]) -> Event:
    moment, request, protocol, site, stem, query, user, agent, client, server, status, *rest = values
    method, proxied, answered, took, action, authentication = rest
    code = whole(status)
    return Event(
        time=time_ms(moment, "DateTime"),
        uid=request,
        source="exchange_tracking",
        class_uid=HTTP_ACTIVITY,
        activity_id=a.HTTP_ACTIVITY_BY_METHOD.get(method or "POST", a.OTHER_ACTIVITY),
        status_id=http_status_id(code),
        status_code=status,
        event_code=method or action,
        product_name="Exchange",
        vendor_name="Microsoft",
        log_name="HttpProxy" if stem else "EWS",
        actor_user_name=user_key(user),
        src_ip=clean_ip(client),
        dst_hostname=server.lower(),
        service_name=(protocol or "ews").lower(),
        api_operation=action,
        http_method=method or "POST",
        url_hostname=site.partition(":")[0].lower(),
        url_path=stem or "/EWS/Exchange.asmx",
        url_query=query.removeprefix("?"),
        user_agent=agent,
        http_status=code if 100 <= code < 600 else 0,
        bytes_out=max(0, whole(proxied) or whole(answered)),
        latency_ms=min(max(0.0, float(whole(took))), 1e9),
        auth_protocol=authentication.lower(),
    )
