"""Findings as the report reads them: the few attributes it needs of an OCSF Detection Finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from uba.errors import ParseError

SEVERITIES = {0: "unknown", 1: "informational", 2: "low", 3: "medium", 4: "high", 5: "critical", 6: "critical"}
VERDICTS = {1: "false positive", 2: "true positive", 5: "benign"}


class EntityName(msgspec.Struct, frozen=True):
    """An entity, by type (`user`, `src_ip`, ...) and id."""

    type: str
    id: str


class ReportFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One finding, ready to be told.

    Attributes
    ----------
    raised_ms, start_ms, end_ms
        When the finding was raised, when its first and its last event happened; ms since the Unix epoch.
    score
        In [0, 100].
    reasons
        Sentences, strangest first, each with the entity it is about where that is not the first of `entities`.
    entities
        Everybody concerned; the one the incident is about comes first.
    verdict
        Empty while nobody has judged it.
    """

    uid: str
    title: str
    message: str
    severity: str
    score: float
    raised_ms: int
    start_ms: int
    end_ms: int
    entities: tuple[EntityName, ...]
    techniques: tuple[str, ...]
    reasons: tuple[str, ...]
    events: int
    verdict: str

    @property
    def sentence(self) -> str:
        """The strangest thing about it, in words."""
        return self.reasons[0] if self.reasons else self.message or self.title


class _Named(msgspec.Struct, frozen=True):
    uid: str = ""


class _Attack(msgspec.Struct, frozen=True):
    technique: _Named = _Named()
    sub_technique: _Named = _Named()


class _Info(msgspec.Struct, frozen=True):
    uid: str
    title: str = ""
    created_time: int = 0
    attacks: list[_Attack] = []
    related_events: list[_Named] = []
    related_events_count: int = 0


class _Observable(msgspec.Struct, frozen=True):
    name: str = ""
    value: str = ""


class _Observation(msgspec.Struct, frozen=True):
    value: str | float = ""


class _Pattern(msgspec.Struct, frozen=True):
    observation_parameter: str = ""
    observations: list[_Observation] = []
    observed_pattern: str = ""


class _Target(msgspec.Struct, frozen=True):
    name: str = ""


class _Analysis(msgspec.Struct, frozen=True):
    analysis_targets: list[_Target] = []
    anomalies: list[_Pattern] = []
    baselines: list[_Pattern] = []


class _Unmapped(msgspec.Struct, frozen=True):
    primary: EntityName | None = None


class _Ocsf(msgspec.Struct, frozen=True):
    time: int
    finding_info: _Info
    message: str = ""
    severity_id: int = 0
    risk_score: float = 0.0
    start_time: int = 0
    end_time: int = 0
    verdict_id: int = 0
    observables: list[_Observable] = []
    anomaly_analyses: list[_Analysis] = []
    unmapped: _Unmapped = _Unmapped()


def read_findings(findings: Sequence[Mapping[str, Any]]) -> list[ReportFinding]:
    """Read OCSF Detection Findings; worst first.

    Raises
    ------
    uba.errors.ParseError
        One of them lacks what every finding has; the message names the attribute.
    """
    read = [_read(number, finding) for number, finding in enumerate(findings, 1)]
    return sorted(read, key=lambda finding: (-finding.score, finding.start_ms, finding.uid))


def _read(number: int, finding: Mapping[str, Any]) -> ReportFinding:
    try:
        ocsf = msgspec.convert(dict(finding), _Ocsf, strict=False)
    except msgspec.ValidationError as error:
        raise ParseError(
            f"finding {number} is no OCSF Detection Finding: {error}; was it written by this version?"
        ) from error
    info = ocsf.finding_info
    techniques = [attack.sub_technique.uid or attack.technique.uid for attack in info.attacks]
    primary = [ocsf.unmapped.primary] if ocsf.unmapped.primary else []
    entities = primary + [EntityName(seen.name, seen.value) for seen in ocsf.observables if seen.value]
    start = ocsf.start_time or ocsf.time
    return ReportFinding(
        uid=info.uid,
        title=info.title or ocsf.message,
        message=ocsf.message,
        severity=SEVERITIES.get(ocsf.severity_id, "unknown"),
        score=ocsf.risk_score,
        raised_ms=info.created_time or start,
        start_ms=start,
        end_ms=max(ocsf.end_time or ocsf.time, start),
        entities=tuple(dict.fromkeys(entities)),
        techniques=tuple(dict.fromkeys(uid for uid in techniques if uid)),
        reasons=tuple(dict.fromkeys(_reasons(ocsf.anomaly_analyses, entities[0].id if entities else ""))),
        events=max(info.related_events_count, len(info.related_events)),
        verdict=VERDICTS.get(ocsf.verdict_id, ""),
    )


def _reasons(analyses: Sequence[_Analysis], primary: str) -> list[str]:
    """Say each anomaly in its own words, or beside the baseline of the same feature where it has none."""
    lines = []
    for analysis in analyses:
        expected = {baseline.observation_parameter: baseline for baseline in analysis.baselines}
        others = {target.name for target in analysis.analysis_targets} - {primary, ""}
        about = "".join(f"{name}: " for name in sorted(others))
        for anomaly in analysis.anomalies:
            line = anomaly.observed_pattern or f"{anomaly.observation_parameter} {_values(anomaly)}"
            baseline = expected.get(anomaly.observation_parameter)
            if baseline is not None and not anomaly.observed_pattern:
                line += f"; {baseline.observed_pattern or 'expected ' + _values(baseline)}"
            lines.append(about + line)
    return lines


def _values(pattern: _Pattern) -> str:
    values = (f"{seen.value:.6g}" if isinstance(seen.value, float) else seen.value for seen in pattern.observations)
    return ", ".join(values)
