"""Remember where rows came from, what a source's words mean, and what undoing an import puts back"""

import sqlalchemy as sa
from alembic import op

from model.base import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _believed() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("revision_in", sa.BigInteger(), nullable=False, index=True),
        sa.Column("revision_out", sa.BigInteger(), index=True),
    ]


def upgrade() -> None:
    """Add columns without touching rows, and four tables."""
    op.add_column("person", sa.Column("unconfirmed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("deal", sa.Column("lost_reason", sa.String()))
    op.add_column("import_run", sa.Column("source", sa.String()))
    op.add_column("import_run", sa.Column("history_from", sa.Date()))
    op.add_column("import_run", sa.Column("whole", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_import_run_source", "import_run", ["source"])
    op.create_table(
        "import_meaning",
        *_believed(),
        sa.Column("source", sa.String(), nullable=False, index=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
    )
    op.create_table(
        "vanished_deal",
        *_believed(),
        sa.Column("deal_id", sa.Integer(), sa.ForeignKey("deal.id"), nullable=False, index=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("missed_on", sa.Date(), nullable=False),
    )
    op.create_table(
        "import_replaced",
        *_believed(),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False, index=True),
        sa.Column("was", sa.String(), nullable=False),
    )
    op.create_table(
        "import_attempt",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("files", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("process", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """Forget it again."""
    op.drop_table("import_attempt")
    op.drop_table("import_replaced")
    op.drop_table("vanished_deal")
    op.drop_table("import_meaning")
    op.drop_index("ix_import_run_source", "import_run")
    for table, columns in (
        ("import_run", ("whole", "history_from", "source")),
        ("deal", ("lost_reason",)),
        ("person", ("unconfirmed",)),
    ):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column)
