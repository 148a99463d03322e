"""What was done on purpose: attacks and look-alikes, in a file of its own that no detector reads."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from training.simulate.config import CorruptLine, SimulationConfig
from training.simulate.sink import Recorder


@dataclass(frozen=True, slots=True)
class Label:
    """One attack or look-alike.

    Attributes
    ----------
    behaviour
        Group of attack kinds, a key of `training.simulate.attacks.ATTACKS`.
    start, end
        First and last event, ms since the epoch.
    event_uids
        Native ids of its records, where the format has one (a message trace: `network message id/recipient`).
    events
        Number of its records.
    """

    id: str
    technique: str
    behaviour: str
    intensity: str
    start: int
    end: int
    entities: dict[str, list[str]]
    event_uids: list[str]
    events: int
    note: str = ""


def label(
    ident: str,
    technique: str,
    behaviour: str,
    intensity: str,
    entities: dict[str, list[str]],
    made: Recorder,
    note: str = "",
) -> Label:
    """Make the label of what a recorder saw; at least one record."""
    return Label(
        id=ident,
        technique=technique,
        behaviour=behaviour,
        intensity=intensity,
        start=min(made.times),
        end=max(made.times),
        entities=entities,
        event_uids=made.uids,
        events=len(made.times),
        note=note,
    )


def write_labels(
    config: SimulationConfig, out: Path, attacks: list[Label], lookalikes: list[Label], corrupt: list[CorruptLine]
) -> None:
    """Write `labels.json`."""
    content = {
        "seed": config.seed,
        "users": config.users,
        "days": config.days,
        "start": config.start.isoformat(),
        "attacks": [asdict(a) for a in attacks],
        "lookalikes": [asdict(a) for a in lookalikes],
        "corrupt": [asdict(c) for c in corrupt],
    }
    (out / "labels.json").write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")
