"""PostgreSQL's three roles: each process gets what it needs and nothing else. SQLite has no roles and is left alone."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROLES = ("feedback_collect", "feedback_worker", "feedback_workbench")
VERDICT = "verdict, verdict_theme, verdict_direction, verdict_by, verdict_on"
GRANTS = {
    "feedback_collect": (
        "SELECT ON alembic_version, service",
        "INSERT ON response",
        "SELECT, INSERT, UPDATE, DELETE ON draft",
    ),
    "feedback_worker": (
        "SELECT ON alembic_version, service, provider",
        # FOR UPDATE asks for the right to update a column, even where nothing is updated.
        "SELECT, DELETE, UPDATE (week) ON response",
        "SELECT, DELETE ON draft",
        "SELECT, INSERT, UPDATE, DELETE ON reading, quote, finding, language_count",
    ),
    "feedback_workbench": (
        "SELECT ON alembic_version, service, provider, reading, quote, inspection, inspection_member, role, membership",
        f"SELECT, UPDATE ({VERDICT}) ON finding",
        "SELECT, INSERT ON pack",
        "SELECT, UPDATE ON person",
        "INSERT, SELECT ON audit_entry",
        "USAGE ON SEQUENCE audit_entry_id_seq",
    ),
}


def upgrade() -> None:
    """Make the roles where the server has none yet, and grant."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for role in ROLES:
        op.execute(
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        op.execute(f"GRANT {role} TO CURRENT_USER")
        op.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        for grant in GRANTS[role]:
            op.execute(f"GRANT {grant} TO {role}")


def downgrade() -> None:
    """Take every right back; a role that another database of the server still needs stays."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for role in ROLES:
        op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
        op.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}")
        op.execute(f"REVOKE ALL ON SCHEMA public FROM {role}")
        op.execute(f"DO $$ BEGIN DROP ROLE {role}; EXCEPTION WHEN dependent_objects_still_exist THEN NULL; END $$")
