"""F01: denied sign-ins of one account, by where they come from.

Whoever guesses a password sits elsewhere. People mistype theirs, let it expire, leave it in a phone and try again and
again while a gateway is down, but where they always are; so each has a baseline of its own.
"""

from uba.features.select import passwords_refused_as_usual, passwords_refused_elsewhere
from uba.features.spec import BaselineKind, FeatureSpec, Window

SPECS = tuple(
    FeatureSpec(
        name=f"auth.fail_count.{where}{label}",
        family="F01",
        evidence="signin",
        entity="user",
        baseline=BaselineKind.SIZE,
        select=select,
        window=window,
        floor=floor,
        prior_mean=prior_mean,
        techniques=("T1110.001", "T1110"),
        sentence=f"was denied {{observed}} sign-ins {{window}} from {place}; usual {{low}}–{{high}}, "
        "peers {peers_low}–{peers_high}",
    )
    for where, place, select, prior_mean, floors in (
        ("", "networks that never let this user in", passwords_refused_elsewhere, 0.3, (6.0, 10.0)),
        ("usual.", "networks this user is let in from", passwords_refused_as_usual, 0.5, (15.0, 30.0)),
    )
    for (label, window), floor in zip((("1h", Window.HOUR), ("1d", Window.DAY)), floors, strict=True)
)
