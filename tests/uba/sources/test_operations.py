"""Every operation, event id and error code that is evidence of a technique is recognised, and means what it must."""

import pytest

from tests.uba.sources import (
    operations_cloud,
    operations_containers,
    operations_errors,
    operations_exchange,
    operations_identity,
    operations_m365,
    operations_mail,
    operations_network,
    operations_repositories,
    operations_servers,
    operations_web,
    operations_windows,
)
from tests.uba.sources.operations import Operation
from uba.events import Event
from uba.sources import SOURCES, by_name
from uba.sources.base import HeaderedSource

MODULES = (
    operations_cloud,
    operations_containers,
    operations_errors,
    operations_exchange,
    operations_identity,
    operations_m365,
    operations_mail,
    operations_network,
    operations_repositories,
    operations_servers,
    operations_web,
    operations_windows,
)
OPERATIONS: list[Operation] = [one for module in MODULES for one in module.OPERATIONS]


def read(operation: Operation) -> Event | None:
    """Read the lines of a record as one file, and give what the last one is."""
    source = by_name(operation.source)
    parse = source.open() if isinstance(source, HeaderedSource) else source.parse
    *_, last = [parse(line) for line in operation.record.splitlines()]
    return last


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.source} {one.name}")
def test_operation_means_what_it_must(operation: Operation) -> None:
    """Its source alone recognises it; class, activity and the attributes that rules need are right."""
    first = operation.record.splitlines()[0]
    assert [name for name, source in SOURCES.items() if source.recognise(first)] == [operation.source]
    event = read(operation)

    assert event is not None
    assert (event.class_uid, event.activity_id) == operation.meaning
    assert {name: getattr(event, name) for name in operation.expected} == operation.expected
    assert 1_772_000_000_000 < event.time < 1_774_000_000_000
