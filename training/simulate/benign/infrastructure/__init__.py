"""What machines and their keepers do that looks like an attack and is none."""

from __future__ import annotations

from training.simulate.benign.infrastructure import addresses, computers, crowds, surfing, visits, workloads
from training.simulate.benign.kind import LookalikeKind
from training.simulate.estate import ACCOUNTS
from training.simulate.organisation import DOMAIN

INFRASTRUCTURE_LOOKALIKES: tuple[LookalikeKind, ...] = (
    *addresses.KINDS,
    *crowds.KINDS,
    *visits.KINDS,
    *computers.KINDS,
    *workloads.KINDS,
    *surfing.KINDS,
)

INFRASTRUCTURE_STANDING: dict[str, tuple[str, str, str]] = {
    "etl": ("T1505.001", "components", f"{ACCOUNTS['etl'][0]}@{DOMAIN}"),
    "scan": ("T1210", "exploits", f"{ACCOUNTS['scan'][0]}@{DOMAIN}"),
    "categorise": ("T1189", "browsing", f"{ACCOUNTS['categorise'][0]}@{DOMAIN}"),
    "deploy": ("T1072", "pushes", f"{ACCOUNTS['deploy'][0]}@{DOMAIN}"),
    "pipeline": ("T1610", "containers", "system:serviceaccount:ci:deployer"),
}
"""Machines that do all the time what would be an attack in anybody else's name: technique, behaviour, name."""
