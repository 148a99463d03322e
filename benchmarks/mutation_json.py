"""Damage to a record as JSON: fields dropped, of another type, absurdly large, deep, or said twice."""

from __future__ import annotations

import json
import random
from typing import Any

from benchmarks.mutation_text import LARGEST, Mutation

_NUMBERS = (0, -1, 2**31, 2**53 + 1, -(2**63), 2**64, 10**40, 1e308, -1e-308, 0.1)
_TEXTS = (
    "",
    "-",
    "null",
    "0",
    "\x00",
    "\ud800",
    "\u202egnp.exe",
    "﷐",
    "a" * 300,
    "{}",
    '[{"a":1}]',
    '{"Name":',
    "1e999",
    "::ffff:1",
    "C:\\",
)
_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    [],
    {},
    [[]],
    [None],
    {"": ""},
    {"a": {"b": [1, {"c": None}]}},
    [1, "x", {}],
)
_RAW = (
    b"NaN",
    b"Infinity",
    b"-Infinity",
    b"1e999",
    b"-0",
    b"9" * 500,
    b"01",
    b"undefined",
    b"'x'",
    b'"\\ud800"',
    b'"\\x"',
    b"/**/1",
)
_HOLE = "@@hole@@"


def _place(value: Any, rng: random.Random) -> tuple[Any, Any]:
    """Any container of the record and a key in it."""
    node = value
    while True:
        key = rng.choice(list(node)) if isinstance(node, dict) else rng.randrange(len(node))
        inner = node[key]
        if not (isinstance(inner, (dict, list)) and inner) or rng.random() < 0.3:
            return node, key
        node = inner


def _with(record: bytes, rng: random.Random, change: Any) -> bytes:
    """The record after `change(container, key)`; what is no JSON stays as it is."""
    try:
        value = json.loads(record)
    except (ValueError, RecursionError):
        return record
    if not isinstance(value, (dict, list)) or not value:
        return record
    change(*_place(value, rng))
    return json.dumps(value, ensure_ascii=rng.random() < 0.5, separators=rng.choice(((",", ":"), (", ", ": ")))).encode(
        "utf-8", "surrogatepass"
    )


def drop(record: bytes, rng: random.Random) -> bytes:
    """Leave a field out, at any depth."""

    def change(node: Any, key: Any) -> None:
        del node[key]

    return _with(record, rng, change)


def retype(record: bytes, rng: random.Random) -> bytes:
    """Give a field a value of another type."""

    def change(node: Any, key: Any) -> None:
        old = node[key]
        node[key] = rng.choice((str(old), [old], {"value": old}, json.dumps(old), *_VALUES, *_NUMBERS, *_TEXTS))

    return _with(record, rng, change)


def blow_up(record: bytes, rng: random.Random) -> bytes:
    """Make a field absurdly long, wide or full."""

    def change(node: Any, key: Any) -> None:
        old, size = node[key], rng.choice((300, 5_000, LARGEST))
        node[key] = rng.choice(
            (
                (str(old) or "x") * (size // len(str(old) or "x")),
                [old] * min(size // (len(str(old)) + 1), 3_000),
                {f"k{i}": old for i in range(min(size // (len(str(old)) + 8), 3_000))},
                rng.choice(' "\\/=;,.:@[<') * size,
            )
        )

    return _with(record, rng, change)


def _textual(record: bytes, rng: random.Random, text: bytes) -> bytes:
    def change(node: Any, key: Any) -> None:
        node[key] = _HOLE

    return _with(record, rng, change).replace(b'"' + _HOLE.encode() + b'"', text)


def deepen(record: bytes, rng: random.Random) -> bytes:
    """Nest a field, up to far beyond what any decoder follows."""
    depth = rng.choice((3, 50, 900, 2_000, 10_000))
    opening, closing = rng.choice(((b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]")))
    return _textual(record, rng, opening * depth + b"1" + closing * rng.choice((depth, depth - 1, 0)))


def spell(record: bytes, rng: random.Random) -> bytes:
    """Put a value there that is not JSON, or just barely."""
    return _textual(record, rng, rng.choice(_RAW))


def say_twice(record: bytes, rng: random.Random) -> bytes:
    """Repeat a key, at the top, with the same or with another value."""
    try:
        value = json.loads(record)
    except (ValueError, RecursionError):
        return record
    if not isinstance(value, dict) or not value or not record.endswith(b"}"):
        return record
    key = rng.choice(list(value))
    again = json.dumps({key: rng.choice((value[key], *_VALUES, *_NUMBERS))}).encode()[1:-1]
    return record[:-1] + (b"," + again) * rng.choice((1, 1, 1, 40)) + b"}"


MUTATIONS: tuple[tuple[Mutation, int], ...] = (
    (drop, 8),
    (retype, 14),
    (blow_up, 2),
    (deepen, 2),
    (spell, 4),
    (say_twice, 3),
)
"""Each with how often it is chosen, in proportion."""
