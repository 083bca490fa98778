"""Create the book"""

import sqlalchemy as sa
from alembic import op

from model.base import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the book."""
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("dialect", sa.String(), nullable=False),
        sa.Column("files", sa.String(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("import_run") as batch_op:
        batch_op.create_index(batch_op.f("ix_import_run_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_run_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("external_id"),
    )
    with op.batch_alter_table("person") as batch_op:
        batch_op.create_index(batch_op.f("ix_person_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("external_id"),
    )
    with op.batch_alter_table("product") as batch_op:
        batch_op.create_index(batch_op.f("ix_product_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("setting") as batch_op:
        batch_op.create_index(batch_op.f("ix_setting_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_setting_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_setting_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("stage") as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_stage_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("customer_since", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("external_id"),
    )
    with op.batch_alter_table("account") as batch_op:
        batch_op.create_index(batch_op.f("ix_account_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("called_at", Moment(), nullable=False),
        sa.Column("commit", sa.BigInteger(), nullable=False),
        sa.Column("upside", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("call") as batch_op:
        batch_op.create_index(batch_op.f("ix_call_period"), ["period"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("quota") as batch_op:
        batch_op.create_index(batch_op.f("ix_quota_period"), ["period"], unique=False)
        batch_op.create_index(batch_op.f("ix_quota_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quota_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_quota_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "reporting_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["manager_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("reporting_line") as batch_op:
        batch_op.create_index(batch_op.f("ix_reporting_line_manager_id"), ["manager_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reporting_line_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reporting_line_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_reporting_line_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "stage_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("probability_bp", sa.Integer(), nullable=False),
        sa.Column("default_category", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["stage_id"],
            ["stage.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("stage_terms") as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_terms_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_stage_terms_revision_out"), ["revision_out"], unique=False)
        batch_op.create_index(batch_op.f("ix_stage_terms_stage_id"), ["stage_id"], unique=False)

    op.create_table(
        "deal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("external_id"),
    )
    with op.batch_alter_table("deal") as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "deal_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Float(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("deal_line") as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_line_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_line_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_line_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "deal_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("close_date", sa.Date(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.String(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", Moment(), nullable=True),
        sa.Column("valid_to", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"],
            ["stage.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("deal_version") as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_version_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_version_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_version_revision_out"), ["revision_out"], unique=False)
        batch_op.create_index(
            "one_version_at_a_moment",
            ["deal_id", "valid_from"],
            unique=True,
            sqlite_where=sa.text("revision_out IS NULL"),
            postgresql_where=sa.text("revision_out IS NULL"),
        )
        batch_op.create_index(
            "one_version_now",
            ["deal_id"],
            unique=True,
            sqlite_where=sa.text("revision_out IS NULL AND valid_to IS NULL"),
            postgresql_where=sa.text("revision_out IS NULL AND valid_to IS NULL"),
        )

    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("judged_at", Moment(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("judgement") as batch_op:
        batch_op.create_index(batch_op.f("ix_judgement_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_judgement_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_judgement_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_judgement_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("company", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(), nullable=True),
        sa.Column("mql_at", Moment(), nullable=True),
        sa.Column("handed_over_at", Moment(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("disqualified_at", Moment(), nullable=True),
        sa.Column("disqualify_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("external_id"),
    )
    with op.batch_alter_table("lead") as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("happened_at", Moment(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"],
            ["lead.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("external_id"),
    )
    with op.batch_alter_table("activity") as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_revision_out"), ["revision_out"], unique=False)

    op.create_table(
        "bant_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_in", sa.BigInteger(), nullable=False),
        sa.Column("revision_out", sa.BigInteger(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("budget", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("need", sa.String(), nullable=False),
        sa.Column("timing", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"],
            ["lead.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("bant_answer") as batch_op:
        batch_op.create_index(batch_op.f("ix_bant_answer_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bant_answer_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bant_answer_revision_in"), ["revision_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_bant_answer_revision_out"), ["revision_out"], unique=False)
    op.execute("INSERT INTO revision (id, number) VALUES (1, 0)")


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("bant_answer") as batch_op:
        batch_op.drop_index(batch_op.f("ix_bant_answer_revision_out"))
        batch_op.drop_index(batch_op.f("ix_bant_answer_revision_in"))
        batch_op.drop_index(batch_op.f("ix_bant_answer_lead_id"))
        batch_op.drop_index(batch_op.f("ix_bant_answer_deal_id"))

    op.drop_table("bant_answer")
    with op.batch_alter_table("activity") as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_revision_out"))
        batch_op.drop_index(batch_op.f("ix_activity_revision_in"))
        batch_op.drop_index(batch_op.f("ix_activity_lead_id"))
        batch_op.drop_index(batch_op.f("ix_activity_deal_id"))

    op.drop_table("activity")
    with op.batch_alter_table("lead") as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_revision_out"))
        batch_op.drop_index(batch_op.f("ix_lead_revision_in"))
        batch_op.drop_index(batch_op.f("ix_lead_owner_id"))
        batch_op.drop_index(batch_op.f("ix_lead_deal_id"))

    op.drop_table("lead")
    with op.batch_alter_table("judgement") as batch_op:
        batch_op.drop_index(batch_op.f("ix_judgement_revision_out"))
        batch_op.drop_index(batch_op.f("ix_judgement_revision_in"))
        batch_op.drop_index(batch_op.f("ix_judgement_person_id"))
        batch_op.drop_index(batch_op.f("ix_judgement_deal_id"))

    op.drop_table("judgement")
    with op.batch_alter_table("deal_version") as batch_op:
        batch_op.drop_index(
            "one_version_now",
            sqlite_where=sa.text("revision_out IS NULL AND valid_to IS NULL"),
            postgresql_where=sa.text("revision_out IS NULL AND valid_to IS NULL"),
        )
        batch_op.drop_index(
            "one_version_at_a_moment",
            sqlite_where=sa.text("revision_out IS NULL"),
            postgresql_where=sa.text("revision_out IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_deal_version_revision_out"))
        batch_op.drop_index(batch_op.f("ix_deal_version_revision_in"))
        batch_op.drop_index(batch_op.f("ix_deal_version_deal_id"))

    op.drop_table("deal_version")
    with op.batch_alter_table("deal_line") as batch_op:
        batch_op.drop_index(batch_op.f("ix_deal_line_revision_out"))
        batch_op.drop_index(batch_op.f("ix_deal_line_revision_in"))
        batch_op.drop_index(batch_op.f("ix_deal_line_deal_id"))

    op.drop_table("deal_line")
    with op.batch_alter_table("deal") as batch_op:
        batch_op.drop_index(batch_op.f("ix_deal_revision_out"))
        batch_op.drop_index(batch_op.f("ix_deal_revision_in"))
        batch_op.drop_index(batch_op.f("ix_deal_account_id"))

    op.drop_table("deal")
    with op.batch_alter_table("stage_terms") as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_terms_stage_id"))
        batch_op.drop_index(batch_op.f("ix_stage_terms_revision_out"))
        batch_op.drop_index(batch_op.f("ix_stage_terms_revision_in"))

    op.drop_table("stage_terms")
    with op.batch_alter_table("reporting_line") as batch_op:
        batch_op.drop_index(batch_op.f("ix_reporting_line_revision_out"))
        batch_op.drop_index(batch_op.f("ix_reporting_line_revision_in"))
        batch_op.drop_index(batch_op.f("ix_reporting_line_person_id"))
        batch_op.drop_index(batch_op.f("ix_reporting_line_manager_id"))

    op.drop_table("reporting_line")
    with op.batch_alter_table("quota") as batch_op:
        batch_op.drop_index(batch_op.f("ix_quota_revision_out"))
        batch_op.drop_index(batch_op.f("ix_quota_revision_in"))
        batch_op.drop_index(batch_op.f("ix_quota_person_id"))
        batch_op.drop_index(batch_op.f("ix_quota_period"))

    op.drop_table("quota")
    with op.batch_alter_table("call") as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_revision_out"))
        batch_op.drop_index(batch_op.f("ix_call_revision_in"))
        batch_op.drop_index(batch_op.f("ix_call_person_id"))
        batch_op.drop_index(batch_op.f("ix_call_period"))

    op.drop_table("call")
    with op.batch_alter_table("account") as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_revision_out"))
        batch_op.drop_index(batch_op.f("ix_account_revision_in"))
        batch_op.drop_index(batch_op.f("ix_account_owner_id"))
        batch_op.drop_index(batch_op.f("ix_account_name"))

    op.drop_table("account")
    with op.batch_alter_table("stage") as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_revision_out"))
        batch_op.drop_index(batch_op.f("ix_stage_revision_in"))

    op.drop_table("stage")
    with op.batch_alter_table("setting") as batch_op:
        batch_op.drop_index(batch_op.f("ix_setting_revision_out"))
        batch_op.drop_index(batch_op.f("ix_setting_revision_in"))
        batch_op.drop_index(batch_op.f("ix_setting_key"))

    op.drop_table("setting")
    op.drop_table("revision")
    with op.batch_alter_table("product") as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_revision_out"))
        batch_op.drop_index(batch_op.f("ix_product_revision_in"))

    op.drop_table("product")
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_revision_out"))
        batch_op.drop_index(batch_op.f("ix_person_revision_in"))
        batch_op.drop_index(batch_op.f("ix_person_email"))

    op.drop_table("person")
    with op.batch_alter_table("import_run") as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_run_revision_out"))
        batch_op.drop_index(batch_op.f("ix_import_run_revision_in"))

    op.drop_table("import_run")
