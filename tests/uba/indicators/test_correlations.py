"""Correlations count and relate in event time, whatever the order of arrival and however the stream is cut."""

import msgspec
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.uba.indicators.examples import START, fabrikam, hits_of, run
from uba.batch import EventBatch
from uba.events import Event
from uba.identity import Identity
from uba.indicators import Indicators, built_in_rules
from uba.indicators.loading import compiled
from uba.settings import Settings
from uba.state.hashing import Hasher

BASE = """
title: A failure
name: failure
logsource: {product: uba}
detection:
  selection: {class_uid: 3002, status_id: 2}
  condition: selection
---
title: A success
name: success
logsource: {product: uba}
detection:
  selection: {class_uid: 3002, status_id: 1}
  condition: selection
---
"""


def rules_of(correlation: str, level: str = "high"):
    """Give the base rules with one correlation."""
    text = f"{BASE}title: Together\nlevel: {level}\ncorrelation: {{{correlation}}}\n"
    rules, problems = compiled([("x.yml", text)])
    assert problems == []
    return rules


COUNT = "type: event_count, rules: failure, group-by: [user], timespan: 1m, condition: {gte: 3}"
VALUES = "type: value_count, rules: failure, group-by: [src_ip], timespan: 1m, condition: {gt: 2, field: user}"
ORDERED = "type: temporal_ordered, rules: [failure, success], group-by: [user], timespan: 1m"
TOGETHER = "type: temporal, rules: [failure, success], group-by: [user], timespan: 1m"


def at(second: float, user: str = "a", status: int = 2, ip: str = "192.0.2.1") -> Event:
    """Give a logon at a second."""
    return Event(
        time=START + int(second * 1_000),
        uid=f"{second}{user}{status}{ip}",
        source="okta",
        class_uid=3002,
        activity_id=1,
        status_id=status,
        actor_user_name=user,
        src_ip=ip,
    )


def fired(rules, events, batch: int = 1_000) -> list[int]:
    """Rows of the events at which something fired."""
    return [hit.event for hit in hits_of(rules, events, batch=batch)]


def test_a_count_fires_at_the_event_that_makes_it():
    """Three failures of one user within a minute fire at the third; those of another user or later do not count."""
    rules = rules_of(COUNT)

    assert fired(rules, [at(0), at(1, "b"), at(20), at(59)]) == [3]
    assert fired(rules, [at(0), at(20), at(61), at(100)]) == []


def test_rules_a_correlation_builds_on_are_silent_themselves():
    """Only the correlation fires, unless it says `generate`."""
    assert [rule.title for rule in rules_of(COUNT).rules] == ["A success", "Together"]
    assert [rule.title for rule in rules_of(COUNT + ", generate: true").rules] == ["A failure", "A success", "Together"]


def test_distinct_values_count_once():
    """Three users from one address within a minute; the same user again is no third."""
    rules = rules_of(VALUES)

    assert fired(rules, [at(0, "a"), at(1, "b"), at(2, "b"), at(3, "c")]) == [3]
    assert fired(rules, [at(0, "a"), at(1, "b"), at(70, "c")]) == []


def test_order_matters_only_to_an_ordered_correlation():
    """A success before the failure is together with it, and not after it."""
    backwards = [at(0, status=1), at(10, status=2)]

    assert fired(rules_of(TOGETHER), backwards) == [1]
    assert fired(rules_of(ORDERED), backwards) == []
    assert fired(rules_of(ORDERED), [at(0), at(10, status=1)]) == [1]
    assert fired(rules_of(ORDERED), [at(0), at(70, status=1)]) == []


def test_late_arrival_still_counts():
    """A hit that arrives after a younger one counts at its own time, and the correlation fires when it arrives."""
    assert fired(rules_of(COUNT), [at(0), at(59), at(30)]) == [2]
    assert fired(rules_of(ORDERED), [at(10, status=1), at(0)]) == [1]


def test_events_past_the_lateness_bound_do_not_count():
    """What comes too late fires no correlation."""
    events = [at(0), at(1), at(2)]
    batch = EventBatch(events, Identity(fabrikam(), "UTC"), Hasher())
    indicators = Indicators(rules_of(COUNT), fabrikam(), Settings())

    assert indicators.evaluate(batch, np.ones(3, dtype=np.bool_)) == []


def test_a_hit_without_its_group_belongs_to_none():
    """Failures without a user are nobody's."""
    assert fired(rules_of(COUNT), [at(0, ""), at(1, ""), at(2, "")]) == []


streams = st.lists(
    st.builds(
        at,
        st.integers(0, 200),
        st.sampled_from(["a", "b", ""]),
        st.sampled_from([1, 2]),
        st.sampled_from(["192.0.2.1", "192.0.2.2"]),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(streams, st.integers(1, 25), st.sampled_from([COUNT, VALUES, ORDERED, TOGETHER]))
def test_how_a_stream_is_cut_changes_nothing(events, batch, correlation):
    """One batch and many give equal hits, repetitions and sentences included."""
    rules = rules_of(correlation)

    assert hits_of(rules, events, batch=batch) == hits_of(rules, events)


@settings(max_examples=30, deadline=None)
@given(streams, st.integers(0, 25), st.sampled_from([COUNT, VALUES, ORDERED, TOGETHER]))
def test_state_goes_to_plain_arrays_and_back(events, cut, correlation):
    """An engine that was stored and restored in between fires as if nothing had happened."""
    rules, context = rules_of(correlation), fabrikam()
    before = Indicators(rules, context, Settings())
    first = list(run(before, events[:cut], context))
    after = Indicators(rules, context, Settings())
    after.restore({name: array.copy() for name, array in before.state().items()})
    rest = list(run(after, events[cut:], context))

    assert first + [msgspec.structs.replace(hit, event=hit.event + cut) for hit in rest] == hits_of(rules, events)


@settings(max_examples=40, deadline=None)
@given(streams, st.randoms(use_true_random=False), st.sampled_from([COUNT, ORDERED, TOGETHER]))
def test_order_of_arrival_decides_when_not_whether(events, random, correlation):
    """Hits that arrive in another order fire the correlation, or not, all the same."""
    rules = rules_of(correlation, "low")
    shuffled = list(events)
    random.shuffle(shuffled)
    titles = [rule.title for rule in rules.rules]

    def together(stream) -> bool:
        return any(titles[hit.rule] == "Together" for hit in hits_of(rules, stream))

    assert together(shuffled) == together(events)


def test_what_is_not_loaded_any_more_is_forgotten():
    """State of a correlation that is gone is dropped; the others go on."""
    context = fabrikam()
    before = Indicators(rules_of(COUNT), context, Settings())
    list(run(before, [at(0), at(1)], context))
    after = Indicators(built_in_rules(), context, Settings())
    after.restore(before.state())

    assert before.nbytes > 0
    assert after.nbytes == 0


def test_closed_days_are_forgotten():
    """Hits too old to meet another, and repetitions past their time, take no memory."""
    context = fabrikam()
    indicators = Indicators(rules_of(COUNT), context, Settings())
    list(run(indicators, [at(0), at(1), at(2)], context))
    day = START // 86_400_000
    indicators.forget_before(day)
    kept = indicators.nbytes
    indicators.forget_before(day + 3)

    assert kept > 0
    assert indicators.nbytes == 0


def test_memory_of_one_group_is_bounded():
    """However often one account fails, only so many hits are kept as the correlation can need."""
    context = fabrikam()
    indicators = Indicators(rules_of(COUNT), context, Settings())
    list(run(indicators, [at(i / 100) for i in range(5_000)], context))

    assert indicators.nbytes < 3_000
