"""`/v1/findings`: list, look at and judge findings."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from serve.authentication import needs
from serve.body import read_body
from serve.codec import VerdictEntry
from serve.finding_row import indexable
from serve.keys import Key
from serve.problems import Problem, described
from serve.routes.cursors import decode_position, encode_position
from serve.routes.times import milliseconds
from serve.service import service_of
from serve.store import findings
from serve.store.findings import FindingFilter

router = APIRouter(tags=["findings"])

Severity = Literal["informational", "low", "medium", "high", "critical"]
Status = Literal["new", "in_progress", "suppressed", "resolved", "archived"]
Verdict = Literal["true_positive", "false_positive", "benign"]

SEVERITY_IDS: dict[str, int] = {"informational": 1, "low": 2, "medium": 3, "high": 4, "critical": 5}
STATUS_IDS: dict[str, int] = {"new": 1, "in_progress": 2, "suppressed": 3, "resolved": 4, "archived": 5}
"""OCSF's numbers."""


class Judgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an analyst says of a finding."""

    verdict: Verdict
    note: Annotated[str, msgspec.Meta(max_length=10_000)] = ""


_JUDGEMENT_LIMIT = 2**18
"""Bytes of a judgement's JSON."""

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": msgspec.json.schema(Judgement)["$defs"]["Judgement"]}},
    }
}


@router.get("/v1/findings", dependencies=[Depends(needs("read"))])
def list_findings(
    request: Request,
    since: Annotated[str | None, Query(description="Event time: ISO 8601 or ms since the epoch, inclusive.")] = None,
    until: Annotated[str | None, Query(description="Event time, exclusive.")] = None,
    severity: Annotated[list[Severity] | None, Query(description="May be given several times.")] = None,
    status: Annotated[list[Status] | None, Query()] = None,
    verdict: Annotated[list[Verdict | Literal["none"]] | None, Query()] = None,
    entity: Annotated[str | None, Query(description="`type:id`, as `user:ana@example.com`.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the page before.")] = None,
) -> Response:
    """List findings (OCSF 1.8.0 Detection Findings), newest first."""
    kind, separator, name = (entity or "").partition(":")
    if entity is not None and not (separator and kind and name):
        raise Problem(422, f"entity {entity!r} met, expected type:id, as user:ana@example.com: name both")
    narrowed = FindingFilter(
        since=milliseconds("since", since),
        until=milliseconds("until", until),
        severity_ids=tuple(SEVERITY_IDS[name] for name in severity or ()),
        status_ids=tuple(STATUS_IDS[name] for name in status or ()),
        verdicts=tuple("" if name == "none" else name for name in verdict or ()),
        entity_type=indexable(kind) or None,
        entity_id=indexable(name) or None,
    )
    behind = decode_position(cursor) if cursor is not None else None
    with service_of(request).store.read() as connection:
        documents, following = findings.page(connection, narrowed, limit, behind)
    next_cursor = msgspec.json.encode(encode_position(following) if following else None)
    body = b"".join([b'{"items":[', b",".join(documents), b'],"next_cursor":', next_cursor, b"}"])
    return Response(body, media_type="application/json")


@router.get("/v1/findings/{uid}", dependencies=[Depends(needs("read"))])
def one_finding(request: Request, uid: str) -> Response:
    """Return one finding."""
    with service_of(request).store.read() as connection:
        document = findings.get(connection, uid) if "\0" not in uid else None
    if document is None:
        raise _unknown(uid)
    return Response(document, media_type="application/json")


@router.patch("/v1/findings/{uid}", openapi_extra=_BODY, responses=described(400, 413, 415))
async def judge(request: Request, uid: str, key: Annotated[Key, Depends(needs("triage"))]) -> Response:
    """Say whether a finding was right; it takes effect on the risk of those concerned at once."""
    judgement = _read(await read_body(request, _JUDGEMENT_LIMIT))
    entry = VerdictEntry(
        finding_uid=uid,
        verdict=judgement.verdict,
        note=judgement.note,
        author=key.name,
        time_ms=int(time.time() * 1000),
    )
    document = await asyncio.wrap_future(service_of(request).scorer.verdict(entry))
    if document is None:
        raise _unknown(uid)
    return Response(document, media_type="application/json")


def _read(body: bytes) -> Judgement:
    try:
        return msgspec.json.decode(body, type=Judgement)
    except msgspec.ValidationError as error:
        raise Problem(
            422, f"the verdict cannot be used ({error}), expected verdict and, if you like, note: correct it"
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(
            400, f'the body is not JSON ({error}), expected {{"verdict": ..., "note": ...}}: correct it'
        ) from error


def _unknown(uid: str) -> Problem:
    return Problem(404, f"no finding {uid!r}, expected the uid of one in GET /v1/findings: check it")
