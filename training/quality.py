"""How a fitted model does on the days it was not fitted on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.artifact import ModelSet
from training.dataset import Dataset, Rows
from training.labels import Incident, Labels
from uba.detector import Scores

DAY_MS = 86_400_000
Marks = NDArray[np.bool_]


def held_out_p_values(fitted: Scores, held_out: Scores) -> NDArray[np.float64]:
    """Conformal p-value of each held-out score: the share of fitted days at least as strange, its own included.

    References
    ----------
    Vovk, Gammerman, Shafer: Algorithmic Learning in a Random World, 2005.
    """
    ranked = np.sort(fitted)
    at_least = len(ranked) - np.searchsorted(ranked, held_out, side="left")
    return np.asarray((at_least + 1.0) / (len(ranked) + 1.0), dtype=np.float64)


def excess_over_uniform(p_values: NDArray[np.float64]) -> float:
    """Largest amount by which the share of p-values at or below some level exceeds the level, in [0, 1].

    Of p-values that promise too much: equal scores make p-values too large, which is no fault, and does not count.
    """
    n = len(p_values)
    return float(max(0.0, (np.arange(1, n + 1) / n - np.sort(p_values)).max())) if n else 0.0


def attack_days(rows: Rows, kind: str, attack: Incident) -> Marks:
    """Mark the rows that are a day of an attack's entity."""
    names = {name.lower() for name in attack.entities.get(kind, ())}
    first, last = attack.start // DAY_MS, attack.end // DAY_MS
    takes_part = np.array([name.lower() in names for name in rows.entity], dtype=np.bool_)
    return takes_part & (rows.day >= first) & (rows.day <= last)


def ranking_quality(scores: Scores, attacks: Sequence[Marks]) -> dict[str, float]:
    """Measure how far attacks come before the days that are no attack's; an attack counts as its strangest day.

    Parameters
    ----------
    attacks
        Rows of each attack; those without a row do not count.

    Returns
    -------
    dict
        `attacks`, their number; `attack_auc`, the share of benign days that are less strange than an attack (equal
        ones count half), on average; `attacks_in_top_1pct`, the share of attacks that at most 1 % of the benign days
        are as strange as. Empty where there are none.
    """
    attacks = [marks for marks in attacks if marks.any()]
    benign = scores[~any_of(attacks, len(scores))]
    if not attacks or not len(benign):
        return {}
    strangest = np.array([scores[marks].max() for marks in attacks])[:, None]
    below, at_or_below = (benign < strangest).mean(axis=1), (benign <= strangest).mean(axis=1)
    return {
        "attacks": float(len(attacks)),
        "attack_auc": float(((below + at_or_below) / 2).mean()),
        "attacks_in_top_1pct": float((1.0 - below <= 0.01).mean()),
    }


def any_of(marks: Sequence[Marks], rows: int) -> Marks:
    """Mark the rows that any of the marks marks."""
    return np.asarray(np.any([*marks, np.zeros(rows, dtype=np.bool_)], axis=0), dtype=np.bool_)


def measure(
    models: ModelSet, fitted: Dataset, held_out: Dataset, labels: Labels | None, per_day: float
) -> tuple[dict[str, float], dict[str, tuple[Scores, Scores]]]:
    """Measure a model on the held-out days.

    Parameters
    ----------
    labels
        None where nobody knows the attacks; no metric then speaks of them.
    per_day
        Rows a day that the budget would have looked at.

    Returns
    -------
    tuple
        Metrics, named `entity kind.metric`, and by entity kind the scores of fitted and held-out rows.
        `tail_ratio_1pct` is the share of benign held-out rows with p <= 0.01, over 0.01;
        `realised_over_asked` the like at the p-value that meets the budget on the fitted days.
    """
    metrics: dict[str, float] = {}
    scores: dict[str, tuple[Scores, Scores]] = {}
    for kind, listed in models.detectors.items():
        before, after = fitted.rows[kind], held_out.rows[kind]
        metrics[f"{kind}.held_out_rows"] = float(len(after))
        if not len(after):
            continue
        scores[kind] = listed[0].score_many(before.vectors), listed[0].score_many(after.vectors)
        attacks = [attack_days(after, kind, attack) for attack in labels.attacks] if labels else []
        benign = held_out_p_values(scores[kind][0], scores[kind][1][~any_of(attacks, len(after))])
        metrics |= {f"{kind}.{name}": value for name, value in ranking_quality(scores[kind][1], attacks).items()}
        metrics[f"{kind}.p_value_excess"] = excess_over_uniform(benign)
        metrics[f"{kind}.tail_ratio_1pct"] = tail_ratio(benign, 0.01)
        metrics[f"{kind}.realised_over_asked"] = tail_ratio(benign, per_day * max(1, len(fitted.days)) / len(before))
    return metrics, scores


def tail_ratio(p_values: NDArray[np.float64], threshold: float) -> float:
    """Share of p-values at or below a threshold, over the threshold: 1 when they are calibrated."""
    return float((p_values <= threshold).mean() / threshold) if len(p_values) else 0.0
