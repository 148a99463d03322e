"""Times in query parameters."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from serve.problems import Problem


def milliseconds(name: str, text: str | None) -> int | None:
    """Read ISO 8601 (UTC when no zone is given) or milliseconds since the epoch; None stays None.

    Raises
    ------
    serve.problems.Problem
        422 it is neither.
    """
    if text is None:
        return None
    if re.fullmatch(r"-?[0-9]{1,18}", text):
        return int(text)
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise Problem(
            422, f"{name} {text!r} is not a time, expected ISO 8601 or milliseconds since the epoch: correct it"
        ) from error
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp() * 1000)
