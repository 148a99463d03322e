"""What happens on an ordinary day of machines and their keepers; happens when every technique row is asked for."""

from __future__ import annotations

from collections.abc import Callable

from numpy.random import Generator

from training.simulate.activity.infrastructure import (
    browsing,
    cloud,
    cluster,
    databases,
    intranet,
    keepers,
    leases,
    logons,
    probes,
    rollouts,
    shop,
    upkeep,
)
from training.simulate.sink import Sink
from training.simulate.world import World

INFRASTRUCTURE: dict[str, Callable[[World, int, Generator, Sink], None]] = {
    "browsing": browsing.day,
    "shop": shop.day,
    "intranet": intranet.day,
    "probes": probes.day,
    "logons": logons.day,
    "upkeep": upkeep.day,
    "leases": leases.day,
    "cluster": cluster.day,
    "cloud": cloud.day,
    "rollouts": rollouts.day,
    "databases": databases.day,
    "keepers": keepers.day,
}
