"""F11: documents viewed by one user, by kind of repository."""

from uba.features.select import file_reads, page_reads, reads, repository_reads
from uba.features.spec import BaselineKind, FeatureSpec, Window
from uba.features.values import column, documents

_KINDS = (
    ("wiki", page_reads, "read {observed} wiki pages", "T1213.001", 8.0, (30.0, 60.0)),
    ("files", file_reads, "read {observed} files", "T1213.002", 8.0, (30.0, 60.0)),
    ("code", repository_reads, "cloned or fetched repositories {observed} times", "T1213.003", 4.0, (10.0, 20.0)),
)

SPECS = (
    *(
        FeatureSpec(
            name=f"read.count.{kind}.{label}",
            family="F11",
            evidence="reading",
            entity="user",
            baseline=BaselineKind.COUNT,
            select=select,
            weight=column("count"),
            window=window,
            floor=floor,
            prior_mean=prior,
            techniques=(technique, "T1213"),
            sentence=f"{noun} {{window}}; usual {when}{{low}}–{{high}}, peers {{peers_low}}–{{peers_high}}",
        )
        for kind, select, noun, technique, prior, floors in _KINDS
        for label, window, when, floor in (
            ("1h", Window.HOUR, "at this hour ", floors[0]),
            ("1d", Window.DAY, "", floors[1]),
        )
    ),
    FeatureSpec(
        name="read.ramp.1d",
        family="F11",
        evidence="reading",
        entity="user",
        baseline=BaselineKind.TREND,
        select=reads,
        weight=documents,
        floor=30.0,
        prior_mean=15.0,
        techniques=("T1213",),
        sentence="read {observed} documents in a day, more than usual day after day; "
        "{low}–{high} would be usual after the days before, peers {peers_low}–{peers_high}",
    ),
)
