"""Every look-alike of these rows is read by the real sources, and names who or what did it."""

from __future__ import annotations

import pytest

from tests.training.simulate.infrastructure.conftest import Paper, observed
from training.simulate.benign import ROW_LOOKALIKES
from training.simulate.benign.infrastructure import INFRASTRUCTURE_LOOKALIKES
from training.simulate.benign.kind import LookalikeKind
from training.simulate.sink import Recorder
from uba.events import Event

UNSEEN = {"guests", "machines_set_up"}
"""What is told of these is a scope, which ordinary leases do not name."""


@pytest.mark.parametrize("kind", INFRASTRUCTURE_LOOKALIKES, ids=lambda k: k.name)
def test_lookalike_is_read(build, context, kind: LookalikeKind, tmp_path):
    """No record of a look-alike is refused, and its entities are in its records."""
    world, paper = build(8), Paper()
    recorder = Recorder(paper)
    entities = kind.write(world, world.stream("lookalike", kind.name, 0), recorder)
    read = paper.read(tmp_path)
    events = [item for item in read if isinstance(item, Event)]
    seen = {pair for event in events for pair in observed(event, context)}
    named = {(type_, value) for type_, values in entities.items() for value in values}

    assert len(events) == len(read) == len(recorder.times) > 0
    assert named
    assert kind.name in UNSEEN or named <= seen


def test_names_are_used_once():
    """Every kind has a name of its own: it is the name of its random stream and of its labels."""
    names = [kind.name for kind in ROW_LOOKALIKES]

    assert len(names) == len(set(names))
