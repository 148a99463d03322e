"""The saved form of a model: a directory of data, in which no class of ours and no pickle ever lies.

`model.json` says what it is and what it was made from; `arrays.npz` holds the
arrays, named `entity kind/detector/array`. The first names the hash of the second.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from models import BATCH
from models.columns import Array, fingerprint
from uba.detector import Detector
from uba.errors import FeatureMismatch, StateError

KIND = "uba.models"
FORMAT = 1
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""By format version, the function that turns `model.json` of that version into the next one's."""


class CreatedFrom(msgspec.Struct, frozen=True, kw_only=True):
    """The history a model was made from."""

    start_time: int = 0
    """Time of its first event, ms since the Unix epoch."""
    end_time: int = 0
    events: int = 0
    entities: dict[str, int] = {}
    """By entity kind."""


class ModelSet(msgspec.Struct, frozen=True, kw_only=True):
    """Detectors by entity kind, and what is known of how they came to be."""

    detectors: dict[str, list[Detector]]
    features: dict[str, tuple[str, ...]]
    """Feature names in column order, by entity kind."""
    created_from: CreatedFrom = CreatedFrom()
    parameters: dict[str, Any] = {}
    metrics: dict[str, float] = {}
    made_with: dict[str, str] = {}
    """Version of each package that had a part in it."""

    @property
    def versions(self) -> dict[str, str]:
        """Version by `entity kind/detector`."""
        return {f"{kind}/{d.name}": d.version for kind, listed in self.detectors.items() for d in listed}


class _Member(msgspec.Struct, frozen=True):
    """One detector as `model.json` lists it."""

    entity_kind: str
    name: str
    version: str


class _Card(msgspec.Struct, frozen=True, kw_only=True):
    """`model.json`."""

    kind: str
    format: int
    arrays_sha256: str
    detectors: list[_Member]
    features: dict[str, tuple[str, ...]]
    fingerprints: dict[str, str]
    created_from: CreatedFrom
    parameters: dict[str, Any]
    metrics: dict[str, float]
    made_with: dict[str, str]


def save(models: ModelSet, path: Path) -> None:
    """Write the model to the directory `path`, whole or not at all; what was there is replaced."""
    arrays = _pack(models.detectors)
    card = _Card(
        kind=KIND,
        format=FORMAT,
        arrays_sha256=hashlib.sha256(arrays).hexdigest(),
        detectors=[_Member(kind, d.name, d.version) for kind, listed in models.detectors.items() for d in listed],
        features=models.features,
        fingerprints={kind: fingerprint(names) for kind, names in models.features.items()},
        created_from=models.created_from,
        parameters=models.parameters,
        metrics=models.metrics,
        made_with=models.made_with,
    )
    text = msgspec.json.format(msgspec.json.encode(card), indent=2)
    replace_directory(path, {"model.json": text, "arrays.npz": arrays})


def load(path: Path, schema: Mapping[str, Sequence[str]] | None = None) -> ModelSet:
    """Read a saved model.

    Parameters
    ----------
    path
        The directory.
    schema
        Feature names the engine computes, by entity kind; None to look at a model without running it.

    Raises
    ------
    uba.errors.StateError
        A file is missing, damaged, or of a format this program does not know.
    uba.errors.FeatureMismatch
        The model was made for other features than `schema`.
    """
    card = _read_card(path)
    if schema is not None:
        _check_schema(path, card, schema)
    arrays = _read_arrays(path, card)
    detectors: dict[str, list[Detector]] = {kind: [] for kind in card.features}
    for member in card.detectors:
        detectors[member.entity_kind].append(_revive(path, card, member, arrays))
    return ModelSet(
        detectors=detectors,
        features=card.features,
        created_from=card.created_from,
        parameters=card.parameters,
        metrics=card.metrics,
        made_with=card.made_with,
    )


def replace_directory(path: Path, files: Mapping[str, bytes]) -> None:
    """Put a directory of `files` in the place of `path`: a reader never meets a half-written one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        for name, content in files.items():
            with (fresh / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        fresh.chmod(0o755)
        if path.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
            path.rename(old / "replaced")
            fresh.rename(path)
            shutil.rmtree(old)
        else:
            fresh.rename(path)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _pack(detectors: Mapping[str, Sequence[Detector]]) -> bytes:
    buffer = io.BytesIO()
    arrays = {
        f"{kind}/{d.name}/{key}": array
        for kind, listed in detectors.items()
        for d in listed
        for key, array in d.state().items()
    }
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _read_card(path: Path) -> _Card:
    try:
        raw = msgspec.json.decode((path / "model.json").read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.MsgspecError) as error:
        raise StateError(f"{path}/model.json: {error}; expected a saved model: train again with `uba train`") from error
    if raw.get("kind") != KIND:
        raise StateError(f"{path}/model.json: met kind {raw.get('kind')!r}, expected {KIND!r}; name another directory")
    while raw.get("format") in UPGRADES:
        raw = UPGRADES[raw["format"]](raw)
    if raw.get("format") != FORMAT:
        raise StateError(
            f"{path}/model.json: met format {raw.get('format')!r}, expected at most {FORMAT}; "
            "it was saved by a newer program: upgrade, or train again"
        )
    try:
        return msgspec.convert(raw, _Card)
    except msgspec.MsgspecError as error:
        raise StateError(f"{path}/model.json: {error}; the file is damaged: train again") from error


def _check_schema(path: Path, card: _Card, schema: Mapping[str, Sequence[str]]) -> None:
    for kind, names in card.features.items():
        met, wanted = list(names), list(schema.get(kind, ()))
        if met != wanted:
            raise FeatureMismatch(
                f"{path}: the model of kind {kind!r} was made for {len(met)} features, the engine computes "
                f"{len(wanted)}; only in the model: {sorted(set(met) - set(wanted))}, only in the engine: "
                f"{sorted(set(wanted) - set(met))}; train again with `uba train`"
            )


def _read_arrays(path: Path, card: _Card) -> dict[str, Array]:
    try:
        content = (path / "arrays.npz").read_bytes()
    except OSError as error:
        raise StateError(f"{path}/arrays.npz: {error}; expected a saved model: train again with `uba train`") from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != card.arrays_sha256:
        raise StateError(
            f"{path}/arrays.npz: met sha256 {digest}, expected {card.arrays_sha256}; "
            "the file is damaged: restore it or train again"
        )
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files}
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        raise StateError(f"{path}/arrays.npz: {error}; expected plain arrays: train again") from error


def _revive(path: Path, card: _Card, member: _Member, arrays: Mapping[str, Array]) -> Detector:
    build = BATCH.get(member.name)
    if build is None or member.entity_kind not in card.features:
        raise StateError(f"{path}: no detector {member.name!r} of kind {member.entity_kind!r} here; train again")
    detector = build(card.features[member.entity_kind], 0)
    prefix = f"{member.entity_kind}/{member.name}/"
    detector.restore({key.removeprefix(prefix): a for key, a in arrays.items() if key.startswith(prefix)})
    if detector.version != member.version:
        raise StateError(
            f"{path}: {member.entity_kind}/{member.name} came back as version {detector.version}, expected "
            f"{member.version}; saved by another program: train again"
        )
    return detector
