from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import FEATURES, FakeEngine, dataset, event, rows
from hypothesis import given
from hypothesis import strategies as st

from training.dataset import Dataset, collect, load, save, split_by_day
from uba.errors import ConfigError, StateError


def test_collects_what_the_engine_closes():
    """All batches go through the engine in order; its rows come out in order of day, with the facts of the history."""
    engine = FakeEngine()
    batches = [[event(1, "ann", 3), event(2, "bob", 2)], [], [event(3, "ann", 2)]]
    collected = collect(engine, batches)

    assert engine.seen == ["1", "2", "3"]
    assert collected.rows["user"].entity == ("bob", "ann", "ann")
    assert collected.rows["user"].day.tolist() == [2, 2, 3]
    assert collected.rows["user"].vectors[:, 0].tolist() == [2, 2, 3]
    assert collected.rows["user"].feature_names == FEATURES
    assert collected.created_from.events == 3
    assert collected.created_from.start_time == 2 * 86_400_000
    assert collected.created_from.end_time == 3 * 86_400_000
    assert collected.created_from.entities == {"user": 2}


def test_an_empty_history_has_no_rows():
    """No events make an empty data set."""
    assert collect(FakeEngine(), []).rows == {}


def test_round_trip(tmp_path: Path):
    """A saved data set is loaded as it was."""
    original = dataset()
    save(original, tmp_path / "data")
    loaded = load(tmp_path / "data")

    assert list(loaded.rows) == list(original.rows)
    assert loaded.created_from == original.created_from
    for kind, expected in original.rows.items():
        assert loaded.rows[kind].entity == expected.entity
        assert loaded.rows[kind].feature_names == expected.feature_names
        assert np.array_equal(loaded.rows[kind].day, expected.day)
        assert np.array_equal(loaded.rows[kind].vectors, expected.vectors)
        assert loaded.rows[kind].vectors.dtype == np.float32


@pytest.mark.parametrize("name", ["dataset.json", "user.parquet"])
def test_damage_is_noticed(tmp_path: Path, name: str):
    """A missing or damaged file raises StateError."""
    save(dataset(), tmp_path)
    (tmp_path / name).write_bytes(b"PAR1")
    with pytest.raises(StateError):
        load(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(StateError):
        load(tmp_path)


@given(days=st.integers(2, 40), holdout=st.floats(0.01, 0.9))
def test_split_keeps_time(days: int, holdout: float):
    """No held-out day lies before a fitted one, no row is lost, and both parts have a day."""
    whole = Dataset({"user": rows(entities=2, days=days)})
    fitted, held_out = split_by_day(whole, holdout)

    assert len(fitted.rows["user"]) + len(held_out.rows["user"]) == len(whole.rows["user"])
    assert fitted.rows["user"].day.max() < held_out.rows["user"].day.min()


def test_kinds_are_split_at_the_same_day():
    """A kind that is rare is cut at the day of the others."""
    whole = Dataset({"user": rows(days=10), "src_ip": rows(entities=1, days=1, first_day=20_009)})
    fitted, held_out = split_by_day(whole)

    assert len(fitted.rows["src_ip"]) == 0
    assert len(held_out.rows["src_ip"]) == 1


def test_one_day_cannot_be_split():
    """A history of one day raises ConfigError."""
    with pytest.raises(ConfigError, match="1 closed day"):
        split_by_day(Dataset({"user": rows(days=1)}))
