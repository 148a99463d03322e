"""Windows events made for tests, as XML."""

from xml.sax.saxutils import escape, quoteattr

SECURITY = "Microsoft-Windows-Security-Auditing"


def xml(
    provider: str,
    event_id: int,
    named: dict[str, str] | None = None,
    values: list[str] | None = None,
    *,
    channel: str = "Security",
    user_data: dict[str, str] | None = None,
    user: str = "",
) -> bytes:
    """One event as the log renders it."""
    data = "".join(f"<Data Name={quoteattr(name)}>{escape(text)}</Data>" for name, text in (named or {}).items())
    data += "".join(f"<Data>{escape(text)}</Data>" for text in values or [])
    body = f"<EventData>{data}</EventData>"
    if user_data is not None:
        inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in user_data.items())
        body = f'<UserData><Info xmlns="http://manifests.microsoft.com/x">{inner}</Info></UserData>'
    return (
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
        f"<Provider Name={quoteattr(provider)}/><EventID>{event_id}</EventID>"
        f'<TimeCreated SystemTime="2026-03-09T07:58:03.1182034Z"/><Channel>{channel}</Channel>'
        f"<Computer>DC02.corp.example</Computer><Security UserID={quoteattr(user)}/></System>{body}</Event>"
    ).encode()
