"""Event-time replay: logs through the very engine the service runs, results into a directory."""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from uba.clock import DAY_MS
from uba.engine import Engine
from uba.events import Event
from uba.findings.ocsf import to_ocsf
from uba.garbage import searched_seldom
from uba.reader import Rejected
from uba.statistics import TeamStatistics

_SCORES = pa.schema(
    [
        ("uid", pa.string()),
        ("time", pa.int64()),
        ("source", pa.string()),
        ("user", pa.string()),
        ("src_ip", pa.string()),
        ("score", pa.float64()),
        ("p_value", pa.float64()),
        ("feature", pa.string()),
    ]
)
_json = msgspec.json.Encoder(order="sorted")


class ReplaySummary(msgspec.Struct, kw_only=True):
    """What `summary.json` holds; the contract's names."""

    events: int = 0
    rejected: int = 0
    duplicates: int = 0
    late: int = 0
    events_by_source: dict[str, int] = {}
    findings: int = 0
    findings_by_day: dict[str, int] = {}
    suppressed: dict[str, int] = {}
    budget_per_day: float = 0.0
    realised_per_day: float = 0.0
    teams: list[TeamStatistics] = []
    model_versions: dict[str, str] = {}
    seconds: float = 0.0
    events_per_second: float = 0.0
    peak_rss_bytes: int = 0
    entities: dict[str, int] = {}
    state_bytes: int = 0


class Replay:
    """One replay into a directory; nothing is left half-written there.

    Files are written beside their place and moved in when complete, so that a
    run that dies leaves the results of the run before.
    """

    def __init__(self, engine: Engine, out: Path) -> None:
        self._engine = engine
        self._out = out
        self._rejected = 0
        self._duplicates = 0
        self._late = 0
        self._by_source: Counter[str] = Counter()

    def run(self, batches: Iterable[list[Event | Rejected]]) -> ReplaySummary:
        """Replay batches of events and rejected lines, and write the results.

        Raises
        ------
        OSError
            The directory cannot be written.
        """
        started = time.perf_counter()
        self._out.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".replay-", dir=self._out))
        try:
            with (
                searched_seldom(),
                (work / "rejected.ndjson").open("wb") as rejected,
                pq.ParquetWriter(work / "scores.parquet", _SCORES, compression="zstd") as scores,
            ):
                for batch in batches:
                    self._take(batch, rejected, scores)
            with (work / "findings.ndjson").open("wb") as findings:
                for finding in self._engine.findings.all():
                    findings.write(_json.encode(to_ocsf(finding)) + b"\n")
            summary = self._summary(time.perf_counter() - started)
            (work / "summary.json").write_bytes(msgspec.json.format(_json.encode(summary)) + b"\n")
            for file in sorted(work.iterdir()):
                file.replace(self._out / file.name)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        return summary

    def _take(self, batch: list[Event | Rejected], rejected: Any, scores: pq.ParquetWriter) -> None:
        events = [item for item in batch if isinstance(item, Event)]
        for item in batch:
            if isinstance(item, Rejected):
                rejected.write(msgspec.json.encode(item) + b"\n")
        self._rejected += len(batch) - len(events)
        if not events:
            self._engine.note_rejected(len(batch))
            return
        decided = self._engine.process(events)
        self._engine.note_rejected(len(batch) - len(events))
        self._duplicates += int(np.count_nonzero(decided.is_duplicate))
        self._late += int(np.count_nonzero(decided.is_late))
        self._by_source.update(event.source for event in events)
        kept = np.flatnonzero(~decided.is_duplicate)
        scored, features = [events[i] for i in kept.tolist()], decided.strongest_features()
        values: list[Any] = [
            [event.uid for event in scored],
            decided.time[kept],
            [event.source for event in scored],
            [user for segment in decided.segments for user in segment.batch.users],
            [event.src_ip for event in scored],
            decided.score[kept],
            decided.p_value[kept],
            [features[i] for i in kept.tolist()],
        ]
        columns = [pa.array(column, type=field.type) for column, field in zip(values, _SCORES, strict=True)]
        scores.write_table(pa.Table.from_arrays(columns, schema=_SCORES))

    def _summary(self, seconds: float) -> ReplaySummary:
        findings = self._engine.findings.all()
        statistics = self._engine.statistics()
        events = sum(self._by_source.values())
        days = Counter(str(np.datetime64(finding.start_time // DAY_MS, "D")) for finding in findings)
        return ReplaySummary(
            events=events,
            rejected=self._rejected,
            duplicates=self._duplicates,
            late=self._late,
            events_by_source=dict(sorted(self._by_source.items())),
            findings=len(findings),
            findings_by_day=dict(sorted(days.items())),
            suppressed=statistics.suppressed,
            budget_per_day=statistics.asked_per_day,
            realised_per_day=statistics.realised_per_day,
            teams=statistics.teams,
            model_versions=self._engine.model_versions(),
            seconds=round(seconds, 3),
            events_per_second=round(events / seconds, 1) if seconds else 0.0,
            peak_rss_bytes=_peak_rss(),
            entities=statistics.entities,
            state_bytes=statistics.state_bytes,
        )


def _peak_rss() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
