"""Programs of a mail server, by the name under which they write to syslog."""

from __future__ import annotations

import re

_MAIL = re.compile(
    r"^(?:postfix\b.*|rspamd.*|opendmarc|opendkim|policyd-spf|dovecot.*|clamav-milter|Authentication-Results)$"
)


def is_mail_tag(tag: str) -> bool:
    """Tell whether a program belongs to a mail server: its lines are source `postfix`."""
    return _MAIL.match(tag) is not None
