"""A row: one technique, the footprints it leaves, what detects it, and how far that can be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from uba.attack.footprint import Footprint
from uba.attack.footprints import FOOTPRINTS
from uba.attack.techniques import BY_UID, Technique


class Honesty(StrEnum):
    """How much of a technique application logs can show."""

    FULL = "full"
    """The technique itself."""
    PARTIAL = "partial"
    """A part of it; the rest happens where application logs do not reach."""
    PROXY_ONLY = "proxy-only"
    """None of it: what is detected is the nearest thing that can be seen."""


CAPS: dict[Honesty, str] = {Honesty.FULL: "critical", Honesty.PARTIAL: "high", Honesty.PROXY_ONLY: "medium"}
"""Severity that a finding about such a technique has at most."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What this program does about one technique.

    Attributes
    ----------
    needs
        Footprints that detection stands on, all of them: without one it is degraded, without any blind.
    helps
        Footprints that make findings better, and are not missed when there are none.
    families
        Families of features that serve it, as in `F11`; `F11.wiki` means only those with that word in their name.
    indicators
        Kinds of indicators that serve it, as in `R09`.
    limit
        What detection cannot do, in a sentence; empty where there is nothing to say.
    """

    technique: str
    needs: tuple[str, ...]
    helps: tuple[str, ...] = ()
    families: tuple[str, ...]
    indicators: tuple[str, ...]
    honesty: Honesty = Honesty.FULL
    limit: str = ""

    @property
    def attack(self) -> Technique:
        """What ATT&CK says of the technique."""
        return BY_UID[self.technique]

    @property
    def severity_cap(self) -> str:
        """Severity that a finding about the technique has at most."""
        return CAPS[self.honesty]

    @property
    def needed(self) -> tuple[Footprint, ...]:
        """The footprints that detection stands on."""
        return tuple(FOOTPRINTS[uid] for uid in self.needs)

    @property
    def helpful(self) -> tuple[Footprint, ...]:
        """The footprints that make findings better."""
        return tuple(FOOTPRINTS[uid] for uid in self.helps)


def row(
    technique: str,
    needs: Iterable[Footprint],
    helps: Iterable[Footprint],
    families: str,
    indicators: str,
    honesty: Honesty = Honesty.FULL,
    limit: str = "",
) -> Row:
    """Write a row down; families and indicators are parted by spaces."""
    return Row(
        technique=technique,
        needs=tuple(footprint.uid for footprint in needs),
        helps=tuple(footprint.uid for footprint in helps),
        families=tuple(families.split()),
        indicators=tuple(indicators.split()),
        honesty=honesty,
        limit=limit,
    )
