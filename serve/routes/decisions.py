"""`GET /v1/decisions/{uid}`: the frozen decision of one event."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from serve.authentication import needs
from serve.problems import Problem
from serve.service import service_of
from serve.store import decisions

router = APIRouter(tags=["decisions"])


@router.get("/v1/decisions/{uid:path}", dependencies=[Depends(needs("read"))])
def decision(request: Request, uid: str) -> Response:
    """Return the decision of one event, byte for byte as it was answered."""
    with service_of(request).store.read() as connection:
        body = decisions.get(connection, uid) if "\0" not in uid else None
    if body is None:
        raise Problem(404, f"no event with uid {uid!r} was scored, expected the uid of a result: check it")
    return Response(body, media_type="application/json")
