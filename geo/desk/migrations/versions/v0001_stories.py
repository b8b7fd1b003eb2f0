"""Stories and their versions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the two tables. On PostgreSQL they stand in a schema of their own."""
    schema = op.get_context().version_table_schema
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "stories",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("created", moment, nullable=False),
        sa.Column("saved_at", moment, nullable=False),
        sa.Column("saved_by", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.Text),
        sa.Column("west", sa.Double),
        sa.Column("south", sa.Double),
        sa.Column("east", sa.Double),
        sa.Column("north", sa.Double),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        schema=schema,
    )
    op.create_index("stories_by_owner", "stories", ["owner", "saved_at"], schema=schema)
    op.create_index("stories_shared", "stories", ["shared", "saved_at"], schema=schema)
    parent = "stories.key" if schema is None else f"{schema}.stories.key"
    op.create_table(
        "versions",
        sa.Column("key", sa.Text, sa.ForeignKey(parent, ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("saved_at", moment, nullable=False),
        sa.Column("saved_by", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("began", moment, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        schema=schema,
    )
