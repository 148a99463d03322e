"""Mail servers' syslog: who sent what to whom, what checks found, who logged on."""

import pytest

from uba import activities as a
from uba.errors import ParseError
from uba.events import (
    APPLICATION_ERROR,
    APPLICATION_LIFECYCLE,
    AUTHENTICATION,
    EMAIL_ACTIVITY,
    FAILURE,
    INBOUND,
    OTHER,
    OUTBOUND,
    SUCCESS,
    WEB_RESOURCES,
    Event,
)
from uba.sources.mail_results import header_results
from uba.sources.postfix import Postfix

RSPAMD = (
    "rspamd[99]: <d1>; proxy; rspamd_task_write_log: id: <m@x.example>, qid: <4XyZ12ABcD>, ip: {ip}, "
    "{user}from: <A@x.example>, "
    "(default: F ({action}): [4.20/15.00] [{symbols}]), len: 51233, time: 2ms, dns req: 20, digest: <aa>, "
    "rcpts: <B@y.example,c@y.example>, mime_rcpts: <B@y.example>"
)


def read(message: str) -> Event | None:
    """Parse a line of host mx1."""
    return Postfix().parse(f"2026-03-09T09:10:28Z mx1 {message}".encode())


def event(message: str) -> Event:
    """Parse a line that is an event."""
    parsed = read(message)
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("daemon", "status", "activity", "direction", "status_id"),
    [
        ("lmtp", "sent", a.MAIL_RECEIVE, INBOUND, SUCCESS),
        ("virtual", "sent", a.MAIL_RECEIVE, INBOUND, SUCCESS),
        ("smtp", "sent", a.MAIL_SEND, OUTBOUND, SUCCESS),
        ("smtp", "bounced", a.MAIL_SEND, OUTBOUND, FAILURE),
        ("smtp", "deferred", a.MAIL_SEND, OUTBOUND, OTHER),
        ("error", "bounced", a.MAIL_SEND, 0, FAILURE),
    ],
)
def test_deliveries(daemon: str, status: str, activity: int, direction: int, status_id: int) -> None:
    """What the local agents take is received, what smtp hands on is sent."""
    parsed = event(
        f"postfix/{daemon}[1]: 4XyZ12ABcD: to=<AP@y.example>, orig_to=<z@y.example>, "
        f"relay=MX.y.example[198.51.100.3]:25, "
        f"delay=1, dsn=2.0.0, status={status} (250 ok (queued))"
    )

    assert (parsed.class_uid, parsed.activity_id) == (EMAIL_ACTIVITY, activity)
    assert (parsed.direction_id, parsed.status_id, parsed.status_code) == (direction, status_id, "2.0.0")
    assert (parsed.email_to, parsed.dst_hostname) == (("ap@y.example",), "mx.y.example")
    assert (parsed.correlation_uid, parsed.status_detail) == ("4XyZ12ABcD", "250 ok (queued)")


def test_a_queued_message_counts_its_recipients() -> None:
    """The sender's line has the number of recipients, not their names."""
    parsed = event("postfix/qmgr[1]: 4XyZ12ABcD: from=<A@x.example>, size=512, nrcpt=3 (queue active)")

    assert (parsed.email_from, parsed.email_size, parsed.count) == ("a@x.example", 512, 3)
    assert parsed.actor_user_name == ""


@pytest.mark.parametrize("session", ["postfix", "postfix-in"])
@pytest.mark.parametrize(
    "rest",
    [
        "smtpd[1]: connect from unknown[192.0.2.66]",
        "smtpd[1]: disconnect from unknown[192.0.2.66] ehlo=1 quit=1 commands=2",
        "qmgr[1]: 4XyZ12ABcD: removed",
        "scache[1]: statistics: start interval Mar  9 09:00:00",
    ],
)
def test_book_keeping_is_of_no_interest(session: str, rest: str) -> None:
    """In every instance."""
    assert read(f"{session}/{rest}") is None


