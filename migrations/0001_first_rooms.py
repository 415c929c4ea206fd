"""The first rooms: identity, assortment, basket, orders, approvals, devices, delivery, and the ground floor."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = ("default",)
depends_on = None

GENESIS = "0" * 64
REFUSE_SQLITE = """
CREATE TRIGGER history_entry_no_{verb} BEFORE {verb} ON history_entry
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
"""
REFUSE_FUNCTION = """
CREATE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$
"""
REFUSE_POSTGRESQL = """
CREATE TRIGGER history_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON history_entry
FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only()
"""

# Promise 65: a bug above the database cannot let anybody decide what they ordered or will receive.
OWN = """
SELECT 1 FROM approval_request JOIN customer_order ON customer_order.id = approval_request.order_id
WHERE approval_request.id = NEW.request_id AND NEW.decided_by IN (customer_order.orderer_id, customer_order.recipient_id)
"""
OWN_SQLITE = f"""
CREATE TRIGGER decision_never_own BEFORE INSERT ON decision WHEN EXISTS ({OWN})
BEGIN SELECT RAISE(ABORT, 'nobody decides their own order'); END
"""
OWN_FUNCTION = f"""
CREATE FUNCTION decision_is_never_own() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF EXISTS ({OWN}) THEN RAISE EXCEPTION 'nobody decides their own order'; END IF; RETURN NEW; END $$
"""
OWN_POSTGRESQL = """
CREATE TRIGGER decision_never_own BEFORE INSERT OR UPDATE ON decision
FOR EACH ROW EXECUTE FUNCTION decision_is_never_own()
"""


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_catalogue_version_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_version")),
    )
    op.create_table(
        "category",
        sa.Column("key", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("icon", sa.String(length=30), nullable=False),
        sa.Column("palette", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_category")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "history_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entry")),
    )
    op.create_index(op.f("ix_history_entry_at"), "history_entry", ["at"], unique=False)
    op.create_index(op.f("ix_history_entry_event"), "history_entry", ["event"], unique=False)
    op.create_index("ix_history_entry_subject", "history_entry", ["subject", "subject_id", "id"], unique=False)
    op.create_table(
        "history_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_history_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_head")),
    )
    op.create_table(
        "kit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=160), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("illustration", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit")),
        sa.UniqueConstraint("slug", name=op.f("uq_kit_slug")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(length=36), nullable=False),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'parked')", name=op.f("ck_letter_state_word")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_key")),
    )
    op.create_index("ix_letter_due", "letter", ["state", "due_at", "id"], unique=False)
    op.create_table(
        "number_series",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_series")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("org_number", sa.String(length=20), nullable=False),
        sa.Column("payer_id", sa.Integer(), nullable=True),
        sa.Column("email_domain", sa.String(length=120), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('municipality', 'company', 'federation')", name=op.f("ck_organisation_kind_word")),
        sa.ForeignKeyConstraint(["payer_id"], ["organisation.id"], name=op.f("fk_organisation_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("key", name=op.f("uq_organisation_key")),
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_file_key")),
    )
    op.create_table(
        "rate_window",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "began_at", name=op.f("pk_rate_window")),
    )
    op.create_table(
        "supplier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("email", sa.String(length=160), nullable=False),
        sa.Column("org_number", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("key", name=op.f("uq_supplier_key")),
    )
    op.create_table(
        "cost_centre",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("activity", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_cost_centre_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_centre")),
        sa.UniqueConstraint("organisation_id", "code", name=op.f("uq_cost_centre_organisation_id_code")),
    )
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("article", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("segment", sa.String(length=20), nullable=False),
        sa.Column("category_key", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=160), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("form_factor", sa.String(length=20), nullable=False),
        sa.Column("environment", sa.String(length=160), nullable=False),
        sa.Column("unspsc", sa.String(length=8), nullable=False),
        sa.Column("unit_code", sa.String(length=5), nullable=False),
        sa.Column("technical_lifetime_months", sa.Integer(), nullable=True),
        sa.Column("warranty_months", sa.Integer(), nullable=True),
        sa.Column("lead_days_min", sa.Integer(), nullable=False),
        sa.Column("lead_days_max", sa.Integer(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("price_period", sa.String(length=10), nullable=False),
        sa.Column("price_sample", sa.Boolean(), nullable=False),
        sa.Column("vat_rate", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("illustration", sa.String(length=40), nullable=False),
        sa.Column("orderable", sa.Boolean(), nullable=False),
        sa.Column("in_stock", sa.Boolean(), nullable=False),
        sa.Column("popularity", sa.Integer(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("related", sa.JSON(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(length=200), nullable=False),
        sa.CheckConstraint("price_period IN ('once', 'month', 'year')", name=op.f("ck_item_price_period_word")),
        sa.CheckConstraint("state = 'draft' OR decision <> ''", name=op.f("ck_item_published_by_decision")),
        sa.CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name=op.f("ck_item_state_word")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_item_price_not_negative")),
        sa.ForeignKeyConstraint(["category_key"], ["category.key"], name=op.f("fk_item_category_key")),
        sa.ForeignKeyConstraint(["successor_id"], ["item.id"], name=op.f("fk_item_successor_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_item_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("article", name=op.f("uq_item_article")),
        sa.UniqueConstraint("slug", name=op.f("uq_item_slug")),
    )
    op.create_index(op.f("ix_item_category_key"), "item", ["category_key"], unique=False)
    op.create_index(op.f("ix_item_kind"), "item", ["kind"], unique=False)
    op.create_table(
        "partner_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("organisation_name", sa.String(length=120), nullable=False),
        sa.Column("org_number", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("net", sa.Integer(), nullable=False),
        sa.Column("vat", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "state IN ('created', 'sent', 'confirmed', 'shipped', 'received')", name=op.f("ck_partner_order_state_word")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_partner_order_organisation_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_partner_order_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_order")),
        sa.UniqueConstraint("number", name=op.f("uq_partner_order_number")),
    )
    op.create_index("ix_partner_order_supplier", "partner_order", ["supplier_id", "id"], unique=False)
    op.create_table(
        "kit_item",
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_kit_item_quantity_positive")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_kit_item_item_id")),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name=op.f("fk_kit_item_kit_id")),
        sa.PrimaryKeyConstraint("kit_id", "item_id", name=op.f("pk_kit_item")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("segment", sa.String(length=20), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("cost_centre_id", sa.Integer(), nullable=True),
        sa.Column("invoice_reference", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["cost_centre_id"], ["cost_centre.id"], name=op.f("fk_unit_cost_centre_id")),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"], name="fk_unit_manager_id_person", use_alter=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_unit_organisation_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_unit_organisation_id_name")),
    )
    op.create_index(op.f("ix_unit_organisation_id"), "unit", ["organisation_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sort_key", sa.String(length=160), nullable=False),
        sa.Column("email", sa.String(length=160), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("licence_profile", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("appearance", sa.String(length=5), nullable=False),
        sa.Column("shows_vat", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("appearance IN ('auto', 'light', 'dark')", name=op.f("ck_person_appearance_word")),
        sa.CheckConstraint("language IN ('sv', 'en')", name=op.f("ck_person_language_word")),
        sa.CheckConstraint(
            "licence_profile IN ('own_computer', 'shared_computer', 'school_staff', 'pupil')",
            name=op.f("ck_person_licence_profile_word"),
        ),
        sa.CheckConstraint("manager_id <> id", name=op.f("ck_person_own_manager")),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"], name=op.f("fk_person_manager_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_person_supplier_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("provider", "subject", name=op.f("uq_person_provider_subject")),
    )
    op.create_index(op.f("ix_person_sort_key"), "person", ["sort_key"], unique=False)
    op.create_index(op.f("ix_person_unit_id"), "person", ["unit_id"], unique=False)
    op.create_table(
        "workplace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("town", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_workplace_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workplace")),
    )
    op.create_index(op.f("ix_workplace_unit_id"), "workplace", ["unit_id"], unique=False)
    op.create_table(
        "basket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("recipient_name", sa.String(length=120), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("cost_centre_id", sa.Integer(), nullable=True),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["cost_centre_id"], ["cost_centre.id"], name=op.f("fk_basket_cost_centre_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_basket_person_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["person.id"], name=op.f("fk_basket_recipient_id")),
        sa.ForeignKeyConstraint(["workplace_id"], ["workplace.id"], name=op.f("fk_basket_workplace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket")),
        sa.UniqueConstraint("person_id", name=op.f("uq_basket_person_id")),
        sa.UniqueConstraint("token", name=op.f("uq_basket_token")),
    )
    op.create_table(
        "customer_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("basket_token", sa.String(length=40), nullable=False),
        sa.Column("placed_at", UtcDateTime(), nullable=False),
        sa.Column("orderer_id", sa.Integer(), nullable=False),
        sa.Column("orderer_name", sa.String(length=120), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("recipient_name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("organisation_name", sa.String(length=120), nullable=False),
        sa.Column("cost_centre", sa.String(length=60), nullable=False),
        sa.Column("invoice_reference", sa.String(length=60), nullable=False),
        sa.Column("delivery_address", sa.String(length=300), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("catalogue_version", sa.Integer(), nullable=False),
        sa.Column("progress", sa.String(length=20), nullable=False),
        sa.Column("headline", sa.String(length=200), nullable=False),
        sa.Column("contents", sa.String(length=200), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("waiting_count", sa.Integer(), nullable=False),
        sa.Column("unit_cost", sa.Integer(), nullable=False),
        sa.Column("vat", sa.Integer(), nullable=False),
        sa.Column("it_value", sa.Integer(), nullable=False),
        sa.Column("monthly", sa.Integer(), nullable=False),
        sa.Column("yearly", sa.Integer(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "progress IN ('awaiting', 'in_progress', 'partly_delivered', 'done', 'declined', 'cancelled')",
            name=op.f("ck_customer_order_progress_word"),
        ),
        sa.ForeignKeyConstraint(["orderer_id"], ["person.id"], name=op.f("fk_customer_order_orderer_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_customer_order_organisation_id")
        ),
        sa.ForeignKeyConstraint(["recipient_id"], ["person.id"], name=op.f("fk_customer_order_recipient_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_customer_order_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_order")),
        sa.UniqueConstraint("basket_token", name=op.f("uq_customer_order_basket_token")),
        sa.UniqueConstraint("number", name=op.f("uq_customer_order_number")),
    )
    op.create_index("ix_customer_order_orderer", "customer_order", ["orderer_id", "id"], unique=False)
    op.create_index(
        "ix_customer_order_organisation", "customer_order", ["organisation_id", "progress", "id"], unique=False
    )
    op.create_index("ix_customer_order_recipient", "customer_order", ["recipient_id", "id"], unique=False)
    op.create_index("ix_customer_order_unit", "customer_order", ["unit_id", "id"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("segment", sa.String(length=20), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_role_grant_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_person_id"), "role_grant", ["person_id"], unique=False)
    op.create_index(op.f("ix_role_grant_role"), "role_grant", ["role"], unique=False)
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_session_person_id"), "sign_in_session", ["person_id"], unique=False)
    op.create_table(
        "approval_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("decider_name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.CheckConstraint("state IN ('open', 'decided', 'withdrawn')", name=op.f("ck_approval_request_state_word")),
        sa.ForeignKeyConstraint(["decider_id"], ["person.id"], name=op.f("fk_approval_request_decider_id")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_approval_request_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_request")),
        sa.UniqueConstraint("order_id", "step", name=op.f("uq_approval_request_order_id_step")),
    )
    op.create_index("ix_approval_request_decider", "approval_request", ["decider_id", "state", "id"], unique=False)
    op.create_table(
        "basket_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("basket_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_seen", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99", name=op.f("ck_basket_line_quantity_range")),
        sa.ForeignKeyConstraint(
            ["basket_id"], ["basket.id"], name=op.f("fk_basket_line_basket_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_basket_line_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket_line")),
        sa.UniqueConstraint("basket_id", "item_id", name=op.f("uq_basket_line_basket_id_item_id")),
    )
    op.create_index(op.f("ix_basket_line_basket_id"), "basket_line", ["basket_id"], unique=False)
    op.create_table(
        "order_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("article", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("illustration", sa.String(length=40), nullable=False),
        sa.Column("palette", sa.String(length=10), nullable=False),
        sa.Column("unit_code", sa.String(length=5), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("segment", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("ordered_quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Integer(), nullable=False),
        sa.Column("price_period", sa.String(length=10), nullable=False),
        sa.Column("vat_rate", sa.Integer(), nullable=False),
        sa.Column("unit_cost", sa.Integer(), nullable=False),
        sa.Column("vat", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("payer", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("route", sa.String(length=12), nullable=False),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("warranty_months", sa.Integer(), nullable=True),
        sa.Column("lead_days_min", sa.Integer(), nullable=False),
        sa.Column("lead_days_max", sa.Integer(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("state_at", UtcDateTime(), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("delivered_at", UtcDateTime(), nullable=True),
        sa.Column("received_quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending_approval', 'pending_consultation', 'declined', 'referred_to_budget', 'released', 'sourced', 'backordered', 'installing', 'ready', 'delivered', 'closed', 'cancelled')",
            name=op.f("ck_order_line_state_word"),
        ),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99", name=op.f("ck_order_line_quantity_range")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_order_line_item_id")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_order_line_order_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_order_line_organisation_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_order_line_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_order_line_order_id_position")),
    )
    op.create_index(op.f("ix_order_line_item_id"), "order_line", ["item_id"], unique=False)
    op.create_index(op.f("ix_order_line_order_id"), "order_line", ["order_id"], unique=False)
    op.create_index("ix_order_line_queue", "order_line", ["queue", "state", "id"], unique=False)
    op.create_index("ix_order_line_state", "order_line", ["state", "released_at"], unique=False)
    op.create_index("ix_order_line_supplier", "order_line", ["supplier_id", "state", "id"], unique=False)
    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("blocking", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_by_name", sa.String(length=120), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'approved', 'refused', 'answered', 'withdrawn')", name=op.f("ck_consultation_state_word")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_consultation_answered_by")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_consultation_line_id")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_consultation_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("line_id", "topic", name=op.f("uq_consultation_line_id_topic")),
    )
    op.create_index(op.f("ix_consultation_order_id"), "consultation", ["order_id"], unique=False)
    op.create_index("ix_consultation_queue", "consultation", ["queue", "state", "id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("outcome <> 'declined' OR reason <> ''", name=op.f("ck_decision_declined_with_reason")),
        sa.CheckConstraint("outcome IN ('approved', 'declined')", name=op.f("ck_decision_outcome_word")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_decision_decided_by")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_decision_line_id")),
        sa.ForeignKeyConstraint(["request_id"], ["approval_request.id"], name=op.f("fk_decision_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_request_id"), "decision", ["request_id"], unique=False)
    op.create_index(
        "uq_decision_standing",
        "decision",
        ["line_id", "step"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=30), nullable=False),
        sa.Column("serial", sa.String(length=60), nullable=False),
        sa.Column("imei", sa.String(length=15), nullable=True),
        sa.Column("imei2", sa.String(length=15), nullable=True),
        sa.Column("device_class", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("segment", sa.String(length=20), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("illustration", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("order_line_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(length=120), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("holder_name", sa.String(length=120), nullable=False),
        sa.Column("payer", sa.String(length=12), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("in_service_on", sa.Date(), nullable=True),
        sa.Column("warranty_end", sa.Date(), nullable=True),
        sa.Column("depreciation_months", sa.Integer(), nullable=True),
        sa.Column("planned_months", sa.Integer(), nullable=True),
        sa.Column("planned_end", sa.Date(), nullable=True),
        sa.Column("support_level", sa.String(length=20), nullable=False),
        sa.Column("managed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'installing', 'ready', 'active', 'in_repair', 'returned', 'wiped', 'recycled', 'stolen', 'lost', 'written_off', 'blocked')",
            name=op.f("ck_device_state_word"),
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name=op.f("fk_device_holder_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_device_item_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_device_order_line_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_device_organisation_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_device_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("imei", name=op.f("uq_device_imei")),
        sa.UniqueConstraint("imei2", name=op.f("uq_device_imei2")),
        sa.UniqueConstraint("serial", name=op.f("uq_device_serial")),
        sa.UniqueConstraint("tag", name=op.f("uq_device_tag")),
    )
    op.create_index(op.f("ix_device_device_class"), "device", ["device_class"], unique=False)
    op.create_index("ix_device_holder", "device", ["holder_id", "id"], unique=False)
    op.create_index(op.f("ix_device_order_line_id"), "device", ["order_line_id"], unique=False)
    op.create_index("ix_device_organisation", "device", ["organisation_id", "id"], unique=False)
    op.create_index("ix_device_planned_end", "device", ["planned_end"], unique=False)
    op.create_index("ix_device_unit", "device", ["unit_id", "id"], unique=False)
    op.create_table(
        "expected_invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("partner_order_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("invoice_reference", sa.String(length=60), nullable=False),
        sa.Column("net", sa.Integer(), nullable=False),
        sa.Column("vat", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state IN ('expected', 'withdrawn')", name=op.f("ck_expected_invoice_state_word")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_expected_invoice_line_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_expected_invoice_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_order_id"], ["partner_order.id"], name=op.f("fk_expected_invoice_partner_order_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_expected_invoice_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_invoice")),
        sa.UniqueConstraint("line_id", name=op.f("uq_expected_invoice_line_id")),
    )
    op.create_index(
        op.f("ix_expected_invoice_partner_order_id"), "expected_invoice", ["partner_order_id"], unique=False
    )
    op.create_table(
        "goods_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("delivery_note", sa.String(length=60), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("received_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_goods_receipt_quantity_positive")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_goods_receipt_line_id")),
        sa.ForeignKeyConstraint(["received_by"], ["person.id"], name=op.f("fk_goods_receipt_received_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt")),
    )
    op.create_index(op.f("ix_goods_receipt_line_id"), "goods_receipt", ["line_id"], unique=False)
    op.create_table(
        "installation_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_installation_step_done_by")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_installation_step_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation_step")),
        sa.UniqueConstraint("line_id", "step", name=op.f("uq_installation_step_line_id_step")),
    )
    op.create_table(
        "partner_order_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_order_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.String(length=20), nullable=False),
        sa.Column("article", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=5), nullable=False),
        sa.Column("unit_price", sa.Integer(), nullable=False),
        sa.Column("net", sa.Integer(), nullable=False),
        sa.Column("vat", sa.Integer(), nullable=False),
        sa.Column("invoice_reference", sa.String(length=60), nullable=False),
        sa.Column("cost_centre", sa.String(length=60), nullable=False),
        sa.Column("recipient_name", sa.String(length=120), nullable=False),
        sa.Column("delivery_address", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_partner_order_line_line_id")),
        sa.ForeignKeyConstraint(
            ["partner_order_id"], ["partner_order.id"], name=op.f("fk_partner_order_line_partner_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_order_line")),
        sa.UniqueConstraint("line_id", name=op.f("uq_partner_order_line_line_id")),
    )
    op.create_index(
        op.f("ix_partner_order_line_partner_order_id"), "partner_order_line", ["partner_order_id"], unique=False
    )
    if op.get_bind().dialect.name == "postgresql":
        # Unit and person point at each other: SQLite takes both keys inline, PostgreSQL needs the second one now.
        op.create_foreign_key("fk_unit_manager_id_person", "unit", "person", ["manager_id"], ["id"])
    op.execute(f"INSERT INTO history_head (id, last_id, digest) VALUES (1, 0, '{GENESIS}')")
    op.execute("INSERT INTO catalogue_version (id, number) VALUES (1, 0)")
    _guard()


def _guard() -> None:
    """Let the database itself refuse to change or remove what happened, and decisions on one's own order."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(REFUSE_SQLITE.format(verb=verb))
        op.execute(OWN_SQLITE)
        return
    op.execute(REFUSE_FUNCTION)
    op.execute(REFUSE_POSTGRESQL)
    op.execute(OWN_FUNCTION)
    op.execute(OWN_POSTGRESQL)


