"""Twenty findings drawn at random from a full replay, as an analyst reads them: `docs/examples.md`.

python -m training.examples                                  # simulates and replays an organisation
python -m training.examples --findings out/findings.ndjson   # takes what a replay wrote
"""

from __future__ import annotations

import argparse
import random
import shlex
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from training.labels import Labels, read_labels
from training.matching import facts_of, is_about
from uba.errors import ConfigError, UBAError

PLACE = Path("docs/examples.md")
Record = Mapping[str, Any]
"""A finding as OCSF Detection Finding."""


def draw(findings: Sequence[Record], count: int, seed: int) -> list[Record]:
    """Draw findings without replacement, every one as likely, in the order of time."""
    drawn = random.Random(seed).sample(list(findings), min(count, len(findings)))
    return sorted(drawn, key=lambda finding: (finding["start_time"], finding["finding_info"]["uid"]))


def page(drawn: Sequence[Record], of: int, labels: Labels | None, command: str, setup: str) -> str:
    """Write the Markdown page.

    Parameters
    ----------
    drawn
        The findings shown.
    of
        How many the replay gave.
    labels
        What is known of the history; None where nothing is.
    command
        The one command that makes this page.
    setup
        A sentence about where the findings come from.
    """
    lines = [
        "# Examples",
        "",
        f"{setup} Of its {of} findings these {len(drawn)} were drawn at random, none left out and no word changed.",
        "Made by:",
        "",
        "```sh",
        command,
        "```",
    ]
    for number, finding in enumerate(drawn, 1):
        lines += ["", *_example(number, finding, labels)]
    return "\n".join([*lines, ""])


def _example(number: int, finding: Record, labels: Labels | None) -> list[str]:
    attacks = [
        attack["sub_technique"] if "sub_technique" in attack else attack["technique"] for attack in _attacks(finding)
    ]
    whom = _code(finding["unmapped"]["primary"]["id"])
    lines = [
        f"## {number}. {finding['severity']}, score {finding['risk_score']}: {whom}",
        "",
        f"> {_plain(finding['message'])}",
        "",
        f"- {_span(finding['start_time'], finding['end_time'])}, {finding['count']:,} "
        f"{'event' if finding['count'] == 1 else 'events'} of "
        f"{', '.join(finding['finding_info']['data_sources'])}",
    ]
    lines += [f"- also: {_plain(said)}" for said in _unsaid(finding)]
    if attacks:
        lines.append("- ATT&CK: " + ", ".join(f"{attack['uid']} {attack['name']}" for attack in attacks))
    if labels is not None:
        lines.append(f"- in truth: {_truth(finding, labels)}")
    return lines


def _unsaid(finding: Record) -> list[str]:
    """Reasons that the message leaves out, with whose they are where that is not the finding's own entity."""
    own = finding["unmapped"]["primary"]["id"]
    said = [(evidence["data"]["entity"], evidence["data"]["message"]) for evidence in finding["evidences"]]
    return [
        text if entity == own else f"{entity}: {text}"
        for entity, text in said
        if text.removeprefix(f"{own} ") not in finding["message"]
    ]


def _attacks(finding: Record) -> list[dict[str, Any]]:
    attacks: list[dict[str, Any]] = finding["finding_info"]["attacks"]
    return attacks


def _truth(finding: Record, labels: Labels) -> str:
    facts = facts_of(finding)
    for name, incidents in (("attack", labels.attacks), ("nothing, though it looks like something", labels.lookalikes)):
        about = [incident for incident in incidents if is_about(facts, incident)]
        if about:
            told = dict.fromkeys(f"{incident.behaviour} {incident.intensity}".strip() for incident in about)
            return f"{name} ({', '.join(told)})"
    return "nothing: one of the findings that the budget allows"


def _span(start_ms: int, end_ms: int) -> str:
    start, end = (datetime.fromtimestamp(ms / 1000, UTC) for ms in (start_ms, end_ms))
    shown = f"{start:%a %Y-%m-%d %H:%M}"
    if end - start < (end - start).resolution * 60_000_000:
        return f"{shown} UTC"
    return f"{shown}–{end:%H:%M} UTC" if end.date() == start.date() else f"{shown} to {end:%a %Y-%m-%d %H:%M} UTC"


def _plain(text: str) -> str:
    """Text of a log as Markdown shows it: nothing in it is markup."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|~" else " " if char in "\r\n" else char for char in text)


def _code(text: str) -> str:
    return f"`{text.replace('`', ' ')}`"


def replayed(users: int, days: int, seed: int, rows: bool, budget: float | None) -> tuple[list[Record], Labels]:
    """Simulate an organisation and replay all of it; its findings and labels."""
    from training.simulate import SimulationConfig, simulate
    from uba.commands.replay import engine_for, run
    from uba.settings import Settings

    with tempfile.TemporaryDirectory(prefix="uba-examples-") as scratch:
        folder = Path(scratch)
        simulate(SimulationConfig(users=users, days=days, seed=seed, rows=rows), folder)
        run(engine_for(Settings(budget_per_day=budget), folder / "context", None), [folder / "logs"], folder / "out")
        return read_findings(folder / "out" / "findings.ndjson"), read_labels(folder / "labels.json")


def read_findings(path: Path) -> list[Record]:
    """Read the findings that a replay wrote.

    Raises
    ------
    uba.errors.ConfigError
        The file is missing or has other lines than findings.
    """
    try:
        return [msgspec.json.decode(line, type=dict[str, Any]) for line in path.read_bytes().splitlines()]
    except (OSError, msgspec.MsgspecError) as error:
        raise ConfigError(f"{path}: {error}; expected the findings.ndjson that `uba replay` writes") from error


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the page."""
    parser = argparse.ArgumentParser(prog="python -m training.examples", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--findings", type=Path, help="findings.ndjson of a replay; simulate one when left out")
    parser.add_argument("--labels", type=Path, help="labels.json of its history")
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--seed", type=int, default=7, help="of the simulation")
    parser.add_argument("--rows", action="store_true", help="simulate every technique row")
    parser.add_argument("--budget", type=float)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--draw", type=int, default=1, help="seed of the draw")
    parser.add_argument("--out", type=Path, default=PLACE)
    options = parser.parse_args(arguments)
    try:
        if options.findings is not None:
            findings = read_findings(options.findings)
            labels = read_labels(options.labels) if options.labels else None
            setup = "Findings of a full replay."
        else:
            findings, labels = replayed(options.users, options.days, options.seed, options.rows, options.budget)
            setup = (
                f"A full replay of {options.days} days of a simulated organisation of {options.users} users, from the "
                "first event on and without a trained model."
            )
        said = " ".join(
            ["python -m training.examples", *map(shlex.quote, sys.argv[1:] if arguments is None else arguments)]
        )
        text = page(draw(findings, options.count, options.draw), len(findings), labels, said, setup)
        options.out.write_text(text, encoding="utf-8")
    except (UBAError, OSError) as error:
        print(f"training.examples: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    print(f"wrote {options.out}")


if __name__ == "__main__":
    main()
