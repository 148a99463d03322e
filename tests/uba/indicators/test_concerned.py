"""Whom hits accuse, what they say, and which of them are repetitions."""

from __future__ import annotations

import numpy as np
import pytest

from tests.uba.indicators.examples import START, fabrikam, hits_of
from uba.batch import EventBatch
from uba.clock import DAY_MS
from uba.events import Event
from uba.findings.finding import Entity
from uba.identity import Identity
from uba.indicators import RuleSet
from uba.indicators.concerned import concerned
from uba.indicators.loading import compiled
from uba.indicators.repeats import Repeats
from uba.state.hashing import Hasher

MINE = """
title: Somebody shares
logsource: {product: uba}
detection: {shared: {event_code: Share}, condition: shared}
uba: {about: %s, quiet_days: %d, sentence: "{user|somebody} shared {entity_name|something}"}
"""


def rules(about: str = "user", quiet_days: int = 1) -> RuleSet:
    """Give one rule of a user."""
    made, problems = compiled([("mine.yml", MINE % (about, quiet_days))])
    assert not problems
    return made


def share(time: int = START, **attributes: str) -> Event:
    """Give an event that the rule fires on."""
    return Event(time=time, source="m365_ual", uid="x", class_uid=6003, event_code="Share", **attributes)


@pytest.mark.parametrize(
    ("about", "attributes", "accused"),
    [
        ("user", {"actor_user_name": "CORP\\ap", "src_ip": "203.0.113.9"}, Entity("user", "ap@fabrikam.example")),
        (
            "src_ip",
            {"actor_user_name": "ap@fabrikam.example", "src_ip": "203.0.113.9"},
            Entity("src_ip", "203.0.113.9"),
        ),
        (
            "mailbox",
            {"actor_user_name": "ap@fabrikam.example", "resource_uid": "a"},
            Entity("user", "ap@fabrikam.example"),
        ),
        ("device", {"device_uid": "d1", "src_ip": "203.0.113.9"}, Entity("src_ip", "203.0.113.9")),
        ("image", {"container_image": "docker.io/x"}, Entity("image", "docker.io/x")),
    ],
)
def test_the_accused_is_followed(about: str, attributes: dict[str, str], accused: Entity) -> None:
    """The first entity is of the rule's kind if the engine follows one, else of the likeliest kind it follows."""
    batch = EventBatch([share(**attributes)], Identity(fabrikam(), "UTC"), Hasher())

    found = concerned(batch, 0, about)

    assert found[0] == accused
    assert all(entity.id for entity in found)
    assert len({entity.type for entity in found}) == len(found)


def test_a_sentence_has_the_facts() -> None:
    """Facts of the event stand in the sentence, canonical and without control characters; else what the rule says."""
    [hit] = hits_of(rules(), [share(actor_user_name="corp\\ap", entity_name="the\nplan")])
    [bare] = hits_of(rules(), [share()])

    assert hit.sentence == "ap@fabrikam.example shared the plan"
    assert bare.sentence == "somebody shared something"


def test_the_same_again_is_a_repetition() -> None:
    """Actor, operation and target within the quiet days make a repetition; another target or a later day does not."""
    events = [
        share(actor_user_name="ap@fabrikam.example", entity_name="plan"),
        share(START + 1000, actor_user_name="corp\\ap", entity_name="plan"),
        share(START + 2000, actor_user_name="ap@fabrikam.example", entity_name="list"),
        share(START + 2 * DAY_MS, actor_user_name="ap@fabrikam.example", entity_name="plan"),
    ]

    assert [hit.repeats for hit in hits_of(rules(), events)] == [False, True, False, False]
    assert [hit.repeats for hit in hits_of(rules(quiet_days=3), events)] == [False, True, False, True]


def test_quiet_is_counted_from_the_last() -> None:
    """Who does it every day is told once; oblivion forgets nobody too soon, and storage changes nothing."""
    repeats = Repeats()
    days = [repeats.seen(7, START + day * (DAY_MS - 1), 1) for day in range(10)]
    restored = Repeats()
    restored.restore(repeats.state())
    restored.forget_before((START + 9 * DAY_MS) // DAY_MS)

    assert days == [False] + [True] * 9
    assert restored.seen(7, START + 9 * DAY_MS, 1)
    assert not restored.seen(8, START + 9 * DAY_MS, 1)
    assert not np.array_equal(restored.state()["keys"], repeats.state()["keys"])
