"""One event and more of every sort that features look at and that a quiet organisation seldom logs."""

from __future__ import annotations

import msgspec

from tests.strategies import name_of
from uba import activities as a
from uba import events as ev
from uba.events import Event

_OUTSIDE = "192.0.2.66"


def oddments(time: int) -> list[Event]:
    """Give events of administration, mail from outside, browsing, servers and failures, beginning at `time` (ms)."""
    found = [*_identity(), *_administration(), *_mail(), *_mailboxes(), *_web(), *_servers()]
    return [msgspec.structs.replace(event, uid=f"odd{i}", time=time + 1_000 * i) for i, event in enumerate(found)]


def _event(class_uid: int, activity_id: int, **rest: object) -> Event:
    return msgspec.convert(
        {"time": 0, "uid": "", "source": "ocsf", "class_uid": class_uid, "activity_id": activity_id, "status_id": 1}
        | rest,
        Event,
    )


def _identity() -> list[Event]:
    user = name_of(1)
    return [
        _event(ev.AUTHENTICATION, a.AUTH_LOGON, actor_user_name=user, is_mfa=True, status_id=2, src_ip=_OUTSIDE),
        _event(ev.AUTHENTICATION, a.AUTH_LOGON, actor_user_name=user, app_name="Mail", product_name="Entra ID"),
        _event(
            ev.AUTHENTICATION,
            a.AUTH_SERVICE_TICKET,
            actor_user_name=user,
            auth_encryption="0x17",
            service_name="MSSQLSvc/db1",
        ),
        _event(
            ev.AUTHENTICATION,
            a.AUTH_LOGON,
            actor_user_name=user,
            user_name=name_of(2),
            logon_type_id=9,
            device_hostname="srv1",
        ),
        _event(
            ev.AUTHENTICATION,
            a.AUTH_LOGON,
            actor_user_name=user,
            src_ip="10.20.4.91",
            logon_type_id=3,
            device_hostname="srv1",
        ),
        _event(ev.ENTITY_MANAGEMENT, a.ENTITY_ENROLL, actor_user_name=user, entity_type="device", entity_name="phone"),
        _event(ev.ACCOUNT_CHANGE, a.ACCOUNT_MFA_ENABLE, actor_user_name=user),
    ]


def _administration() -> list[Event]:
    user = name_of(0)
    return [
        _event(
            ev.ENTITY_MANAGEMENT,
            a.ENTITY_CREATE,
            actor_user_name=user,
            event_code="New-InboxRule",
            entity_type="rule",
            query_text="Name=.; DeleteMessage=True",
        ),
        _event(
            ev.ENTITY_MANAGEMENT,
            a.ENTITY_UPDATE,
            actor_user_name=user,
            event_code="Add-MailboxPermission",
            entity_type="mailbox",
            entity_uid=name_of(3),
            user_name=user,
            access_list=["FullAccess"],
        ),
        _event(ev.API_ACTIVITY, a.API_READ, actor_user_name=user, api_operation="ListGroups", status_id=2),
        _event(
            ev.API_ACTIVITY, a.API_CREATE, actor_user_name=user, api_operation="create pods", container_image="r/i:1"
        ),
        _event(ev.FILE_HOSTING, a.FILE_UPDATE, actor_user_name=user, resource_uid="home.aspx", resource_type="file"),
        _event(ev.APPLICATION_LIFECYCLE, a.APP_INSTALL, actor_user_name=user, count=40, app_name="agent"),
    ]


def _mail() -> list[Event]:
    mail = _event(
        ev.EMAIL_ACTIVITY,
        a.MAIL_RECEIVE,
        email_from="billing@pay.example",
        email_to=[name_of(1), name_of(2)],
        email_reply_to="x@else.example",
        email_files=["invoice.pdf.iso"],
        email_urls=["https://login.pay.example/a"],
        spf="fail",
        direction_id=ev.INBOUND,
    )
    forwarded = _event(
        ev.EMAIL_ACTIVITY,
        a.MAIL_SEND,
        email_from=name_of(2),
        email_to=["me@else.example"],
        email_headers=["X-MS-Exchange-Organization-AutoForwarded: true"],
        direction_id=ev.OUTBOUND,
    )
    return [mail, forwarded]


def _mailboxes() -> list[Event]:
    mailbox = {"actor_user_name": name_of(1), "resource_type": "mailbox", "resource_uid": name_of(2)}
    return [
        _event(ev.WEB_RESOURCES, a.WEB_READ, count=40, event_code="MailItemsAccessed", **mailbox),
        _event(ev.WEB_RESOURCES, a.WEB_DELETE, count=9, event_code="HardDelete", **mailbox),
    ]


def _web() -> list[Event]:
    inside = {"src_ip": _OUTSIDE, "url_hostname": "www.corp.example", "http_status": 200, "http_method": "GET"}
    written = inside | {"http_method": "POST", "url_path": "/up/x.php", "latency_ms": 900.0}
    outside = {"actor_user_name": name_of(1), "url_hostname": "cdn.fresh.example", "direction_id": ev.OUTBOUND}
    return [
        _event(ev.HTTP_ACTIVITY, a.HTTP_POST, **written),
        _event(ev.HTTP_ACTIVITY, a.HTTP_GET, url_path="/a", url_query="id=1 UNION SELECT 1", **inside),
        _event(ev.HTTP_ACTIVITY, a.HTTP_GET, url_path="/a", disposition_id=2, rule_uid="941100", **inside),
        _event(ev.HTTP_ACTIVITY, a.HTTP_GET, http_method="GET", url_path="/inst.js", **outside),
        _event(ev.HTTP_ACTIVITY, a.HTTP_POST, http_method="POST", url_path="/c", **outside),
    ]


def _servers() -> list[Event]:
    host = {"device_hostname": "srv1"}
    return [
        _event(ev.APPLICATION_ERROR, a.ERROR_GENERAL, event_code="crash", service_name="nginx", **host),
        _event(ev.EVENT_LOG, a.EVENT_LOG_CLEAR, event_code="1102", **host),
        _event(ev.DHCP_ACTIVITY, a.DHCP_NAK, src_mac="00:11:22:33:44:55", **host),
    ]
