"""The typed decode of lines that are no JSON: taken apart by the format's own separators into all their fields.

A log's format is known when its file is opened (Apache's `LogFormat`, a W3C header, a daemon's messages), so
each form has one expression, or is split at its separator, and nothing is spent on finding out which form
a line has. A line of a form that is not listed is split at its blanks.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import partial
from typing import Any
from xml.etree import ElementTree

import msgspec

from benchmarks.parsing_types import read_text, struct_of_columns, type_of

Decode = Callable[[bytes], Any]
_REQUEST = r'"(?:(\S+) (\S+) (HTTP/\S+)|([^"]*))"'
_ACCESS = r"(?:(\S+) )??(\S+) (\S+) (\S+) \[([^\]]+)\] " + _REQUEST + r" (\d+) (\d+|-)"
_SQUID_END = r' "([^"]*)" "([^"]*)" ([A-Z_]+):([A-Z_]+)'
_SYSLOG = r"(\S+) (\S+) ([\w./-]+)\[(\d+)\]: "
_MODERN = r"<(\d+)>1 (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) "
_QUEUED = _SYSLOG + r"(\w+): "
FORMS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(form)
    for form in (
        _ACCESS,
        _ACCESS + _SQUID_END,
        _ACCESS + r' "([^"]*)" "([^"]*)"',
        _ACCESS + r' "([^"]*)" "([^"]*)" ([\d.]+) "([^"]*)"',
        _ACCESS + r' "([^"]*)" "([^"]*)" "([^"]*)"',
        r"\[([^\]]+)\] (\S+) (\S+) (\S+) ([A-Z]+) (\S+) (\S+) (\d+) (\d+)ms (\S+) (\S+) (.*)",
        r"(\d+\.\d+) +(\d+) (\S+) ([A-Z_]+)/(\d+) (\d+) (\S+) (\S+) (\S+) ([A-Z_]+)/(\S+) (\S+)",
        _SYSLOG + r"(DHCP\w+) from (\S+) via (\w+): network (\S+): (.*)",
        _MODERN + r"(DHCP\w+) on (\S+) to (\S+) \((\S+)\) via (\w+)",
        r"(\S+ \S+) (\w+) \[([^\]]+)\] (\w+) \[hwtype=(\d+) ([^\]]+)\], cid=\[([^\]]*)\], tid=(\S+): "
        r"lease (\S+) has been allocated for (\d+) seconds",
        _QUEUED + r"from=<([^>]*)>, size=(\d+), nrcpt=(\d+) \((.*)\)",
        _QUEUED + r"reject: (\w+) from (\S+)\[(\S+)\]: (\d+) (\S+) <([^>]*)>: ([^;]*); from=<([^>]*)> to=<([^>]*)> "
        r"proto=(\w+) helo=<([^>]*)>",
        _SYSLOG + r"warning: (\S+)\[(\S+)\]: SASL (\w+) authentication failed: ([^,]*), sasl_username=(\S+)",
        _QUEUED + r"to=<([^>]*)>, relay=([^,]*), delay=([\d.]+), delays=([^,]*), dsn=([\d.]+), status=(\w+) \((.*)\)",
        _SYSLOG
        + r"<(\w+)>; (\w+); rspamd_task_write_log: id: <([^>]*)>, qid: <([^>]*)>, ip: ([^,]*), from: <([^>]*)>, "
        r"\((\w+): (\w) \(([^)]*)\): \[([\d.]+)/([\d.]+)\] \[(.*?)\]\), len: (\d+), time: ([\d.]+)ms, dns req: (\d+), "
        r"digest: <(\w+)>, rcpts: <([^>]*)>, mime_rcpts: <([^>]*)>",
        _MODERN + r"(\w+): (\S+) (\w+)",
        _QUEUED + r"info: header ([\w-]+): ([^;]*); spf=(\w+) smtp\.mailfrom=([^;]*); dkim=(\w+); dmarc=(\w+) "
        r"\(p=(\w+)\) header\.from=(\S+) from (\S+)\[(\S+)\]; from=<([^>]*)> to=<([^>]*)> proto=(\w+) helo=<([^>]*)>",
        r"(\S+) (\S+) dovecot: (\w+)\(([^)]*)\)<(\w+)><(\w+)>: Disconnected: Logged out in=(\d+) out=(\d+)"
        r" deleted=(\d+) "
        r"expunged=(\d+) trashed=(\d+) hdr_count=(\d+) hdr_bytes=(\d+) body_count=(\d+) body_bytes=(\d+)",
        r"(\S+ \S+) \[(\w+)\] (\d+)#(\d+): worker process (\d+) exited on signal (\d+) \((.*)\)",
        r"(\S+ \S+) \[(\w+)\] (\d+)#(\d+): \*(\d+) limiting requests, excess: ([\d.]+) by zone \"(\w+)\", "
        r'client: ([^,]*), server: ([^,]*), request: "(\S+) (\S+) (\S+)", host: "([^"]*)"',
        r"\[(\w+ \w+ \d+ \S+ \d+)\] \[(\w+):(\w+)\] \[pid (\d+):tid (\d+)\] (\w+): child pid (\d+) exit signal"
        r" ([\w ]+) "
        r"\((\d+)\)",
        r"\[(\w+ \w+ \d+ \S+ \d+)\] \[(\w+):(\w+)\] \[pid (\d+)\] \[client (\S+):(\d+)\] (\w+): user (\S+): "
        r'authentication failure for "([^"]*)": (.*)',
        _MODERN + r"(\S+): Main process exited, code=(\w+), status=(\d+)/(\w+)",
        r"(\S+) (\S+) kernel: \[([\d.]+)\] Out of memory: Killed process (\d+) \((\S+)\) total-vm:(\d+)kB",
        _SYSLOG + r"Failed (\w+) for invalid user (\S+) from (\S+) port (\d+) (\w+)",
        r"(\S+) (stdout|stderr) ([FP]) (.*)",
        r"(\S+ \S+) (\w+) \[(\d+)\] (\S+)@(\S+) ([A-Z]+):  duration: ([\d.]+) ms  statement: (.*)",
        r"(\S+ \S+) (\w+) \[(\d+)\] (\S+)@(\S+) ([A-Z]+):  (.*)",
        r"(\S+Z) (\d+) \[(\w+)\] \[([\w-]+)\] \[(\w+)\] (.*)",
        r"(\S+Z)\t +(\d+) (\w+)\t(.*)",
        r"(\d\S+ \S+) Logon +Login (\w+) for user '([^']*)'\. Reason: (.*?) \[CLIENT: (\S+)\]",
        r"(\d\S+ \S+) (spid\d+) +(.*)",
        r"(\d\S+ \S+) ([A-Z]+) \[([^\]]*)\] ([\w.]+) - (.*)",
        r"(\S+) ([A-Z]+) (\d+) --- \[([^\]]*)\] ([\w.]+) : (.*)",
        r"\[(\S+)\]\[(\w+)\]\[(\w+)\] (.*)",
        r"(\d+):([A-Z]) (\d+ \w+ \d+ \S+) (\S) (.*)",
        r"(\d+-\w+-\d+ \S+) (\w+): (\w+): (.*)",
        r"<(\d+)>(\S+) (\S+) %(\w+)-(\d)-(\w+): (.*)",
        r"<(\d+)>(\S+) (\S+) (\d+): %(\w+)-(\d)-(\w+): (.*)",
    )
)
"""One expression a form, each group a field; tried in this order on a sample, never while measuring."""

_CEF_HEADER = ("version", "deviceVendor", "deviceProduct", "deviceVersion", "signatureId", "name", "severity")
_CEF_KEY = re.compile(r" (\w+)=")
_PAIR = re.compile(r'([\w.@-]+)=("[^"]*"|\S*)')


def line_decoder(sample: bytes) -> tuple[str, Callable[[list[bytes]], Decode]]:
    """Give the form of a line, and what makes the decoder of its lines from examples of them."""
    text = sample.decode()
    if text.startswith("<Event"):
        return "xml", _xml_decoder
    for number, form in enumerate(FORMS):
        if form.fullmatch(text):
            return f"form {number}", partial(_columns_decoder, cut=_by_expression(form))
    if text.startswith("CEF:"):
        return "cef", _cef_decoder
    if _PAIR.match(text):
        return "pairs", _pairs_decoder
    if text.count(",") > 10:
        cut = _by_csv if '"' in text or text.count(",") > 25 else _by_commas
        return cut.__name__, lambda lines: _columns_decoder(lines, cut)
    return f"{text.count(' ')} blanks", lambda lines: _columns_decoder(lines, _by_blanks)


def _by_expression(form: re.Pattern[str]) -> Callable[[bytes], Any]:
    match: Any = form.fullmatch  # every line measured is of the form

    def cut(line: bytes) -> Any:
        return match(line.decode()).groups()

    return cut


def _by_blanks(line: bytes) -> Any:
    return line.decode().split(" ")


def _by_commas(line: bytes) -> Any:
    return line.decode().split(",")


def _by_csv(line: bytes) -> Any:
    return next(csv.reader((line.decode(),)))


def _columns_decoder(lines: list[bytes], cut: Callable[[bytes], Any]) -> Decode:
    struct, convert = struct_of_columns([list(cut(line)) for line in lines]), msgspec.convert
    return lambda line: convert(cut(line), struct, strict=False, dec_hook=read_text)


def _pairs_decoder(lines: list[bytes]) -> Decode:
    def cut(line: bytes) -> dict[str, str]:
        return {key: value.strip('"') for key, value in _PAIR.findall(line.decode())}

    return _objects_decoder(lines, cut)


def _cef_decoder(lines: list[bytes]) -> Decode:
    def cut(line: bytes) -> dict[str, str]:
        *header, extension = line.decode().split("|", 7)
        keys_and_values = _CEF_KEY.split(f" {extension}")
        return dict(zip(_CEF_HEADER, header, strict=True)) | dict(
            zip(keys_and_values[1::2], keys_and_values[2::2], strict=True)
        )

    return _objects_decoder(lines, cut)


def _xml_decoder(lines: list[bytes]) -> Decode:
    return _objects_decoder(lines, _xml_fields)


def _xml_fields(line: bytes) -> dict[str, Any]:
    root = ElementTree.fromstring(line)
    fields: dict[str, Any] = {}
    for part in root:
        inside: dict[str, Any] = {}
        for element in part:
            name = element.tag[element.tag.index("}") + 1 :]
            if name == "Data":
                inside[element.get("Name") or f"_{len(inside)}"] = element.text
            elif element.attrib:
                inside[name] = {**element.attrib, "text": element.text}
            else:
                inside[name] = element.text
        fields[part.tag[part.tag.index("}") + 1 :]] = inside
    return fields


def _objects_decoder(lines: list[bytes], cut: Callable[[bytes], dict[str, Any]]) -> Decode:
    struct, convert = type_of([cut(line) for line in lines], only_texts=True), msgspec.convert
    return lambda line: convert(cut(line), struct, strict=False, dec_hook=read_text)
