"""Laws of the sieve: it keeps the events for which a condition holds, whatever it remembers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import context
from uba.events import Event
from uba.indicators import sieve
from uba.indicators.matcher import Form, Matcher
from uba.indicators.reader import Reader
from uba.indicators.reading import Reading
from uba.indicators.sieve import Sieve
from uba.indicators.tree import Ask, Every, Node, Not, Some, predicate

READING = Reading(context(3))
NAMES = ("url_path", "user_agent", "http_method")
texts = st.sampled_from(("", "a", "ab", "b", "ba"))
asks = st.builds(
    lambda name, form, text: Ask(Reader(name, (name,)), Matcher(form, (text,))),
    st.sampled_from(NAMES),
    st.sampled_from((Form.EQUALS, Form.CONTAINS, Form.STARTS)),
    texts,
)
nodes: st.SearchStrategy[Node] = st.recursive(
    asks,
    lambda parts: (
        st.builds(Not, parts)
        | st.lists(parts, max_size=3).map(lambda some: Some(tuple(some)))
        | st.lists(parts, max_size=3).map(lambda every: Every(tuple(every)))
    ),
    max_leaves=6,
)
events = st.lists(st.builds(lambda *values: event_of(values), texts, texts, texts))


def event_of(values: tuple[str, ...]) -> Event:
    """An event that says no more than these."""
    path, agent, method = values
    return Event(0, "", "", 0, url_path=path, user_agent=agent, http_method=method)


@given(condition=nodes, batches=st.lists(events, max_size=3))
def test_what_it_keeps_is_what_holds(condition: Node, batches: list[list[Event]]) -> None:
    """Batch after batch, a sieve keeps in order exactly the events that the condition holds for."""
    mine, holds = Sieve(condition, READING), predicate(condition, READING)
    for batch in batches:
        assert list(mine.kept(range(len(batch)), batch)) == [i for i, event in enumerate(batch) if holds(event)]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many and long values are, few are remembered, and answers stay right."""
    monkeypatch.setattr(sieve, "_VALUES", 10)
    monkeypatch.setattr(sieve, "_BYTES", 5_000)
    mine = Sieve(Ask(Reader("url_path", ("url_path",)), Matcher(Form.CONTAINS, ("7",))), READING)
    batch = [Event(0, "", "", 0, url_path=f"/{i}" + "x" * (i * 10)) for i in range(100)]

    kept = list(mine.kept(range(100), batch))

    assert kept == [i for i in range(100) if "7" in str(i)]
    (question,) = mine._questions
    assert 0 < len(question.answers) <= 10
    assert sum(len(value) for value in question.answers) <= 5_000
