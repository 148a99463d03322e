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
    operations_tracking,
    operations_web,
    operations_windows,
)
from tests.uba.sources.operations import Operation
from tests.uba.sources.test_contract import Validators
from uba.attack.techniques import BY_UID
from uba.events import Event
from uba.ocsf import to_ocsf
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
    operations_tracking,
    operations_web,
    operations_windows,
)
OPERATIONS: list[Operation] = [one for module in MODULES for one in module.OPERATIONS]


@pytest.fixture(scope="module")
def validators() -> Validators:
    """One validator per class and set of profiles, made once."""
    return Validators()


def read(operation: Operation) -> Event | None:
    """Read the lines of a record as one file, and give what the last one is."""
    source = by_name(operation.source)
    parse = source.open() if isinstance(source, HeaderedSource) else source.parse
    *_, last = [parse(line) for line in operation.record.splitlines()]
    return last


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.source} {one.name}")
def test_operation_means_what_it_must(operation: Operation, validators: Validators) -> None:
    """Its source alone recognises it; class, activity and what rules need are right; it is valid OCSF."""
    first = operation.record.splitlines()[0]
    assert [name for name, source in SOURCES.items() if source.recognise(first)] == [operation.source]
    event = read(operation)

    assert event is not None
    assert (event.class_uid, event.activity_id) == operation.meaning
    assert {name: getattr(event, name) for name in operation.expected} == operation.expected
    assert 1_772_000_000_000 < event.time < 1_774_000_000_000
    assert validators.errors(to_ocsf(event)) == []


def test_every_technique_has_its_operations() -> None:
    """None is left out, and nothing else is named."""
    assert {one for operation in OPERATIONS for one in operation.techniques.split()} == set(BY_UID)
