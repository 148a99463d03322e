"""F17: what is administered, against what the actor, the peers and the organisation administer."""

from uba.batch import EventBatch
from uba.events import Event
from uba.features.select import changes, has_user
from uba.features.spec import BaselineKind, FeatureSpec, Mask
from uba.features.values import shown, text


def _by_somebody(batch: EventBatch) -> Mask:
    return changes(batch) & has_user(batch)


def _of_itself(batch: EventBatch) -> Mask:
    return changes(batch) & ~has_user(batch)


def _operation(event: Event) -> str:
    return event.api_operation or event.event_code or f"activity {event.activity_id} of class {event.class_uid}"


def _target(event: Event) -> str:
    """What the operation is done to: the kind of thing and, of what is one of few, its name."""
    kind = event.entity_type or event.resource_type or event.service_name
    return f"{_operation(event)} on {kind}" if kind else _operation(event)


_TECHNIQUES = ("T1098.002", "T1505", "T1562.002", "T1557")

SPECS = (
    FeatureSpec(
        name="change.op_rarity.user",
        family="F17",
        evidence="change",
        entity="user",
        baseline=BaselineKind.RARITY,
        select=_by_somebody,
        value=text(_operation),
        value_text=shown(_operation),
        techniques=_TECHNIQUES,
        sentence="performed {value}, {seen}",
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
        sentence="performed {value}, {seen}",
    ),
    FeatureSpec(
        name="change.op_rarity.host",
        family="F17",
        evidence="change",
        entity="host",
        baseline=BaselineKind.RARITY,
        select=lambda batch: changes(batch),
        value=text(_operation),
        value_text=shown(_operation),
        techniques=("T1562.002", "T1557.003", "T1557", "T1505"),
        sentence="{value} on this host, {seen}",
    ),
)
