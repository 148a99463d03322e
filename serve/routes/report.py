"""`GET /v1/report/weekly`: the weekly report."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from serve.authentication import needs
from serve.problems import Problem
from serve.service import service_of
from serve.store import findings
from serve.store.findings import FindingFilter
from uba.errors import ConfigError

router = APIRouter(tags=["report"])


_FORMS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/html": {}, "text/markdown": {}}}}


@router.get("/v1/report/weekly", dependencies=[Depends(needs("read"))], responses=_FORMS)
def weekly(
    request: Request,
    week: Annotated[str, Query(description="ISO week, as 2026-W47.")],
    format: Annotated[Literal["html", "md", "json"], Query()] = "html",
) -> Response:
    """Return the report of one week: self-contained HTML, Markdown, or JSON."""
    # Figures need a plotting library, which only this call loads.
    from serve.report import weekly_report
    from serve.report.week import Week

    service = service_of(request)
    try:
        since = Week.parse(week).start_ms
    except ConfigError as error:
        raise Problem(422, str(error)) from error
    with service.store.read() as connection:
        # No upper end: a finding's time is its last event's, which for one that goes on is after the week.
        documents = findings.every(connection, FindingFilter(since=since))
    statistics = service.scorer.query(lambda engine: engine.statistics()).result()
    report = weekly_report([msgspec.json.decode(document) for document in documents], statistics, week)
    if format == "html":
        return Response(report.html(), media_type="text/html; charset=utf-8")
    if format == "md":
        return Response(report.markdown(), media_type="text/markdown; charset=utf-8")
    return Response(report.json(), media_type="application/json")
