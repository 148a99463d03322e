"""A line twice as long takes twice the time, whatever is in it: one line must not hold up the others."""

import contextlib
import time

import pytest

from tests.uba.sources.samples import SAMPLES
from uba.errors import ParseError
from uba.sources import SOURCES

MAIL = b"2026-03-09T09:10:29.000000+00:00 mx1 "
KEA = b"2026-03-09 08:31:46.120 INFO  [kea-dhcp4.leases/812.140] "
RULE = (
    b'{"CreationTime":"2026-03-09T08:20:10","Id":"1","Operation":"Set-Mailbox","RecordType":1,"Workload":"Exchange",'
    b'"UserId":"a","Parameters":[{"Name":"ForwardingSmtpAddress","Value":"'
)
LINES = {
    "a mail address of one letter": ("m365_ual", RULE, b"m", b'"}]}'),
    "mail addresses without an end": ("m365_ual", RULE, b"a@", b'"}]}'),
    "a message name of one letter": ("dhcp", KEA, b"D", b" x"),
    "a message name of many parts": ("dhcp", KEA, b"D_", b"x"),
    "a domain of one label": ("postfix", MAIL + b"opendmarc[1]: 4XyZ12ABcD: ", b"a", b" x"),
    "a domain of many labels": ("postfix", MAIL + b"opendmarc[1]: 4XyZ12ABcD: ", b"a.", b" x"),
    "clients that do not close": ("postfix", MAIL + b"postfix/smtpd[1]: warning: a", b"[1", b""),
    "senders that do not close": ("postfix", MAIL + b"postfix/qmgr[1]: 4XyZ12ABcD: ", b"from=<a ", b""),
    "clients in a header": ("postfix", MAIL + b"postfix/cleanup[1]: 4XyZ12ABcD: info: header A: b", b" from x[1", b""),
    "a relay without an end": ("postfix", MAIL + b"postfix/lmtp[1]: 4XyZ12ABcD: to=<a@x.example>, relay=", b"m", b""),
    "rspamd's senders": ("postfix", MAIL + b"rspamd[9]: <d>; task_write_log: id: <1>", b", from: <", b""),
    "rspamd's actions": ("postfix", MAIL + b"rspamd[9]: <d>; task_write_log: ", b"(default: F (no action): [", b""),
    "infected messages": ("postfix", MAIL + b"clamav-milter[9]: ", b"Message from <", b""),
    "a word at the end": ("web_proxy", SAMPLES["web_proxy"][2] + b" ", b"T", b" x"),
    "words at the end": ("web_proxy", SAMPLES["web_proxy"][2] + b" ", b"T:", b" x"),
    "a program of one letter": ("web_error", b"2026/03/09 02:51:07 [alert] 1187#1187: signal ", b"k", b""),
    "parts of Apache's": ("web_error", b"[Mon Mar 09 02:51:07.123456 2026] [core:notice]", b" [pid 1]", b" x"),
    "mailboxes that do not close": ("postfix", MAIL + b"dovecot: imap-login: Login: ", b"user=<a ", b""),
}


def seconds(source: str, record: bytes, enough: float = 0.0) -> float:
    """The processor's time, the least of three, or the first that is little enough."""
    least = float("inf")
    for _ in range(3):
        start = time.thread_time()
        with contextlib.suppress(ParseError):
            SOURCES[source].parse(record)
        least = min(least, time.thread_time() - start)
        if least < enough:
            break
    return least


@pytest.mark.parametrize("name", LINES)
def test_time_grows_with_length_alone(name: str) -> None:
    """Eight times the length takes about eight times the time; were it quadratic, sixty-four."""
    source, head, repeated, tail = LINES[name]

    short = seconds(source, head + repeated * (4_000 // len(repeated)) + tail)
    long = seconds(source, head + repeated * (32_000 // len(repeated)) + tail)

    assert long < 24 * short + 0.002


@pytest.mark.parametrize("name", SAMPLES)
def test_a_stretch_said_over_and_over_takes_no_time(name: str) -> None:
    """Of each sample, from places all over it: a stretch repeated to 8 KB costs less than 25 ms."""
    for record in SAMPLES[name]:
        for start in range(0, len(record), max(1, len(record) // 10)):
            for length in (1, 9):
                stretch = record[start : start + length]
                pumped = record[:start] + stretch * (8_000 // len(stretch)) + record[start:]
                assert seconds(name, pumped, enough=0.025) < 0.025
