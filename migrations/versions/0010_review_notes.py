"""Let the note of a review be rewritten, and nothing else of it: a name in it must go when a party is erased."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# What was answered, by whom and when is kept for ever.
KEPT = "id, example_id, at, by_id, figures_right, people_agree, links_work, still_good, remedy"


def upgrade() -> None:
    """Refuse a change of any column but the note, and every removal."""
    _keep(f"UPDATE OF {KEPT}")


def downgrade() -> None:
    """Refuse every change."""
    _keep("UPDATE")


def _keep(change: str) -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TRIGGER keep_review_update")
        op.execute(
            f"CREATE TRIGGER keep_review_update BEFORE {change} ON review "
            "BEGIN SELECT RAISE(ABORT, 'review is append-only'); END"
        )
        return
    op.execute("DROP TRIGGER keep_review ON review")
    op.execute(
        f"CREATE TRIGGER keep_review BEFORE {change} OR DELETE ON review FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
