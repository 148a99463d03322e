"""Message tracking: one act a message, columns from the header, lists inside CSV."""

from pathlib import Path

import pytest

from tests.uba.sources.samples import SAMPLES
from uba.activities import MAIL_RECEIVE, MAIL_SEND, MAIL_TRACE
from uba.errors import ParseError
from uba.events import FAILURE, INBOUND, INTERNAL, OUTBOUND, Event
from uba.reader import read_events
from uba.sources.exchange_tracking import STANDARD_COLUMNS, ExchangeTracking

TRACKING = ExchangeTracking()
SENT, RECEIVED = SAMPLES["exchange_tracking"]


def parsed(line: bytes) -> Event:
    """Parse, expecting an event."""
    event = TRACKING.parse(line)
    assert event is not None
    return event


def test_the_submission_is_the_senders_act() -> None:
    """Inside the organisation it is internal; the agents that the message passed are named."""
    event = parsed(SENT)

    assert (event.activity_id, event.actor_user_name) == (MAIL_SEND, "j.brandt@fabrikam.example")
    assert (event.direction_id, event.email_to) == (INTERNAL, ("ap@fabrikam.example",))
    assert (event.src_ip, event.email_size) == ("10.20.3.11", 38214)
    assert event.email_headers == ("X-Transport-Agent: Transport Rule Agent", "X-Transport-Agent: RelayFilter Agent")
    assert parsed(SENT.replace(b"ap@fabrikam", b"ap@elsewhere")).direction_id == OUTBOUND


def test_what_comes_from_outside_has_no_actor() -> None:
    """A quoted subject may hold commas, recipients are a list."""
    event = parsed(RECEIVED)

    assert (event.activity_id, event.actor_user_name, event.direction_id) == (MAIL_RECEIVE, "", INBOUND)
    assert event.email_to == ("ap@fabrikam.example", "cfo@fabrikam.example")
    assert event.email_subject == "Balance, outstanding"
    assert event.email_smtp_from == "bounce@newvendor-pay.example"


def test_the_next_hop_is_the_same_event_and_later_stages_are_no_acts() -> None:
    """Servers pass a message on; a volume counted by RECEIVE alone would grow with the number of servers."""
    hop = SENT.replace(b"HUB02", b"HUB03").replace(b"71004512399871", b"9")

    assert parsed(hop).uid == parsed(SENT).uid
    send = parsed(SENT.replace(b"SMTP,RECEIVE", b"SMTP,SEND"))
    assert (send.activity_id, send.actor_user_name) == (MAIL_TRACE, "")
    assert send.uid != parsed(SENT).uid
    failed = parsed(SENT.replace(b"SMTP,RECEIVE", b"ROUTING,FAIL"))
    assert (failed.status_id, failed.disposition_id) == (FAILURE, 2)
    assert parsed(SENT.replace(b"SMTP,RECEIVE", b"MAILBOXRULE,RECEIVE")).api_operation == "MAILBOXRULE"


def test_a_header_names_the_columns(tmp_path: Path) -> None:
    """Older servers write fewer; header lines are no events."""
    file = tmp_path / "MSGTRK.log"
    file.write_bytes(
        b"\xef\xbb\xbf#Software: Microsoft Exchange Server\r\n#Version: 14.0.0.0\r\n#Log-type: Message Tracking Log\r\n"
        b"#Date: 2026-03-09T00:00:00.000Z\r\n"
        b"#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,"
        b"event-id,internal-message-id,message-id,recipient-address,sender-address,directionality\r\n"
        b"2026-03-09T09:01:15.220Z,10.20.3.11,A,10.20.3.12,B,,,STOREDRIVER,RECEIVE,7,<1@f.example>,b@f.example,"
        b"a@f.example,Originating\r\n"
    )
    (event,) = read_events([file])

    assert isinstance(event, Event)
    assert (event.source, event.actor_user_name, event.direction_id) == ("exchange_tracking", "a@f.example", INTERNAL)


@pytest.mark.parametrize("line", [SENT + b",x", SENT.replace(b"FW: ", b'F"W: '), b"a,b", SENT.replace(b"RECEIVE", b"")])
def test_other_columns_are_refused(line: bytes) -> None:
    """A line of another number of columns, or with damaged quotes, is not guessed at."""
    with pytest.raises(ParseError, match="expected"):
        TRACKING.parse(line)
    assert len(STANDARD_COLUMNS) == 30
