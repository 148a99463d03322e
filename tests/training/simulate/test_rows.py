"""A simulation of every technique row: what is in it, when, on whom; all of it read by the real sources."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import chain

import pytest
from typer.testing import CliRunner

from tests.training.simulate.test_determinism import digests
from training.simulate import SimulationConfig
from training.simulate.attacks import ATTACKS
from training.simulate.attacks.scene import INTENSITIES, Scene, victim
from training.simulate.calendar import DAY, HOUR
from training.simulate.campaigns import rows, write_attacks
from training.simulate.sink import CHANNELS, Recorder
from training.simulate.stack import FACTOR, IDENTITY, MAIL, build_stack
from training.simulate.world import World, build_world
from uba.attack.rows import ROWS
from uba.cli import build
from uba.context import Context
from uba.errors import ConfigError
from uba.events import Event
from uba.reader import Rejected, read_events

SMALL = {"users": 12, "days": 10, "rows": True}


class Nowhere:
    """A sink that forgets."""

    def add(self, channel: str, time: int, line: bytes, uid: str = "") -> None:
        assert channel in CHANNELS


@pytest.fixture(scope="module")
def organisation() -> World:
    """Give the world of 150 people and five weeks, planned and unwritten."""
    return build_world(SimulationConfig(users=150, days=35, seed=11, rows=True))


@pytest.fixture(scope="module")
def small(write: Callable):
    """Give a simulation of a dozen people with every row."""
    return write(**SMALL, seed=4)


def test_every_row_is_attacked_at_every_intensity(organisation):
    """In an organisation of 150 over five weeks there is an attack of each of the 59 techniques at each intensity."""
    labels = write_attacks(organisation, Nowhere())
    dealt = [(label.technique, label.intensity) for label in labels]
    start = organisation.start_of(0)

    assert sorted(dealt) == sorted((row.technique, i) for row in ROWS for i in INTENSITIES)
    assert len(dealt) == 59 * 3
    assert all(label.entities and label.events for label in labels)
    assert all(start + 21 * DAY - 14 * HOUR <= label.start <= label.end for label in labels)
    assert all(label.end <= start + 35 * DAY + 14 * HOUR for label in labels)


def test_only_asked_intensities_are_written():
    """With some intensities, the attacks have these; an unknown one is refused."""
    config = SimulationConfig(**SMALL, seed=1, intensities=("loud",))
    labels = write_attacks(build_world(config), Nowhere())

    assert {label.intensity for label in labels} == {"loud"}
    with pytest.raises(ConfigError, match="intensity is 'huge'; expected some of loud, medium, quiet"):
        SimulationConfig(**SMALL, seed=1, intensities=("huge",))


@pytest.mark.parametrize("seed", range(8))
def test_every_stack_has_a_kind_for_every_row(seed: int):
    """Whatever systems an organisation runs, some kind of attack shows each technique."""
    world = build_world(SimulationConfig(users=12, days=5, seed=seed, rows=True))

    assert set(rows(world)) == {row.technique for row in ROWS}
    assert set(rows(world)) == {kind.technique for kinds in ATTACKS.values() for kind in kinds}


def test_stacks_differ_by_seed_and_default_is_one():
    """Over seeds every vendor is met; without rows every organisation has the same systems."""
    drawn = [build_stack(SimulationConfig(**SMALL, seed=seed)) for seed in range(40)]
    plain = {build_stack(SimulationConfig(users=12, days=10, seed=seed)) for seed in range(5)}

    assert {stack.identity for stack in drawn} == set(IDENTITY)
    assert {stack.factor for stack in drawn} == set(FACTOR)
    assert {stack.mail for stack in drawn} == set(MAIL)
    assert len(plain) == 1


def test_nobody_is_the_victim_of_two_attacks_on_a_day(organisation):
    """As long as people are left, a victim is free on every day of the attack; nobody else is taken by it."""
    organisation.taken.clear()
    rng = organisation.stream("victims")
    met = [victim(organisation, rng, Scene("loud", 30, 31, Recorder(Nowhere()))) for _ in range(60)]
    other = victim(organisation, rng, Scene("loud", 25, 25, Recorder(Nowhere())))

    assert len({person.index for person in met}) == 60
    assert organisation.taken == {(p.index, d) for p in met for d in (30, 31)} | {(other.index, 25)}


def test_victims_suit_their_attack(organisation):
    """Whom an attack needs it gets: by role and by what else it asks for."""
    organisation.taken.clear()
    scene = Scene("loud", 30, 30, Recorder(Nowhere()))
    for k in range(5):
        person = victim(organisation, organisation.stream("suits", k), scene, "sales", suits=lambda p: p.index % 2 == 0)

        assert (person.role.name, person.index % 2) == ("sales", 0)


def test_same_configuration_writes_the_same_bytes(write: Callable, small):
    """Every row, twice, is the same to the byte."""
    assert digests(write(**SMALL, seed=4).out) == digests(small.out)


def test_sources_read_every_line_but_the_damaged(small):
    """All sources of every row recognise and read their lines; exactly the damaged ones are set aside."""
    read = list(read_events([small.out / "logs"]))
    rejected = [item for item in read if isinstance(item, Rejected)]
    counted: dict[str, int] = {}
    for item in read:
        if isinstance(item, Event):
            counted[item.source] = counted.get(item.source, 0) + 1

    assert len(rejected) == len(small.corrupt)
    assert counted == small.summary.events_by_source
    assert len(counted) >= 20


def test_labels_name_events_and_people(small):
    """Ids that labels name are ids of events; users are canonical, or accounts of outsiders and logins without one."""
    uids = {item.uid for item in read_events([small.out / "logs"]) if isinstance(item, Event)}
    context, problems = Context.load(small.out / "context")
    labelled = small.labels["attacks"] + small.labels["lookalikes"]
    users = set(chain.from_iterable(label["entities"].get("user", []) for label in labelled))

    assert problems == []
    assert {uid for label in labelled for uid in label["event_uids"]} <= uids
    assert {context.canonical(user) for user in users} == users
    assert {u for u in users if u.endswith("@halden.example")} <= {user.user for user in context.users}


@pytest.mark.parametrize(
    ("settings", "least"),
    [({"users": 9}, "users is 9; expected 10 or more with rows"), ({"days": 4}, "days is 4; expected 5")],
)
def test_tiny_organisations_have_no_rows(settings: dict[str, int], least: str):
    """Where there is not somebody for every row, rows are refused."""
    with pytest.raises(ConfigError, match=least):
        SimulationConfig(**(SMALL | settings), seed=1)


def test_command_writes_rows(tmp_path):
    """`uba simulate --rows` writes attacks of every row and says so in the labels."""
    arguments = ["simulate", "--users", "10", "--days", "5", "--seed", "1", "--out", str(tmp_path / "o"), "--rows"]
    result = CliRunner().invoke(build(), arguments)

    assert result.exit_code == 0, result.output
    labels = json.loads((tmp_path / "o" / "labels.json").read_bytes())
    assert {attack["technique"] for attack in labels["attacks"]} == {row.technique for row in ROWS}
