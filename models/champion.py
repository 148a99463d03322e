"""The champion: the saved model in use, mirrored from the registry into the data directory.

Whoever scores reads it here and needs no registry to be up, or installed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from models import artifact, online_detectors
from models.artifact import ModelSet
from uba.detector import Detector


def champion_path(data_dir: Path) -> Path:
    """Directory of the champion's mirror."""
    return data_dir / "models" / "champion"


def load_champion(data_dir: Path, schema: Mapping[str, Sequence[str]]) -> ModelSet | None:
    """Read the champion; None where none was promoted yet.

    Raises
    ------
    uba.errors.StateError, uba.errors.FeatureMismatch
        As `models.artifact.load`.
    """
    path = champion_path(data_dir)
    return artifact.load(path, schema) if path.exists() else None


def line_up(
    kinds: Sequence[str], schema: Mapping[str, Sequence[str]], seed: int, champion: ModelSet | None
) -> dict[str, list[Detector]]:
    """Detectors by entity kind: the online ones, then the champion's."""
    detectors = online_detectors(kinds, schema, seed)
    for kind, listed in (champion.detectors if champion else {}).items():
        if kind in detectors:
            detectors[kind] += listed
    return detectors
