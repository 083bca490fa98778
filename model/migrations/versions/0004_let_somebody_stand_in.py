"""Let somebody stand in for an absent manager"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table."""
    op.create_table(
        "stand_in",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("revision_in", sa.BigInteger(), nullable=False, index=True),
        sa.Column("revision_out", sa.BigInteger(), index=True),
        sa.Column("absent_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
    )


def downgrade() -> None:
    """Forget it again."""
    op.drop_table("stand_in")
