"""`GET /v1/coverage`: the technique rows and what sees them."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from serve.authentication import needs
from serve.problems import Problem, described

router = APIRouter(tags=["coverage"])


@router.get("/v1/coverage", dependencies=[Depends(needs("read"))], responses=described(501))
def coverage() -> Response:
    """Return each technique row: detections, sources needed, sources seen, last event."""
    raise Problem(
        501, "the coverage table is not part of this version, expected in a later one: see /docs for the rest"
    )
