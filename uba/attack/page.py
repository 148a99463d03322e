"""The page that documents the rows; everything between its marks is made from the tables.

python -m uba.attack docs/coverage.md
"""

from __future__ import annotations

from collections.abc import Sequence

from uba.attack.footprint import ANY_VENDOR, Footprint
from uba.attack.footprints import FOOTPRINTS
from uba.attack.row import Row
from uba.attack.rows import ROWS
from uba.attack.techniques import ATTACK_VERSION, DATA_COMPONENT
from uba.attack.vocabulary import FAMILIES, INDICATORS
from uba.errors import ConfigError

BEGIN, END = "<!-- rows: begin -->", "<!-- rows: end -->"
"""What stands between these lines is made; the rest of the page is written by hand or by other commands."""


def renewed(page: str) -> str:
    """Make the part between the marks anew and leave the rest as it is.

    Raises
    ------
    ConfigError
        The page does not have the two marks, in their order.
    """
    before, begin, rest = page.partition(f"{BEGIN}\n")
    _, end, after = rest.partition(f"{END}\n")
    if not begin or not end:
        raise ConfigError(f"the page lacks a line of its own with {BEGIN} and, after it, one with {END}: write them in")
    return f"{before}{begin}{tables()}{end}{after}"


def tables() -> str:
    """Give the tables of rows, limits, footprints and vocabulary as Markdown."""
    return "\n".join(
        [
            "",
            *_rows(),
            "",
            "## What cannot be seen",
            "",
            *_limits(),
            "",
            "## Footprints and the sources that carry them",
            "",
            "One source of a line is enough. `ocsf`, `ecs` and `mapped` carry what any vendor logs; `mapped` is",
            "every format with a [mapping file](mapping.md).",
            "",
            *_footprints(),
            "",
            "## Families of features, kinds of indicators",
            "",
            *_vocabulary(),
            "",
            "",
        ]
    )


def _rows() -> list[str]:
    lines = [
        "| technique | name | features | indicators | needs | helps | detection strategy, and its analytics of "
        f"{DATA_COMPONENT} (ATT&CK v{ATTACK_VERSION}) |",
        "|---|---|---|---|---|---|---|",
    ]
    return [*lines, *(_row(row) for row in ROWS)]


def _row(row: Row) -> str:
    attack = row.attack
    analytics = f" ({' '.join(attack.analytics)})" if attack.analytics else ""
    cells = [
        row.technique,
        attack.name,
        " ".join(row.families),
        " ".join(row.indicators),
        _names(row.needed),
        _names(row.helpful),
        f"[{attack.strategy}]({attack.url}){analytics}",
    ]
    return f"| {' | '.join(cells)} |"


def _names(footprints: Sequence[Footprint]) -> str:
    return "; ".join(footprint.name for footprint in footprints)


def _limits() -> list[str]:
    lines = ["| technique | can be seen | severity at most | limit |", "|---|---|---|---|"]
    return [
        *lines,
        *(f"| {row.technique} | {row.honesty.value} | {row.severity_cap} | {row.limit} |" for row in ROWS if row.limit),
    ]


def _footprints() -> list[str]:
    lines = ["| footprint | sources | serves |", "|---|---|---|"]
    for footprint in FOOTPRINTS.values():
        own = [f"`{source}`" for source in footprint.sources if source not in ANY_VENDOR]
        general = [f"`{source}`" for source in footprint.sources if source in ANY_VENDOR]
        serves = [row.technique for row in ROWS if footprint.uid in (*row.needs, *row.helps)]
        lines.append(f"| {footprint.name} | {' '.join([*own, *general])} | {' '.join(serves)} |")
    return lines


def _vocabulary() -> list[str]:
    lines = ["| id | what it is about |", "|---|---|"]
    return [*lines, *(f"| {uid} | {text} |" for uid, text in (FAMILIES | INDICATORS).items())]
