"""`docs/benchmarks.md`: each measurement writes its own part, between two marks, and leaves the rest alone."""

from __future__ import annotations

import platform
import resource
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def publish(part: str, lines: list[str], page: Path = PAGE) -> None:
    """Put lines between the marks of a part.

    Raises
    ------
    ValueError
        The page has no such marks.
    """
    begin, end = (f"<!-- {part}: {mark} -->\n" for mark in ("begin", "end"))
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{page} lacks the lines {begin.strip()} and, after it, {end.strip()}: write them in")
    page.write_text("\n".join([before + begin, *lines, "", end + after]), encoding="utf-8")


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A Markdown table: the first column is text, the others are figures."""
    return [
        f"| {' | '.join(head)} |",
        f"|---|{'---:|' * (len(head) - 1)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def machine() -> str:
    """Where and when something was measured, as a sentence."""
    day = datetime.now(UTC).date().isoformat()
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "msgspec", "river"))
    return f"Measured on {day}: {platform.machine()}, Python {platform.python_version()}, {libraries}; one process."


def resident_bytes() -> int:
    """Memory of this process that is in use now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
