"""The layer is of the Navigator's format.

`FORMAT` is written from MITRE's "ATT&CK Navigator Layer File Format Definition", version 4.5; what it does not name
is an error.
"""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import msgspec
import pytest

from uba.attack.coverage import coverage
from uba.attack.layer import layer_of
from uba.attack.rows import ROWS
from uba.attack.sighting import Seen, by_sources

COLOUR = {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}
DIVIDER = {
    "type": "object",
    "required": ["divider"],
    "properties": {"divider": {"type": "boolean"}},
    "additionalProperties": False,
}


def pair(first: str, second: dict[str, Any], name: str) -> dict[str, Any]:
    """An object of two texts, both required."""
    return {
        "type": "object",
        "required": [first, name],
        "properties": {first: {"type": "string", "minLength": 1}, name: second},
        "additionalProperties": False,
    }


METADATA = {"type": "array", "items": {"anyOf": [pair("name", {"type": "string", "minLength": 1}, "value"), DIVIDER]}}
LINKS = {
    "type": "array",
    "items": {"anyOf": [pair("label", {"type": "string", "pattern": "^[a-z]+://"}, "url"), DIVIDER]},
}
TECHNIQUE = {
    "type": "object",
    "required": ["techniqueID"],
    "properties": {
        "techniqueID": {"type": "string", "pattern": r"^T\d{4}(\.\d{3})?$"},
        "tactic": {"type": "string"},
        "comment": {"type": "string"},
        "enabled": {"type": "boolean"},
        "score": {"type": "number"},
        "color": COLOUR,
        "metadata": METADATA,
        "links": LINKS,
        "showSubtechniques": {"type": "boolean"},
    },
    "additionalProperties": False,
}
LAYOUT = {
    "type": "object",
    "properties": {
        "layout": {"enum": ["side", "flat", "mini"]},
        "showID": {"type": "boolean"},
        "showName": {"type": "boolean"},
        "showAggregateScores": {"type": "boolean"},
        "countUnscored": {"type": "boolean"},
        "aggregateFunction": {"enum": ["average", "min", "max", "sum"]},
        "expandedSubtechniques": {"enum": ["none", "all", "annotated"]},
    },
    "additionalProperties": False,
}
FORMAT = {
    "type": "object",
    "required": ["name", "domain"],
    "properties": {
        "versions": {
            "type": "object",
            "required": ["navigator", "layer"],
            "properties": {
                "attack": {"type": "string", "pattern": r"^\d+$"},
                "navigator": {"type": "string", "pattern": r"^(4\.9|[5-9]\.\d+)\.\d+$"},
                "layer": {"const": "4.5"},
            },
            "additionalProperties": False,
        },
        "name": {"type": "string"},
        "description": {"type": "string"},
        "domain": {"enum": ["enterprise-attack", "mobile-attack", "ics-attack"]},
        "customDataURL": {"type": "string"},
        "filters": {
            "type": "object",
            "properties": {"platforms": {"type": "array", "items": {"type": "string"}}},
            "additionalProperties": False,
        },
        "sorting": {"enum": [0, 1, 2, 3]},
        "layout": LAYOUT,
        "hideDisabled": {"type": "boolean"},
        "techniques": {"type": "array", "items": TECHNIQUE},
        "gradient": {
            "type": "object",
            "required": ["colors", "minValue", "maxValue"],
            "properties": {
                "colors": {"type": "array", "minItems": 2, "items": COLOUR},
                "minValue": {"type": "number"},
                "maxValue": {"type": "number"},
            },
            "additionalProperties": False,
        },
        "legendItems": {"type": "array", "items": pair("label", COLOUR, "color")},
        "showTacticRowBackground": {"type": "boolean"},
        "tacticRowBackground": COLOUR,
        "selectTechniquesAcrossTactics": {"type": "boolean"},
        "selectSubtechniquesWithParent": {"type": "boolean"},
        "selectVisibleTechniques": {"type": "boolean"},
        "metadata": METADATA,
        "links": LINKS,
    },
    "additionalProperties": False,
}


def drawn(seen: Seen) -> Any:
    """The layer as it is read by others."""
    return json.loads(msgspec.json.encode(layer_of(coverage(seen, ()))))


@pytest.mark.parametrize("seen", [Seen(), by_sources({"web_access": 1_772_409_600_000, "okta": 1_772_409_600_000})])
def test_layer_is_of_the_format(seen: Seen) -> None:
    """It validates, with one technique object a row, and its gradient goes up."""
    layer = drawn(seen)

    jsonschema.validate(layer, FORMAT, cls=jsonschema.Draft202012Validator)
    assert [technique["techniqueID"] for technique in layer["techniques"]] == [row.technique for row in ROWS]
    assert layer["gradient"]["minValue"] < layer["gradient"]["maxValue"]
    assert layer["versions"]["attack"] == "18"


def test_the_format_refuses() -> None:
    """The schema of this test is one that can fail."""
    layer = drawn(Seen())
    layer["techniques"][3]["colour"] = "#ffffff"

    with pytest.raises(jsonschema.ValidationError, match="colour"):
        jsonschema.validate(layer, FORMAT)


def test_colours_scores_and_comments_say_the_status() -> None:
    """A row's colour is that of its status in the legend, its score 100, 50 or 0; its comment says what is missing."""
    layer = drawn(by_sources({"web_access": 1_772_409_600_000, "okta": 1_772_409_600_000}))
    legend = {item["label"].partition(":")[0]: item["color"] for item in layer["legendItems"]}
    rows = {technique["techniqueID"]: technique for technique in layer["techniques"]}
    facts = {name: {one["name"]: one["value"] for one in rows[name]["metadata"]} for name in ("T1594", "T1557.003")}

    assert (rows["T1594"]["score"], rows["T1594"]["color"]) == (100, legend["live"])
    assert (rows["T1557.003"]["score"], rows["T1557.003"]["color"]) == (0, legend["blind"])
    assert "Missing: answers of DHCP servers: dhcp or windows_event" in rows["T1557.003"]["comment"]
    assert facts["T1594"]["sources seen"] == "web_access"
    assert (facts["T1594"]["data source"], facts["T1594"]["data component"]) == ("DS0015", "DC0038")
    assert facts["T1557.003"]["severity at most"] == "high"
    assert rows["T1110"]["showSubtechniques"]
    assert not rows["T1622"]["showSubtechniques"]
