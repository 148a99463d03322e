"""Windows events: every shape gives the same event, every id its meaning."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.uba.sources.windows_samples import SECURITY, TARGET, event_of, json_shapes, xml
from uba.errors import ParseError
from uba.events import (
    AUTHENTICATION,
    Event,
)
from uba.reader import Rejected, read_events
from uba.sources.windows_event import WindowsEvent

DATA = Path(__file__).parents[4] / "shared" / "data" / "sentinel-tables" / "WindowsEvents.json"
SCM = "Service Control Manager"
WINDOWS = WindowsEvent()


@pytest.mark.parametrize(
    ("name", "domain", "sid", "expected", "kind"),
    [
        ("s.ferro", "CORP", "S-1-5-21-1-2-3-1104", "corp\\s.ferro", 1),
        ("S.Ferro", "CORP.EXAMPLE", "", "corp\\s.ferro", 1),
        ("s.ferro@corp.example", "-", "", "s.ferro@corp.example", 1),
        ("s.ferro@corp.example", "CORP", "", "corp\\s.ferro", 1),
        ("DC02$", "CORP", "S-1-5-21-1-2-3-1000", "corp\\dc02$", 3),
        ("SYSTEM", "NT AUTHORITY", "S-1-5-18", "nt authority\\system", 3),
        ("DefaultAppPool", "IIS APPPOOL", "S-1-5-82-1", "iis apppool\\defaultapppool", 4),
        ("-", "-", "S-1-0-0", "", 0),
    ],
)
def test_accounts_have_one_form(name: str, domain: str, sid: str, expected: str, kind: int) -> None:
    """However the event writes them; computers and what Windows runs as are told from people."""
    parsed = event_of(
        xml(
            SECURITY, 4624, {"TargetUserName": name, "TargetDomainName": domain, "TargetUserSid": sid, "LogonType": "3"}
        )
    )

    assert (parsed.actor_user_name, parsed.actor_user_type_id) == (expected, kind)


def test_shapes_agree(tmp_path: Path) -> None:
    """XML, Winlogbeat, NXLog, both EVTX converters, EvtxECmd and Sentinel's WindowsEvent: one event, one uid."""
    data = {**TARGET, "LogonType": "3", "IpAddress": "10.20.4.91", "SubStatus": "0xc0000064", "Status": "0xc000006d"}
    rendered = xml(SECURITY, 4625, data).replace(b"<Channel>", b"<EventRecordID>7</EventRecordID><Channel>")
    records = [rendered, *(json.dumps(shape).encode() for shape in json_shapes(4625, data))]

    assert all(WINDOWS.recognise(record) for record in records)
    events = {event_of(record) for record in records}
    assert len(events) == 1, events
    assert events.pop().uid == "dc02.corp.example/Security/7@1773043083118"


def test_unnamed_values_survive_every_converter() -> None:
    """`Data` as a list, as one text, as `#text`, as `param1`."""
    values = ["Print Spooler", "running"]
    system = {
        "Provider": {"@Name": SCM},
        "EventID": 7036,
        "TimeCreated": {"@SystemTime": "2026-03-09T07:58:03Z"},
        "Channel": "System",
        "Computer": "a",
    }
    shapes: list[Any] = [
        {"Data": values},
        {"Data": {"#text": values}},
        {"Data": [{"#text": value} for value in values]},
        {"param1": values[0], "param2": values[1]},
        {"Data": [{"@Name": f"param{n + 1}", "#text": value} for n, value in enumerate(values)]},
    ]
    events = {
        event_of(json.dumps({"Event": {"System": system, "EventData": shape}}).encode()).app_name for shape in shapes
    }

    assert events == {"Print Spooler"}


def test_user_data_of_converters_is_read() -> None:
    """1102 names the one who cleared the log there, beside an element of attributes."""
    record = {
        "Event": {
            "System": {
                "Provider": {"#attributes": {"Name": "Microsoft-Windows-Eventlog"}},
                "EventID": 1102,
                "TimeCreated": {"#attributes": {"SystemTime": "2026-03-09T07:58:03Z"}},
                "Channel": "Security",
                "Computer": "a",
            },
            "UserData": {
                "#attributes": {"xmlns": "x"},
                "LogFileCleared": {"SubjectUserName": "admin1", "SubjectDomainName": "CORP"},
            },
        }
    }

    assert event_of(json.dumps(record).encode()).actor_user_name == "corp\\admin1"


@pytest.mark.parametrize(
    "record",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><Event xmlns="x"><System><EventID>1</EventID></System></Event>',
        b'<?xml version="1.0"?><!DOCTYPE x><Event><System/></Event>',
        b'<?xml version="1.0" encoding="cp037"?><Event><System/></Event>',
        b"<Event><System><EventID>1</EventID></System><EventData><Data>&a;</Data></EventData></Event>",
        b"<Event><System><EventID>1</System></Event>",
        b"<Event><EventID>1</EventID></Event>",
        b"<Event><System><EventID>x</EventID></System></Event>",
        b"<Event>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</Event>",
    ],
)
def test_xml_that_declares_or_breaks_is_refused(record: bytes) -> None:
    """No entity is ever declared; what is not well formed is a ParseError."""
    with pytest.raises(ParseError):
        WINDOWS.parse(record)


def test_control_characters_do_not_cost_an_event() -> None:
    """Windows writes them as references that XML forbids."""
    record = xml(SECURITY, 4625, {**TARGET, "WorkstationName": "A@B"}).replace(b"A@B", b"A&#x1;&#0;B\x02")

    assert event_of(record).src_hostname == "ab"


@pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is not at hand")
def test_sentinel_rows_are_read_completely() -> None:
    """Real rows of SecurityEvent and Event: no rejection, logons with user and address."""
    items = list(read_events([DATA]))

    assert [item for item in items if isinstance(item, Rejected)] == []
    events = [item for item in items if isinstance(item, Event)]
    assert len(events) == 38
    assert {item.source for item in events} == {"windows_event"}
    logons = [item for item in events if item.class_uid == AUTHENTICATION]
    assert len(logons) == 28
    assert {item.actor_user_name.partition("\\")[0] for item in logons} == {"simulandlabs"}
    assert sum(not item.src_ip for item in logons) == 1
    (audit,) = [item for item in events if item.event_code == "33205"]
    assert audit.query_text == "SELECT ServiceSettingsData from IdentityServerPolicy.ServiceSettings"
    assert audit.actor_user_name == "simulandlabs\\wardog"