def test_a_refusal_has_both_sides() -> None:
    """Client, sender, recipient and the reason."""
    parsed = event(
        "postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.66]: 554 5.7.1 <ap@y.example>: Relay "
        "access denied; "
        "from=<B@x.example> to=<AP@y.example> proto=ESMTP helo=<evil>"
    )

    assert (parsed.status_id, parsed.status_code, parsed.disposition_id) == (FAILURE, "5.7.1", 2)
    assert (parsed.src_ip, parsed.email_from, parsed.email_to) == ("192.0.2.66", "b@x.example", ("ap@y.example",))
    assert (parsed.correlation_uid, parsed.direction_id, parsed.user_name) == ("", INBOUND, "ap@y.example")


def test_sasl() -> None:
    """Success is in the client's line, failure a warning."""
    good = event(
        "postfix/submission/smtpd[1]: 4XyZ12ABcD: client=c.example[203.0.113.7], sasl_method=PLAIN, "
        "sasl_username=A@x.example"
    )
    bad = event(
        "postfix/smtpd[1]: warning: unknown[203.0.113.9]: SASL LOGIN authentication failed: x, "
        "sasl_username=I@x.example"
    )

    assert (good.class_uid, good.status_id, good.actor_user_name) == (AUTHENTICATION, SUCCESS, "a@x.example")
    assert (bad.class_uid, bad.status_id, bad.actor_user_name) == (AUTHENTICATION, FAILURE, "i@x.example")
    assert (good.src_ip, bad.src_ip) == ("203.0.113.7", "203.0.113.9")
    assert (good.auth_protocol, bad.auth_protocol) == ("plain", "login")


@pytest.mark.parametrize(
    ("message", "class_uid", "activity", "code"),
    [
        (
            "smtpd[1]: warning: Connection rate limit exceeded: 61 from x[203.0.113.9] for service smtp",
            APPLICATION_ERROR,
            1,
            "limit",
        ),
        (
            "anvil[1]: statistics: max connection rate 61/60s for (smtp:203.0.113.9) at Mar  9 09:07:11",
            APPLICATION_ERROR,
            1,
            "limit",
        ),
        ("master[1]: warning: process /usr/lib/smtpd pid 123 killed by signal 11", APPLICATION_ERROR, 1, "crash"),
        ("smtpd[1]: fatal: no SASL authentication mechanisms", APPLICATION_ERROR, 1, "error"),
        (
            "master[1]: reload -- version 3.8.1, configuration /etc/postfix",
            APPLICATION_LIFECYCLE,
            a.APP_RESTART,
            "reload",
        ),
        ("master[1]: daemon started -- version 3.8.1", APPLICATION_LIFECYCLE, a.APP_START, "daemon_started"),
    ],
)
def test_the_service_itself(message: str, class_uid: int, activity: int, code: str) -> None:
    """Limits, crashes, starts and reloads."""
    parsed = event(f"postfix/{message}")

    assert (parsed.class_uid, parsed.activity_id, parsed.event_code) == (class_uid, activity, code)
    assert parsed.src_ip == ("203.0.113.9" if code == "limit" else "")


