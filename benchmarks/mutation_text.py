"""Damage to a record as bytes: what networks, disks, editors, shippers and attackers do to a line of a log."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

Mutation: TypeAlias = Callable[[bytes, random.Random], bytes]

LARGEST = 60_000
"""Bytes to which a record is blown up; what is longer is another law's business (`oversize`)."""

_NUMBER = re.compile(rb"\d+")
_TIMES = (
    (
        re.compile(rb"20\d\d([-/])[01]\d\1[0-3]\d"),
        (b"1970-01-01", b"1969-12-31", b"2100-01-01", b"0000-00-00", b"9999-12-31"),
    ),
    (re.compile(rb"\d\d/[A-Z][a-z]{2}/\d{4}"), (b"01/Jan/1970", b"01/Jan/2100", b"31/Feb/2026", b"00/Xxx/0000")),
    (re.compile(rb"\b17\d{8,17}\b"), (b"0", b"-1", b"4102444800000", b"9" * 40, b"1e400")),
    (re.compile(rb"\d\d:\d\d:\d\d"), (b"24:00:00", b"23:59:60", b"99:99:99", b"00:00:0")),
    (re.compile(rb"[+-]\d\d:?\d\d\b"), (b"+99:99", b"-24:00", b"+00:60", b"+23:59")),
)
_HUGE = (
    b"9" * 400,
    b"-9223372036854775809",
    b"18446744073709551616",
    b"1e309",
    b"0." + b"0" * 300 + b"1",
    b"00012",
    b"NaN",
)
_CONTROLS = (
    b"\x00",
    b"\x1b[31m",
    b"\r",
    b"\n",
    b"\x0b",
    b"\x0c",
    b"\x7f",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\xe2\x80\xae",
    b"\xef\xbb\xbf",
)
_QUOTES = (b"'", b"\xe2\x80\x9c", b"\xc2\xab", b"`", b"", b'""', b'\\"', b"&quot;")
_HOMOGLYPHS = {
    b"a": "а",
    b"e": "е",
    b"o": "о",
    b"p": "р",
    b"c": "с",
    b".": "．",
    b"/": "∕",
    b"1": "１",
    b"-": "‐",
    b" ": "\u00a0",
}
_HEADERS = (
    b"<134>Mar  9 08:31:44 relay app[1]: ",
    b"<13>1 2026-03-09T02:51:08Z relay app 1 - - ",
    b'<165>1 2026-03-09T02:51:08Z relay app 1 ID47 [x@1 a="b\\"c" d="e"] \xef\xbb\xbf',
    b"2026-03-09T02:51:08.123+01:00 relay app: ",
    b"CEF:0|Vendor|Product|1.0|100|name|5|src=203.0.113.7 msg=",
    b"#Fields: date time c-ip cs-method ",
    b"web1 | ",
)
_REPEATED = (
    b'"',
    b"\\",
    b" ",
    b"[",
    b"{",
    b"(",
    b"<",
    b"=",
    b",",
    b";",
    b":",
    b"/",
    b"%25",
    b"a=",
    b'" "',
    b"\t",
    b"&a",
    b'{"a":',
    b"[[",
    b"1.",
    b"../",
)


def flip(record: bytes, rng: random.Random) -> bytes:
    """Set a few bytes to any others."""
    damaged = bytearray(record)
    for _ in range(rng.randint(1, 8)):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    return bytes(damaged)


def truncate(record: bytes, rng: random.Random) -> bytes:
    """Break off anywhere, within a character too."""
    return record[: rng.randrange(len(record))]


def behead(record: bytes, rng: random.Random) -> bytes:
    """Begin in the middle."""
    return record[rng.randrange(len(record)) :]


def cut_out(record: bytes, rng: random.Random) -> bytes:
    """Lose a stretch."""
    start = rng.randrange(len(record))
    return record[:start] + record[start + rng.randint(1, 40) :]


def stutter(record: bytes, rng: random.Random) -> bytes:
    """Say a stretch twice."""
    start = rng.randrange(len(record))
    end = start + rng.randint(1, 60)
    return record[:end] + record[start:]


