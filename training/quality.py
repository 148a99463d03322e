"""How a fitted model does on the days it was not fitted on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.artifact import ModelSet
from training.dataset import Dataset, Rows
from training.labels import Labels
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


def attack_days(rows: Rows, kind: str, labels: Labels) -> Marks:
    """Mark the rows that are a day of a labelled attack's entity."""
    attacked = {
        (name.lower(), day)
        for attack in labels.attacks
        for name in attack.entities.get(kind, ())
        for day in range(attack.start // DAY_MS, attack.end // DAY_MS + 1)
    }
    return np.array(
        [(e.lower(), int(d)) in attacked for e, d in zip(rows.entity, rows.day, strict=True)], dtype=np.bool_
    )


def ranking_quality(scores: Scores, is_attack: Marks, days: int, per_day: float) -> dict[str, float]:
    """Measure how well scores put attack days first.

    Returns
    -------
    dict
        `roc_auc`, `average_precision`, and `recall_at_budget`: the share of attack days
        among the `days * per_day` strangest. Empty where one of the classes is.
    """
    from sklearn.metrics import average_precision_score, roc_auc_score

    if not is_attack.any() or is_attack.all():
        return {}
    top = np.argsort(-scores, kind="stable")[: max(1, round(days * per_day))]
    return {
        "roc_auc": float(roc_auc_score(is_attack, scores)),
        "average_precision": float(average_precision_score(is_attack, scores)),
        "recall_at_budget": float(is_attack[top].sum() / is_attack.sum()),
    }


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
    days = max(1, len(held_out.days))
    for kind, listed in models.detectors.items():
        before, after = fitted.rows[kind], held_out.rows[kind]
        metrics[f"{kind}.held_out_rows"] = float(len(after))
        if not len(after):
            continue
        scores[kind] = listed[0].score_many(before.vectors), listed[0].score_many(after.vectors)
        marks = attack_days(after, kind, labels) if labels else np.zeros(len(after), dtype=np.bool_)
        benign = held_out_p_values(scores[kind][0], scores[kind][1][~marks])
        found: Mapping[str, float] = ranking_quality(scores[kind][1], marks, days, per_day)
        metrics |= {f"{kind}.{name}": value for name, value in found.items()}
        metrics[f"{kind}.p_value_excess"] = excess_over_uniform(benign)
        metrics[f"{kind}.tail_ratio_1pct"] = tail_ratio(benign, 0.01)
        metrics[f"{kind}.realised_over_asked"] = tail_ratio(benign, per_day * max(1, len(fitted.days)) / len(before))
    return metrics, scores


def tail_ratio(p_values: NDArray[np.float64], threshold: float) -> float:
    """Share of p-values at or below a threshold, over the threshold: 1 when they are calibrated."""
    return float((p_values <= threshold).mean() / threshold) if len(p_values) else 0.0
