"""Laws of what the state takes: all of it is counted, and what is estimated is near what its objects take."""

from __future__ import annotations

import gc
import sys
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import msgspec
import pytest

from tests.strategies import DAY_MS, HOUR_MS, MONDAY, context, organisation, theft
from uba.engine import Engine
from uba.memory import memory
from uba.settings import Settings
from uba.state.codec import unpack
from uba.storage import VERSION


@cache
def engine() -> Engine:
    """An engine with a finding, after two weeks."""
    made = Engine(context(5), Settings(budget_per_day=1.0))
    events = organisation(seed=1, days=14, users=5) + theft(MONDAY + 12 * DAY_MS + 9 * HOUR_MS)
    made.process(sorted(events, key=lambda event: event.time))
    return made


def deep_size(of: Any) -> int:
    """Bytes of an object and of all that it leads to, code apart."""
    seen: set[int] = set()
    size, waiting = 0, [of]
    while waiting:
        thing = waiting.pop()
        if id(thing) not in seen and not isinstance(thing, type | ModuleType | FunctionType):
            seen.add(id(thing))
            size += sys.getsizeof(thing)
            # The garbage collector does not look into structs that it does not collect.
            fields = thing.__struct_fields__ if isinstance(thing, msgspec.Struct) else ()
            waiting += [*gc.get_referents(thing), *(getattr(thing, field) for field in fields)]
    return size


def test_all_that_is_stored_is_counted() -> None:
    """The parts together are at least what a snapshot holds, before it is compressed."""
    _, arrays = unpack(engine().snapshot(), VERSION)

    assert sum(memory(engine()).values()) >= sum(array.nbytes for array in arrays.values())


@pytest.mark.parametrize(("part", "attribute"), [("findings", "findings"), ("the pace", "pace"), ("figures", "ledger")])
def test_estimates_are_near(part: str, attribute: str) -> None:
    """What consists of objects is estimated within a factor of two."""
    exact = deep_size(getattr(engine(), attribute))

    assert exact / 2 < memory(engine())[part] < exact * 2
