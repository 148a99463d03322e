"""Laws of the ledger: what went through is counted where it belongs, and old days are let go."""

from __future__ import annotations

import numpy as np

from tests.strategies import DAY_MS, MONDAY, organisation
from uba.batch import EventBatch
from uba.context import Context
from uba.identity import Identity
from uba.ledger import KEPT_DAYS, Ledger
from uba.state.hashing import Hasher

DAY = MONDAY // DAY_MS


def filled() -> Ledger:
    """A ledger of three days, every tenth event late, one finding."""
    ledger, events = Ledger(), organisation(seed=1, days=3)
    late = np.arange(len(events)) % 10 == 0
    ledger.note_events(EventBatch(events, Identity(Context.empty(), "UTC"), Hasher()), late, 0.5)
    ledger.note_finding(MONDAY + DAY_MS + 5)
    ledger.note_closed(DAY + 1, {"user": 6, "src_ip": 4})
    return ledger


def test_events_are_counted_by_day_and_source() -> None:
    """Days in order add up to the events; so do sources; late ones and findings are on their days."""
    events = organisation(seed=1, days=3)
    days, sources = filled().days(), filled().sources()

    assert [day.day for day in days] == [DAY, DAY + 1, DAY + 2]
    assert sum(day.events for day in days) == len(events)
    assert sum(day.late for day in days) == -(-len(events) // 10)
    assert [day.findings for day in days] == [0, 1, 0]
    assert days[1].active == {"user": 6, "src_ip": 4}
    assert all(day.budget == 0.5 for day in days)
    assert [source.source for source in sources] == sorted({event.source for event in events})
    assert sum(sum(source.events_by_day.values()) for source in sources) == len(events)
    assert max(source.last_event_ms for source in sources) == events[-1].time


def test_rejected_records_are_on_their_day() -> None:
    """Records that could not be read are counted on the day that was open."""
    ledger = filled()
    ledger.note_rejected(MONDAY + DAY_MS, 3)

    assert [day.rejected for day in ledger.days()] == [0, 3, 0]


def test_realised_rate() -> None:
    """The realised rate is findings over days with events; 0 before any."""
    assert filled().realised_per_day() == 1 / 3
    assert Ledger().realised_per_day() == 0.0


def test_old_days_are_let_go() -> None:
    """After KEPT_DAYS a day is forgotten, of sources too."""
    ledger = filled()
    ledger.note_closed(DAY + 1 + KEPT_DAYS, {"user": 0})

    assert [day.day for day in ledger.days()] == [DAY + 1, DAY + 2]
    assert all(min(source.events_by_day) >= DAY + 1 for source in ledger.sources() if source.events_by_day)


def test_state_round_trip() -> None:
    """A restored ledger has the same figures and goes on counting."""
    ledger, again = filled(), Ledger()
    again.restore(ledger.state())
    for one in (ledger, again):
        one.note_finding(MONDAY)

    assert (again.days(), again.sources()) == (ledger.days(), ledger.sources())


def test_p_values_of_a_closed_day() -> None:
    """Each tenth of (0, 1] has its count, 1 and what underflows included; a kind without entities has none."""
    ledger = filled()
    ledger.note_p_values(DAY + 1, "user", np.array([1e-300, 0.05, 0.55, 1.0, 1.0]))
    ledger.note_p_values(DAY + 1, "host", np.zeros(0))
    again = Ledger()
    again.restore(ledger.state())

    assert again.days()[1].p_values == ledger.days()[1].p_values == {"user": [2, 0, 0, 0, 0, 1, 0, 0, 0, 2]}
