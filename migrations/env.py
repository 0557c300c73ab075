"""Alembic's entry: runs the migrations on the engine that `feedback.store.migrations` hands over."""

from alembic import context

from feedback.store.migrations import tables

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=tables(), render_as_batch=True, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
