"""The command `uba simulate` writes what it says and refuses what it cannot do."""

from __future__ import annotations

from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from training.simulate import SimulationConfig, simulate
from training.simulate.command import register
from uba.errors import ConfigError


@pytest.fixture
def app() -> typer.Typer:
    """Give an application that has the command, beside another so that it keeps its name."""
    app = typer.Typer()
    register(app)
    app.command("other")(lambda: None)
    return app


def test_command_writes_logs_context_and_labels(app, tmp_path):
    """The command writes the three parts and prints where they are."""
    out = tmp_path / "o"
    arguments = ["simulate", "--users", "3", "--days", "1", "--seed", "1", "--out", str(out), "--start", "2026-04-01"]
    result = CliRunner().invoke(app, [*arguments, "--no-attacks", "--gzip"])

    assert result.exit_code == 0, result.output
    assert {p.name for p in out.iterdir()} == {"logs", "context", "labels.json"}
    assert (out / "logs" / "web_access" / "access-2026-04-01.log.gz").exists()
    assert "attacks: none" in result.output
    assert "context" in result.output


def test_command_refuses_a_directory_with_logs(app, tmp_path):
    """An output that already holds logs is refused with exit 2 and left alone."""
    (tmp_path / "logs").mkdir()
    arguments = ["simulate", "--users", "3", "--days", "1", "--seed", "1", "--out", str(tmp_path)]
    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 2
    assert "already holds logs" in result.output
    assert list(tmp_path.iterdir()) == [tmp_path / "logs"]


def test_command_says_when_it_cannot_write(app, tmp_path):
    """An output that cannot be made is an error with a sentence, not a traceback."""
    (tmp_path / "file").write_text("")
    arguments = ["simulate", "--users", "3", "--days", "1", "--seed", "1", "--out", str(tmp_path / "file" / "x")]
    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 2
    assert "Cannot write to" in result.output


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"users": 2}, "users is 2; expected 3 or more"),
        ({"days": 0}, "days is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"attacks_from": 5}, "expected one of the days 0 to 4"),
    ],
)
def test_unusable_configurations_are_refused(settings: dict[str, int], message: str):
    """A number out of range is refused, naming it and what was expected."""
    with pytest.raises(ConfigError, match=message):
        SimulationConfig(**({"users": 3, "days": 5, "seed": 1} | settings))


def test_attacks_take_the_last_third_unless_told():
    """Without a day, attacks happen in the last third of the days, at least on the last."""
    assert SimulationConfig(users=3, days=21, seed=1).first_attack_day == 14
    assert SimulationConfig(users=3, days=1, seed=1).first_attack_day == 0
    assert SimulationConfig(users=3, days=9, seed=1, attacks_from=2).first_attack_day == 2


def test_progress_is_told_day_by_day(tmp_path):
    """The progress function hears of every day, once."""
    heard: list[tuple[int, int]] = []
    config = SimulationConfig(users=3, days=2, seed=1, start=date(2026, 6, 1))
    simulate(config, tmp_path, lambda done, total: heard.append((done, total)))

    assert heard == [(1, 2), (2, 2)]


def test_nothing_half_written_stays(tmp_path):
    """A run that is broken off leaves neither logs nor labels behind."""

    def stop(done: int, total: int) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        simulate(SimulationConfig(users=3, days=2, seed=1), tmp_path, stop)

    assert list(tmp_path.iterdir()) == []


def test_a_day_off_is_written_too(tmp_path):
    """Three people on a Sunday: the machines still write, whether or not anybody works."""
    for seed in range(4):
        config = SimulationConfig(users=3, days=1, seed=seed, start=date(2026, 4, 19))
        summary = simulate(config, tmp_path / str(seed))

        assert summary.events_by_source["m365_ual"] > 50
