"""Alembic's way in: the steps run on the connection, and in the transaction, that ``geo.desk.opening`` holds."""

from alembic import context

from geo.desk.tables import POSTGRES_SCHEMA, VERSION_TABLE

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    version_table=VERSION_TABLE,
    version_table_schema=POSTGRES_SCHEMA if connection.dialect.name == "postgresql" else None,
)
context.run_migrations()
