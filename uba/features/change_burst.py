"""F18: objects one actor writes, renames or deletes."""

from uba.features.select import content_changes, has_user
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Window
from uba.features.values import text

SPECS = tuple(
    FeatureSpec(
        name=f"change.objects.{label}",
        family="F18",
        evidence="writing",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=lambda batch: content_changes(batch) & has_user(batch),
        window=window,
        aggregation=Aggregation.DISTINCT,
        value=text(lambda event: event.resource_uid or event.entity_uid or event.url_path),
        floor=floor,
        prior_mean=5.0,
        techniques=("T1491.001", "T1491.002", "T1491"),
        sentence="changed or deleted {observed} objects {window}; usual {low}–{high}, peers {peers_low}–{peers_high}",
    )
    for label, window, floor in (("1h", Window.HOUR, 20.0), ("1d", Window.DAY, 40.0))
)
