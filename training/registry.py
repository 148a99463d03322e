"""Promotion: which registered version is the champion, in the registry and in the data directory.

The registry says who is champion; the mirror in the data directory is what scores,
so that neither the service nor a replay needs MLflow.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from models import artifact
from models.champion import champion_path
from training.tracking import MODEL_NAME, use
from uba.errors import ConfigError

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion

ALIAS = "champion"
PREVIOUS = "uba.previous_champion"
"""Tag of a version: who was champion before it was promoted."""


class RegisteredVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version as `uba models list` shows it; `created_ms` is ms since the Unix epoch."""

    version: str
    is_champion: bool
    created_ms: int
    run_id: str


def versions(client: MlflowClient) -> list[RegisteredVersion]:
    """List the registered versions, newest first."""
    champion = champion_version(client)
    found = sorted(client.search_model_versions(f"name = '{MODEL_NAME}'"), key=lambda v: -int(v.version))
    return [
        RegisteredVersion(
            version=str(v.version),
            is_champion=str(v.version) == champion,
            created_ms=int(v.creation_timestamp),
            run_id=v.run_id or "",
        )
        for v in found
    ]


def champion_version(client: MlflowClient) -> str | None:
    """Tell which version is champion; None before the first promotion."""
    from mlflow.exceptions import MlflowException

    try:
        return str(client.get_model_version_by_alias(MODEL_NAME, ALIAS).version)
    except MlflowException as error:
        if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
            return None
        raise


def promote(client: MlflowClient, version: str, data_dir: Path) -> None:
    """Make a version the champion: mirror it first, then set the alias.

    Raises
    ------
    uba.errors.ConfigError
        There is no such version.
    uba.errors.StateError
        The version's files are damaged; the champion stays who it was.
    """
    registered = _get(client, version)
    before = champion_version(client)
    mirror(client, registered, data_dir)
    if before is not None and before != version:
        client.set_model_version_tag(MODEL_NAME, version, PREVIOUS, before)
    client.set_registered_model_alias(MODEL_NAME, ALIAS, version)


def rollback(client: MlflowClient, data_dir: Path) -> str:
    """Make the champion before this one the champion again, and answer its version.

    Raises
    ------
    uba.errors.ConfigError
        There is no champion, or none before it.
    """
    champion = champion_version(client)
    if champion is None:
        raise ConfigError("there is no champion, expected one to roll back from: promote a version first")
    previous = _get(client, champion).tags.get(PREVIOUS)
    if previous is None:
        raise ConfigError(f"version {champion} is the first champion, expected one before it: nothing to roll back to")
    mirror(client, _get(client, previous), data_dir)
    client.set_registered_model_alias(MODEL_NAME, ALIAS, previous)
    return str(previous)


def mirror(client: MlflowClient, registered: ModelVersion, data_dir: Path) -> Path:
    """Copy a registered version into the data directory and point the champion at it, in one step of the file system.

    Raises
    ------
    uba.errors.StateError
        What the registry holds is not a whole saved model.
    """
    from mlflow.artifacts import download_artifacts

    use(client)
    champion = champion_path(data_dir)
    kept = champion.parent / f"v{registered.version}"
    with tempfile.TemporaryDirectory() as scratch:
        fetched = Path(download_artifacts(registered.source, dst_path=scratch))
        saved = next((path.parent for path in sorted(fetched.rglob("model.json"))), fetched)
        artifact.load(saved)
        named = {"name": MODEL_NAME, "version": str(registered.version), "run_id": registered.run_id or ""}
        files = {name: (saved / name).read_bytes() for name in ("model.json", "arrays.npz")}
        artifact.replace_directory(kept, {**files, "registered.json": msgspec.json.encode(named)})
    link = champion.with_name(".champion-next")
    link.unlink(missing_ok=True)
    link.symlink_to(kept.name, target_is_directory=True)
    if champion.is_dir() and not champion.is_symlink():
        shutil.rmtree(champion)
    os.replace(link, champion)
    return champion


def _get(client: MlflowClient, version: str) -> ModelVersion:
    from mlflow.exceptions import MlflowException

    try:
        return client.get_model_version(MODEL_NAME, version)
    except MlflowException as error:
        raise ConfigError(
            f"the registry has no version {version!r} of {MODEL_NAME!r}: see `uba models list`"
        ) from error
