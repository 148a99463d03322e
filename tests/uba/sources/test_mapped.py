"""Formats that mapping files describe: recognition, values, cases, and what is wrong with a file."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from uba import ocsf
from uba.activities import API_READ
from uba.cli import build
from uba.errors import ConfigError, ParseError
from uba.events import API_ACTIVITY, AUTHENTICATION, FAILURE, OTHER, SUCCESS, WEB_RESOURCES, Event
from uba.reader import Rejected, read_events
from uba.sources import SOURCES, by_name, with_mappings
from uba.sources.mapped import Mapped
from uba.sources.mapping import FIXED
from uba.sources.mapping_file import load_file, load_mappings, shipped_mappings
from uba.sources.mapping_values import compile_value

PAGE = (Path(__file__).parents[3] / "docs" / "mapping.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1]  # type: ignore[index]
RECORD = json.loads(re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1])  # type: ignore[index]


def mapped(text: str = EXAMPLE) -> Mapped:
    """A source with one mapping of the user's."""
    return Mapped((load_file("m.yaml", text),))


def event(record: dict[str, Any], text: str = EXAMPLE) -> Event:
    """Parse a record by a mapping."""
    parsed = mapped(text).parse(json.dumps(record).encode())
    assert parsed is not None
    return parsed


def test_the_documented_example() -> None:
    """What the page shows is what happens: local time, table, template, first of several."""
    parsed = event(RECORD)

    assert (parsed.time, parsed.uid, parsed.log_name, parsed.source) == (
        1_773_041_504_000,
        "7",
        "badge_reader",
        "mapped",
    )
    assert (parsed.class_uid, parsed.status_id) == (AUTHENTICATION, SUCCESS)
    assert (parsed.actor_user_name, parsed.service_name) == ("a.berg@fabrikam.example", "door-lab")


def test_an_epoch_as_text_knows_its_zone() -> None:
    """Where a mapping names a zone and no format, digits are the milliseconds that they are, not a day of 1773."""
    text = EXAMPLE.replace('format: "%d.%m.%Y %H:%M:%S", ', "")

    assert event({**RECORD, "when": "1773050772011"}, text).time == 1_773_050_772_011
    assert event({**RECORD, "when": "2026-03-09 01:00:00"}, text).time == 1_773_014_400_000


@pytest.mark.parametrize(
    ("changes", "status_id", "severity"),
    [({"result": "DENIED"}, FAILURE, 1), ({"result": "forced open"}, OTHER, 4), ({"result": "?"}, OTHER, 1)],
)
def test_tables_and_cases(changes: dict[str, Any], status_id: int, severity: int) -> None:
    """Case does not matter, the default catches the rest, a case overrides."""
    parsed = event({**RECORD, **changes})

    assert (parsed.status_id, parsed.severity_id) == (status_id, severity)


def test_names_of_ids_stand_in_lists_and_tables() -> None:
    """The first that has a value, each by name."""
    listed = EXAMPLE.replace("status_id: {of: [$result, $outcome]", "status_id: [{of: [$result, $outcome]", 1)
    listed = listed.replace("default: OTHER}", "default: OTHER}, SUCCESS]", 1)

    assert event({**RECORD, "result": "denied"}, listed).status_id == FAILURE
    assert event({**RECORD, "result": ""}, listed).status_id == SUCCESS


@pytest.mark.parametrize(
    ("changes", "is_ours"),
    [
        ({}, True),
        ({"system": "BADGE"}, True),
        ({"system": "door"}, False),
        ({"system": None}, False),
        ({"operation": "x"}, False),
        ({"badge": None}, False),
        ({"result": None, "outcome": "granted"}, True),
        ({"result": None}, False),
    ],
)
def test_recognition(changes: dict[str, Any], is_ours: bool) -> None:
    """All keys, all values, none of the others."""
    record = json.dumps({**RECORD, **changes}).encode()

    assert mapped().recognise(record) == is_ours
    if not is_ours:
        with pytest.raises(ParseError, match="no mapping recognises"):
            mapped().parse(record)


