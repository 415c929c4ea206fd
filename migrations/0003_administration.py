"""The administration: the tree of units through time, settings with days, code plans, contacts, and row versions."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

VERSIONED = ("organisation", "unit", "cost_centre", "workplace", "person")
TEXTS = {"gln": 13, "peppol_id": 40, "invoice_address": 300}
PLAN_STATES = "'planned', 'applied', 'cancelled', 'refused'"
DIMENSIONS = "'ansvar', 'verksamhet', 'konto', 'aktivitet', 'projekt', 'objekt'"
CONTACTS = (
    "'it_contact', 'municipality_contact', 'printer_contact', 'security_chief', 'infosec_officer', 'communicator', "
    "'property_contact', 'pupil_insurance'"
)
TABLES = (
    "contact", "code_rule", "code_value", "code_dimension", "setting_change", "unit_change", "unit_span", "email_domain",
)  # fmt: skip


def upgrade() -> None:
    for table in VERSIONED:
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    for name, length in TEXTS.items():
        op.add_column("organisation", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.add_column("workplace", sa.Column("notes", sa.String(300), nullable=False, server_default=""))
    op.add_column("workplace", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("unit", sa.Column("since", sa.Date(), nullable=True))
    op.add_column("unit", sa.Column("closed_on", sa.Date(), nullable=True))
    # SQLite adds a reference only with its column, and a constraint of its own never.
    op.execute("ALTER TABLE unit ADD COLUMN successor_id INTEGER CONSTRAINT fk_unit_successor_id REFERENCES unit (id)")
    op.create_index(op.f("ix_unit_successor_id"), "unit", ["successor_id"])
    op.create_index(op.f("ix_unit_manager_id"), "unit", ["manager_id"])
    _domains()
    _structure()
    _settings()
    _code_plan()
    _contacts()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_index(op.f("ix_unit_manager_id"), table_name="unit")
    op.drop_index(op.f("ix_unit_successor_id"), table_name="unit")
    op.drop_column("unit", "successor_id")
    op.drop_column("unit", "closed_on")
    op.drop_column("unit", "since")
    op.drop_column("workplace", "closed_on")
    op.drop_column("workplace", "notes")
    for name in TEXTS:
        op.drop_column("organisation", name)
    for table in VERSIONED:
        op.drop_column(table, "version")


def _domains() -> None:
    op.create_table(
        "email_domain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_email_domain_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_domain")),
        sa.UniqueConstraint("domain", name=op.f("uq_email_domain_domain")),
    )
    op.create_index(op.f("ix_email_domain_organisation_id"), "email_domain", ["organisation_id"])
    op.execute(
        "INSERT INTO email_domain (organisation_id, domain) SELECT min(id), lower(email_domain) FROM organisation "
        "WHERE email_domain <> '' GROUP BY lower(email_domain)"
    )


def _structure() -> None:
    op.create_table(
        "unit_span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.CheckConstraint("valid_from IS NULL OR valid_from < valid_to", name=op.f("ck_unit_span_days")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_span_unit_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_unit_span_organisation_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_span_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_span")),
        sa.UniqueConstraint("unit_id", "valid_to", name=op.f("uq_unit_span_unit_id_valid_to")),
    )
    op.create_table(
        "unit_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decided_by", sa.String(120), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("refusal", sa.String(300), nullable=False),
        sa.CheckConstraint("kind IN ('rename', 'move', 'merge', 'close')", name=op.f("ck_unit_change_kind_word")),
        sa.CheckConstraint(f"state IN ({PLAN_STATES})", name=op.f("ck_unit_change_state_word")),
        sa.CheckConstraint("(kind = 'merge') = (into_id IS NOT NULL)", name=op.f("ck_unit_change_merge")),
        sa.CheckConstraint("into_id <> unit_id", name=op.f("ck_unit_change_into_other")),
        sa.CheckConstraint("parent_id <> unit_id", name=op.f("ck_unit_change_under_other")),
        sa.CheckConstraint("(state = 'planned') = (settled_at IS NULL)", name=op.f("ck_unit_change_settled")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_change_unit_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_unit_change_organisation_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_change_parent_id")),
        sa.ForeignKeyConstraint(["into_id"], ["unit.id"], name=op.f("fk_unit_change_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_change")),
    )
    op.create_index(op.f("ix_unit_change_unit_id"), "unit_change", ["unit_id"])
    op.create_index("ix_unit_change_due", "unit_change", ["state", "effective_on", "id"])


def _settings() -> None:
    op.create_table(
        "setting_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decided_by", sa.String(120), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(f"state IN ({PLAN_STATES})", name=op.f("ck_setting_change_state_word")),
        sa.CheckConstraint("(state = 'planned') = (settled_at IS NULL)", name=op.f("ck_setting_change_settled")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_setting_change_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_change")),
    )
    op.create_index("ix_setting_change_due", "setting_change", ["state", "holds_from", "id"])
    op.create_index("ix_setting_change_key", "setting_change", ["organisation_id", "key", "id"])
    op.create_index(
        "uq_setting_change_planned",
        "setting_change",
        ["organisation_id", "key", "holds_from"],
        unique=True,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )


def _code_plan() -> None:
    op.create_table(
        "code_dimension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(20), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"key IN ({DIMENSIONS})", name=op.f("ck_code_dimension_key_word")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_code_dimension_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_dimension")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_code_dimension_organisation_id_key")),
    )
    op.create_table(
        "code_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dimension_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name=op.f("ck_code_value_days")),
        sa.ForeignKeyConstraint(["dimension_id"], ["code_dimension.id"], name=op.f("fk_code_value_dimension_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_value")),
        sa.UniqueConstraint("dimension_id", "code", name=op.f("uq_code_value_dimension_id_code")),
    )
    op.create_table(
        "code_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("dimension", sa.String(20), nullable=False),
        sa.Column("pattern", sa.String(120), nullable=False),
        sa.Column("other", sa.String(20), nullable=False),
        sa.Column("other_pattern", sa.String(120), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('only', 'never')", name=op.f("ck_code_rule_kind_word")),
        sa.CheckConstraint(f"dimension IN ({DIMENSIONS})", name=op.f("ck_code_rule_dimension_word")),
        sa.CheckConstraint(f"other IN ({DIMENSIONS})", name=op.f("ck_code_rule_other_word")),
        sa.CheckConstraint("dimension <> other", name=op.f("ck_code_rule_two_parts")),
        sa.CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name=op.f("ck_code_rule_days")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_code_rule_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_rule")),
    )
    op.create_index(op.f("ix_code_rule_organisation_id"), "code_rule", ["organisation_id"])


def _contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(160), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind IN ({CONTACTS})", name=op.f("ck_contact_kind_word")),
        sa.CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name=op.f("ck_contact_days")),
        sa.CheckConstraint("name <> '' OR text <> ''", name=op.f("ck_contact_says_something")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_contact_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_organisation_kind", "contact", ["organisation_id", "kind", "valid_from"])
