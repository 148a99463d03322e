"""CEF and LEEF lines taken apart: the forms in which firewalls, gateways and appliances write to a SIEM.

    CEF:0|Vendor|Product|Version|Signature|Name|Severity|src=203.0.113.45 request=https://x.example/ act=blocked
    LEEF:1.0|Vendor|Product|Version|EventID|src=203.0.113.45<tab>usrName=a.berg<tab>devTime=...

Both come bare or after a syslog header, whose time counts where the line has none of
its own. Which source a line belongs to is told by vendor and product: web application
firewalls are `waf`, proxies and web gateways `web_proxy`, all others `mapped`.
Reference: ArcSight, "Common Event Format"; IBM, "Log Event Extended Format (LEEF)".
"""

from __future__ import annotations

import re

from uba.errors import ParseError
from uba.remembered import remembered
from uba.sources.fields import MONTHS, time_ms

_START = re.compile(
    rb"(?:<\d{1,3}>)?(?:1 )?(?:(?P<stamp>\d{4}-\d\d-\d\dT\S{8,40}) )?[^|]{0,400}?(?P<form>CEF|LEEF): ?\d"
)
_SPLIT = re.compile(r"(?<!\\)\|")
_KEY = re.compile(r"(?<!\S)([\w.\[\]-]{1,64}+)=")
_KEY_AFTER_BLANK = re.compile(r" ([\w.\[\]-]{1,64}+)=")
"""The same where blanks are the only white space: a search that is three times as quick."""
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MEANT = ("\\\\", "\\n", "\\r")
"""Escapes of which more than the second character is meant."""
_LABEL = re.compile(r"((?:cs|cn|cfp|flexString|flexNumber|deviceCustom\w{4,20})\d)Label$")
_DATE = re.compile(r"([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?: ?(\S{1,20}))?")
_ZONE = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d\d)?$")
_HEADERS = ("deviceVendor", "deviceProduct", "deviceVersion", "signatureId", "name", "severity")
_LEEF_NAMES = {
    "devTime": "rt",
    "sev": "severity",
    "usrName": "suser",
    "url": "request",
    "identHostName": "shost",
    "srcBytes": "out",
    "dstBytes": "in",
    "action": "act",
    "policy": "policy",
}
_TIMES = ("rt", "end", "start", "deviceReceiptTime", "eventtime")
_MILLISECONDS = len("1773046502337")
_LONGEST = 131_072
"""Characters that are read; appliances cut their lines at a few thousand."""
_FIREWALLS = re.compile(
    r"waf\b|web ?application ?firewall|\basm\b|appfw|imperva|incapsula|siemintegration|securesphere|fortiweb"
    r"|barracuda\W+web|appwall|akamai",
    re.IGNORECASE,
)
_PROXIES = re.compile(
    r"nssweblog|web ?gateway|web ?proxy|proxysg|blue ?coat|websense|forcepoint\W+security|web ?security|squid"
    r"|\bwsa\b|web security appliance|url ?filter|webfilter|secure web|swg\b",
    re.IGNORECASE,
)
_CATEGORY = re.compile(r"\bcat=(?:utm:)?(?:webfilter|url)")


def is_cef(record: bytes) -> bool:
    """Tell a line of CEF or LEEF, with a syslog header or without."""
    if record.startswith((b"{", b"[")):
        return False
    head = record[:600]
    return b"EF:" in head and _START.match(head) is not None


def home_of(record: bytes) -> str:
    """Give the source that reads a line: by vendor and product, or by the category where a firewall is many things."""
    head = record[:1_000].decode("utf-8", "replace")
    parts = _split(head[head.find("EF:") :], 3)
    home = _home_of_product("|".join(parts[1:3]))
    return "web_proxy" if not home and "cat=" in head and _CATEGORY.search(head) else home or "mapped"


@remembered(1_024)
def _home_of_product(about: str) -> str:
    return "waf" if _FIREWALLS.search(about) else "web_proxy" if _PROXIES.search(about) else ""


