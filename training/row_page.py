"""The part of the page of technique rows that says how many attacks of each are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from training.by_row import INTENSITIES, Row, Tally, cells, sum_rows
from training.evaluate import Evaluation
from uba.attack.rows import ROWS
from uba.attack.techniques import BY_UID
from uba.errors import ConfigError

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
"""What stands between these lines is made; the rest of the page is left as it is."""

SURE = 0.8
"""Share of the histories in which a row's loud attack is to be found with the right technique."""


def renewed(page: str, evaluations: Mapping[int, Evaluation], command: str, setup: str) -> str:
    """Make the part between the marks anew.

    Raises
    ------
    ConfigError
        The page does not have the two marks, in their order.
    """
    before, begin, rest = page.partition(f"{BEGIN}\n")
    _, end, after = rest.partition(f"{END}\n")
    if not begin or not end:
        raise ConfigError(f"the page lacks a line of its own with {BEGIN} and, after it, one with {END}: write them in")
    made = "\n".join(measured(evaluations, command, setup))
    return f"{before}{begin}{made}\n{end}{after}"


def measured(evaluations: Mapping[int, Evaluation], command: str, setup: str) -> list[str]:
    """Say what was measured, over all seeds and by row, as lines of Markdown."""
    judged = list(evaluations.values())
    rows = sum_rows([evaluation.by_row for evaluation in judged])
    return [
        f"{setup} Made by:",
        "",
        "```sh",
        command,
        "```",
        "",
        *_sums(judged, rows),
        "",
        "A finding is about an attack when it, or a reason of it, holds one of its events; or when it overlaps it in",
        "time, within an hour, or a reason of it was reached while the attack went on,",
        "and names its address, session, sender, domain, image or device, or flags a user, mailbox, host or service of",
        "it. Of the techniques that it names for these, the first three count: right is the attack's or one of the",
        "same parent, exact the very one. Behind each look-alike hit: in how many of the histories that have it.",
        "",
        "| technique | name | loud found | medium found | quiet found | right | exact | look-alikes hit |",
        "|---|---|---|---|---|---|---|---|",
        *(_line(row.technique, rows.get(row.technique, Row({}, {}))) for row in ROWS),
    ]


def _line(technique: str, row: Row) -> str:
    return f"| {' | '.join([technique, BY_UID[technique].name, *cells(row)])} |"


def _sums(judged: Sequence[Evaluation], rows: Mapping[str, Row]) -> list[str]:
    loud = {t: row.attacks["loud"] for t, row in rows.items() if "loud" in row.attacks}
    sure = [t for t, tally in loud.items() if tally.right >= SURE * tally.of]
    days = sum(e.user_days for e in judged)
    benign = sum(e.benign_findings for e in judged)
    asked = sum(e.asked_per_day * e.days for e in judged)
    often = [f"{name} {hit}" for row in rows.values() for name, (_, hit) in row.lookalikes.items() if hit > 1]
    lines = [
        f"- Rows whose loud attack was found with the right technique in {SURE:.0%} of the histories or more: "
        f"{len(sure)} of {len(loud)}."
    ]
    for intensity in INTENSITIES:
        tally = sum((row.attacks.get(intensity, Tally()) for row in rows.values()), Tally())
        lines.append(
            f"- {intensity.capitalize()}: {tally.found} of {tally.of} found ({_share(tally.found, tally.of)}), "
            f"with the right technique {tally.right} ({_share(tally.right, tally.of)}), the exact one {tally.exact}."
        )
    return [
        *lines,
        f"- Findings about no attack: {benign} in {days:,} user-days, {1000 * benign / max(1, days):.2f} per 1,000; "
        f"{benign / asked if asked else 0.0:.2f} times what was asked.",
        f"- Look-alikes hit in more than one history: {', '.join(often) or 'none'}.",
    ]


def _share(part: int, whole: int) -> str:
    return f"{part / max(1, whole):.0%}"
