"""The rows as a layer of the ATT&CK Navigator.

Format: MITRE, "ATT&CK Navigator Layer File Format Definition", version 4.5. Each row is one technique object without a
tactic, so that it is shown under all of its tactics; techniques that are no row are not in the layer.
"""

from __future__ import annotations

import msgspec

from uba.attack.coverage import Coverage, RowCoverage, Status
from uba.attack.techniques import BY_UID, DATA_COMPONENT, DATA_SOURCE

_SCORES = {Status.LIVE: 100, Status.DEGRADED: 50, Status.BLIND: 0}
_COLOURS = {Status.LIVE: "#8ec843", Status.DEGRADED: "#ffe766", Status.BLIND: "#ff6666"}
_MEANINGS = {
    Status.LIVE: "live: what detection needs comes in",
    Status.DEGRADED: "degraded: a part of it is missing",
    Status.BLIND: "blind: nothing comes in, or nothing is built in",
}


class Entry(msgspec.Struct, frozen=True):
    """A name with a value."""

    name: str
    value: str


class Link(msgspec.Struct, frozen=True):
    """A page to open."""

    label: str
    url: str


class LegendItem(msgspec.Struct, frozen=True):
    """What a colour means."""

    label: str
    color: str


class TechniqueObject(msgspec.Struct, frozen=True, kw_only=True):
    """One technique of a layer; field names are the format's."""

    techniqueID: str  # noqa: N815
    score: int
    color: str
    comment: str
    enabled: bool
    metadata: tuple[Entry, ...]
    links: tuple[Link, ...]
    showSubtechniques: bool  # noqa: N815


class Versions(msgspec.Struct, frozen=True):
    """Versions a layer is made for."""

    attack: str
    navigator: str
    layer: str


class Gradient(msgspec.Struct, frozen=True):
    """Colours from lowest to highest score."""

    colors: tuple[str, ...]
    minValue: int  # noqa: N815
    maxValue: int  # noqa: N815


class Layout(msgspec.Struct, frozen=True):
    """How the matrix is drawn."""

    layout: str
    showID: bool  # noqa: N815
    showName: bool  # noqa: N815
    expandedSubtechniques: str  # noqa: N815


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """A layer; field names are the format's."""

    name: str
    versions: Versions
    domain: str
    description: str
    sorting: int
    layout: Layout
    hideDisabled: bool  # noqa: N815
    techniques: tuple[TechniqueObject, ...]
    gradient: Gradient
    legendItems: tuple[LegendItem, ...]  # noqa: N815
    selectSubtechniquesWithParent: bool  # noqa: N815
    metadata: tuple[Entry, ...]


def layer_of(coverage: Coverage) -> Layer:
    """Draw coverage as a layer: one technique object a row."""
    parents = {row.parent for row in coverage.rows}
    return Layer(
        name="UBA coverage",
        versions=Versions(coverage.attack_version.partition(".")[0], "5.2.0", "4.5"),
        domain="enterprise-attack",
        description="What UBA watches of the techniques that application logs can show (Application Log Content).",
        sorting=0,
        layout=Layout("side", True, True, "annotated"),
        hideDisabled=False,
        techniques=tuple(_technique(row, row.technique in parents) for row in coverage.rows),
        gradient=Gradient(tuple(_COLOURS[status] for status in sorted(_SCORES, key=_SCORES.__getitem__)), 0, 100),
        legendItems=tuple(LegendItem(_MEANINGS[status], colour) for status, colour in _COLOURS.items()),
        selectSubtechniquesWithParent=False,
        metadata=(
            Entry("event time", coverage.time or "nothing was seen"),
            Entry("data source", DATA_SOURCE),
            Entry("data component", DATA_COMPONENT),
            *(Entry(status, str(count)) for status, count in coverage.counts.items()),
        ),
    )


def _technique(row: RowCoverage, has_parts: bool) -> TechniqueObject:
    return TechniqueObject(
        techniqueID=row.technique,
        score=_SCORES[row.status],
        color=_COLOURS[row.status],
        comment=_comment(row),
        enabled=True,
        metadata=tuple(_metadata(row)),
        links=(Link(f"Detection strategy {row.detection_strategies[0]}", BY_UID[row.technique].url),),
        showSubtechniques=has_parts,
    )


def _comment(row: RowCoverage) -> str:
    sentences = [f"{row.status.value.capitalize()}, {row.honesty}.", *(f"Missing: {text}." for text in row.missing)]
    return " ".join([*sentences, row.limit]).strip()


def _metadata(row: RowCoverage) -> list[Entry]:
    detections = ", ".join(detection.name for detection in row.detections)
    sources = ", ".join(sorted({found.source for found in row.seen}))
    return [
        Entry("status", row.status.value),
        Entry("detections", detections or "none"),
        Entry("sources seen", sources or "none"),
        Entry("last event", row.last_event or "never"),
        Entry("honesty", row.honesty),
        Entry("severity at most", row.severity_cap),
        Entry("data source", row.data_source),
        Entry("data component", row.data_component),
        Entry("detection strategies", ", ".join(row.detection_strategies)),
        Entry("analytics", ", ".join(row.analytics) or f"none of {row.data_component}"),
    ]
