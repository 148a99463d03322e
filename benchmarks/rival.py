"""The rival: for each user a pipeline of river models, as one would write it from river's own examples.

Eight features of an event are kept with river's rolling windows and counters, each is held against the user's
running mean and variance, and half-space trees judge the eight together, then learn. Events come ready, as they
come to the engine: reading them is not counted against the rival.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import cycle, islice
from typing import NamedTuple

from river import anomaly, stats, utils

from uba.events import FAILURE, Event

WARM_UP = 300
"""Events each user's models learned before the clock starts: more than the trees' first window of 250."""
_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
_EPOCH = dt.datetime(1970, 1, 1)


class RivalUser:
    """Everything the rival keeps for one user."""

    def __init__(self, seed: int) -> None:
        self._rolling = {
            "events_1h": utils.TimeRolling(stats.Sum(), period=_HOUR),
            "events_1d": utils.TimeRolling(stats.Sum(), period=_DAY),
            "failures_1h": utils.TimeRolling(stats.Sum(), period=_HOUR),
            "bytes_1h": utils.TimeRolling(stats.Sum(), period=_HOUR),
            "recipients_1d": utils.TimeRolling(stats.Sum(), period=_DAY),
        }
        self._met: dict[str, set[str]] = {"network": set(), "resource": set(), "application": set()}
        self._new = dict.fromkeys(self._met, 0.0)
        self._today = 0
        self._mean: defaultdict[str, stats.EWMean] = defaultdict(lambda: stats.EWMean(0.02))
        self._variance: defaultdict[str, stats.EWVar] = defaultdict(lambda: stats.EWVar(0.02))
        self._trees = anomaly.HalfSpaceTrees(n_trees=10, height=8, window_size=250, seed=seed)

    def score_and_learn(self, event: Event) -> float:
        """Score one event of the user in [0, 1], then learn it."""
        at = _EPOCH + dt.timedelta(milliseconds=event.time)
        amounts = {
            "events_1h": 1.0,
            "events_1d": 1.0,
            "failures_1h": float(event.status_id == FAILURE),
            "bytes_1h": float(event.bytes_out or event.file_size),
            "recipients_1d": float(len(event.email_to)),
        }
        vector = {}
        for name, window in self._rolling.items():
            window.update(amounts[name], t=at)
            vector[name] = window.get()
        vector |= self._news(event)
        likely = {name: self._held_against_usual(name, value) for name, value in vector.items()}
        score: float = self._trees.score_one(likely)
        self._trees.learn_one(likely)
        return score

    def _news(self, event: Event) -> dict[str, float]:
        """How many networks, resources and applications never met before came today."""
        day = event.time // 86_400_000
        if day != self._today:
            self._today, self._new = day, dict.fromkeys(self._met, 0.0)
        values = {
            "network": event.src_ip.rpartition(".")[0],
            "resource": event.resource_uid,
            "application": event.actor_app_name,
        }
        for name, value in values.items():
            if value and value not in self._met[name]:
                self._met[name].add(value)
                self._new[name] += 1.0
        return {f"new_{name}": count for name, count in self._new.items()}

    def _held_against_usual(self, name: str, value: float) -> float:
        """Deviations from the user's own mean, brought to [0, 1] as the trees want it; then the value is learned."""
        mean, variance = self._mean[name], self._variance[name]
        spread = max(variance.get(), 1e-9) ** 0.5
        deviation = (value - mean.get()) / spread
        mean.update(value)
        variance.update(value)
        return min(max(0.5 + deviation / 12.0, 0.0), 1.0)


class RivalCost(NamedTuple):
    """Microseconds an event of the rival, over so many events of so many users."""

    microseconds: float
    events: int
    users: int


def cost(events: Sequence[Event], users: int, each: int) -> RivalCost:
    """Warm the models of `users` users up, then measure `each` events of every one, taken in turns.

    Parameters
    ----------
    events
        Of people, in order of time; where fewer people than `users` have enough of them, several users get the
        same events, each with models of its own.
    """
    streams: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.actor_user_name:
            streams[event.actor_user_name].append(event)
    enough = [stream for stream in streams.values() if len(stream) >= WARM_UP + each]
    given = list(islice(cycle(enough), users))
    models = [RivalUser(seed) for seed in range(users)]
    for model, stream in zip(models, given, strict=True):
        for event in stream[:WARM_UP]:
            model.score_and_learn(event)
    turns = [(model, stream[WARM_UP + i]) for i in range(each) for model, stream in zip(models, given, strict=True)]
    start = time.process_time()
    for model, event in turns:
        model.score_and_learn(event)
    spent = time.process_time() - start
    return RivalCost(spent / len(turns) * 1e6, len(turns), users)
