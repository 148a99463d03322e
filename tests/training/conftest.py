"""What the tests of this folder share: importable fakes, and an MLflow store made once, for it takes seconds."""

from __future__ import annotations

import shutil
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """Put a copy of an empty MLflow store into a data directory; its runs' artifacts lie beside the original."""
    from training import tracking

    original = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # MLflow's own use of what its dependencies have deprecated
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        tracking.connect(original, None)

    def copy(data_dir: Path) -> None:
        (data_dir / "mlflow").mkdir(parents=True)
        shutil.copy(original / "mlflow" / "mlflow.db", data_dir / "mlflow" / "mlflow.db")

    return copy
