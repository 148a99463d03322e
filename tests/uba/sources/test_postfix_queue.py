"""A mail log read as a file: deliveries carry what earlier lines said of their message, in bounded memory."""

from pathlib import Path

import pytest

from uba import activities as a
from uba.events import INBOUND, INTERNAL, OUTBOUND, Event
from uba.reader import Rejected, parse_record, read_events
from uba.sources import postfix_queue
from uba.sources.postfix import Postfix

QID = "4XyZ12ABcDz"


def line(daemon: str, said: str, qid: str = QID, host: str = "mx1") -> bytes:
    """One line of Postfix."""
    return f"2026-03-09T09:10:29.000000+00:00 {host} postfix/{daemon}[811]: {qid}: {said}".encode()


def deliveries(records: list[bytes]) -> list[Event]:
    """Read lines as one file and give the deliveries."""
    parse = Postfix().open()
    events = [parse(record) for record in records]
    return [event for event in events if event is not None and event.email_to and event.event_code == "sent"]


CLIENT = "client=unknown[203.0.113.9], sasl_method=PLAIN, sasl_username=A.Berg@fabrikam.example"
SUBMITTED = [
    line("smtpd", CLIENT),
    line("cleanup", "message-id=<m1@fabrikam.example>"),
    line("qmgr", "from=<A.Berg@fabrikam.example>, size=51233, nrcpt=2 (queue active)"),
]
OUT = line(
    "smtp", "to=<box@elsewhere.example>, relay=mx.elsewhere.example[192.0.2.25]:25, dsn=2.0.0, status=sent (250 ok)"
)
IN = line("lmtp", "to=<ap@fabrikam.example>, relay=mx1[private/dovecot-lmtp], dsn=2.0.0, status=sent (250 ok)")


def test_a_delivery_names_who_sent_what() -> None:
    """User, sender, size, message id and client of the lines before; each recipient is one event."""
    out, inside = deliveries([*SUBMITTED, OUT, IN])

    for event in (out, inside):
        assert (event.activity_id, event.actor_user_name) == (a.MAIL_SEND, "a.berg@fabrikam.example")
        assert (event.email_from, event.email_size) == ("a.berg@fabrikam.example", 51233)
        assert (event.email_message_uid, event.src_ip) == ("<m1@fabrikam.example>", "203.0.113.9")
        assert event.correlation_uid == QID
    assert (out.direction_id, out.email_to) == (OUTBOUND, ("box@elsewhere.example",))
    assert (inside.direction_id, inside.email_to, inside.user_name) == (INTERNAL, ("ap@fabrikam.example",), "")


def test_mail_from_outside_has_a_sender_and_no_actor() -> None:
    """A stranger is nobody's user."""
    came = [
        line("smtpd", "client=mx.x.example[192.0.2.66]"),
        line("qmgr", "from=<b@x.example>, size=9, nrcpt=1 (queue active)"),
    ]
    (event,) = deliveries([*came, IN])

    assert (event.activity_id, event.direction_id, event.user_name) == (a.MAIL_RECEIVE, INBOUND, "ap@fabrikam.example")
    assert (event.actor_user_name, event.email_from, event.src_ip) == ("", "b@x.example", "192.0.2.66")


def test_a_local_user_sends_by_pickup() -> None:
    """Mail that a program on the server hands in has its user as sender."""
    (event,) = deliveries([line("pickup", "uid=33 from=<www-data>"), OUT])

    assert (event.actor_user_name, event.direction_id) == ("www-data", OUTBOUND)


def test_a_filter_hands_the_message_back_under_a_new_id() -> None:
    """What goes to the filter is a stage; what comes back is the user's still."""
    to_filter = line(
        "smtp", "to=<box@elsewhere.example>, relay=127.0.0.1[127.0.0.1]:10024, dsn=2.0.0, status=sent (250 ok)"
    )
    back = line(
        "smtpd", f"client=localhost[127.0.0.1], orig_queue_id={QID}, orig_client=unknown[203.0.113.9]", "5AbC12ABcDz"
    )
    first, second = deliveries([*SUBMITTED, to_filter, back, OUT.replace(QID.encode(), b"5AbC12ABcDz")])

    assert (first.activity_id, first.actor_user_name) == (a.MAIL_TRACE, "")
    assert (second.activity_id, second.actor_user_name) == (a.MAIL_SEND, "a.berg@fabrikam.example")
    assert second.src_ip == "203.0.113.9"


def test_what_rspamd_has_told_is_not_told_twice() -> None:
    """rspamd names sender and all recipients on one line: its event has the actor, the deliveries have not."""
    task = (
        f"2026-03-09T09:10:29+00:00 mx1 rspamd[9]: <d>; proxy; rspamd_task_write_log: id: <m1@fabrikam.example>, "
        f"qid: <{QID}>, ip: 203.0.113.9, user: A.Berg@fabrikam.example, from: <a.berg@fabrikam.example>, (default: F "
        "(no action): [0.20/15.00] [ARC_NA(0.00){}]), len: 51233, rcpts: <box@elsewhere.example>"
    ).encode()
    parse = Postfix().open()
    events = [event for record in [*SUBMITTED, task, OUT] if (event := parse(record)) is not None]
    sent = [event for event in events if event.email_to and event.actor_user_name]

    assert [event.product_name for event in sent] == ["rspamd"]


def test_a_removed_message_is_forgotten() -> None:
    """Queue ids are used again."""
    (event,) = deliveries([*SUBMITTED, line("qmgr", "removed"), OUT])

    assert (event.actor_user_name, event.email_from) == ("", "")


def test_servers_have_queues_of_their_own() -> None:
    """The same id on another host is another message."""
    (event,) = deliveries([*SUBMITTED, OUT.replace(b"mx1", b"mx2")])

    assert event.email_from == ""


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest message is forgotten first."""
    monkeypatch.setattr(postfix_queue, "REMEMBERED", 3)
    queue = postfix_queue.Queue()
    for number in range(10):
        queue.note("mx1", f"Q{number}", "qmgr", "from=<a@b.example>, size=1, nrcpt=1 (queue active)")

    assert [number for number in range(10) if queue.of("mx1", f"Q{number}").sender] == [7, 8, 9]


def test_a_line_alone_says_what_it_says(tmp_path: Path) -> None:
    """Over HTTP there is no file; in a file the reader keeps one memory, and files do not mix."""
    alone = parse_record(OUT)
    assert isinstance(alone, Event)
    assert (alone.email_from, alone.actor_user_name, alone.email_to) == ("", "", ("box@elsewhere.example",))
    (tmp_path / "a.log").write_bytes(b"\n".join([*SUBMITTED, OUT]))
    (tmp_path / "b.log").write_bytes(OUT)
    items = list(read_events([tmp_path]))
    sent = [item for item in items if isinstance(item, Event) and item.event_code == "sent"]

    assert not [item for item in items if isinstance(item, Rejected)]
    assert [event.email_from for event in sent] == ["a.berg@fabrikam.example", ""]
