"""Data sets: the vectors of every entity's days, as the engine computed them over a history.

There is no second implementation of a feature: history runs through the engine
that scores, and what it closes is collected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.artifact import CreatedFrom
from uba.detector import Vectors
from uba.errors import ConfigError, StateError

if TYPE_CHECKING:
    from uba.events import Event


class DayVectorsLike(Protocol):
    """Closed days of one entity kind, as the engine hands them over."""

    @property
    def entity(self) -> Sequence[str]:
        """Entity of each row."""
        ...

    @property
    def day(self) -> NDArray[np.int32]:
        """Day of each row, days since the Unix epoch."""
        ...

    @property
    def vectors(self) -> Vectors:
        """Shape (n, n_features)."""
        ...

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Columns in order."""
        ...


class CollectingEngine(Protocol):
    """What this module needs of an engine."""

    def process(self, events: Sequence[Event]) -> object:
        """Score and learn a batch."""
        ...

    def take_day_vectors(self) -> Mapping[str, DayVectorsLike]:
        """Hand over, by entity kind, the days closed since the last call."""
        ...


@dataclass(frozen=True)
class Rows:
    """Days of one entity kind: `entity` (n), `day` int32 (n), `vectors` float32 (n, n_features)."""

    entity: tuple[str, ...]
    day: NDArray[np.int32]
    vectors: Vectors
    feature_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.entity)

    def where(self, mask: NDArray[np.bool_]) -> Rows:
        """Keep the rows of a mask."""
        kept = tuple(self.entity[i] for i in np.flatnonzero(mask))
        return Rows(kept, self.day[mask], self.vectors[mask], self.feature_names)


@dataclass(frozen=True)
class Dataset:
    """Rows by entity kind, in order of day, and the history they are from."""

    rows: dict[str, Rows]
    created_from: CreatedFrom = field(default_factory=CreatedFrom)

    @property
    def days(self) -> NDArray[np.int32]:
        """Days that have a row, ascending."""
        return np.unique(np.concatenate([r.day for r in self.rows.values()] or [np.zeros(0, dtype=np.int32)]))


def collect(engine: CollectingEngine, batches: Iterable[Sequence[Event]]) -> Dataset:
    """Run a history through an engine and collect the days it closes."""
    parts: dict[str, list[DayVectorsLike]] = {}
    events, start, end = 0, 0, 0
    for batch in batches:
        if not batch:
            continue
        engine.process(batch)
        for kind, taken in engine.take_day_vectors().items():
            parts.setdefault(kind, []).append(taken)
        times = [event.time for event in batch]
        start = min(times) if not events else min(start, *times)
        end = max(end, *times)
        events += len(batch)
    rows = {kind: _join(taken) for kind, taken in parts.items()}
    entities = {kind: len(set(joined.entity)) for kind, joined in rows.items()}
    return Dataset(rows, CreatedFrom(start_time=start, end_time=end, events=events, entities=entities))


def split_by_day(dataset: Dataset, holdout: float = 0.25) -> tuple[Dataset, Dataset]:
    """Cut a data set at a day: everything before is for fitting, that day and later for holding out.

    Time is never shuffled: a model that is judged on a day has seen no later one.

    Parameters
    ----------
    holdout
        Share of the days held out, in (0, 1); at least one day is on either side.

    Raises
    ------
    uba.errors.ConfigError
        There are fewer than two days.
    """
    days = dataset.days
    if len(days) < 2:
        raise ConfigError(
            f"the history has {len(days)} closed days; expected 2 or more to fit and to hold out: add logs"
        )
    first_held_out = days[-min(len(days) - 1, max(1, round(len(days) * holdout)))]

    def part(late: bool) -> Dataset:
        rows = {kind: r.where((r.day >= first_held_out) == late) for kind, r in dataset.rows.items()}
        return Dataset(rows, dataset.created_from)

    return part(late=False), part(late=True)


def save(dataset: Dataset, path: Path) -> None:
    """Write a data set into a directory: one Parquet file for each entity kind, and `dataset.json`."""
    import polars as pl

    path.mkdir(parents=True, exist_ok=True)
    for kind, rows in dataset.rows.items():
        frame = pl.DataFrame(rows.vectors, schema=list(rows.feature_names), orient="row")
        frame = frame.insert_column(0, pl.Series("day", rows.day)).insert_column(0, pl.Series("entity", rows.entity))
        frame.write_parquet(path / f"{kind}.parquet")
    card = {"kinds": list(dataset.rows), "created_from": dataset.created_from}
    (path / "dataset.json").write_bytes(msgspec.json.encode(card))


def load(path: Path) -> Dataset:
    """Read a data set back.

    Raises
    ------
    uba.errors.StateError
        A file is missing or damaged.
    """
    import polars as pl

    class Card(msgspec.Struct):
        kinds: list[str]
        created_from: CreatedFrom

    rows = {}
    try:
        card = msgspec.json.decode((path / "dataset.json").read_bytes(), type=Card)
        for kind in card.kinds:
            frame = pl.read_parquet(path / f"{kind}.parquet")
            names = tuple(frame.columns[2:])
            vectors = frame.select(names).to_numpy().astype(np.float32)
            rows[kind] = Rows(tuple(frame["entity"]), frame["day"].to_numpy().astype(np.int32), vectors, names)
    except (OSError, msgspec.MsgspecError, pl.exceptions.PolarsError) as error:
        raise StateError(f"{path}: {error}; expected a saved data set: collect it again") from error
    return Dataset(rows, card.created_from)


def _join(parts: Sequence[DayVectorsLike]) -> Rows:
    """Lay parts end to end, and sort by day; within a day the order stays."""
    entity = [name for part in parts for name in part.entity]
    day = np.concatenate([part.day for part in parts])
    vectors = np.concatenate([part.vectors for part in parts])
    order = np.argsort(day, kind="stable")
    return Rows(tuple(entity[i] for i in order), day[order], vectors[order], parts[0].feature_names)
