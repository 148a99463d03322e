"""Findings are OCSF 1.8.0 Detection Findings, whatever is in them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from ocsf_json_schema.embedded import OcsfJsonSchemaEmbedded
from ocsf_json_schema.loader import get_ocsf_schema

from tests.uba.findings.occurrences import ANA, START, findings, occurrence, reason
from uba.attack import TECHNIQUES
from uba.findings.book import FindingBook
from uba.findings.finding import Entity, Finding
from uba.findings.ocsf import to_ocsf


@cache
def schema() -> dict[str, Any]:
    """Give the schema as it is published."""
    published: dict[str, Any] = get_ocsf_schema(version="1.8.0")
    return published


@cache
def validator(*profiles: str) -> Draft202012Validator:
    """Give the validator of the class with profiles, strict: what the schema does not know is an error."""
    classes = OcsfJsonSchemaEmbedded(schema())
    return Draft202012Validator(classes.get_class_schema("detection_finding", list(profiles)))


@settings(max_examples=40)
@given(finding=findings())
def test_findings_validate(finding: Finding) -> None:
    """Any finding validates against the class with the profiles it names, and survives JSON unchanged."""
    record = to_ocsf(finding)
    known = validator(*record["metadata"].get("profiles", ()))

    assert [f"{'.'.join(map(str, error.path))}: {error.message}" for error in known.iter_errors(record)] == []
    assert json.loads(msgspec.json.encode(record)) == record


@given(finding=findings())
def test_the_contract(finding: Finding) -> None:
    """The fields that users rely on are there: times, score, a sentence, entities, events, techniques."""
    record = to_ocsf(finding)
    info = record["finding_info"]

    assert (record["class_uid"], record["metadata"]["version"]) == (2004, "1.8.0")
    assert record["start_time"] <= record["end_time"] == record["time"]
    assert 0 <= record["risk_score"] <= 100
    assert record["severity_id"] in range(1, 6)
    assert record["message"].startswith(finding.primary.id)
    assert info["uid"] == finding.uid
    assert [event["uid"] for event in info["related_events"]] == finding.event_uids
    assert {(item["name"], item["value"]) for item in record["observables"]} == {
        (entity.type, entity.id) for entity in finding.entities
    }
    assert len(record["anomaly_analyses"]) == len(record["evidences"]) == len(finding.reasons)


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_techniques(technique: str) -> None:
    """A technique is named; a sub-technique comes with its parent."""
    finding, _ = FindingBook().add(occurrence(reasons=(reason(techniques=(technique,)),)))
    (attack,) = to_ocsf(finding)["finding_info"]["attacks"]
    parent, dot, _ = technique.partition(".")

    assert attack["technique"]["uid"] == parent
    assert ("sub_technique" in attack) == bool(dot)
    assert attack["sub_technique" if dot else "technique"] == {"uid": technique, "name": TECHNIQUES[technique]}


def test_a_first_finding_is_created_a_later_one_updated() -> None:
    """The record says whether the finding is new, and each revision has its own record id."""
    book = FindingBook()
    finding, _ = book.add(occurrence("e1"))
    first = to_ocsf(finding)
    book.add(occurrence("e2", START + 1))
    second = to_ocsf(finding)

    assert (first["activity_name"], second["activity_name"]) == ("Create", "Update")
    assert first["metadata"]["uid"] != second["metadata"]["uid"]
    assert first["finding_info"]["uid"] == second["finding_info"]["uid"]


def test_a_life() -> None:
    """A finding is new, closed when quiet, in progress when opened again, and resolved by a verdict alone."""
    book = FindingBook()
    finding, _ = book.add(occurrence("e1", reasons=(reason(),)))
    said = [to_ocsf(finding)]
    book.close_before(START + 1)
    said.append(to_ocsf(finding))
    book.add(occurrence("e2", START + 1, reasons=(reason(),)))
    said.append(to_ocsf(finding))
    book.verdict(finding.uid, "benign", "", "kim", START)
    said.append(to_ocsf(finding))

    assert [record["status"] for record in said] == ["New", "New", "In Progress", "Resolved"]
    assert [record["type_uid"] for record in said] == [200401, 200403, 200402, 200402]
    assert [record["unmapped"]["closed"] for record in said] == [False, True, False, False]
    assert said[3]["unmapped"]["judgements"] == [{"verdict": "benign", "note": "", "author": "kim", "time": START}]


def test_a_verdict_resolves() -> None:
    """A finding with a verdict is resolved and says which, in the profile that knows verdicts."""
    book = FindingBook()
    finding, _ = book.add(occurrence())
    assert to_ocsf(finding)["status"] == "New"
    book.verdict(finding.uid, "true_positive", "phished", "kim", START)
    record = to_ocsf(finding)

    assert (record["status"], record["verdict"], record["comment"]) == ("Resolved", "True Positive", "phished")
    assert record["metadata"]["profiles"] == ["incident"]


def test_what_was_observed_is_held_against_what_was_expected() -> None:
    """An analysis names feature, observation, range, p and peers."""
    told = reason(expected_low=2.0, expected_high=15.0, peers_low=1.0, peers_high=21.0, reported_from=38.0)
    finding, _ = FindingBook().add(occurrence(reasons=(told,)))
    (analysis,) = to_ocsf(finding)["anomaly_analyses"]

    assert analysis["analysis_targets"] == [{"name": ANA.id, "type": "user"}]
    assert analysis["anomalies"][0]["observations"][0]["value"] == "205"
    assert analysis["anomalies"][0]["observed_pattern"].endswith("; below 38 this would not have been reported")
    assert analysis["baselines"][0]["observed_pattern"] == "expected 2 to 15, peers 1 to 21, p = 1e-05"


@pytest.mark.parametrize("verdict", ["", "true_positive", "false_positive", "benign"])
def test_ids_and_captions_agree(verdict: str) -> None:
    """Wherever a record gives an id and its caption, they are a pair of the schema."""
    book = FindingBook()
    kinds = ("user", "src_ip", "session", "object", "repository")
    finding, _ = book.add(occurrence(entities=tuple(Entity(kind, "x") for kind in kinds)))
    if verdict:
        book.verdict(finding.uid, verdict, "", "kim", START)
    record, raw = to_ocsf(finding), schema()
    class_, objects = raw["classes"]["detection_finding"]["attributes"], raw["objects"]
    pairs = [(class_, record, name) for name in ("severity", "status", "activity")]
    pairs += [(objects["analytic"]["attributes"], record["finding_info"]["analytic"], "type")]
    pairs += [(objects["observable"]["attributes"], item, "type") for item in record["observables"]]
    if verdict:
        pairs += [(raw["classes"]["incident_finding"]["attributes"], record, "verdict")]

    for attributes, holder, name in pairs:
        caption = holder["activity_name" if name == "activity" else name]
        assert attributes[f"{name}_id"]["enum"][str(holder[f"{name}_id"])]["caption"] == caption
