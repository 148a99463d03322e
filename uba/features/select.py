"""Which events a feature looks at: the vendor-neutral questions features share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from uba import activities as a
from uba import events as ev
from uba.batch import EventBatch
from uba.events import Event
from uba.features.spec import Mask

_FILE_READS = (a.FILE_DOWNLOAD, a.FILE_PREVIEW, a.FILE_OPEN)
_PAGE_READS = (a.WEB_READ, a.WEB_EXPORT)
_FILE_CHANGES = (a.FILE_UPLOAD, a.FILE_UPDATE, a.FILE_DELETE, a.FILE_RENAME, a.FILE_MOVE)
_PAGE_CHANGES = (a.WEB_CREATE, a.WEB_UPDATE, a.WEB_DELETE, a.WEB_IMPORT)
_API_CHANGES = (a.API_CREATE, a.API_UPDATE, a.API_DELETE)
_RUNNING = (a.APP_START, a.APP_STOP, a.APP_RESTART)
BLOCKED = 2
"""`disposition_id` of what a firewall, proxy or filter refused."""


def everything(batch: EventBatch) -> Mask:
    """Every event."""
    return np.ones(len(batch), dtype=np.bool_)


def is_of(batch: EventBatch, class_uid: int, *activities: int) -> Mask:
    """Events of a class, and of one of these activities where any are named."""
    mask: Mask = batch.class_uid == class_uid
    return mask & one_of(batch.activity_id, activities) if activities else mask


def one_of(column: NDArray[np.int64], values: Sequence[int]) -> Mask:
    """Whether each element is one of a few values; `np.isin` sorts, which costs ten times as much for one event."""
    mask: Mask = column == values[0]
    for value in values[1:]:
        mask |= column == value
    return mask


def succeeded(batch: EventBatch) -> Mask:
    """Events that were not denied."""
    return ~failed(batch)


def failed(batch: EventBatch) -> Mask:
    """Events that were denied."""
    return _equal(batch.status_id, ev.FAILURE)


def logon_failures(batch: EventBatch) -> Mask:
    """Sign-ins that were really denied."""
    return (is_of(batch, ev.AUTHENTICATION, a.AUTH_LOGON, a.AUTH_PREAUTH)) & failed(batch)


def passwords_refused_elsewhere(batch: EventBatch) -> Mask:
    """Sign-ins denied before a second factor was asked for, from networks that never let this user in."""
    return _passwords_refused(batch) & ~batch.at_usual_network


def passwords_refused_as_usual(batch: EventBatch) -> Mask:
    """As those of elsewhere, from networks the user is let in from on other days."""
    return _passwords_refused(batch) & batch.at_usual_network


def _passwords_refused(batch: EventBatch) -> Mask:
    return batch.among(logon_failures(batch), lambda event: event.is_mfa is not True)


def logons(batch: EventBatch) -> Mask:
    """Sign-ins that succeeded or were denied (interrupts are neither)."""
    settled = failed(batch) | _equal(batch.status_id, ev.SUCCESS)
    return is_of(batch, ev.AUTHENTICATION, a.AUTH_LOGON, a.AUTH_PREAUTH) & settled


def file_reads(batch: EventBatch) -> Mask:
    """Files of a document library viewed or downloaded."""
    return is_of(batch, ev.FILE_HOSTING, *_FILE_READS) & succeeded(batch)


def reads_and_syncs(batch: EventBatch) -> Mask:
    """Reads, and files a sync client fetched: nobody read those, and a new laptop fetches them all, but they left."""
    return reads(batch) | (is_of(batch, ev.FILE_HOSTING, a.FILE_SYNC) & succeeded(batch))


def unreferred(batch: EventBatch) -> Mask:
    """HTTP requests that no page led to."""
    return requests(batch) & batch.is_unreferred


def page_reads(batch: EventBatch) -> Mask:
    """Wiki pages and attachments read or exported."""
    return _web_reads(batch) & ~batch.is_repository & ~batch.is_mailbox


def repository_reads(batch: EventBatch) -> Mask:
    """Code repositories cloned, fetched or downloaded."""
    return _web_reads(batch) & batch.is_repository


def mail_reads(batch: EventBatch) -> Mask:
    """Mails of a mailbox read, opened, synchronised or exported."""
    return _web_reads(batch) & batch.is_mailbox


def reads(batch: EventBatch) -> Mask:
    """Documents of any kind viewed."""
    return file_reads(batch) | _web_reads(batch)


def mails_sent(batch: EventBatch) -> Mask:
    """Mails sent by somebody of the organisation, once each: by the record that lists recipients."""
    return is_of(batch, ev.EMAIL_ACTIVITY) & ~_equal(batch.recipients, 0) & has_user(batch)


def messages_sent(batch: EventBatch) -> Mask:
    """Mails and chat messages sent by somebody of the organisation, by the record that lists recipients."""
    chats = is_of(batch, ev.WEB_RESOURCES, a.WEB_SHARE) & ~_equal(batch.recipients, 0) & has_user(batch)
    return mails_sent(batch) | (chats & ~present(batch.sender))


def mails_received(batch: EventBatch) -> Mask:
    """Mails and chat messages from senders outside."""
    return present(batch.sender)


def requests(batch: EventBatch) -> Mask:
    """HTTP requests to sites of the organisation."""
    return is_of(batch, ev.HTTP_ACTIVITY) & ~batch.is_outbound


def browsing(batch: EventBatch) -> Mask:
    """Requests to other people's sites, through a proxy or by a click in a mail."""
    return batch.is_outbound


