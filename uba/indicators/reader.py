"""What a rule's field reads of an event: attributes, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from operator import attrgetter
from typing import Any

import msgspec

from uba.context import Context
from uba.events import Event

SHAPE = ("source", "class_uid", "activity_id", "status_id", "event_code", "product_name")
"""The attributes that tell kinds of events apart: few combinations of them occur, and most rules ask for some."""

FEW = frozenset(
    [
        "auth_protocol",
        "device_is_managed",
        "direction_id",
        "disposition_id",
        "dkim",
        "dmarc",
        "entity_type",
        "http_method",
        "http_status",
        "is_interactive",
        "is_mfa",
        "log_name",
        "log_provider",
        "logon_type_id",
        "product_name",
        "resource_type",
        "severity_id",
        "spf",
        "src_country",
        "status_code",
        "status_id",
        "vendor_name",
    ]
)
"""Attributes of few values, each of them common: to ask for one lets many events through."""

TELLING = FEW | {"actor_app_name", "actor_app_uid", "actor_user_type_id", "app_name", "policy_name", "service_name"}
"""Attributes of few values that together tell events of one shape apart; nobody outside chooses them at will."""

LOWERED = frozenset(
    [
        "actor_user_name",
        "actor_user_email_addr",
        "user_name",
        "src_ip",
        "src_mac",
        "src_hostname",
        "dst_hostname",
        "device_hostname",
        "url_hostname",
        "email_from",
        "email_smtp_from",
        "email_to",
        "email_reply_to",
    ]
)
"""Attributes that events keep in lower case, whatever the record had."""


class Kind(Enum):
    """What values a field has; what it has where the record says nothing."""

    TEXT = ""
    TEXTS = ()
    NUMBER = 0
    FLAG = None


Read = Callable[[Any, Context], Any]
"""Makes a field's value of the attribute's value (of several attributes: of their tuple), asking the context."""


class Reader(msgspec.Struct, frozen=True):
    """One field as rules see it.

    Attributes
    ----------
    name
        What the field is called in messages.
    attributes
        Attributes of `Event` it is made of.
    kind
        What its values are.
    read
        None where the value is the attribute itself.
    """

    name: str
    attributes: tuple[str, ...]
    kind: Kind = Kind.TEXT
    read: Read | None = None

    @property
    def keeps_case(self) -> bool:
        """Whether the value is written as in the record."""
        return LOWERED.isdisjoint(self.attributes)

    def raw(self) -> Callable[[Event], Any]:
        """Give the function that takes the attributes from an event."""
        return attrgetter(*self.attributes)
