"""The public site: its pages, their popularity, and what belongs to a page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.simulate.config import SimulationConfig
from training.simulate.names import FORMS, TOPICS
from training.simulate.randomness import Cumulative, pick, stream, zipf

ASSETS: tuple[tuple[str, int], ...] = (
    ("/assets/site.css", 18_200), ("/assets/app.js", 84_100), ("/assets/logo.svg", 3_900),
    ("/assets/hero.webp", 141_000), ("/fonts/halden.woff2", 28_400),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Website:
    """Pages (path, size in bytes), the most popular first."""

    pages: tuple[tuple[str, int], ...]
    popularity: Cumulative


def build_website(config: SimulationConfig) -> Website:
    """Draw a site whose size follows the organisation's."""
    rng = stream(config.seed, "website")
    n = min(5_000, 300 + 8 * config.users)
    pages: dict[str, int] = {"/": 24_310, "/products": 18_044, "/contact": 7_120, "/careers": 15_902, "/team/": 21_777}
    while len(pages) < n:
        section = pick(rng, ("news", "products", "support", "stories", "docs", "careers", "team"))
        slug = f"{pick(rng, TOPICS)}-{pick(rng, TOPICS)}-{pick(rng, FORMS)}".lower()
        path = f"/files/{slug}.pdf" if rng.random() < 0.08 else f"/{section}/{slug}"
        pages.setdefault(path, int(np.exp(rng.normal(9.8, 0.5))))
    return Website(tuple(pages.items()), zipf(len(pages), 0.95))
