"""`GET /v1/models`: what scores."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from serve.authentication import needs
from serve.service import service_of

router = APIRouter(tags=["models"])


@router.get("/v1/models", dependencies=[Depends(needs("read"))])
def models(request: Request) -> dict[str, str]:
    """Name the champion in use; one promoted meanwhile is picked up by the next start."""
    return {"champion": service_of(request).scorer.champion}
