"""The engine's state, to bytes and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from uba.attack.seen import STORED_UNDER
from uba.context import Context
from uba.detector import Detector
from uba.errors import StateError
from uba.features import fingerprint
from uba.indicators import RuleSet
from uba.settings import Settings
from uba.stage_two import version_of
from uba.state.codec import pack, unpack

if TYPE_CHECKING:
    from uba.engine import Engine
    from uba.stage_one import KindState

VERSION = 8
Arrays = dict[str, NDArray[np.generic]]


def pack_engine(engine: Engine) -> bytes:
    """Encode everything an engine remembers."""
    arrays: Arrays = {
        "clock": np.concatenate(
            [engine.clock.now, engine.clock.strikes, engine.clock.in_time, [engine.closed, engine.counted]]
        ),
        "findings": _bytes(engine.findings.state()),
        "evidence": _bytes(engine.evidence.state()),
        "ledger": _bytes(engine.ledger.state()),
        **_prefixed("budget", engine.budget.state()),
        **_prefixed("teams", engine.teams.state()),
        **_prefixed("pace", engine.pace.state()),
        **_prefixed("sessions", engine.sessions.table.state()),
        **_prefixed("uids", engine.uids.table.state()),
        **_prefixed("indicators", engine.indicators.state()),
        **_prefixed(STORED_UNDER, engine.footprints.state()),
    }
    meta: dict[str, Any] = {
        "features": fingerprint(),
        "settings": msgspec.to_builtins(engine.settings),
        "zones": engine.local_time.names,
        "kinds": {},
    }
    for kind, state in engine.kinds.items():
        decider = engine.deciders[kind]
        arrays |= _prefixed(f"{kind}.decider", decider.state()) | _prefixed(kind, _kind_arrays(state))
        meta["kinds"][kind] = {
            "names": state.entities.names,
            "groups": list(state.groups),
            "detectors": [version_of(detector) for detector in decider.detectors],
        }
    return pack(VERSION, meta, arrays)


def unpack_engine(
    snapshot: bytes,
    context: Context,
    detectors: Mapping[str, Sequence[Detector]] | None,
    rules: RuleSet | None = None,
) -> Engine:
    """Rebuild an engine from `pack_engine`.

    Raises
    ------
    StateError
        Damaged, of another version, with another feature schema, or laid out otherwise.
    """
    meta, arrays = unpack(snapshot, VERSION)
    if meta.get("features") != fingerprint():
        raise StateError(
            f"the snapshot has feature schema {meta.get('features')}, this program {fingerprint()}; replay the journal"
        )
    try:
        return _rebuilt(meta, arrays, context, detectors, rules)
    except (LookupError, TypeError, ValueError, msgspec.MsgspecError) as error:
        raise StateError(
            f"the snapshot is laid out otherwise than this program stores state ({type(error).__name__}: {error}); "
            "replay the journal"
        ) from error


def _rebuilt(
    meta: dict[str, Any],
    arrays: Arrays,
    context: Context,
    detectors: Mapping[str, Sequence[Detector]] | None,
    rules: RuleSet | None,
) -> Engine:
    from uba.engine import Engine  # the engine imports this module

    engine = Engine(context, msgspec.convert(meta["settings"], Settings), detectors, rules=rules)
    clock = engine.clock
    numbers = (int(value) for value in arrays["clock"])
    clock.now[0], clock.strikes[0], clock.in_time[0], engine.closed, engine.counted = numbers
    engine.findings.restore(arrays["findings"].tobytes())
    engine.evidence.restore(arrays["evidence"].tobytes())
    engine.ledger.restore(arrays["ledger"].tobytes())
    engine.budget.restore(_taken("budget", arrays))
    engine.teams.restore(_taken("teams", arrays))
    engine.pace.restore(_taken("pace", arrays))
    engine.sessions.table.restore(_taken("sessions", arrays))
    engine.uids.table.restore(_taken("uids", arrays))
    engine.indicators.restore(_taken("indicators", arrays))
    engine.footprints.restore(_taken(STORED_UNDER, arrays))
    for zone in meta["zones"]:
        engine.local_time.zone_id(zone)
    for kind, state in engine.kinds.items():
        stored = meta["kinds"][kind]
        state.groups = {group: i for i, group in enumerate(stored["groups"])}
        engine.deciders[kind].restore(_taken(f"{kind}.decider", arrays), list(stored["detectors"]))
        _restore_kind(state, stored["names"], _taken(kind, arrays))
    return engine


def _kind_arrays(state: KindState) -> Arrays:
    arrays = {
        **_prefixed("entities", state.entities.state()),
        **_prefixed("rarity", state.rarity.state()),
        **_prefixed("failures", state.failures.state()),
        **_prefixed("seen", state.seen.table.state()),
        "rhythm.volume": state.rhythm.volume.copy(),
        "rhythm.active": state.rhythm.active.copy(),
    }
    for i, features in enumerate(state.windows):
        arrays |= _prefixed(f"window{i}", features.series.state())
        arrays[f"window{i}.priors"] = features.priors.copy()
    return arrays


def _restore_kind(state: KindState, names: list[str], arrays: Arrays) -> None:
    state.entities.restore(names, _taken("entities", arrays))
    state.rarity.restore(_taken("rarity", arrays))
    state.failures.restore(_taken("failures", arrays), len(names))
    state.seen.table.restore(_taken("seen", arrays))
    state.rhythm.volume = arrays["rhythm.volume"].astype(np.float64)
    state.rhythm.active = arrays["rhythm.active"].astype(np.float64)
    state.rhythm.refresh()
    for i, features in enumerate(state.windows):
        features.priors = arrays.pop(f"window{i}.priors").astype(np.float64)
        features.series.restore(_taken(f"window{i}", arrays), len(names))


def _bytes(data: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(data, dtype=np.uint8)


def _prefixed(prefix: str, arrays: Mapping[str, NDArray[np.generic]]) -> Arrays:
    return {f"{prefix}.{name}": array for name, array in arrays.items()}


def _taken(prefix: str, arrays: Arrays) -> Arrays:
    """Take the arrays under a prefix out: what is rebuilt from them need not be in memory twice."""
    start = f"{prefix}."
    return {name.removeprefix(start): arrays.pop(name) for name in list(arrays) if name.startswith(start)}
