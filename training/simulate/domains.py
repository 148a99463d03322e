"""The web that people browse: some four hundred sites by popularity, and an endless tail of others."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.random import Generator

from training.simulate.config import SimulationConfig
from training.simulate.names import FAMILY, TOPICS
from training.simulate.randomness import Cumulative, pick, stream, zipf

NEWS, SOCIAL, CHAT, SEARCH, VENDOR, VIDEO = (
    "News",
    "Social Networking",
    "Chat",
    "Web Search",
    "Vendor",
    "Streaming Media",
)
_CATEGORIES = (
    "Professional Services", "Corporate Marketing", "Internet Services", "Online Shopping", "Education", "Travel",
    "Finance", "Entertainment", "Health", "Online Advertising",
)  # fmt: skip
UNKNOWN, NEW = "Miscellaneous or Unknown", "Newly Registered Domains"
_FIXED: tuple[tuple[str, str], ...] = (
    ("search.example", SEARCH), ("officecloud.example", "Internet Services"), ("newsday.example", NEWS),
    ("social.example", SOCIAL), ("worldherald.example", NEWS), ("adgrid.example", "Online Advertising"),
    ("videohub.example", VIDEO), ("statcounterly.example", "Online Advertising"), ("profilio.example", SOCIAL),
    ("fastcdn.example", "Internet Services"), ("mapview.example", "Travel"), ("forgehub.example", VENDOR),
    ("softworks-update.example", VENDOR), ("morningpost.example", NEWS), ("meetroom.example", CHAT),
    ("docusend.example", "Professional Services"), ("packageport.example", VENDOR), ("picshare.example", SOCIAL),
    ("browserlabs.example", VENDOR), ("chatly.example", CHAT),
)  # fmt: skip
"""The most popular, in this order; everybody's machines ask the update servers among them."""
SITES = 400


@dataclass(frozen=True, slots=True)
class WebSite:
    """One registered domain and what Zscaler calls it."""

    domain: str
    category: str


@dataclass(frozen=True, slots=True)
class Web:
    """The known sites, the most popular first."""

    sites: tuple[WebSite, ...]
    popularity: Cumulative

    def of(self, category: str) -> list[WebSite]:
        """List the sites of a category, the most popular first."""
        return [s for s in self.sites if s.category == category]


def build_web(config: SimulationConfig) -> Web:
    """Draw the web of one simulation."""
    rng = stream(config.seed, "web")
    sites = {domain: WebSite(domain, category) for domain, category in _FIXED}
    while len(sites) < SITES:
        site = tail(rng, pick(rng, _CATEGORIES))
        sites.setdefault(site.domain, site)
    return Web(tuple(sites.values()), zipf(len(sites), 1.05))


def tail(rng: Generator, category: str = "") -> WebSite:
    """Draw a site of the tail: a name that hardly anybody has met."""
    first, second = pick(rng, FAMILY).lower(), pick(rng, TOPICS).lower()
    form = pick(rng, ("{a}-{b}", "{a}{b}", "{b}-by-{a}", "get{b}{a}", "{a}{b}online", "the{a}{b}"))
    name = form.format(a=first, b=second)
    if rng.random() < 0.3:
        name += str(int(rng.integers(2, 99)))
    if not category:
        category = UNKNOWN if rng.random() < 0.35 else pick(rng, _CATEGORIES)
    return WebSite(f"{name}.example", category)


def fresh(rng: Generator) -> WebSite:
    """Draw a site somebody registered days ago, mostly with a name that means nothing."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    if rng.random() < 0.5:
        name = "".join(pick(rng, letters) for _ in range(int(rng.integers(7, 14)))) + str(int(rng.integers(2, 99)))
    else:
        words = ("cdn", "static", "secure", "update", "offer", "track", "cloud", "sync", "login", "files", "media")
        name = f"{pick(rng, words)}-{pick(rng, words)}-{pick(rng, TOPICS).lower()[:5]}{int(rng.integers(10, 99))}"
    return WebSite(f"{name}.example", NEW if rng.random() < 0.5 else UNKNOWN)
