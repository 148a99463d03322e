"""Rows and engines that tests make up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from training.dataset import Dataset, Rows
from uba.events import Event

FEATURES = ("logons", "failures", "pages", "mails")
DAY_MS = 86_400_000


def rows(entities: int = 40, days: int = 12, seed: int = 1, first_day: int = 20_000) -> Rows:
    """Make the days of so many entities: exponential surprises, often 0."""
    rng = np.random.default_rng(seed)
    n = entities * days
    vectors = rng.exponential(1 / np.log(10), (n, 4)) * (rng.random((n, 4)) < 0.6)
    names = tuple(f"user{i % entities}@example.org" for i in range(n))
    day = np.repeat(np.arange(first_day, first_day + days, dtype=np.int32), entities)
    return Rows(names, day, vectors.astype(np.float32), FEATURES)


def dataset() -> Dataset:
    """Make a data set of many users and of few addresses."""
    return Dataset({"user": rows(), "src_ip": rows(entities=3)})


class FakeEngine:
    """Closes one row for each event, and hands rows over two batches late."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._closed: list[tuple[str, int]] = []

    def process(self, events: Sequence[Event]) -> None:
        self.seen += [event.uid for event in events]
        self._closed += [(event.actor_user_name, event.time // DAY_MS) for event in events]

    def take_day_vectors(self) -> Mapping[str, Rows]:
        taken, self._closed = self._closed, []
        if not taken:
            return {}
        vectors = np.array([[day, 0, 0, 1] for _, day in taken], dtype=np.float32)
        return {"user": Rows(tuple(n for n, _ in taken), np.array([d for _, d in taken], np.int32), vectors, FEATURES)}


def event(uid: int, user: str, day: int) -> Event:
    """Make an event of a user on a day."""
    return Event(time=day * DAY_MS, uid=str(uid), source="ocsf", class_uid=3002, actor_user_name=user)