def test_three_ways_of_writing_are_one_event(tmp_path: Path) -> None:
    """JSON, CSV under its header and key=value."""
    keys = list(RECORD)
    lines = {
        "a.json": json.dumps(RECORD),
        "b.csv": ",".join(keys) + "\n" + ",".join(f'"{RECORD[key]}"' for key in keys),
        "c.log": "Mar  9 " + " ".join(f'{key}="{RECORD[key]}"' for key in keys),
    }
    sources = {**SOURCES, "mapped": mapped()}
    for name, text in lines.items():
        (tmp_path / name).write_text(text + "\n")
    events = list(read_events([tmp_path], sources=sources))

    assert len(events) == 3
    assert events[0] == events[1] == events[2]


FIELDS: dict[str, Any] = {
    "a": {"b": "deep", "list": [{"x": None}, {"x": 7}]},
    "pairs": [{"name": "doc", "value": "D1"}, {"Name": "n", "Value": 2}, {"name": "flag", "boolValue": True}],
    "dotted.name": "dot",
    "claims": {"http://schemas.x.org/upn": "a@b"},
    "User Name": "Ann",
    "@timestamp": "t",
    "empty": "",
    "dash": "-",
    "url": "https://X.example:8443/p?q=1",
    "title": "ops/deploy #12",
    "ok": False,
}


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        ("$a.b", "deep"),
        ("$a.missing.b", None),
        ("$a.list.1.x", 7),
        ("$a.list.9.x", None),
        ("${a.list.*.x}", 7),
        ("$pairs.doc", "D1"),
        ("$pairs.n", 2),
        ("$pairs.flag", True),
        ("$dotted.name", "dot"),
        ("${claims.http://schemas.x.org/upn}", "a@b"),
        ("${User Name}", "Ann"),
        ("$@timestamp", "t"),
        ("constant", "constant"),
        ("cost $$5", "cost $5"),
        (5, 5),
        ("$a.b/${User Name}", "deep/Ann"),
        ("$a.b/$empty", None),
        (["$empty", "$dash", "$a.b", "x"], "deep"),
        (["$a", "x"], "x"),
        (["$empty"], None),
        ({"of": "$ok", "table": {False: 2, True: 1}}, 2),
        ({"of": "$a.b", "table": {"DEEP": "y"}}, "y"),
        ({"of": "$a.b", "table": {"z": 1}}, None),
        ({"of": "$a.b", "table": {"z": 1}, "default": 9}, 9),
        ({"of": "$empty", "table": {"": 1}, "default": 9}, None),
        ({"of": "$url", "part": "host"}, "x.example"),
        ({"of": "$url", "part": "path"}, "/p"),
        ({"of": "$url", "part": "query"}, "q=1"),
        ({"of": "x.example/a", "part": "host"}, "x.example"),
        ({"of": "http://[x", "part": "host"}, None),
        ({"of": "$title", "match": "^(.+) #"}, "ops/deploy"),
        ({"of": "$title", "match": "[0-9]+"}, "12"),
        ({"of": "$empty", "match": "(x)"}, None),
    ],
)
def test_values(spec: Any, value: Any) -> None:
    """Every form of a right-hand side."""
    assert compile_value(spec)(FIELDS) == value


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "name", "value"]), inner)
        ),
        max_leaves=8,
    )
)
def test_values_take_anything(field: Any) -> None:
    """Whatever a record holds, reading it raises nothing."""
    for spec in (
        "$a.b",
        "${a.*.b}",
        "$a.0.b",
        "x $a.b",
        ["$a", "$b"],
        {"of": "$a", "part": "host"},
        {"of": "$a", "match": "x"},
    ):
        compile_value(spec)({"a": field})


