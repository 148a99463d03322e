"""What is written is what the real systems write: the sources read all of it, and the OCSF class schemas hold."""

from __future__ import annotations

import functools
from ipaddress import ip_address
from pathlib import Path

import jsonschema
import pytest
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

from uba.context import Context
from uba.events import Event
from uba.reader import Rejected, read_events


@pytest.fixture(scope="module")
def read(output) -> list[Event | Rejected]:
    """Give everything the sources make of the logs."""
    return list(read_events([output.out / "logs"]))


def test_sources_read_every_line_but_the_damaged(output, read):
    """Exactly the damaged lines are rejected, by file and line."""
    rejected = {(Path(r.file).relative_to(output.out).as_posix(), r.line) for r in read if isinstance(r, Rejected)}

    assert output.corrupt == rejected
    assert len(output.corrupt) >= 1


def test_sources_are_recognised_by_content(output, read):
    """Each folder's lines are read as the source it is named for, and the summary counts them."""
    counted: dict[str, int] = {}
    for event in read:
        if isinstance(event, Event):
            counted[event.source] = counted.get(event.source, 0) + 1

    assert output.summary.events_by_source == counted
    assert set(counted) == {
        "confluence", "entra_signin", "github_audit", "m365_ual", "message_trace", "ocsf", "web_access",
    }  # fmt: skip


def test_no_event_is_written_twice(read):
    """Every event has an id of its own."""
    uids = [e.uid for e in read if isinstance(e, Event)]

    assert len(uids) == len(set(uids))


def test_labelled_uids_are_in_the_logs(output, read):
    """Every id that a label names is the id of an event."""
    uids = {e.uid for e in read if isinstance(e, Event)}
    named = {u for a in output.labels["attacks"] + output.labels["lookalikes"] for u in a["event_uids"]}

    assert named <= uids
    assert named


def test_ocsf_events_are_valid(output):
    """Every OCSF event validates against its class of version 1.8.0, the host profile included."""
    schemas = OcsfJsonSchemaEmbedded(get_ocsf_schema("1.8.0"))

    @functools.cache
    def validator(class_uid: int) -> jsonschema.Draft202012Validator:
        name = schemas.lookup_class_name_from_uid(class_uid)
        return jsonschema.Draft202012Validator(schemas.get_class_schema(name, ["host"]))

    classes = set()
    for record in list(output.records("ocsf"))[:400]:
        validator(record["class_uid"]).validate(record)
        classes.add(record["class_uid"])

    assert classes == {3002, 6001, 6003}


def test_context_is_clean_and_knows_every_name(output, read):
    """The context files load without a complaint; every actor but a stranger's guess is somebody in the directory."""
    context, problems = Context.load(output.out / "context")
    canonical = {u.user for u in context.users}
    actors = {
        context.canonical(e.actor_user_name)
        for e in read
        if isinstance(e, Event) and e.actor_user_name and e.status_code != "50034" and e.source != "message_trace"
    }

    assert problems == []
    assert actors <= canonical


def test_addresses_are_read_without_their_ports(output, read):
    """Some audit records write the client's port; the sources read an address and nothing else."""
    written = [r["ClientIPAddress"] for r in output.records("m365_ual") if "ClientIPAddress" in r]

    assert any("." in ip and ":" in ip for ip in written)
    for event in read:
        if isinstance(event, Event) and event.src_ip:
            ip_address(event.src_ip)


def test_audit_records_have_a_realistic_size(output):
    """M365 records have 400 to 1,200 bytes, as the real ones."""
    sizes = [len(line) for line in output.lines("m365_ual")]

    assert 400 < sum(sizes) / len(sizes) < 1_200
