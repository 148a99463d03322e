"""Where the scorer gets an engine from: a fresh one, or one back from a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import structlog

if TYPE_CHECKING:
    from models.artifact import ModelSet
    from uba.context import Context
    from uba.detector import Detector
    from uba.engine import Engine
    from uba.settings import Settings

log = structlog.get_logger("serve.engines")

NO_CHAMPION = "none: baselines and online models alone"


class Engines(Protocol):
    """Makes engines; each call gives one that shares no state with the last."""

    champion: str
    """Version of the champion in use, or `NO_CHAMPION`."""

    def fresh(self) -> Engine:
        """Make an engine that has learned nothing."""
        ...

    def restore(self, body: bytes) -> Engine:
        """Make the engine a snapshot was taken of.

        Raises
        ------
        uba.errors.StateError
            The snapshot is damaged or of an unknown version.
        """
        ...


class ConfiguredEngines:
    """Engines with the operator's context and settings and the data directory's champion.

    A champion promoted later is picked up by the next start.

    Raises
    ------
    uba.errors.StateError, uba.errors.FeatureMismatch
        The champion is damaged or made for other features.
    """

    def __init__(self, data_dir: Path, context: Context, settings: Settings) -> None:
        from models.champion import load_champion
        from uba.features import vector_schema
        from uba.kinds import ENTITY_KINDS

        self._context = context
        self._settings = settings
        self._data_dir = data_dir
        self._schema = {kind: vector_schema(kind) for kind in ENTITY_KINDS}
        self.champion = _version(load_champion(data_dir, self._schema))
        if self.champion == NO_CHAMPION:
            log.warning("no champion model: scoring with baselines and online models alone", data_dir=str(data_dir))
        else:
            log.info("champion model loaded", version=self.champion)

    def fresh(self) -> Engine:
        """Make an engine that has learned nothing."""
        from uba.engine import Engine

        return Engine(self._context, self._settings, self._detectors())

    def restore(self, body: bytes) -> Engine:
        """Make the engine a snapshot was taken of; its settings come from the snapshot."""
        from uba.engine import Engine

        engine = Engine.restore(body, self._context, self._detectors())
        asked, kept = self._settings.budget_per_day, engine.settings.budget_per_day
        if asked is not None and asked != kept:
            log.warning("the budget is part of the state: the one it began with is kept", asked=asked, kept=kept)
        return engine

    def _detectors(self) -> dict[str, list[Detector]]:
        # Loaded anew each time: detectors learn, and two engines must never share one.
        from models.champion import line_up, load_champion

        champion = load_champion(self._data_dir, self._schema)
        return line_up(list(self._schema), self._schema, self._settings.seed, champion)


def _version(champion: ModelSet | None) -> str:
    if champion is None:
        return NO_CHAMPION
    return ", ".join(f"{name} {version}" for name, version in sorted(champion.versions.items()))
