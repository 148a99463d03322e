"""What looks like an attack on the office is read by the real sources, and labelled with whom it concerns."""

from __future__ import annotations

import pytest

from tests.training.simulate.infrastructure.conftest import Paper
from tests.training.simulate.office.conftest import SEEDS, observed
from training.simulate.attacks.people import PEOPLE_ATTACKS
from training.simulate.benign.kind import LookalikeKind
from training.simulate.benign.office import OFFICE_LOOKALIKES
from training.simulate.calendar import DAY
from training.simulate.sink import Recorder
from uba.events import Event


@pytest.mark.parametrize("kind", OFFICE_LOOKALIKES, ids=lambda k: k.name)
@pytest.mark.parametrize("seed", [SEEDS["entra"], SEEDS["okta_duo_tracking"]])
def test_lookalike_is_read_and_names_whom_it_concerns(build, context_of, kind: LookalikeKind, seed: int, tmp_path):
    """Nothing of it is refused, it lies within the simulation, and someone or something of its label is in it."""
    world, paper = build(seed), Paper()
    recorder = Recorder(paper)
    entities = kind.write(world, world.stream("try", kind.name), recorder)
    read = paper.read(tmp_path)
    events = [item for item in read if isinstance(item, Event)]
    seen = {pair for event in events for pair in observed(event, context_of(seed))}
    named = {(type_, value) for type_, values in entities.items() for value in values}

    assert [item for item in read if not isinstance(item, Event)] == []
    assert len(events) == len(recorder.times) > 0
    assert named & seen
    assert min(recorder.times) > world.start_of(0) - DAY
    assert max(recorder.times) < world.start_of(world.config.days) + 2 * DAY


def test_every_technique_has_a_lookalike():
    """For every technique that attacks of the office have, something benign looks like it; names are unique."""
    attacked = {kind.technique for kinds in PEOPLE_ATTACKS.values() for kind in kinds}
    alike = {kind.technique for kind in OFFICE_LOOKALIKES}

    assert attacked <= alike
    assert len({kind.name for kind in OFFICE_LOOKALIKES}) == len(OFFICE_LOOKALIKES)