def test_what_cannot_be_its_attribute_rejects_the_record() -> None:
    """With mapping, attribute and value."""
    text = EXAMPLE.replace("  metadata.uid: $id", "  count: $id")
    with pytest.raises(ParseError, match=r"badge_reader: count is 'many': expected a number"):
        event({**RECORD, "id": "many"}, text)
    with pytest.raises(ParseError, match=r"badge_reader: time is '2026-03-09': expected the mapping's format"):
        event({**RECORD, "when": "2026-03-09"})
    with pytest.raises(ParseError, match=r"badge_reader: the time of the event is missing"):
        event({**RECORD, "when": ""})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: badge_reader", "name: Badge Reader", r"m.yaml:1: name: 'Badge Reader' is no name"),
        ("description:", "descriptoin:", r"m.yaml:\d+: Object contains unknown field `descriptoin`"),
        ("keys: [badge, door, result|outcome]", "keys: []", r"m.yaml:4: recognise.keys: expected at least one"),
        ("keys: [badge", "keys: [1", r"m.yaml:4: recognise.keys.0: Expected `str`, got `int`"),
        (
            'values: {system: "badge*"}',
            "values: {system: [[x]]}",
            r"m.yaml:5: recognise.values.system: .* is no pattern",
        ),
        ("zone: Europe/Berlin", "zone: Europe/Berln", r"m.yaml:7: time.zone: 'Europe/Berln' is no IANA time zone"),
        ("of: $when, format", "of: now, format", r"m.yaml:7: time: 'now' is no field"),
        ("class_uid: AUTHENTICATION ", "severity_id: 1 ", r"m.yaml:8: set: class_uid is missing"),
        ("class_uid: AUTHENTICATION ", "class_uid: $class ", r"m.yaml:9: set.class_uid: is taken from the record"),
        (
            "class_uid: AUTHENTICATION ",
            "class_uid: 3999 ",
            r"m.yaml:9: set.class_uid: class_uid is 3999: expected one of",
        ),
        ("AUTH_LOGON", "AUTH_LOGIN", r"m.yaml:10: set.activity_id: 'AUTH_LOGIN' is no number and no name of an id"),
        ("AUTH_LOGON", "42", r"m.yaml:10: set.activity_id: activity_id is 42: expected one of"),
        ("denied: FAILURE", "denied: 7", r"m.yaml:11: set.status_id: status_id is 7: expected one of"),
        ("actor.user.name", "actor.name", r"m.yaml:12: set.actor.name: 'actor.name' is no attribute .* did you mean"),
        ("door-$door", "{door}", r"m.yaml:13: set.service.name: .* a field is written \$field"),
        ("metadata.uid: $id", "metadata.log_source: $id", r"m.yaml:15: .*is no attribute an event has"),
        ("metadata.uid: $id", "service.name: $id", r"m.yaml:15: .*'service.name' is there twice"),
        ('{result|outcome: "forced*"}', "{result: [{}]}", r"m.yaml:17: cases.0.when.result: .* is no pattern"),
        ("severity_id: 4", "severity_id: 42", r"m.yaml:18: cases.0.set.severity_id: severity_id is 42"),
        ("cases:", "cases: [", r"m.yaml:\d+: not YAML"),
    ],
)
def test_mistakes_are_named_with_file_line_and_key(old: str, new: str, message: str) -> None:
    """A file is checked when it is loaded, not when a record comes."""
    assert old in EXAMPLE
    with pytest.raises(ConfigError, match=message):
        load_file("m.yaml", EXAMPLE.replace(old, new))


@pytest.mark.parametrize("text", ["", "[]", "name", "a: &x [*x]", "- " * 3_000, "{" * 3_000, "\x00"])
def test_a_file_that_is_no_mapping(text: str) -> None:
    """Whatever it is, it is a ConfigError."""
    with pytest.raises(ConfigError, match=r"m\.yaml"):
        load_file("m.yaml", text)


def test_directories(tmp_path: Path) -> None:
    """A directory must exist, hold mappings, and each name once."""
    with pytest.raises(ConfigError, match="no such directory"):
        load_mappings(tmp_path / "none")
    with pytest.raises(ConfigError, match="no mapping files"):
        load_mappings(tmp_path)
    (tmp_path / "a.yaml").write_text(EXAMPLE)
    (tmp_path / "notes.txt").write_text("x")
    assert [mapping.name for mapping in load_mappings(tmp_path)] == ["badge_reader"]
    (tmp_path / "b.yml").write_text(EXAMPLE)
    with pytest.raises(ConfigError, match=r"b\.yml: name 'badge_reader' is taken"):
        load_mappings(tmp_path)


def test_users_mappings_come_first_and_replace_by_name(tmp_path: Path) -> None:
    """The package's stay, but for the one that was replaced; the table of sources is not touched."""
    (tmp_path / "slack.yaml").write_text(EXAMPLE.replace("badge_reader", "slack_audit"))
    sources = with_mappings(tmp_path)
    own = by_name("mapped", sources)

    assert list(sources) == list(SOURCES)
    assert isinstance(own, Mapped)
    names = [mapping.name for mapping in own.mappings]
    assert names[0] == "slack_audit"
    assert sorted(names) == sorted(mapping.name for mapping in shipped_mappings())
    assert with_mappings(None) is SOURCES
    assert not SOURCES["mapped"].recognise(json.dumps(RECORD).encode())


