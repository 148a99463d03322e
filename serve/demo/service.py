"""The service as the demo starts it: a process of its own."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec

from serve.demo.steps import Step, command, environment

_READY_SECONDS = 120.0
_STOP_SECONDS = 60.0


class Service:
    """`uba serve`, under way.

    Attributes
    ----------
    url
        Where it answers.

    Raises
    ------
    serve.demo.steps.StepFailed
        It does not start.
    """

    def __init__(self, process: subprocess.Popen[bytes], step: Step) -> None:
        self._process = process
        self._step = step
        self._deadline = time.monotonic() + _READY_SECONDS
        self.url = self._listening_at()

    def wait_until_ready(self) -> dict[str, Any]:
        """Wait until it accepts events; give what it says of itself.

        Raises
        ------
        serve.demo.steps.StepFailed
            It ended, or it takes too long.
        """
        while (answered := httpx.get(f"{self.url}/health/ready", timeout=30, trust_env=False)).status_code != 200:
            self._wait()
        ready: dict[str, Any] = answered.json()
        return ready

    def stop(self) -> None:
        """Ask it to finish what it accepted and to end.

        Raises
        ------
        serve.demo.steps.StepFailed
            It ended with another code than 0, or did not end.
        """
        self._process.terminate()
        try:
            code = self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            raise self._step.failed(f"the service did not end within {_STOP_SECONDS:.0f} s of SIGTERM") from None
        if code != 0:
            raise self._ended(code)

    def _listening_at(self) -> str:
        # It picks the port itself and says so in its log; a port found free from here may be taken a moment later.
        while True:
            for line in self._step.log.read_bytes().splitlines():
                said = _decoded(line)
                if said.get("event") == "listening":
                    return str(said["url"])
            self._wait()

    def _wait(self) -> None:
        if (code := self._process.poll()) is not None:
            raise self._ended(code)
        if time.monotonic() > self._deadline:
            raise self._step.failed(f"the service is not ready after {_READY_SECONDS:.0f} s")
        time.sleep(0.05)

    def _ended(self, code: int) -> Exception:
        return self._step.failed(f"the service ended with code {code}:\n{self._step.last_lines()}")


def _decoded(line: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError):  # no log line, or one that is not wholly written yet
        return {}


@contextmanager
def running(data_dir: Path, port: int, step: Step) -> Iterator[Service]:
    """Run the service for the length of the block at most; its log is the step's.

    Raises
    ------
    serve.demo.steps.StepFailed
        It does not start.
    """
    words = ("serve", "--data-dir", data_dir, "--port", port)
    with step.log.open("ab") as log:
        process = subprocess.Popen(command(*words), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment())
    try:
        yield Service(process, step)
    finally:
        if process.poll() is None:  # something went wrong, or the demo was interrupted
            process.kill()
            process.wait()
