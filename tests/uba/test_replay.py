"""Laws of a replay: complete files or the old ones, the same bytes for the same input, figures that add up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from tests.strategies import DAY_MS, HOUR_MS, MONDAY, context, delivered, organisation, theft
from tests.uba.runs import cut
from uba import replay as module
from uba.engine import Engine
from uba.events import Event
from uba.reader import Rejected
from uba.replay import Replay, ReplaySummary
from uba.settings import Settings

FILES = ["findings.ndjson", "rejected.ndjson", "scores.parquet", "summary.json"]
BAD = Rejected(file="x.json", line=7, source="ocsf", error="no time", raw="{}")
USERS = 4


def stream() -> list[Event]:
    """Eleven days with a theft."""
    events = organisation(seed=1, days=11, users=USERS, visitors=2) + theft(MONDAY + 10 * DAY_MS + 9 * HOUR_MS)
    return delivered(sorted(events, key=lambda event: event.time), seed=2)


def replay(out: Path, size: int = 500) -> ReplaySummary:
    """Replay the stream into a directory, with a rejected line in each batch."""
    engine = Engine(context(USERS), Settings(budget_per_day=1.0))
    return Replay(engine, out).run([*batch, BAD] for batch in cut(stream(), size))


def test_the_files(tmp_path: Path) -> None:
    """All four files are there and nothing else; a score for each event, a line for each finding and rejection."""
    summary = replay(tmp_path / "new" / "out", 500)
    out = tmp_path / "new" / "out"
    scores = pq.read_table(out / "scores.parquet").to_pydict()
    findings = [json.loads(line) for line in (out / "findings.ndjson").read_text().splitlines()]
    rejected = [json.loads(line) for line in (out / "rejected.ndjson").read_text().splitlines()]

    assert sorted(path.name for path in out.iterdir()) == FILES
    assert list(scores) == ["uid", "time", "source", "user", "src_ip", "score", "p_value", "feature"]
    assert sorted(scores["uid"]) == sorted({event.uid for event in stream()})
    assert all(0.0 < p <= 1.0 for p in scores["p_value"])
    assert {finding["class_uid"] for finding in findings} == {2004}
    assert all(line == msgspec.to_builtins(BAD) for line in rejected)
    assert summary.findings == len(findings) > 0
    assert summary.rejected == len(rejected) == -(-len(stream()) // 500)


def test_the_summary_adds_up(tmp_path: Path) -> None:
    """The summary has the contract's names, and its figures agree with each other."""
    replay(tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_text())

    assert {
        "events", "rejected", "events_by_source", "findings", "findings_by_day", "budget_per_day", "seconds",
        "events_per_second", "peak_rss_bytes", "entities", "state_bytes",
    } <= summary.keys()  # fmt: skip
    assert summary["events"] == len(stream()) == sum(summary["events_by_source"].values())
    assert summary["duplicates"] == len(stream()) - len({event.uid for event in stream()})
    assert summary["findings"] == sum(summary["findings_by_day"].values())
    assert summary["budget_per_day"] == 1.0
    assert summary["entities"]["user"] == USERS
    assert min(summary["peak_rss_bytes"], summary["state_bytes"], summary["events_per_second"]) > 0


def test_the_same_bytes_however_cut(tmp_path: Path) -> None:
    """The same input gives byte-identical findings, and equal scores, whatever the batch size."""
    for size in (93, 5_000):
        replay(tmp_path / str(size), size)
    first, second = (tmp_path / str(size) for size in (93, 5_000))

    assert (first / "findings.ndjson").read_bytes() == (second / "findings.ndjson").read_bytes()
    assert pq.read_table(first / "scores.parquet").equals(pq.read_table(second / "scores.parquet"))


def test_nothing_to_replay(tmp_path: Path) -> None:
    """Without any event the files are there, empty."""
    summary = Replay(Engine(context(1), Settings()), tmp_path).run([[], [BAD]])

    assert (summary.events, summary.rejected, summary.findings) == (0, 1, 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES
    assert pq.read_table(tmp_path / "scores.parquet").num_rows == 0


def content(folder: Path) -> dict[str, bytes]:
    """Everything in a directory."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_run_that_dies_leaves_the_old_results(tmp_path: Path) -> None:
    """When reading fails half-way, the results of the run before are as they were and no trace is left."""
    replay(tmp_path)
    before = content(tmp_path)

    def dying() -> Iterator[list[Event | Rejected]]:
        yield [*stream()[:300]]
        raise RuntimeError("the log went away")

    with pytest.raises(RuntimeError, match="the log went away"):
        Replay(Engine(context(1), Settings()), tmp_path).run(dying())
    assert content(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES


@pytest.mark.parametrize("step", ["scores", "findings", "summary"])
def test_a_full_disk_leaves_the_old_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """When the disk is full, at whatever file, the error comes out and the old results stay."""
    replay(tmp_path)
    before = content(tmp_path)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "scores":
        monkeypatch.setattr(module.pq.ParquetWriter, "write_table", full)
    elif step == "findings":
        monkeypatch.setattr(module, "to_ocsf", full)
    else:
        monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        replay(tmp_path)
    assert content(tmp_path) == before


def test_the_directory_may_hold_other_things(tmp_path: Path) -> None:
    """Files of others in the directory are not touched."""
    (tmp_path / "notes.txt").write_text("mine")
    replay(tmp_path)

    assert (tmp_path / "notes.txt").read_text() == "mine"
