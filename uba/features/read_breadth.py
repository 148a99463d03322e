"""F12: how widely one user reads: different documents, and places never visited before."""

from uba.features.select import file_reads, page_reads, reads, repository_reads
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec
from uba.features.values import column

_KINDS = (
    ("wiki", page_reads, "wiki pages", "T1213.001", 25.0),
    ("files", file_reads, "files", "T1213.002", 25.0),
    ("code", repository_reads, "repositories", "T1213.003", 6.0),
)

SPECS = (
    *(
        FeatureSpec(
            name=f"read.distinct.{kind}.1d",
            family="F12",
            evidence="reading",
            entity="user",
            baseline=BaselineKind.COUNT,
            select=select,
            aggregation=Aggregation.DISTINCT,
            value=column("resource"),
            floor=floor,
            prior_mean=5.0,
            techniques=(technique, "T1213"),
            sentence=f"read {{observed}} different {noun} in a day; usual {{low}}–{{high}}, "
            "peers {peers_low}–{peers_high}",
        )
        for kind, select, noun, technique, floor in _KINDS
    ),
    FeatureSpec(
        name="read.new_containers.1d",
        family="F12",
        evidence="reading",
        entity="user",
        baseline=BaselineKind.COUNT,
        select=reads,
        aggregation=Aggregation.NOVEL,
        value=column("container"),
        floor=4.0,
        prior_mean=1.0,
        techniques=("T1213",),
        sentence="visited {observed} spaces, sites or repositories for the first time in a day; usual {low}–{high}, "
        "peers {peers_low}–{peers_high}",
    ),
)
