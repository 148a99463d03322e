"""Attacks on sites, servers, networks, the cluster, databases and the software of computers, by behaviour."""

from __future__ import annotations

from training.simulate.attacks.infrastructure import (
    browsing,
    components,
    containers,
    debugging,
    defacement,
    exploits,
    floods,
    middle,
    pushes,
    remote,
    silencing,
)
from training.simulate.attacks.kind import AttackKind

INFRASTRUCTURE_ATTACKS: dict[str, tuple[AttackKind, ...]] = {
    "floods": (
        AttackKind("T1499", floods.many_pages),
        AttackKind("T1499.002", floods.connections),
        AttackKind("T1499.003", floods.dear_pages),
        AttackKind("T1499.004", floods.crashing),
    ),
    "exploits": (
        AttackKind("T1190", exploits.scan),
        AttackKind("T1190", exploits.mass_scan),
        AttackKind("T1505.003", exploits.web_shell),
        AttackKind("T1133", exploits.open_interface),
        AttackKind("T1210", remote.swept),
        AttackKind("T1210", remote.inner_site),
    ),
    "defacement": (
        AttackKind("T1491", defacement.overwritten),
        AttackKind("T1491", defacement.bulk_edits),
        AttackKind("T1491.001", defacement.home_pages),
        AttackKind("T1491.001", defacement.wiki_pages),
        AttackKind("T1491.002", exploits.defaced_front),
    ),
    "middle": (
        AttackKind("T1557", middle.false_name),
        AttackKind("T1557", middle.weakened_policy),
        AttackKind("T1557.003", middle.starved),
        AttackKind("T1557.003", middle.told_wrongly),
    ),
    "remote": (
        AttackKind("T1133", remote.nobody_in_cluster),
        AttackKind("T1133", remote.through_gateway),
    ),
    "silencing": (
        AttackKind("T1562.002", silencing.stopped),
        AttackKind("T1562.002", silencing.audited_less),
        AttackKind("T1562.002", silencing.web_unlogged),
        AttackKind("T1564", silencing.hidden_account),
    ),
    "components": (
        AttackKind("T1505", components.plugin),
        AttackKind("T1505", components.web_module),
        AttackKind("T1505.001", components.command_shell),
        AttackKind("T1505.002", components.transport_agent),
    ),
    "containers": (
        AttackKind("T1610", containers.owning_the_node),
        AttackKind("T1610", containers.own_task),
        AttackKind("T1204.003", containers.miner),
        AttackKind("T1204.003", containers.foreign_machines),
    ),
    "browsing": (
        AttackKind("T1189", browsing.drive_by),
        AttackKind("T1204", browsing.installs),
        AttackKind("T1203", browsing.poisoned_document),
        AttackKind("T1598.001", browsing.given_away),
    ),
    "pushes": (
        AttackKind("T1072", pushes.script_to_all),
        AttackKind("T1072", pushes.command_to_cloud),
    ),
    "debugging": (
        AttackKind("T1622", debugging.attached),
        AttackKind("T1622", debugging.called),
    ),
}
"""By behaviour; a technique may have kinds in several."""
