"""F13: bytes read by one user, and returned to one address."""

from uba.features.select import reads_and_syncs, requests
from uba.features.spec import BaselineKind, FeatureSpec
from uba.features.values import column

SPECS = (
    FeatureSpec(
        name="read.bytes_out.user.1d",
        family="F13",
        evidence="reading",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=reads_and_syncs,
        weight=column("bytes_out"),
        floor=100e6,
        prior_mean=1e7,
        techniques=("T1213",),
        sentence="read {observed} bytes in a day; usual {low}–{high}, peers {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="read.bytes_out.src_ip.1d",
        family="F13",
        evidence="web",
        entity="src_ip",
        baseline=BaselineKind.SIZE,
        select=requests,
        weight=column("bytes_out"),
        floor=500e6,
        prior_mean=1e6,
        techniques=("T1594", "T1499"),
        sentence="got {observed} bytes in a day; usual {low}–{high}, addresses like it {peers_low}–{peers_high}",
    ),
)
