"""OCSF disposition ids that a web application firewall gives, and what they mean for the asker."""

from __future__ import annotations

from uba.events import FAILURE, OTHER, SUCCESS
from uba.sources.fields import http_status_id, whole

ALLOWED, BLOCKED, DROPPED, DETECTED, LOGGED, COUNTED, CAPTCHA, CHALLENGED = 1, 2, 6, 15, 17, 20, 22, 23
CUSTOM = 7


def outcome(disposition_id: int, http_status: int) -> int:
    """Give the status: a block denies, a challenge leaves it open, else the answer's own code decides."""
    if disposition_id in (BLOCKED, DROPPED):
        return FAILURE
    if disposition_id in (CAPTCHA, CHALLENGED):
        return OTHER
    return http_status_id(http_status) if http_status else SUCCESS


def http_code(given: int | str | None) -> int:
    """Give an HTTP status code, 0 for what is none."""
    code = whole(given)
    return code if 100 <= code < 600 else 0
