"""Values that break a conversion somewhere: whatever stands in a record, nothing but ParseError leaves its source."""

import contextlib
import re

import pytest

from tests.uba.sources.samples import ALL, IDS
from uba.errors import ParseError
from uba.sources import SOURCES
from uba.sources.base import opened

NUMBER = re.compile(rb"(?<=[:\[,])\s*+-?\d++(?:\.\d++)?(?=\s*+[,}\]])")
DIGITS = re.compile(rb"\d++")
every_sample = pytest.mark.parametrize(("name", "record"), ALL, ids=IDS)


def read(name: str, record: bytes) -> None:
    """Recognise and parse."""
    SOURCES[name].recognise(record)
    with contextlib.suppress(ParseError):
        SOURCES[name].parse(record)


@every_sample
def test_numbers_no_machine_holds(name: str, record: bytes) -> None:
    """Each number, in JSON and in text, may have four hundred digits, a huge exponent, or be below every one."""
    for pattern in (NUMBER, DIGITS):
        for match in pattern.finditer(record):
            for huge in (b"9" * 400, b"-" + b"9" * 400, b"1e308", b"-0", b"00"):
                read(name, record[: match.start()] + huge + record[match.end() :])


@every_sample
def test_bytes_that_are_no_text(name: str, record: bytes) -> None:
    """Each byte may be one that UTF-8 has not, NUL, or the first of a character that does not go on."""
    for place in range(0, len(record), max(1, len(record) // 200)):
        for byte in (b"\xff", b"\xcf", b"\x00", b"\xe2\x80"):
            read(name, record[:place] + byte + record[place + 1 :])


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("record", [b"", b" ", b"\x00", b"\n", b"{", b"[", b"<", b'"', b"#", b"\xef\xbb\xbf"])
def test_next_to_nothing(name: str, record: bytes) -> None:
    """A record of one byte or none, alone and within a file."""
    parse = opened(SOURCES[name])
    read(name, record)
    for given in (record, *(sample for source, sample in ALL if source == name), record):
        with contextlib.suppress(ParseError):
            parse(given)
        with contextlib.suppress(ParseError):
            parse(record)
