"""Which events a feature looks at: the vendor-neutral questions features share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from uba import activities as a
from uba import events as ev
from uba.batch import EventBatch
from uba.features.spec import Mask

_FILE_READS = (a.FILE_DOWNLOAD, a.FILE_PREVIEW, a.FILE_OPEN)
_PAGE_READS = (a.WEB_READ, a.WEB_EXPORT)


def everything(batch: EventBatch) -> Mask:
    """Every event."""
    return np.ones(len(batch), dtype=np.bool_)


def succeeded(batch: EventBatch) -> Mask:
    """Events that were not denied."""
    return ~_is(batch.status_id, ev.FAILURE)


def logon_failures(batch: EventBatch) -> Mask:
    """Sign-ins that were really denied."""
    return _logon(batch) & _is(batch.status_id, ev.FAILURE)


def logons(batch: EventBatch) -> Mask:
    """Sign-ins that succeeded or were denied (interrupts are neither)."""
    return _logon(batch) & (_is(batch.status_id, ev.FAILURE) | _is(batch.status_id, ev.SUCCESS))


def file_reads(batch: EventBatch) -> Mask:
    """Files of a document library viewed or downloaded."""
    return _is(batch.class_uid, ev.FILE_HOSTING) & _any(batch.activity_id, _FILE_READS) & succeeded(batch)


def reads_and_syncs(batch: EventBatch) -> Mask:
    """Reads, and files a sync client fetched: nobody read those, and a new laptop fetches them all, but they left."""
    syncs = _is(batch.class_uid, ev.FILE_HOSTING) & _is(batch.activity_id, a.FILE_SYNC) & succeeded(batch)
    return reads(batch) | syncs


def unreferred(batch: EventBatch) -> Mask:
    """HTTP requests that no page led to."""
    return requests(batch) & batch.is_unreferred


def page_reads(batch: EventBatch) -> Mask:
    """Wiki pages and attachments read or exported."""
    return _web_reads(batch) & ~batch.is_repository


def repository_reads(batch: EventBatch) -> Mask:
    """Code repositories cloned, fetched or downloaded."""
    return _web_reads(batch) & batch.is_repository


def reads(batch: EventBatch) -> Mask:
    """Documents of any kind viewed."""
    return file_reads(batch) | _web_reads(batch)


def mails_sent(batch: EventBatch) -> Mask:
    """Mails sent by somebody of the organisation, once each: by the record that lists recipients."""
    return _is(batch.class_uid, ev.EMAIL_ACTIVITY) & ~_is(batch.recipients, 0) & has_user(batch)


def requests(batch: EventBatch) -> Mask:
    """HTTP requests."""
    return _is(batch.class_uid, ev.HTTP_ACTIVITY)


def has_user(batch: EventBatch) -> Mask:
    """Events with an acting user."""
    return ~_is(batch.user, 0)


def in_session(batch: EventBatch) -> Mask:
    """Events that carry a session or cookie id and were not denied."""
    return ~_is(batch.session, 0) & succeeded(batch)


def _web_reads(batch: EventBatch) -> Mask:
    return _is(batch.class_uid, ev.WEB_RESOURCES) & _any(batch.activity_id, _PAGE_READS) & succeeded(batch)


def _logon(batch: EventBatch) -> Mask:
    return _is(batch.class_uid, ev.AUTHENTICATION) & _is(batch.activity_id, a.AUTH_LOGON)


def _is(column: NDArray[np.generic], value: int) -> Mask:
    mask: Mask = column == value
    return mask


def _any(column: NDArray[np.int64], values: tuple[int, ...]) -> Mask:
    mask = _is(column, values[0])
    for value in values[1:]:
        mask = mask | _is(column, value)
    return mask