@pytest.mark.parametrize(
    ("message", "attributes"),
    [
        ("opendmarc[1]: 4XyZ12ABcD: X.example fail", {"dmarc": "fail", "email_from": "x.example"}),
        (
            "opendmarc[1]: 4XyZ12ABcD: SPF(mailfrom): x.example softfail",
            {"spf": "softfail", "email_smtp_from": "x.example"},
        ),
        ("opendkim[1]: 4XyZ12ABcD: DKIM verification successful", {"dkim": "pass"}),
        (
            "opendkim[1]: 4XyZ12ABcD: s=k d=x.example a=rsa-sha256 SSL error:bad signature",
            {"dkim": "fail", "email_from": "x.example"},
        ),
        (
            "policyd-spf[1]: prepend Received-SPF: Fail (mailfrom) identity=mailfrom; client-ip=192.0.2.66; helo=e; "
            "envelope-from=a@x.example; receiver=<ap@y.example>",
            {"spf": "fail", "src_ip": "192.0.2.66", "email_from": "a@x.example", "email_to": ("ap@y.example",)},
        ),
        (
            "clamav-milter[1]: Message 4XyZ12ABcD from <a@x.example> to <ap@y.example> infected by Eicar-Signature",
            {"status_id": FAILURE, "status_detail": "Eicar-Signature", "email_to": ("ap@y.example",)},
        ),
        (
            "Authentication-Results: mx1; spf=pass smtp.mailfrom=a@x.example; dmarc=fail (p=none) "
            "header.from=y.example",
            {"spf": "pass", "dmarc": "fail", "email_from": "y.example", "email_smtp_from": "a@x.example"},
        ),
    ],
)
def test_checks(message: str, attributes: dict[str, object]) -> None:
    """Each program's verdict, with what it names."""
    parsed = event(message)

    assert (parsed.class_uid, parsed.activity_id) == (EMAIL_ACTIVITY, a.MAIL_SCAN)
    assert {name: getattr(parsed, name) for name in attributes} == attributes


def test_our_own_signatures_are_of_no_interest() -> None:
    """OpenDKIM also signs."""
    assert read("opendkim[1]: 4XyZ12ABcD: DKIM-Signature field added (s=k, d=x.example)") is None


def test_rspamd_knows_the_whole_message() -> None:
    """Strangers' mail is received, authenticated users' sent, our relays' neither."""
    symbols = "R_SPF_FAIL(1.00){-all;},DMARC_POLICY_REJECT(0.10){x;},R_DKIM_ALLOW(0.00){}"
    inbound = event(RSPAMD.format(ip="192.0.2.66", user="", action="reject", symbols=symbols))
    outbound = event(RSPAMD.format(ip="203.0.113.7", user="user: A@x.example, ", action="no action", symbols=""))
    relayed = event(RSPAMD.format(ip="10.0.0.8", user="", action="no action", symbols=""))

    assert (inbound.activity_id, inbound.direction_id, inbound.status_id) == (a.MAIL_RECEIVE, INBOUND, FAILURE)
    assert (inbound.spf, inbound.dkim, inbound.dmarc) == ("fail", "pass", "fail")
    assert (inbound.actor_user_name, inbound.user_name) == ("", "b@y.example")
    assert inbound.email_to == ("b@y.example", "c@y.example")
    assert (outbound.activity_id, outbound.direction_id) == (a.MAIL_SEND, OUTBOUND)
    assert outbound.actor_user_name == "a@x.example"
    assert (relayed.activity_id, relayed.direction_id) == (a.MAIL_SCAN, 0)


def test_headers_that_postfix_logs() -> None:
    """Results are results; any other header is kept as it stands."""
    envelope = "from unknown[192.0.2.66]; from=<a@x.example> to=<ap@y.example> proto=ESMTP helo=<x>"
    result = event(
        "postfix/cleanup[1]: 4XyZ12ABcD: info: header Authentication-Results: mx1; dkim=fail; dkim=pass; spf=fail "
        f"smtp.mailfrom=a@x.example; dmarc=fail header.from=x.example {envelope}"
    )
    forwarded = event(f"postfix/cleanup[1]: 4XyZ12ABcD: warning: header X-Forwarded-To: out@z.example {envelope}")

    assert (result.spf, result.dkim, result.dmarc) == ("fail", "pass", "fail")
    assert (result.email_from, result.email_headers) == ("a@x.example", ())
    assert forwarded.email_headers == ("X-Forwarded-To: out@z.example",)
    assert forwarded.src_ip == "192.0.2.66"


def test_a_header_alone_has_no_time() -> None:
    """It is recognised, and refused with what to do."""
    record = b"Authentication-Results: mx1; spf=fail"

    assert Postfix().recognise(record)
    with pytest.raises(ParseError, match=r"has no time.*header_checks"):
        Postfix().parse(record)


