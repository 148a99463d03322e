"""Errors as the API answers them: RFC 9457 `application/problem+json`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from uba.errors import Unavailable

log = structlog.get_logger("serve.problems")

MEDIA_TYPE = "application/problem+json"

RETRY_AFTER = 2
"""Seconds a client is asked to wait when the service cannot accept now."""


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems a call may answer, for the OpenAPI document."""
    schema = {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "instance": {"type": "string"},
            "errors": {"type": "array", "items": {"type": "object"}},
        },
    }
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


COMMON = described(401, 403, 404, 422, 429, 500, 503)
"""What any call of `/v1` may answer."""


class Problem(Exception):
    """An answer that is not a success.

    Parameters
    ----------
    status
        HTTP status.
    detail
        What was met, what was expected, what to do.
    extra
        Further members of the body, as `errors`.
    headers
        Further headers, as `Retry-After`.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})

    def response(self, instance: str) -> Response:
        """Make the HTTP response; `instance` is the path that was asked for."""
        title = HTTPStatus(self.status).phrase
        body = {"type": "about:blank", "title": title, "status": self.status, "detail": self.detail}
        return Response(
            msgspec.json.encode(body | {"instance": instance} | self.extra),
            self.status,
            self.headers,
            MEDIA_TYPE,
        )


def unavailable(detail: str) -> Problem:
    """Make the answer for "later": nothing was accepted."""
    return Problem(503, detail, headers={"Retry-After": str(RETRY_AFTER)})


def install(app: FastAPI) -> None:
    """Make every error of `app`, expected or not, answer as a problem."""

    async def problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return error.response(request.url.path)

    async def later(request: Request, error: Exception) -> Response:
        return unavailable(str(error)).response(request.url.path)

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        detail = f"{request.method} {request.url.path}: {error.detail}; see /docs for what there is"
        return Problem(error.status_code, detail, headers=headers).response(request.url.path)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        entries = [
            {"parameter": ".".join(str(part) for part in entry["loc"]), "reason": str(entry["msg"])}
            for entry in error.errors()
        ]
        detail = "the request has parameters that cannot be used: see `errors`"
        return Problem(422, detail, extra={"errors": entries}).response(request.url.path)

    async def unexpected(request: Request, error: Exception) -> Response:
        log.error("unexpected error", path=request.url.path, exc_info=error)
        detail = "an error nobody expected; the service's log has it: please report it"
        return Problem(500, detail).response(request.url.path)

    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(Unavailable, later)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unexpected)
