"""Partner orders as Peppol documents, one for each reference; orders made elsewhere are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ALONE = {"resolve_fks": False}
KIND = "ck_partner_document_kind_word"


def upgrade() -> None:
    for column, length in (("xml_key", 64), ("agreement_key", 64), ("xml_fault", 500)):
        op.add_column("partner_order", sa.Column(column, sa.String(length=length), server_default="", nullable=False))
    with op.batch_alter_table("partner_document", reflect_kwargs=ALONE) as table:
        table.drop_constraint(op.f(KIND), type_="check")
        table.create_check_constraint(op.f(KIND), "kind IN ('answer', 'dispatch', 'agreement')")


def downgrade() -> None:
    op.execute(
        "DELETE FROM delivery_mismatch WHERE document_id IN (SELECT id FROM partner_document WHERE kind = 'agreement')"
    )
    op.execute("DELETE FROM partner_document WHERE kind = 'agreement'")
    with op.batch_alter_table("partner_document", reflect_kwargs=ALONE) as table:
        table.drop_constraint(op.f(KIND), type_="check")
        table.create_check_constraint(op.f(KIND), "kind IN ('answer', 'dispatch')")
    with op.batch_alter_table("partner_order", reflect_kwargs=ALONE) as table:
        for column in ("xml_fault", "agreement_key", "xml_key"):
            table.drop_column(column)
