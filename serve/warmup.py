"""Compiled kernels are loaded, or on a new machine compiled, before the service says that it is ready."""

from __future__ import annotations

from msgspec.structs import replace

from serve.engines import Engines
from uba.events import AUTHENTICATION, EMAIL_ACTIVITY, FAILURE, FILE_HOSTING, HTTP_ACTIVITY, OUTBOUND, SUCCESS, Event

_SOME_TIME = 86_400_000
_USER = "warm-up@localhost"


def warm(engines: Engines) -> None:
    """Score a few events with an engine that is thrown away, so that the first request does not wait for it."""
    batch = engines.fresh().process(_events())
    batch.encode(0)


def _events() -> list[Event]:
    # All on one day: closing a day loads the library of the online models, for which a start should not wait.
    sign_in = Event(
        time=_SOME_TIME,
        uid="1",
        source="ocsf",
        class_uid=AUTHENTICATION,
        status_id=FAILURE,
        actor_user_name=_USER,
        src_ip="192.0.2.1",
    )
    return [
        sign_in,
        replace(sign_in, uid="2", status_id=SUCCESS, is_interactive=True),
        replace(sign_in, uid="3", class_uid=FILE_HOSTING, activity_id=2, resource_uid="a"),
        replace(sign_in, uid="4", class_uid=HTTP_ACTIVITY, http_status=200, bytes_out=9),
        replace(sign_in, uid="5", class_uid=EMAIL_ACTIVITY, direction_id=OUTBOUND, email_to=(_USER,)),
    ]