def pump(record: bytes, rng: random.Random) -> bytes:
    """Say a short stretch thousands of times: what a backtracking expression takes quadratic time for."""
    start = rng.randrange(len(record))
    stretch = record[start : start + rng.randint(1, 24)]
    return record[:start] + stretch * (LARGEST // len(stretch)) + record[start:]


def repeat_mark(record: bytes, rng: random.Random) -> bytes:
    """Put thousands of one mark somewhere."""
    mark, at = rng.choice(_REPEATED), rng.randrange(len(record) + 1)
    return record[:at] + mark * rng.choice((10, 1_000, LARGEST // len(mark))) + record[at:]


def control(record: bytes, rng: random.Random) -> bytes:
    """Put characters nobody can see into it."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(record) + 1)
        record = record[:at] + rng.choice(_CONTROLS) + record[at:]
    return record


def encode_wrongly(record: bytes, rng: random.Random) -> bytes:
    """Write it, or a part of it, in an encoding nobody announced."""
    start = rng.choice((0, rng.randrange(len(record))))
    text = record[start:].decode("utf-8", "replace").replace("e", "é")
    encoding = rng.choice(("latin-1", "cp1252", "utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-7", "cp037"))
    return record[:start] + text.encode(encoding, "replace")


def quote(record: bytes, rng: random.Random) -> bytes:
    """Swap quotes, all of them or the first few."""
    return record.replace(b'"', rng.choice(_QUOTES), rng.choice((-1, 1, 3)))


def retime(record: bytes, rng: random.Random) -> bytes:
    """Move it to 1970, 2100, or a time there is not."""
    pattern, times = rng.choice(_TIMES)
    return pattern.sub(rng.choice(times), record, count=rng.choice((0, 1)))


def enlarge_number(record: bytes, rng: random.Random) -> bytes:
    """Put a number no machine word holds in place of one."""
    numbers = list(_NUMBER.finditer(record))
    if not numbers:
        return record
    chosen = rng.choice(numbers)
    return record[: chosen.start()] + rng.choice(_HUGE) + record[chosen.end() :]


def look_alike(record: bytes, rng: random.Random) -> bytes:
    """Write letters of other alphabets that look the same."""
    letter, other = rng.choice(list(_HOMOGLYPHS.items()))
    return record.replace(letter, other.encode(), rng.choice((-1, 1, 5)))


def drop_field(record: bytes, rng: random.Random) -> bytes:
    """Leave a word or a cell out."""
    separator = rng.choice((b" ", b",", b'"', b"\t", b": "))
    parts = record.split(separator)
    del parts[rng.randrange(len(parts))]
    return separator.join(parts)


def wrap(record: bytes, rng: random.Random) -> bytes:
    """Put a relay's header before it."""
    return rng.choice(_HEADERS) + record


MUTATIONS: tuple[tuple[Mutation, int], ...] = (
    (flip, 10),
    (truncate, 6),
    (behead, 3),
    (cut_out, 5),
    (stutter, 4),
    (pump, 2),
    (repeat_mark, 2),
    (control, 5),
    (encode_wrongly, 3),
    (quote, 4),
    (retime, 6),
    (enlarge_number, 5),
    (look_alike, 4),
    (drop_field, 6),
    (wrap, 3),
)
"""Each with how often it is chosen, in proportion."""


def mix(first: bytes, second: bytes, rng: random.Random) -> bytes:
    """Make one line of two records: joined, or the head of one on the body of the other."""
    if rng.random() < 0.5:
        return first + rng.choice((b"", b" ", b",", b"\t", b"\r", b"\x00")) + second
    return first[: rng.randrange(len(first))] + second[rng.randrange(len(second)) :]


def choose(table: Sequence[tuple[Mutation, int]], rng: random.Random) -> Mutation:
    """Choose one, as often as the table says."""
    return rng.choices([mutation for mutation, _ in table], [weight for _, weight in table])[0]
