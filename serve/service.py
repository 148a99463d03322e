"""What the routes share: one object on the application, found again from a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from serve.bridge import Bridge
from serve.health import BudgetWatch
from serve.keys import KeyRing
from serve.limits import RateLimit
from serve.metrics import Metrics
from serve.room import Room
from serve.scorer import Scorer
from serve.store.database import Store
from uba.sources.base import Source


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a running service.

    Attributes
    ----------
    body_limit
        Bytes of a request's body, as sent and as unpacked.
    sources
        What records are read with, by catalogue name.
    """

    scorer: Scorer
    store: Store
    metrics: Metrics
    keys: KeyRing
    rate_limit: RateLimit
    budget: BudgetWatch
    room: Room
    body_limit: int
    bridge: Bridge
    sources: Mapping[str, Source]


def service_of(request: Request) -> Service:
    """Return the service a request came to."""
    service: Service = request.app.state.service
    return service
