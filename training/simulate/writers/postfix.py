"""Postfix servers that all mail is routed through, with rspamd beside them: syslog with ISO stamps."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.random import Generator

from training.simulate.organisation import DOMAIN
from training.simulate.randomness import hexadecimal
from training.simulate.sink import Sink
from training.simulate.writers.clock import iso_offset
from training.simulate.writers.mail_log import Message

CHANNEL = "postfix"
HOSTS = ("mx1", "mx2")
_SPF = {"pass": "R_SPF_ALLOW(-0.20){+ip4;}", "fail": "R_SPF_FAIL(1.00){-all;}",
        "none": "R_SPF_NA(0.00){no SPF record;}", "softfail": "R_SPF_SOFTFAIL(0.00){~all;}"}  # fmt: skip
_DKIM = {"pass": "R_DKIM_ALLOW(-0.20){{{d}:s=s1;}}", "fail": "R_DKIM_REJECT(1.00){{{d}:s=s1;}}",
         "none": "R_DKIM_NA(0.00){{}}"}  # fmt: skip
_DMARC = {"pass": "DMARC_POLICY_ALLOW(-0.50){{{d},none;}}", "none": "DMARC_NA(0.00){{{d};}}",
          "fail": "DMARC_POLICY_SOFTFAIL(0.10){{{d} : No valid SPF, No valid DKIM,none;}}"}  # fmt: skip
_RELAYS = {True: "relay=mailboxes.halden.example[10.20.3.20]:24", False: "relay=mx.{d}[192.0.2.25]:25"}


@dataclass(frozen=True, slots=True)
class PostfixLog:
    """Mail as Postfix and rspamd log it: client, queue, checks, attachments, a delivery for every recipient."""

    def deliver(self, sink: Sink, rng: Generator, at: int, message: Message) -> None:
        """Write the lines of one message."""
        host = HOSTS[int(rng.integers(2))]
        queue_id = hexadecimal(rng, 10).upper()
        pid = int(rng.integers(600, 9_000))
        sender = message.mail_from or message.sender
        log = _Lines(sink, host, pid, queue_id)
        client = "mailboxes.halden.example[10.20.3.20]" if message.internal else f"unknown[{message.from_ip}]"
        log.write(at, "postfix/smtpd", f"client={client}")
        for k, header in enumerate(_headers(message)):
            first = message.recipients[0]
            tail = f"from {client}; from=<{sender}> to=<{first}> proto=ESMTP helo=<{message.sender.split('@')[1]}>"
            log.write(at + 60 + k, "postfix/cleanup", f"info: header {header} {tail}")
        log.write(at + 90, "postfix/cleanup", f"message-id={message.message_id}")
        log.write(at + 200, "rspamd", _checked(message, sender, queue_id, rng), bare=True)
        if message.status != "Delivered":
            first = message.recipients[0]
            refusal = f"milter-reject: END-OF-MESSAGE from {client}: 5.7.1 Spam message rejected; from=<{sender}> "
            log.write(at + 230, "postfix/cleanup", f"{refusal}to=<{first}> proto=ESMTP helo=<mail>")
            return
        queued = f"from=<{sender}>, size={message.size}, nrcpt={len(message.recipients)} (queue active)"
        log.write(at + 260, "postfix/qmgr", queued)
        for i, recipient in enumerate(message.recipients):
            inside = recipient.endswith(f"@{DOMAIN}")
            relay = _RELAYS[inside].format(d=recipient.split("@")[1])
            done = f"delay=0.8, delays=0.3/0/0.2/0.3, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as {queue_id[::-1]})"
            log.write(
                at + 700 + 11 * i, f"postfix/{'lmtp' if inside else 'smtp'}", f"to=<{recipient}>, {relay}, {done}"
            )


@dataclass(frozen=True, slots=True)
class _Lines:
    sink: Sink
    host: str
    pid: int
    queue_id: str

    def write(self, at: int, program: str, text: str, bare: bool = False) -> None:
        """Write one line; `bare` leaves out the queue id."""
        said = text if bare else f"{self.queue_id}: {text}"
        self.sink.add(CHANNEL, at, f"{iso_offset(at)} {self.host} {program}[{self.pid}]: {said}".encode())


def _headers(message: Message) -> list[str]:
    """List the headers that the servers' header checks log: names of attachments, marks of automatic forwarding."""
    headers = [f'Content-Disposition: attachment; filename="{name}"' for name in message.files]
    if message.rule_of:
        headers.append("X-MS-Exchange-Organization-AutoForwarded: true")
    return headers


def _checked(message: Message, sender: str, queue_id: str, rng: Generator) -> str:
    """Give rspamd's line of a message."""
    domain = message.sender.split("@")[1]
    spf, dkim, dmarc = message.results
    spam = message.status != "Delivered"
    score, action = (17.3, "reject") if spam else (round(float(rng.uniform(-3, 4)), 2), "no action")
    symbols = f"{_SPF[spf]},{_DKIM[dkim].format(d=domain)},{_DMARC[dmarc].format(d=domain)}"
    user = f"user: {message.sender}, " if message.internal else ""
    ip = "10.20.3.20" if message.internal else message.from_ip
    # Of a long list rspamd writes the first recipients only.
    to = ",".join(message.recipients[:12])
    return (
        f"<{queue_id[:6].lower()}>; proxy; rspamd_task_write_log: id: {message.message_id}, qid: <{queue_id}>, "
        f"ip: {ip}, {user}from: <{sender}>, (default: {'T' if spam else 'F'} ({action}): [{score:.2f}/15.00] "
        f"[{symbols}]), len: {message.size}, time: {rng.uniform(40, 400):.1f}ms, dns req: 20, "
        f"digest: <{hexadecimal(rng, 32)}>, rcpts: <{to}>, mime_rcpts: <{to}>"
    )
