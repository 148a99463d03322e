"""Cursors: a place in a list, as text nobody has to understand."""

from __future__ import annotations

import base64
import binascii

import msgspec

from serve.problems import Problem
from serve.store.findings import Position


def encode_position(position: Position) -> str:
    """Turn a place in the list of findings into a cursor."""
    return base64.urlsafe_b64encode(msgspec.json.encode([position.time, position.uid])).rstrip(b"=").decode()


def decode_position(cursor: str) -> Position:
    """Turn a cursor back into the place.

    Raises
    ------
    serve.problems.Problem
        422 it is none that `encode_position` made.
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        time, uid = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=tuple[int, str])
        if not -(2**63) <= time < 2**63 or "\0" in uid:
            raise ValueError("out of range")
    except (binascii.Error, msgspec.MsgspecError, ValueError) as error:
        raise Problem(
            422, f"cursor {cursor!r} is not one, expected `next_cursor` of a page: leave it out to begin anew"
        ) from error
    return Position(time, uid)
