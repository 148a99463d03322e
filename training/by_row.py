"""What an evaluation says of each technique row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from training.matching import AttackResult, Matches

INTENSITIES = ("loud", "medium", "quiet")


class Tally(msgspec.Struct, frozen=True):
    """Attacks, how many of them were found, and of how many the technique or one of its parent was named."""

    of: int = 0
    found: int = 0
    right: int = 0
    exact: int = 0
    """Of how many the very technique was named."""

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.of + other.of, self.found + other.found, self.right + other.right, self.exact + other.exact)


class Row(msgspec.Struct, frozen=True):
    """One technique: attacks by intensity, and of each look-alike of it how often it was met and hit."""

    attacks: dict[str, Tally]
    lookalikes: dict[str, tuple[int, int]]
    """By name: in how many histories it was, and in how many a finding was about it."""

    def all(self, *intensities: str) -> Tally:
        """Sum up these intensities; all of them where none is named."""
        return sum((t for i, t in self.attacks.items() if i in (intensities or self.attacks)), Tally())


def by_row(matches: Matches) -> dict[str, Row]:
    """Give the row of every technique that an attack or a look-alike is of."""
    rows: dict[str, Row] = {}
    for result in matches.attacks:
        attacks = rows.setdefault(result.attack.technique, Row({}, {})).attacks
        attacks[result.attack.intensity] = attacks.get(result.attack.intensity, Tally()) + _tally(result)
    for lookalike, is_hit in matches.lookalikes:
        seen = rows.setdefault(lookalike.technique, Row({}, {})).lookalikes
        name = lookalike.note or lookalike.behaviour
        seen[name] = (1, max(int(is_hit), seen.get(name, (0, 0))[1]))
    return dict(sorted(rows.items()))


def _tally(result: AttackResult) -> Tally:
    return Tally(1, int(result.found), int(result.technique_right), int(result.technique_exact))


def sum_rows(tables: Sequence[Mapping[str, Row]]) -> dict[str, Row]:
    """Add up the rows of several evaluations."""
    total: dict[str, Row] = {}
    for table in tables:
        for technique, row in table.items():
            into = total.setdefault(technique, Row({}, {}))
            for intensity, tally in row.attacks.items():
                into.attacks[intensity] = into.attacks.get(intensity, Tally()) + tally
            for name, (met, hit) in row.lookalikes.items():
                before = into.lookalikes.get(name, (0, 0))
                into.lookalikes[name] = (before[0] + met, before[1] + hit)
    return dict(sorted(total.items()))


def cells(row: Row) -> list[str]:
    """Say a row: found by intensity, technique right and exact, look-alikes hit."""
    found = [f"{t.found}/{t.of}" if (t := row.attacks.get(i)) else "–" for i in INTENSITIES]
    every = row.all()
    hits = ", ".join(f"{name} {hit}/{met}" for name, (met, hit) in sorted(row.lookalikes.items()) if hit)
    none = f"none of {len(row.lookalikes)}" if row.lookalikes else "–"
    return [*found, f"{every.right}/{every.found}", f"{every.exact}/{every.found}", hits or none]
