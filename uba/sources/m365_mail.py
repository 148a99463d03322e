"""Mail in the Unified Audit Log: what mailboxes send, what the mail filter and users find, links that are clicked."""

from __future__ import annotations

import re

from uba.activities import MAIL_RECEIVE, MAIL_SCAN, MAIL_SEND
from uba.events import (
    FAILURE,
    INBOUND,
    INTERNAL,
    OUTBOUND,
    SUCCESS,
    Event,
)
from uba.sources.by_position import by_position
from uba.sources.fields import clean_ip, time_ms, user_key
from uba.sources.m365_fields import ip_of, listed, session_of, status_of, user_type_of
from uba.sources.m365_record import MailItem, UalRecord

_SIZE = re.compile(r" ?\(\d+b\)$")
_DIRECTIONS = {"inbound": INBOUND, "outbound": OUTBOUND, "intraorg": INTERNAL, "intra-org": INTERNAL}
_CLICKS = {
    "1": "allowed",
    "2": "blocked",
    "3": "pending",
    "4": "blocked, clicked through",
    "5": "pending, clicked through",
    "blockpage": "blocked",
    "pendingdetonationpage": "pending",
    "blockpageoverride": "blocked, clicked through",
    "pendingdetonationpageoverride": "pending, clicked through",
}
"""`UrlClickAction` by number and by name."""
_PERSON = 1
_NO_ITEM = MailItem()


@by_position
def mail_event(ual: UalRecord, time: int, class_uid: int, activity_id: int) -> Event:
    """Send, SendAs, SendOnBehalf from a mailbox; TIMailData from the mail filter; what users report as phishing."""
    item = ual.Item or _NO_ITEM
    user = user_key(ual.UserId)
    direction = _DIRECTIONS.get(ual.Directionality.lower(), 0) if ual.Directionality else 0
    if direction == INBOUND and activity_id != MAIL_SCAN:
        activity_id = MAIL_RECEIVE
    sender = ual.P2Sender or ual.SendAsUserSmtp or ual.SendOnBehalfOfUserSmtp or ual.MailboxOwnerUPN or ""
    sent = activity_id == MAIL_SEND
    acts = activity_id in (MAIL_SEND, MAIL_SCAN)
    files = attachments(item.Attachments) if item.Attachments else ()
    if ual.AttachmentData and not files:
        files = tuple([file.FileName for file in ual.AttachmentData if file.FileName])
    size, checks, mailbox = item.SizeInBytes, ual.AuthDetails, ual.MailboxOwnerUPN
    return Event(
        time=time,
        uid=ual.Id or "",
        source="m365_ual",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=status_of(ual),
        status_detail=ual.Verdict or ual.SubmissionType or ual.ResultStatus or "",
        event_code=ual.Operation or "",
        product_name="Microsoft 365",
        vendor_name="Microsoft",
        log_name=ual.Workload or "",
        correlation_uid=ual.NetworkMessageId or "",
        actor_user_name=user if acts else "",
        actor_user_uid=ual.UserKey or "",
        actor_user_email_addr=user if acts and "@" in user else "",
        actor_user_type_id=user_type_of(ual.UserType),
        actor_app_uid=ual.ClientAppId or ual.AppId or "",
        actor_session_uid=session_of(ual),
        resource_uid=user_key(mailbox),
        resource_type="mailbox" if mailbox else "",
        src_ip=clean_ip(ual.SenderIp) if ual.SenderIp else ip_of(ual),
        user_agent=ual.UserAgent or ual.ClientInfoString or "",
        direction_id=direction,
        email_from=user_key(sender) or (user if sent else ""),
        email_smtp_from=user_key(ual.P1Sender) if ual.P1Sender else "",
        email_to=tuple([user_key(name) for name in ual.Recipients]) if ual.Recipients else (),
        email_subject=item.Subject or ual.Subject or "",
        email_message_uid=item.InternetMessageId or ual.InternetMessageId or "",
        email_size=size if size and size > 0 else 0,
        email_files=files,
        spf=listed(checks, "SPF").lower() if checks else "",
        dkim=listed(checks, "DKIM").lower() if checks else "",
        dmarc=listed(checks, "DMARC").lower() if checks else "",
    )


def attachments(text: str | None) -> tuple[str, ...]:
    """`plan.pdf (21874b); notes.txt (12b)` -> the names."""
    return tuple(_SIZE.sub("", name.strip()) for name in text.split(";") if name.strip()) if text else ()


@by_position
def click_event(ual: UalRecord, time: int, class_uid: int, activity_id: int) -> Event:
    """TIUrlClickData: somebody clicks a link that was judged dangerous; whether it was let through is `status_detail`.

    The time is that of the click.
    """
    if ual.TimeOfClick is not None:
        time = time_ms(ual.TimeOfClick, "TimeOfClick")
    user = user_key(ual.UserId)
    given = str(ual.UrlClickAction) if ual.UrlClickAction is not None else ""
    action = _CLICKS.get(given.lower(), given)
    blocked = action.startswith("blocked") and not action.endswith("through")
    host, slash, path = (ual.Url or "").partition("://")[2].partition("/")
    path, _, query = (slash + path).partition("?")
    return Event(
        time=time,
        uid=ual.Id or "",
        source="m365_ual",
        class_uid=class_uid,
        activity_id=activity_id,
        status_id=FAILURE if blocked else SUCCESS,
        status_code=given,
        status_detail=action,
        severity_id=3,
        event_code=ual.Operation or "",
        product_name="Microsoft 365",
        vendor_name="Microsoft",
        log_name=ual.Workload or "",
        actor_user_name=user,
        actor_user_uid=ual.UserKey or "",
        actor_user_email_addr=user if "@" in user else "",
        # The filter writes the record as the system; the one who clicked is a person.
        actor_user_type_id=_PERSON,
        app_name=ual.AppName or "",
        src_ip=clean_ip(ual.UserIp) if ual.UserIp else ip_of(ual),
        http_method="GET",
        url_hostname=host.partition(":")[0].lower(),
        url_path=path,
        url_query=query,
        disposition_id=2 if blocked else 1,
    )
