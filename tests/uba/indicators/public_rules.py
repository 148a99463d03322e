"""A directory of Sigma rules in the public style, from the compact tables of `public_style/`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

TABLES = Path(__file__).parent / "public_style"
_CUSTOM = {"c": "category", "p": "product", "s": "service"}


def public_rules() -> Iterator[tuple[str, dict[str, Any], str | None]]:
    """Give file name, rule and, of rules that must be refused, a word of the reason."""
    for table in sorted(TABLES.glob("*.yaml")):
        written = yaml.safe_load(table.read_text())
        for number, compact in enumerate(written["rules"]):
            logsource = dict(written["logsource"]) | {_CUSTOM[key]: compact[key] for key in _CUSTOM if key in compact}
            if "c" in compact and "p" not in compact:
                logsource.pop("service", None)
            detection = dict(compact["d"])
            detection.setdefault("condition", "selection")
            rule = {
                "title": compact["t"],
                "id": str(uuid5(NAMESPACE_URL, f"{table.stem} {compact['t']}")),
                "status": "test",
                "description": f"{compact['t']}, as a public rule would put it.",
                "author": "UBA",
                "date": "2026-03-09",
                "tags": ["attack.initial-access"],
                "logsource": {key: value for key, value in logsource.items() if value},
                "detection": detection,
                "falsepositives": ["Unknown"],
                "level": compact.get("l", "medium"),
            }
            yield f"{table.stem}/{table.stem}_{number:02}.yml", rule, compact.get("refused") or None


def write_public_rules(folder: Path) -> dict[str, str | None]:
    """Write the rules, one a file; give the word of the reason for those that must be refused, by file."""
    expected: dict[str, str | None] = {}
    for name, rule, refused in public_rules():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(rule, sort_keys=False))
        expected[name] = refused
    return expected
