"""The page that publishes detection quality over several seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from training.evaluate import Evaluation, Found, columns_of, sum_found


def page(evaluations: Mapping[int, Evaluation], command: str, setup: str) -> str:
    """Write the Markdown page.

    Parameters
    ----------
    evaluations
        By seed.
    command
        The one command that makes this page.
    setup
        A sentence about what was simulated.
    """
    judged = list(evaluations.values())
    table = sum_found([evaluation.by_behaviour for evaluation in judged])
    return "\n".join(
        [
            "# Detection quality",
            "",
            f"{setup} Made by:",
            "",
            "```sh",
            command,
            "```",
            "",
            "A finding is about an attack when it holds one of its events; or when it overlaps it in time, within an",
            "hour, and names its address, session, sender, domain, image or device, or flags a user, mailbox, host or",
            "service of it. Engine and training never see the labels. All other findings count as benign.",
            "",
            "## By seed",
            "",
            *_by_seed(evaluations),
            "",
            "## Attacks found by behaviour and intensity, all seeds",
            "",
            *_by_behaviour(table),
            "",
            "## Missed, and look-alikes hit",
            "",
            *_remarks(evaluations),
            "",
        ]
    )


def _by_seed(evaluations: Mapping[int, Evaluation]) -> list[str]:
    lines = [
        "| seed | events | attacks found | technique right (exact) | benign findings | user-days | benign per 1,000 "
        "user-days | asked a day | realised / asked |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [_seed_row(str(seed), [evaluation]) for seed, evaluation in evaluations.items()]
    return [*lines, _seed_row("**all**", list(evaluations.values()))]


def _seed_row(name: str, judged: Sequence[Evaluation]) -> str:
    found, right, exact = (
        Found(sum(c.found for c in cells), sum(c.of for c in cells))
        for cells in (
            [e.found for e in judged],
            [e.technique_right for e in judged],
            [e.technique_exact for e in judged],
        )
    )
    benign, user_days = sum(e.benign_findings for e in judged), sum(e.user_days for e in judged)
    asked = sum(e.asked_per_day * e.days for e in judged)
    days = sum(e.days for e in judged)
    cells = [
        name,
        f"{sum(e.events for e in judged):,}",
        str(found),
        f"{right} ({exact})",
        str(benign),
        f"{user_days:,}",
        f"{1000 * benign / max(1, user_days):.2f}",
        f"{asked / max(1, days):.3g}",
        f"{benign / asked if asked else 0.0:.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def _by_behaviour(table: Mapping[str, Mapping[str, Found]]) -> list[str]:
    columns = columns_of(table)
    lines = [f"| behaviour | {' | '.join(c or 'all' for c in columns)} |", "|---" * (len(columns) + 1) + "|"]
    lines += [f"| {b} | {' | '.join(str(row.get(c, '–')) for c in columns)} |" for b, row in table.items()]
    return lines


def _remarks(evaluations: Mapping[int, Evaluation]) -> list[str]:
    lines = [f"- {seed}: missed {name}" for seed, e in evaluations.items() for name in e.missed]
    lines += [
        f"- {seed}: {n} finding(s) about the look-alike {name}"
        for seed, e in evaluations.items()
        for name, n in e.lookalike_hits.items()
    ]
    return lines or ["None."]