def test_parse_takes_a_directory_of_mappings(tmp_path: Path) -> None:
    """`--mappings` reads what was not recognised before; a wrong directory is exit code 2 with the reason."""
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "badge.yaml").write_text(EXAMPLE)
    (tmp_path / "badge.json").write_text(json.dumps(RECORD))
    runner = CliRunner()
    without = runner.invoke(build(), ["parse", str(tmp_path / "badge.json")])
    with_own = runner.invoke(build(), ["parse", "--mappings", str(tmp_path / "maps"), str(tmp_path / "badge.json")])
    wrong = runner.invoke(build(), ["parse", "--mappings", str(tmp_path / "none"), str(tmp_path / "badge.json")])

    assert (without.exit_code, with_own.exit_code, wrong.exit_code) == (1, 0, 2)
    assert json.loads(with_own.stdout)["metadata"]["log_name"] == "badge_reader"
    assert "no such directory" in wrong.output


def test_the_page_lists_every_attribute() -> None:
    """A path that a mapping may set is in the documented table."""
    missing = [path for name, path in ocsf.PATHS.items() if name not in FIXED and f"`{path}`" not in PAGE]

    assert missing == []


def test_a_class_s_own_paths() -> None:
    """Where a class keeps an attribute elsewhere, its path is taken there and the common one too."""
    text = EXAMPLE.replace("AUTHENTICATION ", "WEB_RESOURCES ").replace("AUTH_LOGON", "WEB_READ")
    own = event(RECORD, text.replace("src_endpoint.hostname:", "web_resources.0.uid:"))
    common = event(RECORD, text.replace("src_endpoint.hostname:", "resources.0.uid:"))

    assert own.class_uid == WEB_RESOURCES
    assert own.resource_uid == common.resource_uid == "lab"
    assert event(RECORD, EXAMPLE.replace("actor.user.name:", "user.name:")).actor_user_name == "a.berg@fabrikam.example"


def test_damaged_rows_are_set_aside(tmp_path: Path) -> None:
    """A quote that does not close, a row that is too short."""
    file = tmp_path / "cmdb.csv"
    file.write_text('asset_id,hostname,asset_type,last_seen\nA,h,t,2026-03-09\nA,"h,t,2026-03-09\nA,h\n')
    items = list(read_events([file]))

    assert isinstance(items[0], Event)
    assert [item.line for item in items if isinstance(item, Rejected)] == [3, 4]


def test_graph_activity_is_the_same_streamed_and_as_a_table_row() -> None:
    """What an application or user asks of Microsoft Graph is API activity, with the path as operation."""
    streamed = {
        "time": "2026-03-09T08:05:00Z",
        "category": "MicrosoftGraphActivityLogs",
        "properties": {
            "requestId": "r",
            "requestMethod": "GET",
            "responseStatusCode": 403,
            "appId": "app",
            "UserPrincipalObjectID": "57E4",
            "C_Idtyp": "user",
            "C_Sid": "s",
            "ipAddress": "203.0.113.9",
            "requestUri": "https://graph.microsoft.com/v1.0/groups/1/members?$top=9",
        },
    }
    row = {
        "TimeGenerated": "2026-03-09T08:05:00Z",
        "RequestId": "r",
        "RequestMethod": "GET",
        "ResponseStatusCode": 403,
        "AppId": "app",
        "UserId": "57E4",
        "SessionId": "s",
        "IPAddress": "203.0.113.9",
        "RequestUri": "https://graph.microsoft.com/v1.0/groups/1/members?$top=9",
    }
    for record in (streamed, row):
        event = SOURCES["mapped"].parse(json.dumps(record).encode())
        assert event is not None

        assert (event.uid, event.class_uid, event.activity_id, event.status_id) == (
            "r",
            API_ACTIVITY,
            API_READ,
            FAILURE,
        )
        assert (event.actor_user_name, event.actor_app_uid, event.src_ip) == ("57e4", "app", "203.0.113.9")
        assert event.actor_session_uid == "s"
        assert (event.api_operation, event.url_query) == ("/v1.0/groups/1/members", "$top=9")
