"""What partners send about their orders: order answers and dispatch notes as files, and questions in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

# answer: what the partner promises. dispatch: what it has sent, with serial numbers. agreement: what was bought of it
# outside the shop, which a person matches.
DOCUMENT_KINDS = ("answer", "dispatch", "agreement")
# table: CSV or a spreadsheet. peppol: Order Response. typed: filled in on the partner's own page.
FORMS = ("table", "peppol", "typed")
# shown: tried, nothing changed. unmatched: about an order nobody knows, waits for a person. done: taken in, once.
DOCUMENT_STATES = ("shown", "unmatched", "done", "dropped")


class PartnerDocument(Base):
    """An order answer or dispatch note as it came; under its number it has one effect, however often it is sent."""

    __tablename__ = "partner_document"
    __table_args__ = (
        one_of("kind", DOCUMENT_KINDS),
        one_of("form", FORMS),
        one_of("state", DOCUMENT_STATES),
        sa.CheckConstraint("(state IN ('done', 'dropped')) = (done_at IS NOT NULL)", name="done"),
        sa.CheckConstraint("reference <> ''", name="has_reference"),
        sa.UniqueConstraint("supplier_id", "kind", "reference"),
        sa.Index("ix_partner_document_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    kind: Mapped[str] = mapped_column(sa.String(10))
    form: Mapped[str] = mapped_column(sa.String(10))
    reference: Mapped[str] = mapped_column(sa.String(80))
    file_name: Mapped[str] = mapped_column(sa.String(160), default="")
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    digest: Mapped[str] = mapped_column(sa.String(64))
    columns: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    shown: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    state: Mapped[str] = mapped_column(sa.String(10), default=DOCUMENT_STATES[0])
    sent_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    sent_by_name: Mapped[str] = mapped_column(sa.String(120))
    sent_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]


class PartnerMessage(Base):
    """One message of the talk between the partner and IT about a partner order; `from_partner` says who wrote."""

    __tablename__ = "partner_message"
    __table_args__ = (sa.CheckConstraint("text <> ''", name="has_text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_order_id: Mapped[int] = mapped_column(sa.ForeignKey("partner_order.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    author_name: Mapped[str] = mapped_column(sa.String(120))
    from_partner: Mapped[bool]
    text: Mapped[str] = mapped_column(sa.String(2000))
    written_at: Mapped[dt.datetime]
