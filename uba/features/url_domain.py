"""F27: sites people go to and senders link to, by registered domain: how usual, and for how many at once.

Of a site that is known for days how many go there says what is the matter today: something to sign, a film. A lure is
a site of yesterday, and so is where it sends what people type.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from uba.batch import EventBatch
from uba.features.select import browsing, has_user, mails_received, present
from uba.features.spec import Aggregation, BaselineKind, FeatureSpec, Mask, Window
from uba.features.values import column

_MOST = 30


def linked(batch: EventBatch, i: int) -> Sequence[str]:
    """Registered domains of a message's links."""
    found = {_host(url) for url in batch.events[i].email_urls[:_MOST]}
    return sorted({batch.identity.domain_of_host(host) for host in found if host})


def _host(url: str) -> str:
    try:
        return urlsplit(url if "://" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""


def _with_links(batch: EventBatch) -> Mask:
    return batch.among(mails_received(batch), lambda event: bool(event.email_urls))


def _somewhere(batch: EventBatch) -> Mask:
    return browsing(batch) & has_user(batch) & present(batch.domain)


SPECS = (
    FeatureSpec(
        name="url.domain_rarity.user",
        family="F27",
        evidence="browsing",
        entity="user",
        baseline=BaselineKind.RARITY,
        select=_somewhere,
        value=column("domain"),
        value_text=lambda batch, i: batch.domains[i],
        techniques=("T1189", "T1204", "T1566.002", "T1598.003"),
        sentence="went to the site {value}, {seen}",
    ),
    FeatureSpec(
        name="url.domain_rarity.sender",
        family="F27",
        evidence="links",
        entity="sender",
        baseline=BaselineKind.RARITY,
        select=_with_links,
        each=linked,
        value_text=lambda batch, i: ", ".join(linked(batch, i)),
        techniques=("T1566.002", "T1598.003", "T1566"),
        sentence="sent a link to {value}, {seen}",
    ),
    FeatureSpec(
        name="url.domain_users.1h",
        family="F27",
        evidence="visitors",
        entity="domain",
        baseline=BaselineKind.SIZE,
        select=_somewhere,
        window=Window.HOUR,
        aggregation=Aggregation.DISTINCT,
        value=column("user"),
        of_strangers=True,
        floor=4.0,
        prior_mean=1.0,
        techniques=("T1189", "T1566.002", "T1204"),
        sentence="{observed} people went to this domain in an hour; usual {low}–{high}, "
        "domains like it {peers_low}–{peers_high}",
    ),
    FeatureSpec(
        name="url.domain_posts.1d",
        family="F27",
        evidence="visitors",
        entity="domain",
        baseline=BaselineKind.SIZE,
        select=lambda batch: batch.among(browsing(batch), lambda event: event.http_method in ("POST", "PUT")),
        of_strangers=True,
        floor=5.0,
        prior_mean=1.0,
        techniques=("T1598.003", "T1598.001", "T1189"),
        sentence="{observed} times data was posted to this domain in a day; usual {low}–{high}, "
        "domains like it {peers_low}–{peers_high}",
    ),
)
