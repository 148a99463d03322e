"""F16: lists, searches and descriptions one actor asks for, how many kinds of them, and how many are refused."""

from uba.features.select import enumerations, failed, has_user
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Window
from uba.features.values import column, text

_TECHNIQUES = ("T1069.003", "T1069", "T1213")

SPECS = (
    FeatureSpec(
        name="enum.calls.1h",
        family="F16",
        evidence="enumeration",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=lambda batch: enumerations(batch) & has_user(batch),
        weight=column("count"),
        window=Window.HOUR,
        floor=25.0,
        prior_mean=5.0,
        techniques=_TECHNIQUES,
        sentence="listed or searched {observed} times in an hour; usual {low}–{high}, peers {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="enum.verbs.1h",
        family="F16",
        evidence="enumeration",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=lambda batch: enumerations(batch) & has_user(batch),
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        value=text(lambda event: event.api_operation or event.event_code),
        floor=6.0,
        prior_mean=2.0,
        techniques=_TECHNIQUES,
        sentence="listed or searched in {observed} different ways in an hour; usual {low}–{high}, "
        "peers {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="enum.denied.1h",
        family="F16",
        evidence="enumeration",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=lambda batch: enumerations(batch) & failed(batch) & has_user(batch),
        window=Window.HOUR,
        floor=5.0,
        prior_mean=0.5,
        techniques=_TECHNIQUES,
        sentence="was refused {observed} lists or searches in an hour; usual {low}–{high}, "
        "peers {peers_low}–{peers_high}",
    ),
)
