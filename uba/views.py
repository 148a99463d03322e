"""What people see of an engine: figures, risks, and one entity with its baselines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from uba.baselines.counts import posterior, size_posterior
from uba.findings import risk
from uba.findings.calibrations import Calibration
from uba.findings.held_back import HeldBackIncident
from uba.memory import memory
from uba.state.entities import shortened
from uba.statistics import EntityRisk, Newcomer, RiskContribution, Statistics

if TYPE_CHECKING:
    from uba.engine import Engine
    from uba.stage_one import KindState

_MATURE_DAYS = 15.0
_RISKS = 100
_NEWCOMERS = 200


class BaselineView(msgspec.Struct, frozen=True, kw_only=True):
    """What is usual for one feature of an entity: amount of an average active day, and of its peers."""

    feature: str
    usual_per_day: float
    peers_per_day: float
    maturity: float


class EntityView(msgspec.Struct, frozen=True, kw_only=True):
    """One entity: who it is, what is usual for it, and what its risk is made of."""

    type: str
    id: str
    group: str
    first_seen_ms: int
    last_seen_ms: int
    active_days: float
    events_per_day: float
    risk: float
    contributions: list[RiskContribution]
    baselines: list[BaselineView]
    hours: list[float]
    """Share of activity by local hour: 24 of working days, 24 of weekend days."""
    calibrations: list[Calibration]
    """What false-positive verdicts taught about it, in force now."""


class SuppressionView(msgspec.Struct, frozen=True, kw_only=True):
    """What is not told, and why: calibrations in force, incidents held back, and how many by cause."""

    counts: dict[str, int]
    incidents: list[HeldBackIncident]
    calibrations: list[Calibration]


def suppression(engine: Engine) -> SuppressionView:
    """Everything that keeps something from being told; incidents and calibrations newest first."""
    held_back = engine.findings.held_back
    return SuppressionView(
        counts=dict(sorted(held_back.counts.items())),
        incidents=held_back.incidents[::-1],
        calibrations=engine.findings.calibrations.all(int(engine.clock.now[0])),
    )


def risks(engine: Engine) -> list[EntityRisk]:
    """Every entity with a risk, riskiest first."""
    return risk.risks(engine.findings.all(), int(engine.clock.now[0]))


def statistics(engine: Engine) -> Statistics:
    """Figures of the run so far."""
    known = {kind: len(state.entities) for kind, state in engine.kinds.items()}
    return Statistics(
        days=engine.ledger.days(),
        sources=engine.ledger.sources(),
        newcomers=_newcomers(engine),
        entities=known,
        state_bytes=sum(memory(engine).values()),
        asked_per_day=engine.budget.asked(),
        realised_per_day=engine.ledger.realised_per_day(),
        teams=engine.ledger.teams(engine.teams.asked),
        risks=risks(engine)[:_RISKS],
        suppressed=dict(sorted(engine.findings.held_back.counts.items())),
        seen=engine.footprints.seen(int(engine.clock.now[0])),
    )


def entity(engine: Engine, kind: str, name: str) -> EntityView | None:
    """One entity, None where it was never seen."""
    state = engine.kinds.get(kind)
    if state is None:
        return None
    index = state.entities.index.get(shortened(engine.context.canonical(name) if kind == "user" else name))
    if index is None:
        return None
    table = state.entities
    names = {number: group for group, number in state.groups.items()}
    canonical = table.names[index]
    own = next((r for r in risks(engine) if r.type == kind and r.id == canonical), None)
    return EntityView(
        type=kind,
        id=canonical,
        group=names[int(table.group[index])],
        first_seen_ms=int(table.first_seen[index]),
        last_seen_ms=int(table.last_seen[index]),
        active_days=round(float(table.active_days[index]), 2),
        events_per_day=round(float(table.daily[index]), 2),
        risk=own.risk if own else 0.0,
        contributions=own.contributions if own else [],
        baselines=_baselines(state, index),
        hours=[round(float(share), 4) for share in table.rhythm[index]],
        calibrations=engine.findings.calibrations.of(kind, canonical, int(engine.clock.now[0])),
    )


def _baselines(state: KindState, index: int) -> list[BaselineView]:
    views = []
    group = int(state.entities.group[index])
    for features in state.windows:
        series = features.series
        for f, spec in enumerate(features.specs):
            row = int(series.rows[index, f]) if index < series.rows.shape[0] else -1
            if row < 0:
                continue
            prior = features.priors[group, f]
            learned = (float(series.total[row]), float(series.exposure[row]), float(series.excess[row]))
            if spec.is_log:
                usual, _, _, maturity = size_posterior(*learned, prior)
            else:
                usual, _, _, maturity = posterior(*learned, float(series.square[row]), prior)
            views.append(
                BaselineView(
                    feature=spec.name,
                    usual_per_day=round(usual, 3),
                    peers_per_day=round(float(prior[0]), 3),
                    maturity=round(maturity, 3),
                )
            )
    return views


def _newcomers(engine: Engine) -> list[Newcomer]:
    """Users with less than 15 active days, newest first."""
    table = engine.kinds["user"].entities
    found = []
    for i, name in enumerate(table.names):
        days = float(table.active_days[i])
        if name and days < _MATURE_DAYS:
            user = engine.context.user(name)
            found.append(
                Newcomer(
                    type="user",
                    id=name,
                    first_seen_ms=int(table.first_seen[i]),
                    department=user.department if user is not None else "",
                    maturity=round(days / _MATURE_DAYS, 3),
                )
            )
    return sorted(found, key=lambda newcomer: (-newcomer.first_seen_ms, newcomer.id))[:_NEWCOMERS]
