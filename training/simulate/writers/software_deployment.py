"""The log of whatever deploys software: ConfigMgr's status messages, AWX in plain form, PDQ's deployments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from numpy.random import Generator

from training.simulate.organisation import NETBIOS
from training.simulate.sink import Sink
from training.simulate.writers.clock import blank, seconds

CHANNEL = "software_deployment"


@dataclass(frozen=True, slots=True)
class Push:
    """One deployment.

    Attributes
    ----------
    actor
        Account of whoever pushes.
    console
        Machine the console runs on, and its address.
    what
        Name of the package or script.
    scope
        Name of the collection or inventory.
    change
        Number of the approved change, empty without one.
    """

    actor: str
    console: str
    address: str
    what: str
    scope: str
    targets: int
    change: str = ""
    script: bool = False
    failed: bool = False


def push(tool: str, sink: Sink, rng: Generator, at: int, done: Push) -> None:
    """Write one deployment as the tool logs it: `configmgr`, `awx` or `pdq`."""
    number = int(rng.integers(10_000, 99_999_999))
    if tool == "configmgr":
        # ConfigMgr audits that a deployment was made; how many machines it reaches only the collection knows.
        verb = "initiated" if done.script else "created"
        kind = "script" if done.script else "deployment"
        record: dict[str, Any] = {
            "RecordID": 72_057_594_037_927_936 + number,
            "ModuleName": "SMS Provider",
            "Severity": 1073741824,
            "MessageID": 30226,
            "MachineName": done.console,
            "Component": "Microsoft.ConfigurationManagement.exe",
            "SiteCode": "HAL",
            "Time": f"{seconds(at)}Z",
            "InsString1": f"{NETBIOS}\\{done.actor}",
            "InsString2": f"{{{number:08x}}}",
            "InsString3": done.what,
            "MessageText": f'User "{NETBIOS}\\{done.actor}" {verb} a {kind} named "{done.what}" to {done.scope}.',
        }
        uid = f"HAL-{record['RecordID']}"
    elif tool == "awx":
        uid = f"awx-{number}"
        record = {
            "time": f"{seconds(at)}Z",
            "tool": "awx",
            "uid": uid,
            "operation": "job_launch",
            "object1": f"job_template:{done.what}",
            "actor": done.actor,
            "console": done.console,
            "source_ip": done.address,
            "inventory": done.scope,
            "targets": done.targets,
            "status": "failed" if done.failed else "successful",
            "change_id": done.change,
        }
    else:
        uid = f"pdq-{number}"
        record = {
            "Deployment ID": str(number),
            "Package": done.what,
            "Status": "Failed" if done.failed else "Successful",
            "Started": blank(at),
            "Created By": f"{NETBIOS}\\{done.actor}",
            "Targets": str(done.targets),
        }
    sink.add(CHANNEL, at // 1000 * 1000, msgspec.json.encode(record), uid)
