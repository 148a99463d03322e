"""Every attack of these rows is read by the real sources as what its row needs, and names who and what took part."""

from __future__ import annotations

import pytest

from tests.training.simulate.infrastructure.conftest import FIRST, Paper, observed
from training.simulate.attacks.infrastructure import INFRASTRUCTURE_ATTACKS
from training.simulate.attacks.kind import AttackKind
from training.simulate.attacks.scene import INTENSITIES, Entities, Scene
from training.simulate.calendar import DAY, HOUR
from training.simulate.sink import Recorder
from uba import events as e
from uba.events import Event

KINDS = [kind for kinds in INFRASTRUCTURE_ATTACKS.values() for kind in kinds]
CLASSES: dict[str, set[int]] = {
    "false_name": {e.ENTITY_MANAGEMENT, e.AUTHENTICATION},
    "weakened_policy": {e.ENTITY_MANAGEMENT, e.AUTHENTICATION},
    "starved": {e.DHCP_ACTIVITY},
    "told_wrongly": {e.ENTITY_MANAGEMENT, e.DHCP_ACTIVITY},
    "attached": {e.APPLICATION_ERROR, e.APPLICATION_LIFECYCLE},
    "called": {e.APPLICATION_ERROR},
    "overwritten": {e.FILE_HOSTING},
    "bulk_edits": {e.WEB_RESOURCES, e.HTTP_ACTIVITY},
    "home_pages": {e.FILE_HOSTING},
    "wiki_pages": {e.WEB_RESOURCES},
    "defaced_front": {e.HTTP_ACTIVITY, e.APPLICATION_LIFECYCLE},
    "owning_the_node": {e.API_ACTIVITY},
    "own_task": {e.API_ACTIVITY},
    "miner": {e.API_ACTIVITY},
    "foreign_machines": {e.API_ACTIVITY},
    "drive_by": {e.HTTP_ACTIVITY},
    "given_away": {e.HTTP_ACTIVITY},
    "installs": {e.HTTP_ACTIVITY, e.APPLICATION_LIFECYCLE},
    "poisoned_document": {e.EMAIL_ACTIVITY, e.APPLICATION_ERROR},
    "many_pages": {e.HTTP_ACTIVITY},
    "connections": {e.HTTP_ACTIVITY},
    "dear_pages": {e.HTTP_ACTIVITY},
    "crashing": {e.HTTP_ACTIVITY, e.APPLICATION_ERROR},
    "scan": {e.HTTP_ACTIVITY},
    "mass_scan": {e.HTTP_ACTIVITY},
    "web_shell": {e.HTTP_ACTIVITY},
    "open_interface": {e.HTTP_ACTIVITY},
    "swept": {e.AUTHENTICATION, e.APPLICATION_ERROR},
    "inner_site": {e.HTTP_ACTIVITY, e.APPLICATION_ERROR},
    "nobody_in_cluster": {e.API_ACTIVITY},
    "through_gateway": {e.AUTHENTICATION},
    "stopped": {e.EVENT_LOG},
    "audited_less": {e.EVENT_LOG},
    "web_unlogged": {e.EVENT_LOG},
    "hidden_account": {e.ACCOUNT_CHANGE, e.ENTITY_MANAGEMENT},
    "plugin": {e.APPLICATION_LIFECYCLE, e.HTTP_ACTIVITY},
    "web_module": {e.APPLICATION_LIFECYCLE, e.ENTITY_MANAGEMENT},
    "command_shell": {e.AUTHENTICATION, e.DATASTORE, e.ENTITY_MANAGEMENT},
    "transport_agent": {e.APPLICATION_LIFECYCLE},
    "script_to_all": {e.APPLICATION_LIFECYCLE, e.AUTHENTICATION},
    "command_to_cloud": {e.APPLICATION_LIFECYCLE},
}
"""Classes a loud attack of a kind must show."""
LEAST: dict[str, int] = {
    "many_pages": 1_000, "connections": 1_000, "dear_pages": 800, "crashing": 18, "scan": 500, "mass_scan": 900,
    "web_shell": 50, "starved": 700, "told_wrongly": 60, "overwritten": 500, "bulk_edits": 300, "defaced_front": 180,
    "swept": 40, "inner_site": 90, "command_shell": 300, "attached": 80, "miner": 12, "foreign_machines": 20,
    "drive_by": 100, "given_away": 28, "plugin": 40, "open_interface": 60, "through_gateway": 18,
}  # fmt: skip
"""Records a loud attack has at least, even in an organisation of thirty."""


def carry_out(build, kind: AttackKind, intensity: str, seed: int = 8) -> tuple[Recorder, Paper, Entities]:
    """Carry out one attack in a world of its own."""
    world, paper = build(seed), Paper()
    recorder = Recorder(paper)
    last = FIRST if intensity != "quiet" else 9
    rng = world.stream("try", kind.carry_out.__name__, intensity)
    return recorder, paper, kind.carry_out(world, rng, Scene(intensity, FIRST, last, recorder))


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.carry_out.__name__)
def test_loud_attack_shows_its_row(build, context, kind: AttackKind, tmp_path):
    """No record of a loud attack is refused; the classes of its row are there, and so is every labelled entity."""
    recorder, paper, entities = carry_out(build, kind, "loud")
    read = paper.read(tmp_path)
    events = [item for item in read if isinstance(item, Event)]
    seen = {pair for event in events for pair in observed(event, context)}
    named = {(type_, value) for type_, values in entities.items() for value in values}

    assert len(events) == len(read) == len(recorder.times)
    assert CLASSES[kind.carry_out.__name__] <= {event.class_uid for event in events}
    assert named
    assert named <= seen
    assert set(recorder.uids) <= {event.uid for event in events}
    assert len(events) >= LEAST.get(kind.carry_out.__name__, 1)


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.carry_out.__name__)
def test_quieter_attacks_are_smaller_or_longer(build, kind: AttackKind):
    """Quiet has fewer records than loud; medium has fewer or takes longer; all begin within their days."""
    made = {intensity: carry_out(build, kind, intensity)[0] for intensity in INTENSITIES}
    size = {i: len(m.times) for i, m in made.items()}
    length = {i: max(m.times) - min(m.times) for i, m in made.items()}
    world = build(8)

    assert size["quiet"] < size["loud"]
    assert size["medium"] < 0.8 * size["loud"] or length["medium"] > 1.5 * length["loud"]
    for recorder in made.values():
        assert min(recorder.times) >= world.start_of(FIRST) - 14 * HOUR
        assert max(recorder.times) <= world.start_of(9) + DAY + 14 * HOUR


def test_every_kind_says_what_it_must_show():
    """The table of classes names every kind and no other."""
    assert set(CLASSES) == {kind.carry_out.__name__ for kind in KINDS}


def test_some_attacks_silence_a_host(build):
    """A stopped event log is silent from then on, for at least three quarters of an hour when it is loud."""
    kind = next(k for k in KINDS if k.carry_out.__name__ == "stopped")
    world, recorder = build(8), Recorder(Paper())
    kind.carry_out(world, world.stream("try"), Scene("loud", FIRST, FIRST, recorder))
    (span,) = world.disturbances.silences

    assert span.end - span.start >= 45 * 60_000
    assert span.start >= max(recorder.times)
    assert world.disturbances.is_silent(span.what, span.start)
    assert not world.disturbances.is_silent(span.what, span.end)
