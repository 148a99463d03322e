"""`/v1/entities`: who is risky, and why."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from serve.authentication import needs
from serve.problems import Problem
from serve.service import service_of

router = APIRouter(tags=["entities"], dependencies=[Depends(needs("read"))])


@router.get("/v1/entities")
async def ranking(request: Request, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> Response:
    """List entities by risk, riskiest first."""
    answer = service_of(request).scorer.query(lambda engine: msgspec.json.encode({"items": engine.entities(limit)}))
    return Response(await asyncio.wrap_future(answer), media_type="application/json")


@router.get("/v1/entities/{type}/{id:path}")
async def one_entity(request: Request, type: str, id: str) -> Response:
    """Return one entity: its timeline, its baselines, what its risk comes from."""
    answer = service_of(request).scorer.query(lambda engine: msgspec.json.encode(engine.entity(type, id)))
    body = await asyncio.wrap_future(answer)
    if body == b"null":
        raise Problem(404, f"no entity {type}:{id}, expected one that had an event: check type and id")
    return Response(body, media_type="application/json")
