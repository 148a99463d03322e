"""Compiled kernels are loaded, or on a new machine compiled, before the service says that it is ready."""

from __future__ import annotations

from msgspec.structs import replace

from serve.engines import Engines
from uba.events import AUTHENTICATION, EMAIL_ACTIVITY, FAILURE, FILE_HOSTING, HTTP_ACTIVITY, OUTBOUND, SUCCESS, Event

_DAY_MS = 86_400_000
_USER = "warm-up@localhost"


def warm(engines: Engines) -> None:
    """Score a few events with an engine that is thrown away, so that the first request does not wait for it."""
    engine = engines.fresh()
    for day in range(1, 5):  # several, because closing a day has kernels of its own
        batch = engine.process(_events(day * _DAY_MS))
        batch.encode(0)


def _events(time: int) -> list[Event]:
    sign_in = Event(
        time=time,
        uid=f"{time}-1",
        source="ocsf",
        class_uid=AUTHENTICATION,
        status_id=FAILURE,
        actor_user_name=_USER,
        src_ip="192.0.2.1",
    )
    return [
        sign_in,
        replace(sign_in, uid=f"{time}-2", status_id=SUCCESS, is_interactive=True),
        replace(sign_in, uid=f"{time}-3", class_uid=FILE_HOSTING, activity_id=2, resource_uid="a"),
        replace(sign_in, uid=f"{time}-4", class_uid=HTTP_ACTIVITY, http_status=200, bytes_out=9),
        replace(sign_in, uid=f"{time}-5", class_uid=EMAIL_ACTIVITY, direction_id=OUTBOUND, email_to=(_USER,)),
    ]
