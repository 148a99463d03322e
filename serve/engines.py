"""Where the scorer gets an engine from: a fresh one, or one back from a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import structlog

from serve import setups, snapshots
from serve.own_rules import OwnRules
from serve.setups import Setup

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
    setup: Setup
    """What the engines are set up with."""

    def keep(self) -> None:
        """Keep a copy of what the setup is made of, for whoever replays the journal later."""
        ...

    def under(self, setup: Setup) -> Engines:
        """Give the engines of an earlier setup; what is not kept any more is today's, which the log says."""
        ...

    def fresh(self, settings: Settings | None = None) -> Engine:
        """Make an engine that has learned nothing, with other settings than the operator's if any are given."""
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
    """Engines with the operator's context, settings and rules and the data directory's champion.

    A champion promoted later is picked up by the next start.

    Parameters
    ----------
    champion
        Directory of the saved model; None for the data directory's champion.
    rules
        The operator's own indicator rules, beside those that come with the program.

    Raises
    ------
    uba.errors.StateError, uba.errors.FeatureMismatch
        The champion is damaged or made for other features.
    """

    def __init__(
        self,
        data_dir: Path,
        context: Context,
        settings: Settings,
        champion: Path | None = None,
        rules: OwnRules | None = None,
    ) -> None:
        from models.champion import champion_path
        from uba.features import vector_schema
        from uba.kinds import ENTITY_KINDS

        self._context = context
        self._settings = settings
        self._data_dir = data_dir
        self._own_rules = rules or OwnRules()
        self._rules = self._own_rules.rules()
        self._schema = {kind: vector_schema(kind) for kind in ENTITY_KINDS}
        self._path = champion or champion_path(data_dir)
        self.setup = Setup(context.fingerprint(), setups.champion_of(self._path), self._own_rules.fingerprint)
        self.champion = _version(self._load())
        if self.champion == NO_CHAMPION:
            log.warning("no champion model: scoring with baselines and online models alone", data_dir=str(data_dir))
        else:
            log.info("champion model loaded", version=self.champion)

    def keep(self) -> None:
        """Keep a copy of context, rules and champion; from now on the copy is used, whatever is promoted meanwhile."""
        directory = snapshots.directory(self._data_dir)
        setups.keep_context(directory, self._context, self.setup.context)
        setups.keep_rules(directory, self._own_rules)
        if self.setup.champion:
            setups.keep_champion(directory, self._path, self.setup.champion)
            self._path = setups.kept_champion(directory, self.setup.champion)

    def under(self, setup: Setup) -> ConfiguredEngines:
        """Give the engines of an earlier setup; what is not kept any more is today's, which the log says."""
        if setup == self.setup:
            return self
        directory = snapshots.directory(self._data_dir)
        context, champion, rules = self._context, self._path, self._own_rules
        if setup.context != self.setup.context:
            context = setups.kept_context(directory, setup.context) or context
        if setup.champion != self.setup.champion:
            champion = setups.kept_champion(directory, setup.champion) if setup.champion else directory / "none"
            if setup.champion and not champion.exists():
                log.warning("a champion that was used is not there any more", path=str(champion))
                champion = self._path
        if setup.rules != self.setup.rules:
            rules = setups.kept_rules(directory, setup.rules) or rules
        return ConfiguredEngines(self._data_dir, context, self._settings, champion, rules)

    def fresh(self, settings: Settings | None = None) -> Engine:
        """Make an engine that has learned nothing."""
        from uba.decide.teams import check
        from uba.engine import Engine

        check((settings or self._settings).team_budgets, self._context)
        return Engine(self._context, settings or self._settings, self._detectors(), rules=self._rules)

    def restore(self, body: bytes) -> Engine:
        """Make the engine a snapshot was taken of; its settings come from the snapshot."""
        from uba.engine import Engine

        engine = Engine.restore(body, self._context, self._detectors(), rules=self._rules)
        asked, kept = self._settings.budget_per_day, engine.settings.budget_per_day
        if asked is not None and asked != kept:
            log.warning("the budget is part of the state: the one it began with is kept", asked=asked, kept=kept)
        teams, kept_teams = self._settings.team_budgets, engine.settings.team_budgets
        if teams and teams != kept_teams:
            log.warning(
                "team budgets are part of the state: those it began with are kept", asked=teams, kept=kept_teams
            )
        return engine

    def _load(self) -> ModelSet | None:
        from models import artifact

        return artifact.load(self._path, self._schema) if self._path.exists() else None

    def _detectors(self) -> dict[str, list[Detector]]:
        # Loaded anew each time: detectors learn, and two engines must never share one.
        from models.champion import line_up

        return line_up(list(self._schema), self._schema, self._settings.seed, self._load())


def _version(champion: ModelSet | None) -> str:
    if champion is None:
        return NO_CHAMPION
    return ", ".join(f"{name} {version}" for name, version in sorted(champion.versions.items()))
