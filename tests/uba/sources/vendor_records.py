"""Real records of vendors, where they are at hand."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[4] / "shared" / "data"
VENDOR = DATA / "vendor-records.jsonl.gz"

needs_vendor_records = pytest.mark.skipif(not VENDOR.exists(), reason=f"{VENDOR} is not at hand")


def records(kind: str, *, with_subtypes: bool = False) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The records of one type, or of all types whose names begin so, decoded and as bytes."""
    with gzip.open(VENDOR) as lines:
        for line in lines:
            value = json.loads(line)
            name = value["log_type"]
            if name == kind or (with_subtypes and name.startswith(kind)):
                yield value["log"], json.dumps(value["log"]).encode()
