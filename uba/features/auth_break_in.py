"""F06: a run of failures, then a success."""

from collections.abc import Callable
from functools import partial

from uba.batch import EventBatch
from uba.features.select import logons, passwords_refused_as_usual
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Indices, Mask, Weights


def _run(batch: EventBatch, at: Indices, kind: str) -> Weights:
    return batch.run_length[kind][at]


def _ended(batch: EventBatch, kind: str) -> Mask:
    return batch.run_length[kind] > 0


COUNTED: dict[str, Callable[[EventBatch], Mask]] = {
    "user": lambda batch: logons(batch) & ~passwords_refused_as_usual(batch),
    "src_ip": logons,
}
"""Which sign-ins count, by the entity kinds whose failures are remembered: who mistypes at home breaks in nowhere."""

SPECS = tuple(
    FeatureSpec(
        name=f"auth.break_in.{kind}",
        family="F06",
        evidence="signin",
        entity=kind,
        baseline=BaselineKind.SIZE,
        select=partial(_ended, kind=kind),
        aggregation=Aggregation.MAXIMUM,
        weight=partial(_run, kind=kind),
        floor=floor,
        prior_mean=0.3,
        techniques=("T1110.001", "T1110") if kind == "user" else ("T1110.003", "T1110.004", "T1110"),
        sentence="signed in after {observed} denied attempts within two hours; usual {low}–{high}, "
        "peers {peers_low}–{peers_high}",
    )
    for kind, floor in zip(COUNTED, (6.0, 8.0), strict=True)
)
