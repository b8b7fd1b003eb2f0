"""Spellings that a person asked to be remembered."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make their table. On PostgreSQL it stands in the schema of the others."""
    op.create_table(
        "spellings",
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("written", sa.Text, primary_key=True),
        sa.Column("ours", sa.Text, nullable=False),
        schema=op.get_context().version_table_schema,
    )
