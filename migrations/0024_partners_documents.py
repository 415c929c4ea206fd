"""What partners send: order answers, dispatch notes with serial numbers, questions; offers and what disagrees."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# The tables that these point at need not be looked at.
ALONE = {"resolve_fks": False}
STATES = "state IN ('created', 'sent', 'confirmed', 'shipped', 'received'{also})"


def upgrade() -> None:
    op.create_table(
        "partner_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("file_name", sa.String(length=160), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("sent_by_name", sa.String(length=120), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('done', 'dropped')) = (done_at IS NOT NULL)", name=op.f("ck_partner_document_done")
        ),
        sa.CheckConstraint("form IN ('table', 'peppol', 'typed')", name=op.f("ck_partner_document_form_word")),
        sa.CheckConstraint("kind IN ('answer', 'dispatch')", name=op.f("ck_partner_document_kind_word")),
        sa.CheckConstraint("reference <> ''", name=op.f("ck_partner_document_has_reference")),
        sa.CheckConstraint(
            "state IN ('shown', 'unmatched', 'done', 'dropped')", name=op.f("ck_partner_document_state_word")
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_partner_document_sent_by")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_partner_document_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_document")),
        sa.UniqueConstraint(
            "supplier_id", "kind", "reference", name=op.f("uq_partner_document_supplier_id_kind_reference")
        ),
    )
    with op.batch_alter_table("partner_document") as table:
        table.create_index("ix_partner_document_state", ["state", "id"], unique=False)

    op.create_table(
        "partner_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_order_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("from_partner", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_partner_message_has_text")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_partner_message_author_id")),
        sa.ForeignKeyConstraint(
            ["partner_order_id"], ["partner_order.id"], name=op.f("fk_partner_message_partner_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_message")),
    )
    with op.batch_alter_table("partner_message") as table:
        table.create_index(table.f("ix_partner_message_partner_order_id"), ["partner_order_id"], unique=False)

    op.create_table(
        "shipment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("tracking", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("announced_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'announced') = (ended_at IS NULL)", name=op.f("ck_shipment_ended")),
        sa.CheckConstraint("state IN ('announced', 'received', 'closed_short')", name=op.f("ck_shipment_state_word")),
        sa.ForeignKeyConstraint(["document_id"], ["partner_document.id"], name=op.f("fk_shipment_document_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_shipment_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment")),
        sa.UniqueConstraint("document_id", name=op.f("uq_shipment_document_id")),
        sa.UniqueConstraint("supplier_id", "number", name=op.f("uq_shipment_supplier_id_number")),
    )
    with op.batch_alter_table("shipment") as table:
        table.create_index("ix_shipment_state", ["state", "id"], unique=False)

    op.create_table(
        "delivery_mismatch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("shipment_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("partner_order_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_text", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "kind IN ('refused', 'missing', 'unannounced', 'unmatched', 'question')",
            name=op.f("ck_delivery_mismatch_kind_word"),
        ),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name=op.f("ck_delivery_mismatch_settled")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["partner_document.id"], name=op.f("fk_delivery_mismatch_document_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_delivery_mismatch_line_id")),
        sa.ForeignKeyConstraint(
            ["partner_order_id"], ["partner_order.id"], name=op.f("fk_delivery_mismatch_partner_order_id")
        ),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_delivery_mismatch_settled_by")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name=op.f("fk_delivery_mismatch_shipment_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_delivery_mismatch_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_mismatch")),
    )
    with op.batch_alter_table("delivery_mismatch") as table:
        table.create_index(table.f("ix_delivery_mismatch_line_id"), ["line_id"], unique=False)
        table.create_index("ix_delivery_mismatch_open", ["settled_at", "id"], unique=False)
        table.create_index(table.f("ix_delivery_mismatch_partner_order_id"), ["partner_order_id"], unique=False)

    op.create_table(
        "delivery_promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_delivery_promise_quantity_positive")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_delivery_promise_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_promise")),
        sa.UniqueConstraint("line_id", "position", name=op.f("uq_delivery_promise_line_id_position")),
    )
    op.create_table(
        "line_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("supplier_name", sa.String(length=120), nullable=False),
        sa.Column("article", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Integer(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name=op.f("ck_line_offer_answered")),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'withdrawn')", name=op.f("ck_line_offer_state_word")
        ),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99", name=op.f("ck_line_offer_quantity_range")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_line_offer_price_positive")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_line_offer_answered_by")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_line_offer_line_id")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_line_offer_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_offer")),
    )
    with op.batch_alter_table("line_offer") as table:
        table.create_index(table.f("ix_line_offer_order_id"), ["order_id"], unique=False)
        table.create_index(
            "uq_line_offer_open",
            ["line_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "shipment_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shipment_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shipment_line_quantity_positive")),
        sa.CheckConstraint("received BETWEEN 0 AND quantity", name=op.f("ck_shipment_line_received_range")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_shipment_line_line_id")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name=op.f("fk_shipment_line_shipment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_line")),
        sa.UniqueConstraint("shipment_id", "line_id", name=op.f("uq_shipment_line_shipment_id_line_id")),
    )
    with op.batch_alter_table("shipment_line") as table:
        table.create_index("ix_shipment_line_line", ["line_id"], unique=False)

    op.create_table(
        "shipment_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shipment_line_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=60), nullable=False),
        sa.Column("imei", sa.String(length=15), nullable=True),
        sa.Column("imei2", sa.String(length=15), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shipment_line_id"], ["shipment_line.id"], name=op.f("fk_shipment_unit_shipment_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_unit")),
        sa.UniqueConstraint("shipment_line_id", "serial", name=op.f("uq_shipment_unit_shipment_line_id_serial")),
    )
    with op.batch_alter_table("shipment_unit") as table:
        table.create_index(table.f("ix_shipment_unit_imei"), ["imei"], unique=False)
        table.create_index(table.f("ix_shipment_unit_imei2"), ["imei2"], unique=False)
        table.create_index(table.f("ix_shipment_unit_serial"), ["serial"], unique=False)
        table.create_index(table.f("ix_shipment_unit_shipment_line_id"), ["shipment_line_id"], unique=False)

    with op.batch_alter_table("partner_order", reflect_kwargs=ALONE) as table:
        table.drop_constraint(op.f("ck_partner_order_state_word"), type_="check")
        table.create_check_constraint(op.f("ck_partner_order_state_word"), STATES.format(also=", 'ended'"))

    with op.batch_alter_table("partner_order_line", reflect_kwargs=ALONE) as table:
        table.add_column(sa.Column("ended_at", UtcDateTime(), nullable=True))
        table.drop_constraint(table.f("uq_partner_order_line_line_id"), type_="unique")
        table.create_index("ix_partner_order_line_line_id", ["line_id"], unique=False)
        table.create_index(
            "uq_partner_order_line_living",
            ["line_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def downgrade() -> None:
    op.execute("UPDATE partner_order SET state = 'received' WHERE state = 'ended'")
    with op.batch_alter_table("partner_order", reflect_kwargs=ALONE) as table:
        table.drop_constraint(op.f("ck_partner_order_state_word"), type_="check")
        table.create_check_constraint(op.f("ck_partner_order_state_word"), STATES.format(also=""))
    op.execute("DELETE FROM partner_order_line WHERE ended_at IS NOT NULL")
    with op.batch_alter_table("partner_order_line", reflect_kwargs=ALONE) as table:
        table.drop_index(
            "uq_partner_order_line_living",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        table.drop_index("ix_partner_order_line_line_id")
        table.create_unique_constraint(table.f("uq_partner_order_line_line_id"), ["line_id"])
        table.drop_column("ended_at")

    with op.batch_alter_table("shipment_unit") as table:
        table.drop_index(table.f("ix_shipment_unit_shipment_line_id"))
        table.drop_index(table.f("ix_shipment_unit_serial"))
        table.drop_index(table.f("ix_shipment_unit_imei2"))
        table.drop_index(table.f("ix_shipment_unit_imei"))

    op.drop_table("shipment_unit")
    with op.batch_alter_table("shipment_line") as table:
        table.drop_index("ix_shipment_line_line")

    op.drop_table("shipment_line")
    with op.batch_alter_table("line_offer") as table:
        table.drop_index(
            "uq_line_offer_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        table.drop_index(table.f("ix_line_offer_order_id"))

    op.drop_table("line_offer")
    op.drop_table("delivery_promise")
    with op.batch_alter_table("delivery_mismatch") as table:
        table.drop_index(table.f("ix_delivery_mismatch_partner_order_id"))
        table.drop_index("ix_delivery_mismatch_open")
        table.drop_index(table.f("ix_delivery_mismatch_line_id"))

    op.drop_table("delivery_mismatch")
    with op.batch_alter_table("shipment") as table:
        table.drop_index("ix_shipment_state")

    op.drop_table("shipment")
    with op.batch_alter_table("partner_message") as table:
        table.drop_index(table.f("ix_partner_message_partner_order_id"))

    op.drop_table("partner_message")
    with op.batch_alter_table("partner_document") as table:
        table.drop_index("ix_partner_document_state")

    op.drop_table("partner_document")
