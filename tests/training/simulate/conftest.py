"""One small simulation that the tests of its output share."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from training.simulate import SimulationConfig, SimulationSummary, simulate


@dataclass
class Output:
    """A written simulation and ways to read it back."""

    out: Path
    config: SimulationConfig
    summary: SimulationSummary

    @cached_property
    def labels(self) -> dict[str, Any]:
        return json.loads((self.out / "labels.json").read_bytes())

    @cached_property
    def corrupt(self) -> set[tuple[str, int]]:
        return {(c.file, c.line) for c in self.summary.corrupt}

    def lines(self, source: str, prefix: str = "") -> Iterator[bytes]:
        """Yield the lines of a source that were not damaged."""
        for path in sorted((self.out / "logs" / source).glob(f"{prefix}*")):
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            name = path.relative_to(self.out).as_posix()
            for number, line in enumerate(content.split(b"\n")[:-1], 1):
                if (name, number) not in self.corrupt:
                    yield line

    def records(self, source: str, prefix: str = "") -> Iterator[dict[str, Any]]:
        """Yield the undamaged JSON records of a source."""
        return (json.loads(line) for line in self.lines(source, prefix))


@pytest.fixture(scope="session")
def write(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Output]:
    """Give the function that writes a simulation into a fresh directory."""

    def _write(**settings: Any) -> Output:
        out = tmp_path_factory.mktemp("simulation")
        config = SimulationConfig(**settings)
        return Output(out, config, simulate(config, out))

    return _write


@pytest.fixture(scope="session")
def output(write: Callable[..., Output]) -> Output:
    """Give a simulation of 24 people over a working week and its weekend, attacks on the last three days."""
    return write(users=24, days=7, seed=5, attacks_from=4)
