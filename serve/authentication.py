"""Who asks, and may they: the dependency every `/v1` call has."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable

from fastapi import Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from serve.keys import Key
from serve.problems import Problem
from serve.service import Service, service_of

_bearer = HTTPBearer(auto_error=False, description="An API key, as `uba keys create` prints it.")
"""For the OpenAPI document."""

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="uba"'}


def needs(scope: str) -> Callable[..., Awaitable[Key]]:
    """Make the dependency of a call that needs `scope`."""

    async def check(request: Request, _documented: HTTPAuthorizationCredentials | None = Security(_bearer)) -> Key:
        return await permitted(request, scope)

    return check


async def permitted(request: Request, scope: str) -> Key:
    """Return the key a request came with, if it is good for `scope`.

    Raises
    ------
    serve.problems.Problem
        401 without a valid key, 403 without the scope, 429 when the key asks too fast.
    """
    service = service_of(request)
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    key = await _verified(service, text.strip() if kind.lower() == "bearer" else "")
    if not key.allows(scope):
        raise Problem(
            403,
            f"key {key.id} has the scopes {' '.join(sorted(key.scopes))}, this call needs {scope}: use another key",
        )
    wait = service.rate_limit.wait(key.id)
    if wait:
        raise Problem(
            429,
            f"key {key.id} asks more than {service.rate_limit.rate:g} times a second, the limit: send events "
            "in batches, or wait",
            headers={"Retry-After": str(math.ceil(wait))},
        )
    return key


async def _verified(service: Service, text: str) -> Key:
    if not text:
        raise Problem(401, "no API key, expected the header `Authorization: Bearer KEY`: send one", headers=_CHALLENGE)
    key = service.keys.remembered(text) or await run_in_threadpool(service.keys.verify, text)
    if key is None:
        raise Problem(
            401,
            "the API key is wrong or revoked, expected one that `uba keys create` printed: check it",
            headers=_CHALLENGE,
        )
    return key