def cef_fields(record: bytes) -> dict[str, str]:
    """Give header and extension by the names CEF has for them; custom ones also by their label, in lower case.

    `time` is the time of the event, as ISO 8601 or epoch; '' where neither line nor syslog header says it.

    Raises
    ------
    ParseError
        It is no line of CEF or LEEF.
    """
    match = _START.match(record[:600])
    if match is None:
        raise ParseError("line is not CEF: expected CEF:0|Vendor|Product|Version|Signature|Name|Severity|key=value ...")
    text = record[match.start("form") : _LONGEST].decode("utf-8", "replace").rstrip("\r\n\x00 ")
    fields = _cef(text) if match["form"] == b"CEF" else _leef(text)
    given = next((fields[name] for name in _TIMES if fields.get(name)), "")
    fields["time"] = _iso(given) if given else (match["stamp"] or b"").decode("utf-8", "replace")
    return fields


def cef_time(fields: dict[str, str]) -> int:
    """Event time, ms since the epoch.

    Raises
    ------
    ParseError
        There is none, or it cannot be read.
    """
    given = fields["time"]
    milliseconds = int(given) if len(given) == _MILLISECONDS and given.isdecimal() else given or None
    return time_ms(milliseconds, "rt (or end, start, the syslog header)")


def _split(text: str, most: int) -> list[str]:
    """Cut at bars, but for those that a backslash precedes."""
    return _SPLIT.split(text, most) if "\\|" in text else text.split("|", most)


def _cef(text: str) -> dict[str, str]:
    parts = _split(text, 7)
    if len(parts) < 7:
        raise ParseError(f"CEF header has {len(parts)} parts: expected version, vendor, product, ..., severity")
    header = [(_ESCAPE.sub(r"\1", part) if "\\" in part else part).strip() for part in parts[1:7]]
    fields = _extension(parts[7] if len(parts) > 7 else "")
    fields.update(zip(_HEADERS, header, strict=True))
    if "Label=" in text:
        for name in list(fields):
            if name.endswith("Label") and (label := _LABEL.match(name)):
                fields.setdefault(fields[name].lower(), fields.get(label[1], ""))
    return fields


def _extension(text: str) -> dict[str, str]:
    """The values by their keys; of two of one key the first counts."""
    parts = _KEY_AFTER_BLANK.split(f" {text}") if text.isprintable() else _KEY.split(text)
    keys, values = parts[1::2], [part.strip() for part in parts[2::2]]
    if "\\" in text:
        values = [_without_escapes(value) if "\\" in value else value for value in values]
    fields = dict(zip(keys, values, strict=True))
    return fields if len(fields) == len(keys) else dict(zip(reversed(keys), reversed(values), strict=True))


def _without_escapes(value: str) -> str:
    if value.endswith("\\") or any(pair in value for pair in _MEANT):
        return _ESCAPE.sub(_unescaped, value)
    return value.replace("\\", "")


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nr" else match[1]


def _leef(text: str) -> dict[str, str]:
    parts = _split(text, 6 if text.startswith(("LEEF:2", "LEEF: 2")) else 5)
    if len(parts) < 6:
        raise ParseError(f"LEEF header has {len(parts)} parts: expected version, vendor, product, version, event id")
    fields = {name: part.strip() for name, part in zip(_HEADERS, [*parts[1:5], parts[4]], strict=False)}
    separator = "\t"
    if len(parts) == 7 and parts[5]:
        code = parts[5].strip()
        separator = (
            chr(int(code[1:].lstrip("x"), 16))
            if re.fullmatch(r"x[0-9A-Fa-f]{1,2}|0x[0-9A-Fa-f]{1,2}", code)
            else code[0]
        )
    for pair in parts[-1].split(separator):
        name, equals, value = pair.partition("=")
        if equals and len(name) <= 64:
            fields[_LEEF_NAMES.get(name.strip(), name.strip())] = value.strip()
    return fields


def _iso(text: str) -> str:
    """`Mar 09 2026 08:31:44.123 UTC` as ISO 8601; what is epoch or ISO stays."""
    if text[:1].isdecimal():
        return text.strip()
    match = _DATE.fullmatch(text.strip())
    if match is None or match[1] not in MONTHS:
        return text.strip()
    month, day, year, clock, zone = match.groups("")
    return f"{_day(year, month, day)}T{clock}{_offset(zone)}"


@remembered(8_192)
def _day(year: str, month: str, day: str) -> str:
    return f"{year}-{MONTHS[month]:02d}-{int(day):02d}"


@remembered(1_024)
def _offset(zone: str) -> str:
    match = _ZONE.match(zone)
    return f"{match[1]}{int(match[2]):02d}:{match[3] or '00'}" if match else ""
