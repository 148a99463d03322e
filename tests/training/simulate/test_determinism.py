"""The same seed is the same organisation; parts do not disturb each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from training.simulate.randomness import hexadecimal, overdispersed, stream, uuid, zipf

SMALL = {"users": 6, "days": 2}


def digests(out: Path) -> dict[str, str]:
    """Give the hash of every file."""
    files = sorted(p for p in out.rglob("*") if p.is_file())
    return {p.relative_to(out).as_posix(): sha256(p.read_bytes()).hexdigest() for p in files}


def all_lines(output) -> Counter[bytes]:
    """Count every undamaged line of every source."""
    return Counter(line for source in output.summary.events_by_source for line in output.lines(source))


def test_same_seed_same_bytes(write: Callable):
    """Equal configurations write equal bytes, compressed files included."""
    first, second = (write(**SMALL, seed=3, compress=True) for _ in range(2))

    assert digests(first.out) == digests(second.out)


def test_other_seed_other_organisation(write: Callable):
    """Another seed shares no event with this one."""
    first, second = write(**SMALL, seed=3), write(**SMALL, seed=4)
    audits = [Counter(o.lines("m365_ual")) for o in (first, second)]

    assert not audits[0] & audits[1]


def test_attacks_are_added_to_an_unchanged_background(write: Callable):
    """Without attacks, every line that remains is also there with them."""
    quiet, attacked = write(**SMALL, seed=3, attacks=False), write(**SMALL, seed=3)
    missing = all_lines(quiet) - all_lines(attacked)

    assert not missing
    assert quiet.labels["attacks"] == []
    assert quiet.summary.events < attacked.summary.events


def test_streams_are_independent_of_each_other():
    """A part's draws depend on the seed and its own name alone."""
    assert stream(1, "mail", 3).random() == stream(1, "mail", 3).random()
    assert len({stream(s, *p).random() for s in (1, 2) for p in (("mail", 3), ("mail", 4), ("wiki", 3))}) == 6


@given(seed=st.integers(0, 2**32), digits=st.integers(1, 80))
def test_hexadecimal_has_the_digits_asked_for(seed: int, digits: int):
    """Exactly the asked number of hexadecimal digits is drawn."""
    drawn = hexadecimal(stream(seed, "x"), digits)

    assert len(drawn) == digits
    assert set(drawn) <= set("0123456789abcdef")


@given(seed=st.integers(0, 2**32))
def test_uuid_is_a_version_4_uuid(seed: int):
    """Drawn ids have the form of a UUID of version 4."""
    parts = uuid(stream(seed, "x")).split("-")

    assert [len(p) for p in parts] == [8, 4, 4, 4, 12]
    assert parts[2][0] == "4"


@given(n=st.integers(1, 500), exponent=st.floats(0.5, 2))
def test_zipf_is_a_distribution_with_its_head_first(n: int, exponent: float):
    """Cumulative popularity rises to one, in steps that never grow."""
    table = zipf(n, exponent)
    steps = [table[0], *(table[1:] - table[:-1])]

    assert table[-1] == pytest.approx(1)
    assert all(a >= b - 1e-12 > -1e-12 for a, b in pairwise(steps))


def test_overdispersed_counts_have_their_mean_and_spread():
    """The negative binomial draw has mean m and variance m + m^2 / r."""
    rng = stream(1, "x")
    drawn = [overdispersed(rng, 20.0, 2.0) for _ in range(4_000)]
    mean = sum(drawn) / len(drawn)
    variance = sum((x - mean) ** 2 for x in drawn) / len(drawn)

    assert mean == pytest.approx(20, rel=0.06)
    assert variance == pytest.approx(220, rel=0.15)
    assert overdispersed(rng, 0.0) == 0
