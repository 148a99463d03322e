"""What framing gives: records with their line, and what is too large or too odd to be one."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

MAX_LINE_BYTES = 16 * 1024 * 1024
"""A longer line or record is set aside without being parsed."""
MAX_TEXT_BYTES = 1024 * 1024
"""The same for what is neither JSON nor XML: no server or relay writes such lines."""
_STRUCTURED = (b"{", b"[", b"<Event", b"<?xml")


class Unframed(msgspec.Struct, frozen=True):
    """A stretch of a file that is no record, with the reason."""

    reason: str
    raw: bytes


def oversize(record: bytes) -> str:
    """Give the reason why a line or record is too large to be read; '' when it is not."""
    size = len(record)
    if size <= MAX_TEXT_BYTES:
        return ""
    if size > MAX_LINE_BYTES:
        return f"record is longer than {MAX_LINE_BYTES} bytes"
    return "" if record.startswith(_STRUCTURED) else f"line of text is longer than {MAX_TEXT_BYTES} bytes"


Line: TypeAlias = tuple[int, bytes | Unframed]
"""Line number, counted from one, and the record that begins there."""
