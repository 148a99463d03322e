"""Renews the page of the technique rows: `python -m uba.attack docs/coverage.md`."""

from __future__ import annotations

import sys
from pathlib import Path

from uba.attack.page import renewed
from uba.errors import ConfigError


def main(arguments: list[str]) -> int:
    """Renew the pages named; give the exit code."""
    if not arguments:
        print("name the page: python -m uba.attack docs/coverage.md", file=sys.stderr)
        return 2
    for name in arguments:
        path = Path(name)
        try:
            path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
        except (OSError, ConfigError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
