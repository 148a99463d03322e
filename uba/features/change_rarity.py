"""F17: what is administered, against what the actor, the peers and the organisation administer."""

import re

from uba.batch import EventBatch
from uba.events import APPLICATION_LIFECYCLE, EVENT_LOG, Event
from uba.features.select import changes, has_user
from uba.features.spec import BaselineKind, FeatureSpec, Mask
from uba.features.values import shown, text


def _by_somebody(batch: EventBatch) -> Mask:
    return changes(batch) & has_user(batch)


def _of_itself(batch: EventBatch) -> Mask:
    return changes(batch) & ~has_user(batch)


def _operation(event: Event) -> str:
    return event.api_operation or event.event_code or f"activity {event.activity_id} of class {event.class_uid}"


def _in_words(event: Event) -> str:
    """An operation for people: of a bare number, the program whose number it is."""
    said = _operation(event)
    return f"event {said} of {event.log_provider or event.log_name or event.source}" if said.isdigit() else said


def _target(event: Event) -> str:
    """What the operation is done to: the kind of thing and, of what is one of few, its name."""
    kind = event.entity_type or event.resource_type or event.service_name
    return f"{_operation(event)} on {kind}" if kind else _operation(event)


_TECHNIQUES = ("T1098.002", "T1505", "T1562.002", "T1557")
_BY_KIND = tuple(
    (re.compile(pattern, re.IGNORECASE), techniques)
    for pattern, techniques in (
        (r"devicemanagement|mobileapp|deviceconfiguration|deployment|package|script", ("T1072", "T1505")),
        (r"rule|forward", ("T1564.008", "T1114.003", "T1137.005")),
        (r"mailbox|folder|delegat|recipient", ("T1098.002", "T1564")),
        (r"device", ("T1098.005",)),
        (r"dhcp|dns|zone|polic|proxy|pac\b", ("T1557", "T1557.003")),
        (r"partner|guest|invit|role|group|user|member", ("T1199", "T1098.002", "T1098.005")),
    )
)
"""What is changed, by the name of its kind or of the operation; the first that fits."""


def techniques(batch: EventBatch, i: int) -> tuple[str, ...]:
    """Techniques by what is changed: each is a change, but few changes are each of them."""
    event = batch.events[i]
    if event.class_uid == EVENT_LOG:
        return ("T1562.002",)
    if event.source == "software_deployment":
        return ("T1072", "T1505")
    if event.class_uid == APPLICATION_LIFECYCLE:
        return ("T1505", "T1072", "T1204")
    if event.container_image or event.source == "kubernetes_audit":
        return ("T1610", "T1204.003")
    said = f"{event.entity_type or event.resource_type} {_operation(event)}"
    return next((found for pattern, found in _BY_KIND if pattern.search(said)), _TECHNIQUES)


SPECS = (
    FeatureSpec(
        name="change.op_rarity.user",
        family="F17",
        evidence="change",
        entity="user",
        baseline=BaselineKind.RARITY,
        select=_by_somebody,
        value=text(_operation),
        value_text=shown(_in_words),
        techniques=_TECHNIQUES,
        techniques_of=techniques,
        sentence="performed the operation {value}, {seen}",
    ),
    FeatureSpec(
        name="change.target_rarity.user",
        family="F17",
        evidence="change",
        entity="user",
        baseline=BaselineKind.RARITY,
        select=_by_somebody,
        value=text(_target),
        value_text=shown(_target),
        techniques=_TECHNIQUES,
        techniques_of=techniques,
        sentence="performed the operation {value}, {seen}",
    ),
    FeatureSpec(
        name="change.op_rarity.host",
        family="F17",
        evidence="change",
        entity="host",
        baseline=BaselineKind.RARITY,
        select=lambda batch: changes(batch),
        value=text(_operation),
        value_text=shown(_in_words),
        techniques=("T1562.002", "T1557.003", "T1557", "T1505"),
        techniques_of=techniques,
        sentence="{value} happened on this host, {seen}",
    ),
)
