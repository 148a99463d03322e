"""What framing gives: records with their line, and what is too large or too odd to be one."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

MAX_LINE_BYTES = 16 * 1024 * 1024
"""A longer line or record is set aside without being parsed."""


class Unframed(msgspec.Struct, frozen=True):
    """A stretch of a file that is no record, with the reason."""

    reason: str
    raw: bytes


Line: TypeAlias = tuple[int, bytes | Unframed]
"""Line number, counted from one, and the record that begins there."""
