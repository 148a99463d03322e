"""Laws of the budget's table: every budget is counted on its own, and is within its interval or said to be out."""

from __future__ import annotations

from benchmarks.budgets import Realised, lines_of, realise


def test_the_interval() -> None:
    """Twenty-eight of twenty-eight are within, sixty are out and marked, and sums are over all organisations."""
    kept, missed = (Realised(100, "bank", seed, 2.0, findings) for seed, findings in ((1, 28), (2, 60)))
    lines = lines_of([kept, missed])

    assert kept.is_within
    assert not missed.is_within
    assert lines[2].endswith("| 28 (18 to 39) |")
    assert lines[3].endswith("| 60 (18 to 39) **out** |")
    assert lines[4].endswith("| 1.57 |")
    assert lines[5].endswith("| 1 of 2 |")


def test_a_larger_budget_tells_more() -> None:
    """One small organisation is simulated once and replayed at every budget."""
    small, large = realise(12, "software", 5, budgets=(0.5, 8.0))

    assert (small.users, small.asked, large.asked) == (12, 0.5, 8.0)
    assert small.findings < large.findings
