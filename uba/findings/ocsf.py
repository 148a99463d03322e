"""A finding as an OCSF 1.8.0 Detection Finding (class 2004)."""

from __future__ import annotations

from typing import Any

import msgspec

from uba import __version__
from uba.attack import name_of
from uba.decide.counterfactual import in_words
from uba.decide.decision import Reason
from uba.findings.finding import Finding

_SEVERITY = {"informational": 1, "low": 2, "medium": 3, "high": 4, "critical": 5}
_CREATE, _UPDATE, _CLOSE = (1, "Create"), (2, "Update"), (3, "Close")
_NEW, _IN_PROGRESS, _RESOLVED = (1, "New"), (2, "In Progress"), (4, "Resolved")
_VERDICT = {"false_positive": (1, "False Positive"), "true_positive": (2, "True Positive"), "benign": (5, "Benign")}
_OBSERVABLE = {"user": (4, "User Name"), "src_ip": (2, "IP Address"), "session": (99, "Other"), "host": (1, "Hostname")}
_BEHAVIOURAL = 2


def to_ocsf(finding: Finding) -> dict[str, Any]:
    """The finding as a JSON-ready dict that validates against the class."""
    activity, activity_name = _activity(finding)
    status, status_name = _status(finding)
    record: dict[str, Any] = {
        "activity_id": activity,
        "activity_name": activity_name,
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": 2004,
        "class_name": "Detection Finding",
        "type_uid": 200400 + activity,
        "time": finding.end_time,
        "start_time": finding.start_time,
        "end_time": finding.end_time,
        "count": finding.event_count,
        "severity_id": _SEVERITY[finding.severity],
        "severity": finding.severity.capitalize(),
        "status_id": status,
        "status": status_name,
        "risk_score": round(finding.score),
        "message": finding.message,
        "is_alert": True,
        "metadata": {
            "version": "1.8.0",
            "product": {"name": "UBA", "vendor_name": "UBA", "version": __version__},
            "uid": f"{finding.uid}-{finding.revision}",
        },
        "finding_info": _finding_info(finding),
        "observables": [
            {"name": entity.type, "type_id": kind, "type": name, "value": entity.id}
            for entity in finding.entities
            for kind, name in [_OBSERVABLE.get(entity.type, (99, "Other"))]
        ],
        "evidences": [{"name": reason.feature, "data": _evidence(reason)} for reason in finding.ordered_reasons],
        "anomaly_analyses": [_anomaly(finding, reason) for reason in finding.ordered_reasons],
        "unmapped": {
            "p_value": finding.p_value,
            "score": finding.score,
            "primary": {"type": finding.primary.type, "id": finding.primary.id},
            "flagged": [{"type": entity.type, "id": entity.id} for entity in finding.flagged],
            "sources": finding.sources,
            "aggravating": finding.aggravating,
            "closed": finding.closed,
            "reopened": finding.reopened,
            "judgements": [msgspec.to_builtins(judgement) for judgement in finding.judgements],
            "model_versions": finding.model_versions,
        },
    }
    if finding.verdict:
        record["verdict_id"], record["verdict"] = _VERDICT[finding.verdict]
        record["comment"] = finding.note
        record["metadata"]["profiles"] = ["incident"]  # the profile that knows verdicts
    return record


def _activity(finding: Finding) -> tuple[int, str]:
    if finding.closed:
        return _CLOSE
    return _CREATE if finding.revision == 1 else _UPDATE


def _status(finding: Finding) -> tuple[int, str]:
    """Only people resolve; what was opened again is in progress: somebody knows of it, or should by now."""
    if finding.verdict:
        return _RESOLVED
    return _IN_PROGRESS if finding.reopened else _NEW


def _finding_info(finding: Finding) -> dict[str, Any]:
    return {
        "uid": finding.uid,
        "title": finding.title,
        "desc": finding.message,
        "created_time": finding.start_time,
        "modified_time": finding.end_time,
        "first_seen_time": finding.start_time,
        "last_seen_time": finding.end_time,
        "data_sources": sorted(finding.sources),
        "analytic": {
            "name": finding.ordered_reasons[0].feature if finding.reasons else "fused",
            "type_id": _BEHAVIOURAL,
            "type": "Behavioral",
            "uid": "uba",
            "version": __version__,
        },
        "attacks": [_attack(technique) for technique in finding.techniques],
        "related_events": [{"uid": uid} for uid in finding.event_uids],
        "related_events_count": finding.event_count,
    }


def _attack(technique: str) -> dict[str, Any]:
    parent, dot, _ = technique.partition(".")
    attack: dict[str, Any] = {"version": "18.1", "technique": {"uid": parent, "name": name_of(parent)}}
    if dot:
        attack["sub_technique"] = {"uid": technique, "name": name_of(technique)}
    return attack


def _evidence(reason: Reason) -> dict[str, Any]:
    return {
        "entity_type": reason.entity_type,
        "entity": reason.entity,
        "message": reason.message,
        "observed": reason.observed_text or reason.observed,
        "expected": [reason.expected_low, reason.expected_high],
        "peers": [reason.peers_low, reason.peers_high],
        "p_value": reason.p_value,
        "maturity": reason.maturity,
        "techniques": list(reason.techniques),
        "reported_from": reason.reported_from or None,
        "event_uids": list(reason.event_uids),
        "time": reason.time or None,
    }


def _anomaly(finding: Finding, reason: Reason) -> dict[str, Any]:
    """OCSF Anomaly Analysis: what was observed, against the baseline."""
    return {
        "analysis_targets": [{"name": reason.entity, "type": reason.entity_type}],
        "anomalies": [
            {
                "observation_parameter": reason.feature,
                "observations": [{"value": reason.observed_text or f"{reason.observed:g}", "count": 1}],
                "observed_pattern": "; ".join(filter(None, (reason.message, in_words(reason.reported_from)))),
            }
        ],
        "baselines": [
            {
                "observation_parameter": reason.feature,
                "observed_pattern": f"expected {reason.expected_low:g} to {reason.expected_high:g}, "
                f"peers {reason.peers_low:g} to {reason.peers_high:g}, p = {reason.p_value:g}",
                "observations": [{"value": f"{reason.expected_low:g} to {reason.expected_high:g}", "count": 1}],
            }
        ],
    }