def changes(batch: EventBatch) -> Mask:
    """Settings, accounts, permissions, software and logging changed: what administrators do."""
    managed = is_of(batch, ev.ACCOUNT_CHANGE) | (
        is_of(batch, ev.ENTITY_MANAGEMENT) & ~one_of(batch.activity_id, (a.ENTITY_READ,))
    )
    software = is_of(batch, ev.APPLICATION_LIFECYCLE) & ~one_of(batch.activity_id, _RUNNING)
    return (managed | software | is_of(batch, ev.API_ACTIVITY, *_API_CHANGES) | is_of(batch, ev.EVENT_LOG)) & succeeded(
        batch
    )


def content_changes(batch: EventBatch) -> Mask:
    """Files, pages and objects written, renamed or deleted."""
    files = is_of(batch, ev.FILE_HOSTING, *_FILE_CHANGES) | is_of(batch, ev.WEB_RESOURCES, *_PAGE_CHANGES)
    return (files | is_of(batch, ev.API_ACTIVITY, *_API_CHANGES)) & succeeded(batch) & ~batch.is_mailbox


def enumerations(batch: EventBatch) -> Mask:
    """Lists, searches and descriptions asked for, answered or denied."""
    calls = is_of(batch, ev.API_ACTIVITY, a.API_READ) | is_of(batch, ev.ENTITY_MANAGEMENT, a.ENTITY_READ)
    tickets = is_of(batch, ev.AUTHENTICATION, a.AUTH_SERVICE_TICKET)
    return calls | tickets | is_of(batch, ev.WEB_RESOURCES, a.WEB_SEARCH)


def crashes(batch: EventBatch) -> Mask:
    """Programs that failed."""
    return batch.among(is_of(batch, ev.APPLICATION_ERROR), _is_crash)


def has_user(batch: EventBatch) -> Mask:
    """Events with an acting user."""
    return ~_equal(batch.user, 0)


def in_session(batch: EventBatch) -> Mask:
    """Events that carry a session or cookie id and were not denied."""
    return ~_equal(batch.session, 0) & succeeded(batch)


def _is_crash(event: Event) -> bool:
    return event.event_code not in ("limit", "tls_error", "error", "debugger")


def _web_reads(batch: EventBatch) -> Mask:
    return is_of(batch, ev.WEB_RESOURCES, *_PAGE_READS) & succeeded(batch)


def present(column: NDArray[np.generic]) -> Mask:
    """Events that have a value in a column of hashes."""
    return ~_equal(column, 0)


def _equal(column: NDArray[np.generic], value: int) -> Mask:
    mask: Mask = column == value
    return mask
