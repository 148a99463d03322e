"""The one `MetaData` all tables of the store hang on, and the column types both databases share."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData

METADATA = MetaData()

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""64-bit integer; SQLite numbers rows by itself only for the type it calls INTEGER."""

IN_LIST = 500
"""How many values go into one IN (...); SQLite's oldest limit on parameters is 999."""
