"""The documented samples of every source, read from the page that documents them."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "sources.md"


def _samples() -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for section in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        block = re.search(r"```(?:json|text)\n(.*?)```", section, re.DOTALL)
        if block is not None:
            found[section.partition("\n")[0].strip()] = block[1].strip().encode().splitlines()
    return found


SAMPLES: dict[str, list[bytes]] = _samples()
ALL = [(name, record) for name, records in SAMPLES.items() for record in records]
IDS = [f"{name}-{index}" for name, records in SAMPLES.items() for index in range(len(records))]
