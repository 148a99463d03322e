"""The directory of the demo: what is where, what the run before left, and whether it can be used again."""

from __future__ import annotations

import os
import shutil
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

import serve
from serve.data_dir import locked, prepare
from uba.errors import ConfigError


class Made(msgspec.Struct, frozen=True):
    """Something a run made: of what, and what came of it."""

    inputs: dict[str, Any]
    result: str


class Place:
    """A directory that belongs to the demo.

    A file in it says which inputs the organisation and the model were made of,
    so that the next run takes what it would make again. All else is made anew.

    Attributes
    ----------
    organisation
        What `uba simulate` wrote.
    past
        The part of its logs that is history, as links.
    replayed
        What `uba replay` wrote.
    data_dir
        The data directory of the service.
    logs
        What the steps said.

    Raises
    ------
    uba.errors.ConfigError
        The directory holds something else, or cannot be written.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.organisation = out / "organisation"
        self.past = out / "past"
        self.replayed = out / "replayed"
        self.data_dir = out / "data"
        self.logs = out / "logs"
        self._mark = out / "demo.json"
        try:
            if out.is_dir() and any(out.iterdir()) and not self._mark.exists():
                raise ConfigError(
                    f"{out} holds something else, expected an empty directory or one of `uba demo`: "
                    "choose another with --out"
                )
            out.mkdir(parents=True, exist_ok=True)
            self._made = self._read()
            self._write()
        except OSError as error:
            raise ConfigError(
                f"{out} cannot be written ({error.strerror}), expected that it can: choose another with --out"
            ) from error

    def reusable(self, what: str, inputs: dict[str, Any]) -> str | None:
        """Give what was remembered of `what`, None unless it was made of these inputs."""
        made = self._made.get(what)
        return made.result if made is not None and made.inputs == inputs else None

    def remember(self, what: str, inputs: dict[str, Any], result: str) -> None:
        """Remember what `what` was made of and what came of it; call it when it is whole."""
        self._made[what] = Made(inputs, result)
        self._write()

    def forget(self, what: str) -> None:
        """Forget `what`; call it before it is made anew."""
        self._made.pop(what, None)
        self._write()

    def clear(self) -> None:
        """Remove what every run makes anew; the organisation stays, and MLflow's runs.

        Raises
        ------
        uba.errors.ConfigError
            A service uses the data directory.
        """
        prepare(self.data_dir)
        with locked(self.data_dir):
            for name in ("state", "models", "context"):
                shutil.rmtree(self.data_dir / name, ignore_errors=True)
            for file in self.data_dir.glob("uba.db*"):
                file.unlink()
        for directory in (self.past, self.replayed, self.logs):
            shutil.rmtree(directory, ignore_errors=True)
        for file in [*self.out.glob("weekly-*"), self.out / "findings.ndjson"]:
            file.unlink(missing_ok=True)

    def _read(self) -> dict[str, Made]:
        try:
            return msgspec.json.decode(self._mark.read_bytes(), type=dict[str, Made])
        except (FileNotFoundError, msgspec.MsgspecError):
            return {}

    def _write(self) -> None:
        temporary = self._mark.with_suffix(".tmp")
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(self._made)) + b"\n")
        os.replace(temporary, self._mark)


def program(*packages: str) -> str:
    """Give a hash of the program text of some packages, as `training/simulate`: of another program all is made anew."""
    root = Path(serve.__file__).parent.parent
    digest = blake2b(digest_size=8)
    for file in sorted(file for package in packages for file in (root / package).rglob("*.py")):
        digest.update(f"{file.relative_to(root)}\n".encode() + file.read_bytes())
    return digest.hexdigest()
