"""Writes small MaxMind databases (MaxMind DB File Format Specification 2.0), so that tests have one to read."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any

_MARKER = b"\xab\xcd\xefMaxMind.com"
_STRING, _DOUBLE, _UINT16, _UINT32, _MAP, _UINT64, _ARRAY, _BOOL = 2, 3, 5, 6, 7, 9, 11, 14


class _Short(int):
    """Written with 16 bits."""


class _Long(int):
    """Written with 64 bits."""


def database(records: Mapping[str, Any], kind: str = "Test", version: int = 6, build: int = 1_772_000_000) -> bytes:
    """Give the bytes of a database of these blocks; a block must not lie within another."""
    nodes: list[list[int | tuple[int] | None]] = [[None, None]]  # a node's number, data at an offset, or nothing
    data = b""
    for cidr, record in records.items():
        block = ip_network(cidr)
        bits = f"{int(block.network_address):0{block.max_prefixlen}b}"[: block.prefixlen]
        if version == 6 and block.version == 4:
            bits = "0" * 96 + bits
        node = 0
        for bit in bits[:-1]:
            following = nodes[node][int(bit)]
            if not isinstance(following, int):
                nodes.append([None, None])
                following = nodes[node][int(bit)] = len(nodes) - 1
            node = following
        nodes[node][int(bits[-1])] = (len(data),)
        data += _value(record)
    tree = b"".join(struct.pack(">II", *(_pointer(side, len(nodes)) for side in node)) for node in nodes)
    about = {
        "node_count": len(nodes),
        "record_size": _Short(32),
        "ip_version": _Short(version),
        "database_type": kind,
        "languages": ["en"],
        "binary_format_major_version": _Short(2),
        "binary_format_minor_version": _Short(0),
        "build_epoch": _Long(build),
        "description": {"en": "made by a test"},
    }
    return tree + b"\0" * 16 + data + _MARKER + _value(about)


def _pointer(side: int | tuple[int] | None, count: int) -> int:
    if side is None:
        return count
    return side if isinstance(side, int) else count + 16 + side[0]


def _value(value: Any) -> bytes:
    if isinstance(value, bool):
        return _head(_BOOL, int(value))
    if isinstance(value, str):
        return _head(_STRING, len(value.encode())) + value.encode()
    if isinstance(value, int):
        body = value.to_bytes((value.bit_length() + 7) // 8, "big")
        kind = _UINT16 if isinstance(value, _Short) else _UINT64 if isinstance(value, _Long) else _UINT32
        return _head(_UINT64 if len(body) > 4 else kind, len(body)) + body
    if isinstance(value, float):
        return _head(_DOUBLE, 8) + struct.pack(">d", value)
    if isinstance(value, list):
        return _head(_ARRAY, len(value)) + b"".join(map(_value, value))
    return _head(_MAP, len(value)) + b"".join(_value(key) + _value(item) for key, item in value.items())


def _head(kind: int, size: int) -> bytes:
    """Type in the first three bits, or after it when it is above seven; sizes up to 284 are enough here."""
    length, more = (size, b"") if size < 29 else (29, bytes([size - 29]))
    first = bytes([(kind << 5 if kind <= 7 else 0) | length])
    return first + (bytes([kind - 7]) if kind > 7 else b"") + more
