"""A person can be the head of communication."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CHECK = "ck_user_role_role_is_a_word"
BEFORE = "'employee', 'communicator', 'reviewer', 'administrator'"


def upgrade() -> None:
    """Let the role be held."""
    _let_be(f"{BEFORE}, 'head'")


def downgrade() -> None:
    """Take it from those who hold it."""
    op.execute("DELETE FROM user_role WHERE role = 'head'")
    _let_be(BEFORE)


def _let_be(roles: str) -> None:
    with op.batch_alter_table("user_role") as table:
        table.drop_constraint(op.f(CHECK), type_="check")
        table.create_check_constraint(op.f(CHECK), sa.text(f"role IN ({roles})"))
