"""MLflow: where training runs are recorded.

By default a SQLite file in the data directory, and any tracking server by URI.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.artifact import ModelSet
from uba.errors import ConfigError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from mlflow import MlflowClient

EXPERIMENT = "uba"
MODEL_NAME = "uba"
REQUIREMENTS = ("numpy", "numba", "msgspec", "pandas")
"""What loading a registered model needs beside a clone of the project; stated, for finding out takes MLflow seconds."""


def connect(data_dir: Path, uri: str | None) -> MlflowClient:
    """Open the tracking store, and make it and its experiment where they are missing.

    Parameters
    ----------
    uri
        Tracking URI; None means `MLFLOW_TRACKING_URI`, else SQLite in the data directory.

    Raises
    ------
    uba.errors.ConfigError
        The store cannot be reached or opened.
    """
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    import mlflow
    from mlflow.exceptions import MlflowException

    logging.getLogger("mlflow").setLevel(logging.WARNING)
    root = data_dir.resolve() / "mlflow"
    given = uri or os.environ.get("MLFLOW_TRACKING_URI")
    (root / "artifacts").mkdir(parents=True, exist_ok=True)
    chosen = given or f"sqlite:///{root / 'mlflow.db'}"
    try:
        client = mlflow.MlflowClient(tracking_uri=chosen, registry_uri=chosen)
        if client.get_experiment_by_name(EXPERIMENT) is None:
            client.create_experiment(EXPERIMENT, None if given else (root / "artifacts").as_uri())
    except MlflowException as error:
        raise ConfigError(f"MLflow at {chosen}: {error}; expected a tracking store: check --tracking-uri") from error
    return client


def use(client: MlflowClient) -> None:
    """Point MLflow's module-level functions at the client's store; they know no other way of being told."""
    import mlflow

    mlflow.set_tracking_uri(client.tracking_uri)
    mlflow.set_registry_uri(client.tracking_uri)


def record(
    client: MlflowClient,
    models: ModelSet,
    directory: Path,
    parameters: Mapping[str, Any],
    figures: Mapping[str, Figure],
) -> tuple[str, str]:
    """Record one training run and register its model.

    Parameters
    ----------
    directory
        Where the model is saved.
    parameters
        Beside the model's own.
    figures
        By file name.

    Returns
    -------
    tuple[str, str]
        Run id and registered version.
    """
    import mlflow

    use(client)
    mlflow.set_experiment(EXPERIMENT)
    with mlflow.start_run() as run:
        mlflow.log_params({**models.parameters, **parameters})
        mlflow.log_metrics(models.metrics)
        mlflow.set_tags({f"version.{name}": version for name, version in models.versions.items()})
        for name, figure in figures.items():
            mlflow.log_figure(figure, name)
        logged = mlflow.pyfunc.log_model(
            name="model", loader_module="models.pyfunc", data_path=str(directory), pip_requirements=list(REQUIREMENTS)
        )
    return run.info.run_id, _register(client, logged.model_uri, run.info.run_id, logged.model_id)


def _register(client: MlflowClient, source: str, run_id: str, model_id: str) -> str:
    from mlflow.exceptions import MlflowException

    try:
        client.create_registered_model(MODEL_NAME)
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    return str(client.create_model_version(MODEL_NAME, source, run_id=run_id, model_id=model_id).version)
