"""The first tables: journal, decisions, findings, keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "journal",
        sa.Column("seq", BIG, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("time", BIG, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "decisions",
        sa.Column("uid", sa.String, primary_key=True),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("event_time", BIG, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "findings",
        sa.Column("uid", sa.String, primary_key=True),
        sa.Column("ocsf", sa.LargeBinary, nullable=False),
        sa.Column("time", BIG, nullable=False),
        sa.Column("severity_id", sa.SmallInteger, nullable=False),
        sa.Column("status_id", sa.SmallInteger, nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("entity_type", sa.String, nullable=False),
        sa.Column("entity_id", sa.String, nullable=False),
        sa.Column("updated", BIG, nullable=False),
    )
    op.create_index("findings_by_time", "findings", ["time", "uid"])
    op.create_table(
        "finding_entities",
        sa.Column("uid", sa.String, primary_key=True),
        sa.Column("type", sa.String, primary_key=True),
        sa.Column("id", sa.String, primary_key=True),
    )
    op.create_index("finding_entities_by_entity", "finding_entities", ["type", "id"])
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("scopes", sa.String, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("created", BIG, nullable=False),
        sa.Column("revoked", BIG),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("api_keys", "finding_entities", "findings", "decisions", "journal"):
        op.drop_table(table)
