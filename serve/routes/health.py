"""`/health`: is it alive, is it ready."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from serve.problems import RETRY_AFTER
from serve.scorer import READY
from serve.service import service_of

router = APIRouter(prefix="/health", tags=["operations"])


@router.get("/live")
async def live() -> dict[str, str]:
    """Answer as long as the process does."""
    return {"status": "alive"}


@router.get("/ready", responses={503: {"description": "Not now", "content": {"application/json": {}}}})
def ready(request: Request) -> Response:
    """Say whether events are accepted now (200) or not (503), and with what they are scored."""
    service = service_of(request)
    scorer = service.scorer
    measured = service.budget.current()
    body: dict[str, Any] = {
        "status": scorer.phase,
        "champion": scorer.champion,
        "journal_seq": scorer.seq,
        "snapshot_seq": scorer.snapshot_seq,
        "budget": msgspec.to_builtins(measured._asdict()) if measured else None,
    }
    if scorer.phase == READY:
        return JSONResponse(body)
    return JSONResponse(body, 503, {"Retry-After": str(RETRY_AFTER)})
