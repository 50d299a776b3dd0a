"""Run migrations on the connection that is handed over, in its transaction."""

from alembic import context

from app.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # Alembic assumes that SQLite cannot, since its driver commits by itself; `database` begins transactions here.
    transactional_ddl=True,
)
context.run_migrations()
