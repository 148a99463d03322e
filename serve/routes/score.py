"""`POST /v1/score`: events in, decisions out."""

from __future__ import annotations

import time
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from serve.authentication import needs, permitted
from serve.body import INLINE, read_body
from serve.problems import Problem, described, unavailable
from serve.records import JSON_TYPES, LINE_TYPES, Reading, read_records
from serve.service import Service, service_of
from uba.errors import ConfigError

router = APIRouter(tags=["score"])

PATH = "/v1/score"

_EVENT: dict[str, Any] = {"type": "object", "description": "A record as its source wrote it, or an OCSF event."}
_LINES: dict[str, Any] = {"schema": {"type": "string", "description": "A record a line."}}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"oneOf": [_EVENT, {"type": "array", "items": _EVENT}]}},
            "application/x-ndjson": _LINES,
            "text/plain": _LINES,
        },
    },
}


@router.post(PATH, dependencies=[Depends(needs("score"))], openapi_extra=_BODY, responses=described(400, 413, 415))
async def score(
    request: Request,
    source: Annotated[str | None, Query(description="Source of all records; recognised when left out.")] = None,
) -> Response:
    """Decide events: one, a JSON array, or one a line; gzip and zstd accepted.

    `results` has the decision of each event in input order, `rejected` the position and reason of each record that
    could not be read; `ignored`, when there are any, the positions of records that are of no interest. When the answer
    comes the decisions are on disk; the same `uid` sent again gets the same decision and counts once.
    """
    return await _score(request, source)


async def score_at_once(request: Request) -> Response:
    """Answer the same call without the framework's parameters and dependencies, which cost more than the reading.

    `serve.app` puts it before the route above, which then describes the call and is never reached.
    """
    await permitted(request, "score")
    return await _score(request, request.query_params.get("source"))


async def _score(request: Request, source: str | None) -> Response:
    service = service_of(request)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in JSON_TYPES + LINE_TYPES:
        raise Problem(
            415,
            f"Content-Type {media_type!r} is not known, expected application/json, application/x-ndjson or text/plain: "
            "name the one the body has",
        )
    if service.scorer.is_full:
        raise unavailable("too many events are waiting: send the request again later")
    with service.room.of(request):
        reading = await _read(request, service, media_type, source)
        service.metrics.rejected.inc(len(reading.rejected))
        if reading.rejected and not reading.events and not reading.ignored:
            raise _nothing_valid(reading)
        decisions = await service.bridge.wait(service.scorer.score(reading.events)) if reading.events else []
        return Response(_answer(decisions, reading), media_type="application/json")


async def _read(request: Request, service: Service, media_type: str, source: str | None) -> Reading:
    body = await read_body(request, service.body_limit)
    arrived = int(time.time() * 1000)
    try:
        if len(body) < INLINE:
            return read_records(body, media_type, source, arrived, service.sources)
        return await run_in_threadpool(read_records, body, media_type, source, arrived, service.sources)
    except ConfigError as error:
        raise Problem(422, str(error)) from error


def _answer(decisions: list[bytes], reading: Reading) -> bytes:
    """Join what is already encoded, a decision a line: it leaves as the very bytes that were stored."""
    parts = [b'{"results":[\n', b",\n".join(decisions), b'\n],"rejected":', msgspec.json.encode(reading.rejected)]
    if reading.ignored:
        parts += [b',"ignored":', msgspec.json.encode(reading.ignored)]
    parts.append(b"}")
    return b"".join(parts)


def _nothing_valid(reading: Reading) -> Problem:
    errors = [msgspec.to_builtins(entry) for entry in reading.rejected]
    return Problem(
        422,
        f"none of {len(errors)} records could be read, expected at least one: see `errors` for each",
        extra={"errors": errors},
    )
