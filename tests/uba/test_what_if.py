"""Laws of what is said about less: with that much the engine reports the day, with a little less it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import msgspec
import pytest

from tests.strategies import DAY_MS, HOUR_MS, MONDAY, context, file, login, mail, name_of, organisation, page, spray
from tests.uba.detectors import Distance
from tests.uba.runs import cut
from uba.decide.counterfactual import in_words
from uba.decide.decision import Decision
from uba.detector import Detector
from uba.engine import Engine
from uba.events import Event
from uba.evidence import MOST_UIDS
from uba.settings import Settings

USERS = 6
MORNING = MONDAY + 10 * DAY_MS + 9 * HOUR_MS
Attack = Callable[[int], list[Event]]


def downloads(count: int) -> list[Event]:
    """Download so many files within a minute, one of them again and again."""
    return [file(f"d{i}", MORNING + i, name_of(1), "198.51.100.7", "plan.docx") for i in range(count)]


def mass_mail(count: int) -> list[Event]:
    """Send so many mails within the hour."""
    return [mail(f"m{i}", MORNING + i * 1000, name_of(2), 1) for i in range(count)]


def refused(count: int) -> list[Event]:
    """Fail to sign in so often from the own office."""
    return [login(f"r{i}", MORNING + i * 1000, name_of(1), "198.51.100.7", ok=False) for i in range(count)]


def crawl(count: int) -> list[Event]:
    """Read so many pages, each another one."""
    return [page(f"c{i}", MORNING + i * 5000, name_of(1), "198.51.100.7", f"p{i}", "space1") for i in range(count)]


@cache
def learned(with_detectors: bool) -> bytes:
    """What an engine knows after ten days."""
    engine = Engine(context(USERS), Settings(budget_per_day=1.0), detectors() if with_detectors else None)
    engine.process(organisation(seed=4, days=10, users=USERS, per_user=8, visitors=30, per_visitor=0.5))
    return engine.snapshot()


def detectors() -> Mapping[str, Sequence[Detector]]:
    """One for people."""
    return {"user": [Distance()]}


def told(attack: Sequence[Event], *, with_detectors: bool, size: int = 1000) -> list[Decision]:
    """Decisions that entered a finding."""
    engine = Engine.restore(learned(with_detectors), context(USERS), detectors() if with_detectors else None)
    found = []
    for batch in cut(attack, size):
        said = engine.process(batch)
        found += [said.decision(i) for i in range(len(batch))]
    return [decision for decision in found if decision.finding_uid]


@pytest.mark.parametrize("with_detectors", [False, True])
@pytest.mark.parametrize("attack", [downloads, mass_mail, refused, crawl])
def test_a_little_less_is_not_reported(attack: Attack, with_detectors: bool) -> None:
    """As many as the leading reason says are reported, and one less are not: the engine is asked."""
    said = told(attack(400), with_detectors=with_detectors)
    leading = said[-1].reasons[0]
    enough = int(leading.reported_from)

    assert leading.observed == 400
    assert 1 < enough < 400
    assert told(attack(enough), with_detectors=with_detectors)
    assert not told(attack(enough - 1), with_detectors=with_detectors)


def test_it_is_said() -> None:
    """The finding's sentence has it, and so have its record and the frozen decision."""
    engine = Engine.restore(learned(False), context(USERS))
    said = engine.process(downloads(400))
    finding = engine.findings.all()[0]
    otherwise = in_words(finding.ordered_reasons[0].reported_from)

    assert otherwise
    assert otherwise in finding.message
    frozen = msgspec.json.decode(said.encode(399))
    assert frozen["reasons"][0]["reported_from"] == finding.ordered_reasons[0].reported_from


@pytest.mark.parametrize("size", [1, 7])
def test_however_cut(size: int) -> None:
    """The day as it was when the event came is asked about, not as it is at the end of the batch."""
    assert told(crawl(200), with_detectors=True, size=size) == told(crawl(200), with_detectors=True)


def test_values_have_no_amount() -> None:
    """Of a value that is rare nothing is said, nor where an address is told as well as its user."""
    said = told(spray(MORNING, accounts=300), with_detectors=False)

    assert said
    assert all(not reason.reported_from for decision in said for reason in decision.reasons if reason.observed_text)


@pytest.mark.parametrize("attack", [downloads, mass_mail, refused])
def test_the_events_that_count(attack: Attack) -> None:
    """Behind a reason stand the newest events that led to what was observed, that of the decision among them."""
    events = attack(60)
    uids = [event.uid for event in events]
    said = told(events, with_detectors=False)

    assert any(len(reason.event_uids) == MOST_UIDS for decision in said for reason in decision.reasons)
    for decision in said:
        behind = [reason.event_uids for reason in decision.reasons if reason.event_uids]
        so_far = uids[: uids.index(decision.uid) + 1]
        assert any(decision.uid in named for named in behind)
        assert all(list(named) == [uid for uid in so_far if uid in named] for named in behind)
