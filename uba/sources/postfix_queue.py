"""What the lines of one mail log said of each message in the queue, by its queue id.

Postfix never writes sender, recipient and user on one line: `smtpd` has the client
and the user, `cleanup` the message id, `qmgr` sender and size, `smtp` and `lmtp` one
recipient each. A file is read with this memory, so that a delivery carries what
came before it.
"""

from __future__ import annotations

import re

import msgspec

from uba.sources.fields import clean_ip, user_key, whole

REMEMBERED = 10_000
"""Messages that are remembered at a time; the oldest is forgotten first, a delivered one when Postfix removes it."""
_CLIENT = re.compile(r"client=[\w.:-]{1,255}\[([^\]\s]{1,64})\]")
_USER = re.compile(r"\bsasl_username=([^\s,;]+)")
_ORIGIN = re.compile(r"\borig_queue_id=(\w{6,20})")
_LOCAL_USER = re.compile(r"uid=\d+ from=<([^>]*)>")
_ENVELOPE = re.compile(r"from=<([^>]*)>, size=(\d+), nrcpt=(\d+)")
_MESSAGE_ID = re.compile(r"message-id=<?([^>\s]+)>?")


class Message(msgspec.Struct, gc=False):
    """A message on its way; '' and 0 for what no line has said.

    `is_told` is whether another line, rspamd's, has already named its sender and all its recipients.
    """

    user: str = ""
    client: str = ""
    sender: str = ""
    size: int = 0
    uid: str = ""
    is_told: bool = False


class Queue:
    """The messages in the queues of the servers that write to one file."""

    def __init__(self) -> None:
        self._messages: dict[tuple[str, str], Message] = {}

    def of(self, host: str, qid: str) -> Message:
        """What is known of a message; nothing, where no line named it before."""
        return self._messages.get((host, qid), _NOTHING)

    def note(self, host: str, qid: str, daemon: str, said: str) -> None:
        """Remember what a line of `daemon` says of a message, or forget the message where it is removed."""
        if said == "removed":
            self._messages.pop((host, qid), None)
        elif daemon == "qmgr" and (match := _ENVELOPE.match(said)):
            self.enveloped(host, qid, user_key(match[1]), whole(match[2]))
        elif said.startswith("client="):
            self._come_in(host, qid, said)
        elif said.startswith("uid=") and (match := _LOCAL_USER.match(said)):
            self._known(host, qid).user = user_key(match[1])
        elif match := _MESSAGE_ID.match(said):
            self._known(host, qid).uid = f"<{match[1]}>"

    def enveloped(self, host: str, qid: str, sender: str, size: int) -> None:
        """Remember the sender and the size of a message."""
        message = self._known(host, qid)
        message.sender, message.size = sender, size

    def told(self, host: str, qid: str) -> None:
        """Remember that another line names sender and recipients."""
        if qid:
            self._known(host, qid).is_told = True

    def _come_in(self, host: str, qid: str, said: str) -> None:
        message = self._known(host, qid)
        if match := _CLIENT.match(said):
            message.client = clean_ip(match[1])
        if match := _USER.search(said):
            message.user = user_key(match[1])
        elif match := _ORIGIN.search(said):
            # The message comes back from a filter under a new id.
            before = self.of(host, match[1])
            message.user, message.is_told = before.user, before.is_told
            message.client = before.client or message.client

    def _known(self, host: str, qid: str) -> Message:
        key = (host, qid)
        message = self._messages.get(key)
        if message is None:
            message = self._messages[key] = Message()
            if len(self._messages) > REMEMBERED:
                del self._messages[next(iter(self._messages))]
        return message


_NOTHING = Message()
