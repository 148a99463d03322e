"""Labels say what was done, to whom and when; attacks of every behaviour and intensity happen."""

from __future__ import annotations

import pytest

from training.simulate import SimulationConfig, SimulationSummary
from training.simulate.attacks import CORE, ROUND
from training.simulate.attacks.scene import INTENSITIES, Scene
from training.simulate.calendar import DAY, HOUR
from training.simulate.campaigns import number_of_attacks
from training.simulate.sink import LogFiles, Recorder
from training.simulate.world import build_world
from uba.context import Context

BEHAVIOURS = {"documents", "mail", "session", "rate", "signin"}
FIELDS = {"id", "technique", "behaviour", "intensity", "start", "end", "entities", "event_uids", "events", "note"}


def test_labels_have_their_shape(output):
    """Attacks and look-alikes have the same fields, and only known behaviours and entity types."""
    for entry in output.labels["attacks"] + output.labels["lookalikes"]:
        assert set(entry) == FIELDS
        assert entry["behaviour"] in BEHAVIOURS
        assert set(entry["entities"]) <= {"user", "src_ip", "session"}
        assert entry["events"] >= max(1, len(entry["event_uids"]))
        assert entry["start"] <= entry["end"]
    assert output.labels["seed"] == 5
    assert output.labels["users"] == 24


def test_attacks_cover_behaviours_and_intensities(output):
    """Every behaviour is attacked, at more than one intensity over all; the summary counts them."""
    attacks = output.labels["attacks"]

    assert {a["behaviour"] for a in attacks} == BEHAVIOURS
    assert len({a["intensity"] for a in attacks}) > 1
    assert sum(output.summary.attacks_by_behaviour.values()) == len(attacks)


def test_attacks_stay_within_their_days(output):
    """No attack begins before the first attack day, wherever its victim lives, or outlasts the simulation."""
    start = 1_772_409_600_000 + 4 * DAY
    for attack in output.labels["attacks"]:
        assert start - 14 * HOUR <= attack["start"]
        assert attack["end"] <= start + 3 * DAY + 14 * HOUR


def test_victims_are_canonical(output):
    """Labels name users as the directory does."""
    context, _ = Context.load(output.out / "context")
    named = {u for a in output.labels["attacks"] + output.labels["lookalikes"] for u in a["entities"].get("user", [])}

    assert named
    assert named <= {u.user for u in context.users}


def test_labels_are_apart_from_the_logs(output):
    """Nothing under `logs/` or `context/` says what is an attack."""
    for path in [*(output.out / "logs").rglob("*"), *(output.out / "context").rglob("*")]:
        if path.is_file():
            content = path.read_bytes()
            assert b"attack-0" not in content
            assert b"lookalike" not in content


@pytest.mark.parametrize("kind", [k for kinds in CORE.values() for k in kinds], ids=lambda k: k.carry_out.__name__)
def test_quieter_attacks_are_smaller_or_longer(kind, tmp_path):
    """Quiet has fewer records than loud; medium has fewer or takes longer."""
    config = SimulationConfig(users=30, days=6, seed=3)
    world = build_world(config)
    made: dict[str, Recorder] = {}
    for intensity in INTENSITIES:
        made[intensity] = Recorder(LogFiles(config, tmp_path, SimulationSummary(tmp_path)))
        entities = kind.carry_out(world, world.stream("try", intensity), Scene(intensity, 1, 5, made[intensity]))
        assert any(entities.values())
    size = {i: len(m.times) for i, m in made.items()}
    length = {i: max(m.times) - min(m.times) for i, m in made.items()}

    assert size["quiet"] < size["loud"]
    assert size["medium"] < 0.8 * size["loud"] or length["medium"] > 1.5 * length["loud"]


def test_every_kind_has_its_turn():
    """A round of turns covers every kind of attack, and its first five every behaviour."""
    assert set(ROUND[:5]) == BEHAVIOURS
    assert all(ROUND.count(b) >= len(kinds) for b, kinds in CORE.items())


@pytest.mark.parametrize(("users", "days", "expected"), [(100, 7, 12), (12, 1, 5), (400, 7, 24), (100, 14, 24)])
def test_attacks_grow_with_the_organisation(users: int, days: int, expected: int):
    """Attacks grow with the root of the people and with the days, and are never fewer than five."""
    assert number_of_attacks(users, days) == expected
