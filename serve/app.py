"""The FastAPI application, made from its parts."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from starlette.routing import Route

import uba
from serve import problems
from serve.body import DEFAULT_LIMIT
from serve.bridge import Bridge
from serve.health import BudgetWatch
from serve.keys import KeyRing
from serve.limits import RateLimit
from serve.metrics import Metrics
from serve.room import Room
from serve.routes import ROUTERS, score
from serve.scorer import Scorer
from serve.service import Service
from serve.store.database import Store
from uba.sources import SOURCES
from uba.sources.base import Source

DEFAULT_RATE = 1000.0
"""Requests a second of one key."""


def create_app(
    scorer: Scorer,
    store: Store,
    metrics: Metrics,
    *,
    rate: float = DEFAULT_RATE,
    body_limit: int = DEFAULT_LIMIT,
    sources: Mapping[str, Source] = SOURCES,
    on_failure: Callable[[], None] = lambda: None,
    on_loaded: Callable[[], None] = lambda: None,
) -> FastAPI:
    """Make the application; it starts the scorer when it starts, and stops it when it stops.

    Parameters
    ----------
    rate
        Requests a second of one key, > 0.
    body_limit
        Bytes of a body, as sent and as unpacked.
    sources
        What records are read with, by catalogue name.
    on_failure
        Called when the scorer cannot load its state.
    on_loaded
        Called when it has, before anything is accepted.
    """

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        scorer.start(on_failure, on_loaded)
        yield
        await run_in_threadpool(scorer.stop)  # what was accepted is finished, and a snapshot taken

    app = FastAPI(
        title="UBA",
        summary="Learns how every user and address behaves in application logs and reports what does not fit.",
        version=uba.__version__,
        lifespan=lifespan,
    )
    app.state.service = Service(
        scorer,
        store,
        metrics,
        KeyRing(store),
        RateLimit(rate),
        BudgetWatch(scorer),
        Room(body_limit),
        body_limit,
        Bridge(),
        sources,
    )
    problems.install(app)
    app.router.routes.insert(0, Route(score.PATH, score.score_at_once, methods=["POST"], include_in_schema=False))
    for router in ROUTERS:
        app.include_router(router, responses=problems.COMMON)
    return app
