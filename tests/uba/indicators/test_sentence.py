"""Laws of a hit's sentence: the first fact that is there is said, and nothing stands bare where none is."""

from __future__ import annotations

import pytest

from uba.context import Context
from uba.events import Event
from uba.indicators.reading import Reading
from uba.indicators.refusal import Refusal
from uba.indicators.sentence import check, writer


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{entity_name,app_name|something} ran", "wiki ran"),
        ("{file_name,entity_name|something} ran", "something ran"),
        ("{app_name} ran on {device_hostname|a host} ({event_code|})", "wiki ran on a host"),
        ("the {file_name|} thing of {app_name}: {status_detail|} {event_code|}", "the thing of wiki"),
        ("{app_name}: {count} times", "wiki: 12 times"),
    ],
)
def test_what_is_said(template: str, said: str) -> None:
    """Alternatives in order, and no empty brackets, colons or double spaces."""
    event = Event(time=1, uid="e", source="ocsf", class_uid=6002, app_name="wiki")
    check(template)

    assert writer(template, Reading(Context.empty()))(event, {"count": "12"}) == said


def test_unknown_facts_are_refused() -> None:
    """Each alternative must be a name that events can have."""
    with pytest.raises(Refusal, match="'no_such'"):
        check("{app_name,no_such|something}")
