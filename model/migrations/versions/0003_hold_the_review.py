"""Hold the weekly review: what owners make of their deals, answers, decisions, minutes, scenarios, and who wrote what"""

import sqlalchemy as sa
from alembic import op

from model.base import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _believed() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("revision_in", sa.BigInteger(), nullable=False, index=True),
        sa.Column("revision_out", sa.BigInteger(), index=True),
    ]


def _person(name: str, *, required: bool = False, index: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), sa.ForeignKey("person.id"), nullable=not required, index=index)


def _of(table: str, name: str, *, required: bool = True, index: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{table}.id"), nullable=not required, index=index)


def _text(name: str, *, required: bool = True, index: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=not required, index=index)


def _moment(name: str, *, index: bool = False) -> sa.Column:
    return sa.Column(name, Moment(), nullable=False, index=index)


def upgrade() -> None:
    """Add two columns without touching rows, let a quota end, and add nine tables."""
    op.add_column("judgement", sa.Column("close_date", sa.Date()))
    op.add_column("judgement", sa.Column("next_step", sa.String()))
    with op.batch_alter_table("quota") as batch:
        batch.alter_column("amount", existing_type=sa.BigInteger(), nullable=True)
    op.create_table(
        "review", *_believed(), _person("team_id", index=True), _text("period", index=True),
        sa.Column("week", sa.Date(), nullable=False), _moment("opened_at"), _person("author_id"),
    )  # fmt: skip
    op.create_table(
        "minute", *_believed(), _of("review", "review_id", index=True), _moment("ended_at"), _person("author_id"),
        sa.Column("as_of", sa.Date(), nullable=False), sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("shape", sa.Integer(), nullable=False), _text("content"),
    )  # fmt: skip
    op.create_table(
        "reopening", *_believed(), _of("review", "review_id", index=True), _moment("reopened_at"), _person("author_id"),
        _text("reason"),
    )  # fmt: skip
    op.create_table(
        "answer", *_believed(), _of("deal", "deal_id", index=True), _text("period"), _text("question"), _text("text"),
        _person("author_id"), _moment("answered_at"),
    )  # fmt: skip
    op.create_table(
        "decision", *_believed(), _of("review", "review_id", index=True), _person("team_id", index=True), _text("what"),
        _person("person_id"), sa.Column("until", sa.Date()), _of("deal", "deal_id", required=False), _person("author_id"),
        _moment("decided_at"),
    )  # fmt: skip
    op.create_table(
        "decision_step", *_believed(), _of("decision", "decision_id", index=True), _of("review", "review_id", required=False),
        _text("state"), sa.Column("until", sa.Date()), _person("author_id"), _moment("at"),
    )  # fmt: skip
    op.create_table(
        "scenario", *_believed(), _text("key", index=True), _text("name"), _text("period"),
        sa.Column("as_of", sa.Date(), nullable=False), _person("team_id"), _text("changes"), _person("author_id", index=True),
        _moment("saved_at"),
    )  # fmt: skip
    op.create_table(
        "audit", *_believed(), _moment("at", index=True), _person("author_id", index=True), _text("kind"), _text("done"),
        _person("person_id", index=True), _of("deal", "deal_id", required=False, index=True), _text("period", required=False),
        _text("before", required=False), _text("after", required=False),
    )  # fmt: skip
    op.create_table(
        "audit_seen", *_believed(), _person("person_id", required=True, index=True), _of("audit", "entry_id"), _moment("at"),
    )  # fmt: skip


def downgrade() -> None:
    """Forget it again; a quota may still end: the append-only rows that say so cannot be taken out."""
    for table in (
        "audit_seen", "audit", "scenario", "decision_step", "decision", "answer", "reopening", "minute", "review",
    ):  # fmt: skip
        op.drop_table(table)
    with op.batch_alter_table("judgement") as batch:
        batch.drop_column("next_step")
        batch.drop_column("close_date")
