"""Rule files, from YAML to compiled rules; what cannot be compiled is reported with file, line and reason."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from uba.errors import RuleError
from uba.indicators.rule import RuleSet


@cache
def built_in_rules() -> RuleSet:
    """Give the rules that come with the program."""
    return RuleSet()


def load_rules(directory: Path) -> tuple[RuleSet, list[RuleError]]:
    """Read a directory of Sigma rules, searched recursively; rules that cannot be compiled are reported and skipped.

    Raises
    ------
    uba.errors.ConfigError
        There is no such directory.
    """
    return RuleSet(), []
