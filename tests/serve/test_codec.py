"""Laws of journal entries: what was packed comes back equal, whatever its size; damage is said."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serve import codec
from serve.codec import VerdictEntry
from tests.strategies import odd_events
from uba.errors import StateError
from uba.events import Event

EVENTS = odd_events().map(lambda event: msgspec.structs.replace(event, user_agent=event.user_agent[:3]))
"""Without lone surrogates, which no decoder of records lets through."""


@given(events=st.lists(EVENTS, max_size=30))
def test_events_come_back(events: list[Event]) -> None:
    """Events of any number and content come back equal; many of them take less room than they are."""
    assert codec.unpack_events(1, codec.pack_events(events)) == events
    assert len(codec.pack_events(events * 40)) < 2000 + 20 * len(codec.pack_events(events))


def test_a_verdict_comes_back() -> None:
    """A verdict comes back equal."""
    entry = VerdictEntry(finding_uid="f", verdict="benign", note="\u00fc", author="kim", time_ms=5)

    assert codec.unpack_verdict(1, codec.pack_verdict(entry)) == entry


@pytest.mark.parametrize("body", [b"", b"\x28\xb5\x2f\xfdrubbish", b"\xc1", b"\x93\x01\x02"])
def test_a_damaged_entry_is_named(body: bytes) -> None:
    """An entry that cannot be read is an error with its number."""
    with pytest.raises(StateError, match="journal entry 7 is damaged"):
        codec.unpack_events(7, body)
    with pytest.raises(StateError, match="journal entry 7 is damaged"):
        codec.unpack_verdict(7, body)