@pytest.mark.parametrize(
    ("value", "results"),
    [
        ("mx1 1; none", {}),
        (
            "mx1; SPF=Pass (sender IP is 1.2.3.4; x=y) smtp.mailfrom=x.example",
            {"spf": "pass", "email_smtp_from": "x.example"},
        ),
        (
            "mx1;\r\n\tdkim=pass header.d=x.example;\r\n\tdmarc=pass header.from=x.example",
            {"dkim": "pass", "dmarc": "pass", "email_from": "x.example"},
        ),
    ],
)
def test_results_of_rfc_8601(value: str, results: dict[str, str]) -> None:
    """Comments are none, case and folding do not matter."""
    assert header_results(value) == results


def test_a_milter_rejects_without_an_smtp_code() -> None:
    """At the end of a message a milter's refusal has an enhanced code alone."""
    parsed = event(
        "postfix/cleanup[1]: 4XyZ12ABcD: milter-reject: END-OF-MESSAGE from mx.x.example[192.0.2.66]: 5.7.1 Spam "
        "message rejected; from=<a@x.example> to=<b@y.example> proto=ESMTP helo=<mx>"
    )

    assert (parsed.status_id, parsed.status_code, parsed.user_name) == (FAILURE, "5.7.1", "b@y.example")


@pytest.mark.parametrize("name", ['"a plan.pdf.iso"', "plan.pdf"])
def test_attachments_have_the_names_that_header_checks_log(name: str) -> None:
    """A logged Content-Disposition names the attachment."""
    parsed = event(
        f"postfix/cleanup[1]: 4XyZ12ABcD: info: header Content-Disposition: attachment; filename={name} from "
        "mx.x.example[192.0.2.66]; from=<a@x.example> to=<b@y.example> proto=ESMTP helo=<mx>"
    )

    assert (parsed.activity_id, parsed.email_files) == (a.MAIL_SCAN, (name.strip('"'),))


def test_dovecot() -> None:
    """Logons, failed attempts with their number, what a session read, what Sieve forwarded."""
    login = event(
        "dovecot: imap-login: Login: user=<A@x.example>, method=PLAIN, rip=203.0.113.7, lip=10.0.0.1, TLS, "
        "session=<abc>"
    )
    failed = event(
        "dovecot: pop3-login: Disconnected (auth failed, 3 attempts in 12 secs): user=<A@x.example>, "
        "method=PLAIN, rip=203.0.113.9"
    )
    session = event(
        "dovecot: imap(A@x.example)<77><abc>: Disconnected: Logged out in=500 out=1234567 hdr_count=40 "
        "body_count=37 body_bytes=1200000"
    )
    forwarded = event("dovecot: lmtp(A@x.example)<9><x>: sieve: msgid=<1@x>: forwarded to <Out@z.example>")

    assert (login.status_id, login.actor_user_name, login.actor_session_uid) == (SUCCESS, "a@x.example", "abc")
    assert (failed.status_id, failed.count, failed.service_name) == (FAILURE, 3, "pop3")
    assert (session.class_uid, session.activity_id, session.count) == (WEB_RESOURCES, a.WEB_READ, 37)
    assert (session.bytes_out, session.resource_uid) == (1_200_000, "a@x.example")
    assert (forwarded.activity_id, forwarded.email_to) == (a.MAIL_SEND, ("out@z.example",))
    assert read("dovecot: imap(a)<7><b>: Logged out in=1 out=2 body_count=0 body_bytes=0") is None


def test_headers_of_mail_from_within_the_server_are_kept() -> None:
    """What a forward of the server itself writes has no client."""
    event = Postfix().parse(
        b"2026-03-09T09:10:29+00:00 mx1 postfix/cleanup[8]: 4XyZ12ABcD: info: header X-Forwarded-To: drop@evil.example "
        b"from local; from=<a@fabrikam.example> to=<drop@evil.example>"
    )

    assert event is not None
    assert (event.email_headers, event.src_ip) == (("X-Forwarded-To: drop@evil.example",), "")
    assert event.email_to == ("drop@evil.example",)
