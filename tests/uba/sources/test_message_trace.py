"""Message trace: direction, outcome, clicks."""

import json
from typing import Any

import pytest

from uba import activities as a
from uba.errors import ParseError
from uba.events import EMAIL_ACTIVITY, HTTP_ACTIVITY, Event
from uba.sources.message_trace import MessageTrace


def event(**fields: Any) -> Event:
    """Parse a message trace record with these fields."""
    record = {"Received": "2026-03-09T09:10:31Z", "SenderAddress": "S@x.example", "RecipientAddress": "R@y.example"}
    parsed = MessageTrace().parse(json.dumps({**record, "NetworkMessageId": "n", **fields}).encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("said", "direction", "activity", "actor", "user"),
    [
        (None, 0, a.MAIL_SEND, "s@x.example", ""),
        ("Incoming", 1, a.MAIL_RECEIVE, "", "r@y.example"),
        ("Inbound", 1, a.MAIL_RECEIVE, "", "r@y.example"),
        ("Originating", 2, a.MAIL_SEND, "s@x.example", ""),
        ("Intra-org", 3, a.MAIL_SEND, "s@x.example", ""),
    ],
)
def test_direction_is_what_the_trace_says(
    said: str | None, direction: int, activity: int, actor: str, user: str
) -> None:
    """Nothing is guessed; a stranger who sends to us is nobody's user."""
    parsed = event(Directionality=said)

    assert (parsed.class_uid, parsed.activity_id, parsed.direction_id) == (EMAIL_ACTIVITY, activity, direction)
    assert (parsed.actor_user_name, parsed.user_name) == (actor, user)
    assert (parsed.email_from, parsed.email_to) == ("s@x.example", ("r@y.example",))


@pytest.mark.parametrize(
    ("status", "status_id"),
    [("Delivered", 1), ("Failed", 2), ("Blocked", 2), ("Quarantined", 99), ("Pending", 99), (None, 0)],
)
def test_outcome(status: str | None, status_id: int) -> None:
    """Delivered, refused, or something in between."""
    assert event(Status=status).status_id == status_id


def test_each_recipient_is_a_record_of_its_own() -> None:
    """Message id and recipient together are the identity."""
    assert event().uid == "n/r@y.example"
    assert event(NetworkMessageId=None).uid == ""


def test_checks_may_be_text() -> None:
    """EmailEvents writes them as JSON text."""
    parsed = event(AuthenticationDetails='{"SPF":"Pass","DKIM":"none"}')

    assert (parsed.spf, parsed.dkim, parsed.dmarc) == ("pass", "none", "")


def test_a_click_is_a_request() -> None:
    """UrlClickEvents are HTTP activity of the account."""
    record = {
        "Timestamp": "2026-03-09T09:12:00Z",
        "Url": "https://Evil.example:8443/p?q=1",
        "AccountUpn": "A@b.example",
    }
    parsed = MessageTrace().parse(json.dumps({**record, "ActionType": "ClickBlocked"}).encode())

    assert parsed is not None
    assert (parsed.class_uid, parsed.status_id, parsed.actor_user_name) == (HTTP_ACTIVITY, 2, "a@b.example")
    assert (parsed.url_hostname, parsed.url_path, parsed.url_query) == ("evil.example", "/p", "q=1")


@pytest.mark.parametrize("details", ["", "none", "[1]", '{"SPF":1}', '{"SPF":"fail"', "[" * 100_000])
def test_checks_that_cannot_be_read_are_none(details: str) -> None:
    """A message whose checks are damaged is a message still."""
    parsed = event(AuthenticationDetails=details)

    assert (parsed.spf, parsed.dkim, parsed.dmarc) == ("", "", "")


@pytest.mark.parametrize(
    ("given", "detail"), [(True, "Phish; clicked through"), (1, "Phish; clicked through"), (0, "Phish")]
)
def test_a_click_through_a_warning_is_said(given: object, detail: str) -> None:
    """The verdict and that it was ignored."""
    record = {"Timestamp": "2026-03-09T09:12:00Z", "Url": "https://e.example/p", "AccountUpn": "a@b.example"}
    more = {"ActionType": "ClickAllowed", "ThreatTypes": "Phish", "IsClickedThrough": given}
    parsed = MessageTrace().parse(json.dumps({**record, **more}).encode())

    assert parsed is not None
    assert parsed.status_detail == detail


def test_links_and_attachments_are_events_of_their_own() -> None:
    """Defender's tables of links and attachments share a message's network id, not its identity."""
    common = {"Timestamp": "2026-03-09T09:12:00Z", "NetworkMessageId": "n"}
    addresses = {"SenderFromAddress": "S@x.example", "RecipientEmailAddress": "R@y.example"}
    link = {**common, "Url": "https://evil.example/p", "UrlDomain": "evil.example", "UrlLocation": "Body"}
    file = {**common, **addresses, "FileName": "a.iso", "SHA256": "b94d", "ThreatTypes": "Malware"}
    assert all(MessageTrace().recognise(json.dumps(record).encode()) for record in (link, file))
    parsed = [MessageTrace().parse(json.dumps(record).encode()) for record in (link, file)]
    assert parsed[0] is not None
    assert parsed[1] is not None

    assert {(p.class_uid, p.activity_id, p.correlation_uid) for p in parsed if p} == {
        (EMAIL_ACTIVITY, a.MAIL_SCAN, "n")
    }
    assert (parsed[0].email_urls, parsed[0].email_files) == (("https://evil.example/p",), ())
    assert (parsed[1].email_files, parsed[1].status_id, parsed[1].email_to) == (("a.iso",), 2, ("r@y.example",))
    assert len({p.uid for p in parsed if p} | {event().uid}) == 3


@pytest.mark.parametrize("field", ["SenderAddress", "RecipientAddress", "Received"])
def test_what_is_missing_is_named(field: str) -> None:
    """Sender, recipient and time are needed."""
    with pytest.raises(ParseError, match=field):
        event(**{field: None})
