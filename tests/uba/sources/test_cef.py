"""CEF and LEEF: taken apart as documented, at home in one source each, with the time of the line or its header."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba import activities as a
from uba.errors import ParseError
from uba.events import API_ACTIVITY, AUTHENTICATION, FAILURE, HTTP_ACTIVITY, SUCCESS, Event
from uba.reader import Rejected, parse_record, read_events
from uba.sources import SOURCES
from uba.sources.cef import cef_fields, is_cef

WAF = (
    b"CEF:0|Imperva Inc.|SecureSphere|14.7|SQL injection|SQL injection in parameter|High|act=Block "
    b"dst=10.20.8.15 dhost=shop.fabrikam.example src=203.0.113.45 "
    b"request=https://shop.fabrikam.example/item?id\\=7 union requestMethod=GET requestClientApplication=sqlmap/1.8 "
    b"cs1=Default policy cs1Label=Policy rt=Mar 09 2026 02:40:02 UTC"
)
PROXY = (
    b"CEF:0|Zscaler|NSSWeblog|5.7|Blocked|Not allowed to browse this category|3|act=Blocked app=HTTPS "
    b"cat=Newly Registered Domains dhost=cdn.fresh-offers.example src=10.20.31.8 in=1000 out=234 "
    b"request=cdn.fresh-offers.example/p/inst.js requestMethod=GET suser=L.Meyer@fabrikam.example rt=1773046502337"
)
VPN = (
    b"CEF:0|Palo Alto Networks|PAN-OS|11.0|globalprotect-login-fail|GlobalProtect login failed|5|"
    b"rt=Mar 09 2026 08:31:44.123 GMT+01:00 "
    b"src=198.51.100.23 suser=CORP\\\\m.osei outcome=failure reason=Invalid password dvchost=fw1"
)
LEEF = b"LEEF:1.0|Forcepoint|Web Security|8.5|transaction:blocked|devTime=1773046502337\tusrName=L.Meyer\tsrc=10.20.31.8\turl=http://x.example/a\taction=blocked"


def read(record: bytes, source: str) -> Event:
    """Parse a line that one source alone knows."""
    assert [name for name, other in SOURCES.items() if other.recognise(record)] == [source]
    event = SOURCES[source].parse(record)
    assert event is not None
    return event


def test_a_firewall_s_line() -> None:
    """What was asked, by whom, what was done, by which rule and policy."""
    event = read(WAF, "waf")

    assert (event.class_uid, event.activity_id, event.status_id) == (HTTP_ACTIVITY, a.HTTP_GET, FAILURE)
    assert (event.src_ip, event.url_hostname, event.url_path) == ("203.0.113.45", "shop.fabrikam.example", "/item")
    assert (event.url_query, event.user_agent) == ("id=7 union", "sqlmap/1.8")
    assert (event.rule_uid, event.policy_name, event.disposition_id) == ("SQL injection", "Default policy", 2)
    assert (event.time, event.severity_id) == (1_773_024_002_000, 4)


def test_a_proxy_s_line() -> None:
    """User, site, category, and what the client got."""
    event = read(PROXY, "web_proxy")

    assert (event.actor_user_name, event.src_ip) == ("l.meyer@fabrikam.example", "10.20.31.8")
    assert (event.url_hostname, event.url_path) == ("cdn.fresh-offers.example", "/p/inst.js")
    assert (event.bytes_out, event.policy_name, event.status_id) == (1_000, "Newly Registered Domains", FAILURE)
    assert event.time == 1_773_046_502_337


def test_leef_is_read_as_well() -> None:
    """Other names for the same, parted by tabs."""
    event = read(LEEF, "web_proxy")

    assert (event.actor_user_name, event.url_hostname, event.url_path) == ("l.meyer", "x.example", "/a")
    assert (event.status_id, event.event_code) == (FAILURE, "transaction:blocked")


@pytest.mark.parametrize("delimiter", ["^", "x5E", "0x5e"])
def test_leef_2_names_its_delimiter(delimiter: str) -> None:
    """As a character or by its code."""
    fields = cef_fields(f"LEEF:2.0|A|B|1|4711|{delimiter}|src=10.0.0.1^usrName=ann^msg=a b".encode())

    assert (fields["src"], fields["suser"], fields["msg"]) == ("10.0.0.1", "ann", "a b")


def test_a_logon_is_told_by_its_name() -> None:
    """Every other appliance is `mapped`; a user who logs in is a logon."""
    event = read(VPN, "mapped")

    assert (event.class_uid, event.activity_id, event.status_id) == (AUTHENTICATION, a.AUTH_LOGON, FAILURE)
    assert (event.actor_user_name, event.src_ip, event.device_hostname) == ("corp\\m.osei", "198.51.100.23", "fw1")
    assert (event.time, event.status_detail) == (1_773_041_504_123, "Invalid password")


def test_what_is_neither_is_api_activity() -> None:
    """An appliance reports something: it is an event all the same."""
    event = read(b"CEF:0|Acme|Scanner|1|42|Something odd|Low|src=10.0.0.1 end=1773046502337 cn1=3", "mapped")

    assert (event.class_uid, event.api_operation, event.event_code) == (API_ACTIVITY, "Something odd", "42")


@pytest.mark.parametrize(
    ("extension", "expected"),
    [
        ("msg=a b c src=1.2.3.4", {"msg": "a b c", "src": "1.2.3.4"}),
        (r"msg=a\=b \\ c\nd src=1.2.3.4", {"msg": "a=b \\ c\nd", "src": "1.2.3.4"}),
        ("request=http://x/?a=1&b=2 act=x", {"request": "http://x/?a=1&b=2", "act": "x"}),
        ("cs1Label=URL Category cs1=news", {"url category": "news"}),
        ("msg= act=", {"msg": "", "act": ""}),
        ("", {}),
    ],
)
def test_extensions(extension: str, expected: dict[str, str]) -> None:
    """Values have blanks, escapes, and signs of equality; custom ones are known by their label too."""
    fields = cef_fields(f"CEF:0|V|P\\|Q|1|s|n|5|{extension}".encode())

    assert fields["deviceProduct"] == "P|Q"
    assert {name: fields.get(name) for name in expected} == expected


SILENT = b"CEF:0|Acme|Scanner|1|42|Something odd|Low|src=10.0.0.1"


@pytest.mark.parametrize(
    "record",
    [
        b"<134>Mar  9 08:31:44 fw1 " + SILENT,
        b"Mar  9 08:31:44 fw1 " + SILENT,
        b"<134>1 2026-03-09T08:31:44Z fw1 app 1 - - " + SILENT,
    ],
)
def test_a_line_without_a_time_has_that_of_its_header(record: bytes, tmp_path: Path) -> None:
    """And is rejected where there is neither."""
    file = tmp_path / "fw-20260309.log"
    file.write_bytes(record)
    (event,) = read_events([file])

    assert isinstance(event, Event)
    assert (event.time, event.source) == (1_773_045_104_000, "mapped")
    with pytest.raises(ParseError, match="syslog header"):
        SOURCES["mapped"].parse(SILENT)


def test_a_header_around_a_line_with_a_time_comes_off() -> None:
    """The event is the same, its id too."""
    assert parse_record(b"<134>Mar  9 08:31:44 waf1 " + WAF) == parse_record(WAF)


@pytest.mark.parametrize("record", [b"CEF:0|a|b", b"CEF:0", b"LEEF:1.0|a", b"CEF:x|a|b|c|d|e|f|"])
def test_damaged_headers_are_refused(record: bytes) -> None:
    """Six parts are needed, and a version."""
    with pytest.raises(ParseError):
        cef_fields(record)
    assert isinstance(parse_record(record), Rejected)


@given(st.binary(max_size=200))
def test_nothing_but_parse_errors_leaves(noise: bytes) -> None:
    """Whatever follows the mark."""
    for record in (b"CEF:0|" + noise, b"LEEF:2.0|" + noise, WAF + b" " + noise):
        assert is_cef(record) in (True, False)
        for name in ("waf", "web_proxy", "mapped"):
            try:
                event = SOURCES[name].parse(record)
            except ParseError:
                continue
            assert event is None or event.status_id in (0, SUCCESS, FAILURE, 99)
