"""Vendors' field names, one file a family of products: what each reads of an event.

A value is a normalised name (`uba.indicators.attributes`), several of them
joined by `|` of which any may match, or a reader of its own. A field that is not
in its table is not kept in events, and a rule that asks for it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from uba.indicators.reader import Reader

Fields: TypeAlias = Mapping[str, str | Reader]
"""Vendor's name in lower case -> what it reads."""
