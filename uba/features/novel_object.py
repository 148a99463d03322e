"""F20: software, images, registries, agents and tenants that an actor or host brings in for the first time."""

from uba.batch import EventBatch
from uba.events import APPLICATION_ERROR, APPLICATION_LIFECYCLE, AUTHENTICATION, Event
from uba.features.change_rarity import techniques
from uba.features.select import changes, has_user, is_of, present, succeeded
from uba.features.spec import BaselineKind, FeatureSpec, Mask
from uba.features.values import shown, text

_TENANT = "@"


def _registry(event: Event) -> str:
    """Registry and repository of an image, without its tag or digest: a new tag of a known image is no news."""
    image = event.container_image.partition("@")[0]
    head, _, tag = image.rpartition(":")
    return head if head and "/" not in tag else image


def _with_image(batch: EventBatch) -> Mask:
    return batch.among(succeeded(batch) & has_user(batch), lambda event: bool(event.container_image))


def _thing(event: Event) -> str:
    return event.entity_name or event.file_name or event.app_name or event.resource_name


def _things(batch: EventBatch) -> Mask:
    return batch.among(changes(batch) & has_user(batch), lambda event: bool(_thing(event)))


def _running(batch: EventBatch) -> Mask:
    of = is_of(batch, APPLICATION_LIFECYCLE) | is_of(batch, APPLICATION_ERROR)
    return batch.among(of, lambda event: bool(_program(event)))


def _program(event: Event) -> str:
    return event.app_name or event.service_name or event.file_name


def _tenant(event: Event) -> str:
    """Domain of the account that acts: one of a partner, or of nobody known."""
    return event.actor_user_name.rpartition(_TENANT)[2] if _TENANT in event.actor_user_name else ""


def _from_tenant(batch: EventBatch) -> Mask:
    signed = is_of(batch, AUTHENTICATION) | changes(batch)
    return batch.among(signed & succeeded(batch) & present(batch.service), lambda event: bool(_tenant(event)))


SPECS = (
    FeatureSpec(
        name="novel.image",
        family="F20",
        evidence="image",
        entity="user",
        baseline=BaselineKind.RARITY,
        select=_with_image,
        value=text(_registry),
        value_text=shown(lambda event: event.container_image),
        techniques=("T1610", "T1204.003"),
        sentence="ran the image {value}, {seen}",
    ),
    FeatureSpec(
        name="novel.thing",
        family="F20",
        evidence="change",
        entity="user",
        baseline=BaselineKind.RARITY,
        select=_things,
        value=text(_thing),
        value_text=shown(_thing),
        techniques=("T1505", "T1072", "T1098.005"),
        techniques_of=techniques,
        sentence="changed or installed {value}, {seen}",
    ),
    FeatureSpec(
        name="novel.program",
        family="F20",
        evidence="program",
        entity="host",
        baseline=BaselineKind.RARITY,
        select=_running,
        value=text(_program),
        value_text=shown(_program),
        techniques=("T1505", "T1622", "T1203"),
        sentence="{value} started, stopped, changed or failed on this host, {seen}",
    ),
    FeatureSpec(
        name="novel.tenant",
        family="F20",
        evidence="tenant",
        entity="service",
        baseline=BaselineKind.RARITY,
        select=_from_tenant,
        value=text(_tenant),
        value_text=shown(_tenant),
        techniques=("T1199",),
        sentence="used by an account of {value}, {seen}",
    ),
)