def downgrade() -> None:
    """Leave an empty database."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_unit_manager_id_person", "unit", type_="foreignkey")
    op.drop_index(op.f("ix_partner_order_line_partner_order_id"), table_name="partner_order_line")
    op.drop_table("partner_order_line")
    op.drop_table("installation_step")
    op.drop_index(op.f("ix_goods_receipt_line_id"), table_name="goods_receipt")
    op.drop_table("goods_receipt")
    op.drop_index(op.f("ix_expected_invoice_partner_order_id"), table_name="expected_invoice")
    op.drop_table("expected_invoice")
    op.drop_index("ix_device_unit", table_name="device")
    op.drop_index("ix_device_planned_end", table_name="device")
    op.drop_index("ix_device_organisation", table_name="device")
    op.drop_index(op.f("ix_device_order_line_id"), table_name="device")
    op.drop_index("ix_device_holder", table_name="device")
    op.drop_index(op.f("ix_device_device_class"), table_name="device")
    op.drop_table("device")
    op.drop_index(
        "uq_decision_standing",
        table_name="decision",
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_index(op.f("ix_decision_request_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_index("ix_consultation_queue", table_name="consultation")
    op.drop_index(op.f("ix_consultation_order_id"), table_name="consultation")
    op.drop_table("consultation")
    op.drop_index("ix_order_line_supplier", table_name="order_line")
    op.drop_index("ix_order_line_state", table_name="order_line")
    op.drop_index("ix_order_line_queue", table_name="order_line")
    op.drop_index(op.f("ix_order_line_order_id"), table_name="order_line")
    op.drop_index(op.f("ix_order_line_item_id"), table_name="order_line")
    op.drop_table("order_line")
    op.drop_index(op.f("ix_basket_line_basket_id"), table_name="basket_line")
    op.drop_table("basket_line")
    op.drop_index("ix_approval_request_decider", table_name="approval_request")
    op.drop_table("approval_request")
    op.drop_index(op.f("ix_sign_in_session_person_id"), table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_index(op.f("ix_role_grant_role"), table_name="role_grant")
    op.drop_index(op.f("ix_role_grant_person_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index("ix_customer_order_unit", table_name="customer_order")
    op.drop_index("ix_customer_order_recipient", table_name="customer_order")
    op.drop_index("ix_customer_order_organisation", table_name="customer_order")
    op.drop_index("ix_customer_order_orderer", table_name="customer_order")
    op.drop_table("customer_order")
    op.drop_table("basket")
    op.drop_index(op.f("ix_workplace_unit_id"), table_name="workplace")
    op.drop_table("workplace")
    op.drop_index(op.f("ix_person_unit_id"), table_name="person")
    op.drop_index(op.f("ix_person_sort_key"), table_name="person")
    op.drop_table("person")
    op.drop_index(op.f("ix_unit_organisation_id"), table_name="unit")
    op.drop_table("unit")
    op.drop_table("kit_item")
    op.drop_index("ix_partner_order_supplier", table_name="partner_order")
    op.drop_table("partner_order")
    op.drop_index(op.f("ix_item_kind"), table_name="item")
    op.drop_index(op.f("ix_item_category_key"), table_name="item")
    op.drop_table("item")
    op.drop_table("cost_centre")
    op.drop_table("supplier")
    op.drop_table("rate_window")
    op.drop_table("stored_file")
    op.drop_table("organisation")
    op.drop_table("number_series")
    op.drop_index("ix_letter_due", table_name="letter")
    op.drop_table("letter")
    op.drop_table("kit")
    op.drop_table("history_head")
    op.drop_index("ix_history_entry_subject", table_name="history_entry")
    op.drop_index(op.f("ix_history_entry_event"), table_name="history_entry")
    op.drop_index(op.f("ix_history_entry_at"), table_name="history_entry")
    op.drop_table("history_entry")
    op.drop_table("heartbeat")
    op.drop_table("category")
    op.drop_table("catalogue_version")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION history_is_append_only()")
        op.execute("DROP FUNCTION decision_is_never_own()")
