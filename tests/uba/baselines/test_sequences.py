"""Laws of the state machines: failures before a success, and sessions that move."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from uba.baselines.sequences import FAILURE_WINDOW_HOURS, FailureMemory, SessionMemory
from uba.baselines.shifts import AGENT, COUNTRY, DEVICE, NETWORK, USER

SIGN_INS = st.lists(st.tuples(st.integers(0, 2), st.integers(1000, 1040), st.booleans()), max_size=50)


def lengths(memory: FailureMemory, met: list[tuple[int, int, bool]]) -> list[float]:
    """Feed (entity, hour, failed) in order; the run before each."""
    memory.reserve(4, len(met))
    columns = np.array(met, dtype=np.int64).reshape(-1, 3)
    return [float(x) for x in memory.run_lengths(columns[:, 0], columns[:, 1], columns[:, 2] == 1)]


@given(met=SIGN_INS, cut=st.integers(0, 50))
def test_runs_are_counted(met: list[tuple[int, int, bool]], cut: int) -> None:
    """Before a success, the failures of this hour and the one before that came earlier; -1 at failures."""
    memory = FailureMemory()
    found = lengths(memory, met[:cut])
    again = FailureMemory()
    again.restore(memory.state(), 3)
    found += lengths(again, met[cut:])

    newest: dict[int, int] = {}
    earlier: list[tuple[int, int]] = []
    for (entity, hour, failed), length in zip(met, found, strict=True):
        if failed:
            assert length == -1.0
            newest[entity] = max(newest.get(entity, hour), hour)
            earlier = [*earlier, (entity, hour)]
            continue
        reach = newest.get(entity, hour) - FAILURE_WINDOW_HOURS
        counted = [h for e, h in earlier if e == entity and h in (hour, hour - 1) and h > reach]
        assert length == len(counted)


def test_only_those_who_fail_take_memory() -> None:
    """Successes alone take no row."""
    memory = FailureMemory()
    lengths(memory, [(0, 1000, False)] * 100)

    assert memory.state()["ring"].shape[0] == 0


Context = tuple[int, int, int, int, int]


def shifts(memory: SessionMemory, *contexts: Context, fresh: bool = False, day: int = 9) -> list[int]:
    """Let session 77 turn up in contexts (network, country, agent, device, user); the bits of each."""
    n = len(contexts)
    found = memory.shifts(
        np.full(n, 77, np.uint64), np.array(contexts, dtype=np.uint64), np.full(n, fresh), np.full(n, day)
    )
    return [int(bits) for bits in found]


def test_a_session_that_stays() -> None:
    """A session in one context does not shift, however often it turns up."""
    assert shifts(SessionMemory(), *[(1, 2, 3, 4, 5)] * 4) == [0, 0, 0, 0]


def test_each_bit_is_one_change() -> None:
    """Each thing that is new about a session sets its own bit, held against where the session began."""
    memory = SessionMemory()
    shifts(memory, (1, 2, 3, 4, 5))

    assert shifts(memory, (9, 2, 3, 4, 5), (1, 9, 3, 4, 5), (1, 2, 9, 4, 5), (1, 2, 3, 9, 5), (1, 2, 3, 4, 9)) == [
        NETWORK, COUNTRY, AGENT, DEVICE, USER
    ]  # fmt: skip
    assert shifts(memory, (9, 9, 9, 9, 9)) == [NETWORK | COUNTRY | AGENT | DEVICE | USER]
    assert shifts(memory, (1, 2, 3, 4, 5)) == [0]


def test_what_is_unknown_is_no_shift() -> None:
    """A record that does not say something neither shifts nor forgets it; what is said first is remembered."""
    memory = SessionMemory()

    assert shifts(memory, (1, 0, 3, 0, 5), (0, 0, 0, 0, 0), (1, 2, 3, 4, 5), (1, 9, 3, 4, 5)) == [0, 0, 0, COUNTRY]


def test_a_fresh_sign_in_starts_anew() -> None:
    """After an interactive sign-in from elsewhere, elsewhere is where the session is."""
    memory = SessionMemory()
    shifts(memory, (1, 2, 3, 4, 5))

    assert shifts(memory, (6, 7, 3, 4, 5), fresh=True) == [0]
    assert shifts(memory, (6, 7, 3, 4, 5), (1, 2, 3, 4, 5)) == [0, NETWORK | COUNTRY]


def test_old_sessions_are_forgotten() -> None:
    """A session not seen since a day is new when it comes again."""
    memory = SessionMemory()
    shifts(memory, (1, 2, 3, 4, 5), day=9)
    memory.forget_before(9)
    assert shifts(memory, (9, 2, 3, 4, 5), day=9) == [NETWORK]

    memory.forget_before(10)
    assert shifts(memory, (9, 2, 3, 4, 5), day=10) == [0]
