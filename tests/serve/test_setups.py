"""Laws of setups: what judged an entry is known, and comes back as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from serve import setups
from serve.setups import Setup, SetupNote, setup_behind
from tests.strategies import context
from tests.uba.context.mmdb import database
from uba.context import Context
from uba.context.calendar import Calendar, Day
from uba.context.inventory import Asset, Inventory
from uba.errors import StateError

A, B = Setup("a"), Setup("b", "champion")


def test_notes(tmp_path: Path) -> None:
    """A setup holds until the next one; the same again is no news, and at one entry the last one counts."""
    assert setups.read_notes(tmp_path) == []
    for seq, setup in [(0, A), (3, A), (5, B), (5, A), (7, B)]:
        setups.note(tmp_path, seq, setup)

    assert setups.read_notes(tmp_path) == [SetupNote(0, A), SetupNote(5, A), SetupNote(7, B)]


@given(seqs=st.lists(st.integers(0, 20), min_size=1, max_size=5, unique=True).map(sorted), asked=st.integers(0, 25))
def test_the_setup_behind_an_entry(seqs: list[int], asked: int) -> None:
    """What judged the entry behind one is the newest note up to it; before the first note nobody knows."""
    notes = [SetupNote(seq, Setup(str(seq))) for seq in seqs]
    earlier = [seq for seq in seqs if seq <= asked]

    assert setup_behind(notes, asked) == (Setup(str(earlier[-1])) if earlier else None)


def test_damaged_notes_are_refused(tmp_path: Path) -> None:
    """Notes that cannot be read are an error with a way out, not a guess."""
    (tmp_path / "setups.json").write_text("[{")

    with pytest.raises(StateError, match="restore it from a backup"):
        setups.read_notes(tmp_path)


@pytest.mark.parametrize("people", [0, 3])
def test_a_context_comes_back(tmp_path: Path, people: int) -> None:
    """A kept context has the same fingerprint and gives the same answers."""
    known = context(people)
    inventory = Inventory([Asset(type="scanner", value="192.0.2.9", valid_to=date(2026, 3, 1))])
    known = Context(known.directory, known.networks, inventory, Calendar([Day(date=date(2026, 1, 1), kind="holiday")]))
    setups.keep_context(tmp_path, known, known.fingerprint())
    setups.keep_context(tmp_path, known, known.fingerprint())
    again = setups.kept_context(tmp_path, known.fingerprint())

    assert again is not None
    assert again.fingerprint() == known.fingerprint()
    assert again.canonical("CORP\\u1") == known.canonical("CORP\\u1")
    assert len(list(tmp_path.iterdir())) == 1


def test_a_context_comes_back_with_its_databases(tmp_path: Path) -> None:
    """Databases of addresses are kept as they were, each once, and what is not there any more is said."""
    folder, kept = tmp_path / "context", tmp_path / "kept"
    folder.mkdir()
    for system in (64501, 64502):
        (folder / "x.mmdb").write_bytes(database({"203.0.113.0/24": {"autonomous_system_number": system}}))
        (folder / "y.mmdb").write_bytes(database({"203.0.113.0/24": {"country": {"iso_code": "DE"}}}))
        known, _ = Context.load(folder)
        setups.keep_context(kept, known, known.fingerprint())
        again = setups.kept_context(kept, known.fingerprint())
        assert again is not None
        assert again.fingerprint() == known.fingerprint()
        network = again.network("203.0.113.7")
        assert network is not None
        assert (network.asn, network.country) == (system, "DE")

    assert len(list(kept.glob("geo-*.mmdb"))) == 3
    for file in kept.glob("geo-*.mmdb"):
        file.unlink()
    with structlog.testing.capture_logs() as said:
        assert setups.kept_context(kept, known.fingerprint()) is None
    assert [line["log_level"] for line in said] == ["warning"]


@pytest.mark.parametrize("body", [None, b"damaged"])
def test_a_lost_context_is_said(tmp_path: Path, body: bytes | None) -> None:
    """A context that is gone or damaged is None, and the log says so."""
    if body is not None:
        (tmp_path / "context-abc.json.zst").write_bytes(body)
    with structlog.testing.capture_logs() as said:
        assert setups.kept_context(tmp_path, "abc") is None

    assert [line["log_level"] for line in said] == ["warning"]


def test_a_champion_is_kept(tmp_path: Path) -> None:
    """A copy of the champion stays what it was when another takes its place; no champion has no fingerprint."""
    model = tmp_path / "champion"
    assert setups.champion_of(model) == ""
    model.mkdir()
    (model / "model.json").write_text("one")
    fingerprint = setups.champion_of(model)
    setups.keep_champion(tmp_path, model, fingerprint)
    (model / "model.json").write_text("two")

    assert setups.champion_of(setups.kept_champion(tmp_path, fingerprint)) == fingerprint
    assert setups.champion_of(model) != fingerprint
