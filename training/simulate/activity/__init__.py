"""What happens on an ordinary day, one module an activity; `ACTIVITIES` lists them all.

An activity is a function (world, day, rng, sink) that writes everything of its
kind for one local day. Each has a random stream of its own for every day.
"""

from __future__ import annotations

from collections.abc import Callable

from numpy.random import Generator

from training.simulate.activity import app, documents, git, mail, services, signin, site, wiki
from training.simulate.activity.infrastructure import INFRASTRUCTURE
from training.simulate.activity.office import OFFICE_ACTIVITIES
from training.simulate.sink import Sink
from training.simulate.world import World

Activity = Callable[[World, int, Generator, Sink], None]

ACTIVITIES: dict[str, Activity] = {
    "signin": signin.day,
    "documents": documents.day,
    "wiki": wiki.day,
    "git": git.day,
    "mail": mail.day,
    "app": app.day,
    "services": services.day,
    "site": site.day,
}
"""What happens in every organisation."""

ROW_ACTIVITIES: dict[str, Activity] = {
    **OFFICE_ACTIVITIES,
    **INFRASTRUCTURE,
}
"""What happens besides when every technique row is written: the everyday of the sources that only these need."""
