"""A message with what its line says of it, whatever program wrote it, in whatever format."""

from __future__ import annotations

import msgspec


class Report(msgspec.Struct, gc=False):
    """A message with what its line says of it; `is_application` where it may go on over the next lines."""

    time: int
    message: str
    product: str
    host: str = ""
    tag: str = ""
    service: str = ""
    level: int | None = None
    uid: str = ""
    client: str = ""
    server: str = ""
    request: str = ""
    referrer: str = ""
    is_application: bool = False
