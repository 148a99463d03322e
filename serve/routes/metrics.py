"""`GET /metrics`: counters for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from serve.metrics import CONTENT_TYPE
from serve.service import service_of

router = APIRouter(tags=["operations"])


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> Response:
    """Return the service's counters in Prometheus' text format."""
    service = service_of(request)
    measured = service.budget.current()
    if measured is not None:
        service.metrics.asked.set(measured.asked_per_day)
        service.metrics.realised.set(measured.realised_per_day)
        service.metrics.pace.set(measured.pace)
        for team in measured.teams:
            service.metrics.team_realised.labels(team.team).set(team.realised_per_day)
            if team.asked_per_day is not None:
                service.metrics.team_asked.labels(team.team).set(team.asked_per_day)
        for cause, count in measured.suppressed.items():
            service.metrics.suppressed.labels(cause).set(count)
    return Response(service.metrics.text(), headers={"content-type": CONTENT_TYPE})
