"""Industries: how an organisation's staff is mixed, as factors on the shares of roles."""

from __future__ import annotations

from collections.abc import Mapping

INDUSTRIES: dict[str, Mapping[str, float]] = {
    "mixed": {},
    "software": {"engineer": 2.6, "office": 0.4, "contractor": 2.0},
    "retail": {"office": 1.6, "sales": 1.5, "engineer": 0.2},
    "bank": {"finance": 4.0, "office": 0.9, "engineer": 0.8, "hr": 1.6},
    "hospital": {"office": 2.0, "engineer": 0.15, "sales": 0.2, "admin": 0.8},
    "consultancy": {"manager": 3.0, "sales": 2.0, "contractor": 4.0, "engineer": 0.7},
}
"""Roles that are not named keep their share; the whole is scaled to 1."""
