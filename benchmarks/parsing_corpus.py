"""Records to measure with: the documented samples of each source, varied, and what the simulated organisation writes.

A sample's users, addresses, ids, hosts, files, sizes and times vary from record to record as they do
in a log: some 400 users and 900 addresses come again and again, ids never do, time goes on by about
a second a record. Browsers get names of real length. Each record is written once: nothing
that a parser remembers of one round helps it in the next, beyond what recurs in any log.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "sources.md"

_USERS = (
    b"a.berg m.osei s.ferro t.nakai l.meyer r-lindqvist c.diaz j.brandt dev.amir b.haas h.desk contractor-7 helpdesk "
    b"i.novak p.kowalski y.tanaka d.okafor e.larsen k.fischer n.haddad o.petrov v.silva w.chen x.laurent z.kaya"
).split()
_USER = re.compile(rb"(?i)(?<![\w.-])(?:" + b"|".join(map(re.escape, _USERS[:13])) + rb")(?![\w-])")
_IP = re.compile(rb"(?<![\d.])(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}(?![\d.])(:\d{4,5}(?!\d))?")
_IN_VERSION = re.compile(rb"(?:ersion\W{1,4}|/)$")
_GUID = re.compile(rb"(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])")
_HEX = re.compile(rb"(?<![0-9A-Za-z])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}(?![0-9A-Za-z])")
_CLOCK = re.compile(rb"(?<![\w:])(\d\d:\d\d:\d\d)(\.\d+)?(?![\d:])|(?<=[T:])(\d\d:\d\d:\d\d)(\.\d+)?(?![\d:])")
_EPOCH = re.compile(rb"(?<!\d)17[67]\d{7}(\d{0,9})(?!\d)")
_NUMBER = re.compile(rb"(?<![\w.:-])(?!17[67]\d{7})[1-9]\d{6,14}(?![\w.:-])")
"""An identity; what looks like an epoch is one, and is moved on as a time."""
_MAC = re.compile(rb"(?i)(?:[0-9a-f]{2}:){3}([0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2})|9A11C0FF([0-9A-F]{4})")
_HOST = re.compile(rb"(?i)\bLT-0412\b")
_FILE = re.compile(rb"\bplan\.xlsx|\bpayroll\.xlsx|\bpricing-engine|\bPayroll(?:\+| )runbook")
_BROWSER = re.compile(rb"Mozilla/5\.0(?: \([^)\"\\]*\))?(?=[\"\\]|$)", re.MULTILINE)
_BROWSERS = tuple(
    b"Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36%s" % (system, version, tail)
    for system in (b"Windows NT 10.0; Win64; x64", b"Macintosh; Intel Mac OS X 10_15_7", b"X11; Linux x86_64")
    for version in range(138, 146)
    for tail in (b"", b" Edg/%d.0.0.0" % version)
)
_WORDS = b"budget forecast hiring invoice ledger minutes offer policy roadmap salary tender vendor".split()

RARE: dict[str, tuple[bytes, ...]] = {
    "m365_ual": (b'"AuditData"', b'"New-InboxRule"', b'"SendAs"'),
    "okta": (b'"eventtype"', b'"user.mfa.factor.activate"'),
    "cloudtrail": (b'"eventversion"', b'"ConsoleLogin"'),
    "entra_audit": (b'"TimeGenerated"',),
    "confluence": (b'"creationDate"',),
    "web_access": (rb"\x16\x03",),
    "duo": (b'"username":"m.osei"', b"bypass_create", b"admin_2fa_error"),
    "message_trace": (b'"Url"',),
    "windows_event": (b"Application Error", b"MSSQLSERVER", b"Service Control Manager"),
    "kubernetes_audit": (b"docker.io/xyz",),
    "waf": (b'"audit_data"',),
}
"""Marks of samples that stand for what is seldom in a log of that source; they weigh a tenth of the others."""


def samples() -> dict[str, list[bytes]]:
    """Give the documented samples by source."""
    found: dict[str, list[bytes]] = {}
    for section in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        block = re.search(r"```(?:json|text)\n(.*?)```", section, re.DOTALL)
        if block is not None:
            found[section.partition("\n")[0].strip()] = block[1].strip().encode().splitlines()
    return found


def is_rare(source: str, sample: bytes) -> bool:
    """Tell whether a sample weighs a tenth."""
    return any(mark in sample for mark in RARE.get(source, ()))


class Varier:
    """Writes a sample anew, with other people, machines, ids and a later time; the same seed gives the same records."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._seconds = 0.0
        self._users = [b"%s%d" % (name, number) for name in _USERS for number in range(16)]

    def records(self, source: str, given: list[bytes], count: int) -> Iterator[tuple[int, bytes]]:
        """Yield (position of the sample, record), the seldom samples a tenth as often as the others."""
        weights = [0.1 if is_rare(source, sample) else 1.0 for sample in given]
        for position in self._random.choices(range(len(given)), weights, k=count):
            yield position, self.vary(given[position])

    def vary(self, sample: bytes) -> bytes:
        """Give a record like the sample."""
        chance = self._random
        self._seconds += chance.expovariate(1.0)
        user, address = chance.choice(self._users), chance.randrange(900)
        changes: tuple[tuple[re.Pattern[bytes], Callable[[re.Match[bytes]], bytes]], ...] = (
            (_GUID, lambda match: self._guid()),
            (_HEX, lambda match: b"%0*x" % (len(match[0]), chance.randrange(16 ** len(match[0])))),
            (_IP, lambda match: self._address(match, address)),
            (_CLOCK, self._clock),
            (_EPOCH, self._epoch),
            (_NUMBER, lambda match: b"%d" % chance.randrange(10 ** (len(match[0]) - 1), 10 ** len(match[0]))),
            (_MAC, self._hardware),
            (_USER, lambda match: user.title() if match[0][:1].isupper() else user),
            (_HOST, lambda match: b"LT-%04d" % chance.randrange(700)),
            (_FILE, lambda match: self._file(match[0])),
            (_BROWSER, lambda match: chance.choice(_BROWSERS)),
        )
        for pattern, change in changes:
            sample = pattern.sub(change, sample)
        return sample

    def _guid(self) -> bytes:
        digits = b"%032x" % self._random.getrandbits(128)
        return b"-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def _address(self, match: re.Match[bytes], number: int) -> bytes:
        if _IN_VERSION.search(match.string[max(0, match.start() - 12) : match.start()]) or match[0][:2] == b"0.":
            return match[0]
        last = b".%d.%d" % (number // 225, 17 + number % 225)
        return match[1] + last + (b":%d" % self._random.randrange(10_000, 65_000) if match[2] else b"")

    def _clock(self, match: re.Match[bytes]) -> bytes:
        text, fraction = match[1] or match[3], match[2] or match[4]
        now = int(self._seconds) + int(text[:2]) * 3_600 + int(text[3:5]) * 60 + int(text[6:8])
        clock = b"%02d:%02d:%02d" % (now // 3_600 % 24, now // 60 % 60, now % 60)
        if fraction:
            width = len(fraction) - 1
            clock += b".%0*d" % (width, self._random.randrange(10**width))
        return clock

    def _epoch(self, match: re.Match[bytes]) -> bytes:
        width = len(match[1])
        moment = int(match[0][:10]) + int(self._seconds)
        return b"%d%s" % (moment, b"%0*d" % (width, self._random.randrange(10**width)) if width else b"")

    def _hardware(self, match: re.Match[bytes]) -> bytes:
        number = self._random.randrange(900)
        if match[1]:
            return match[0][:9] + b"00:%02x:%02x" % (number // 256, number % 256)
        return match[0][:8] + b"%04X" % number

    def _file(self, name: bytes) -> bytes:
        word = self._random.choice(_WORDS)
        number = self._random.randrange(300)
        stem, dot, ending = name.partition(b".")
        return b"%s-%d.%s" % (word, number, ending) if dot else b"%s-%s-%d" % (stem, word, number)
