"""`GET /v1/suppressed`: what is not told, and why."""

from __future__ import annotations

import asyncio

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from serve.authentication import needs
from serve.service import service_of
from uba import views

router = APIRouter(tags=["findings"], dependencies=[Depends(needs("read"))])


@router.get("/v1/suppressed")
async def suppressed(request: Request) -> Response:
    """Return incidents that were held back, how many there were by cause, and the calibrations in force.

    A calibration comes from a false-positive verdict; another verdict on its finding takes it back, and it ends by
    itself after 90 days.
    """
    answer = service_of(request).scorer.query(lambda engine: msgspec.json.encode(views.suppression(engine)))
    return Response(await asyncio.wrap_future(answer), media_type="application/json")
