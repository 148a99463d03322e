"""Backtest: a history replayed through the engine, and what came of it, ready to be judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

from models import YARDSTICKS, artifact
from models.champion import champion_path, line_up, load_champion
from training.evaluate import Replay
from training.history import History
from training.labels import Labels
from uba.context import Context
from uba.detector import Detector
from uba.engine import Engine
from uba.errors import ConfigError
from uba.features import vector_schema
from uba.findings.ocsf import to_ocsf
from uba.indicators import built_in_rules
from uba.kinds import ENTITY_KINDS
from uba.settings import Settings

DAY_MS = 86_400_000

Detectors = Mapping[str, Sequence[Detector]]


def schema() -> dict[str, tuple[str, ...]]:
    """Feature names in column order, by entity kind, as the engine computes them."""
    return {kind: vector_schema(kind) for kind in ENTITY_KINDS}


def choose_detectors(model: str, data_dir: Path, seed: int) -> dict[str, list[Detector]]:
    """Build the detectors that an evaluation asks for.

    Parameters
    ----------
    model
        `none` for the online detectors alone; `champion` or the directory of a saved model for
        these and the model; `null` or `random` for that yardstick instead of all of them.

    Raises
    ------
    uba.errors.ConfigError
        There is no such model.
    """
    if build := YARDSTICKS.get(model):
        return {kind: [build(vector_schema(kind), seed)] for kind in ENTITY_KINDS}
    if model == "none":
        return line_up(ENTITY_KINDS, schema(), seed, None)
    if model == "champion":
        champion = load_champion(data_dir, schema())
        if champion is None:
            raise ConfigError(
                f"{champion_path(data_dir)}: no champion there; train and promote one, or use --model none"
            )
        return line_up(ENTITY_KINDS, schema(), seed, champion)
    if not Path(model).is_dir():
        raise ConfigError(f"--model {model}: no such directory; expected champion, none, null, random or a saved model")
    return line_up(ENTITY_KINDS, schema(), seed, artifact.load(Path(model), schema()))


def first_labelled_midnight(labels: Labels) -> int:
    """Give the UTC midnight before the first labelled attack, in ms; 0 without attacks."""
    return min((attack.start for attack in labels.attacks), default=0) // DAY_MS * DAY_MS


def replay(history: History, context: Context, settings: Settings, detectors: Detectors) -> Replay:
    """Run a history through a new engine, and take what an evaluation needs from it."""
    started = perf_counter()
    engine = Engine(context, settings, detectors, rules=built_in_rules())
    for batch in history.batches():
        engine.process(batch)
    return outcome(engine, history.events, history.rejected, perf_counter() - started)


def outcome(engine: Engine, events: int, rejected: int, seconds: float) -> Replay:
    """Take what an evaluation needs from an engine that so many events went through in so much time."""
    statistics, since = engine.statistics(), engine.settings.findings_from
    days = [day for day in statistics.days if day.day >= since // DAY_MS]
    return Replay(
        findings=[to_ocsf(finding) for finding in engine.findings.all()],
        since=since,
        days=len(days),
        user_days=sum(day.active.get("user", 0) for day in days),
        asked_per_day=statistics.asked_per_day,
        events=events,
        rejected=rejected,
        seconds=seconds,
    )
