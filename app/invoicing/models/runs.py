"""Runs: a month's recharges, issued document after document in the background."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

UNDER_WAY = sa.text("state = 'running'")


class InvoiceRun(Base):
    """The recharges of a month, named by its first day; one may be under way for a month, and none does it twice.

    `planned` and `done` count documents, `amount` is öre without VAT of what was issued.
    """

    __tablename__ = "invoice_run"
    __table_args__ = (
        one_of("state", ("running", "done")),
        sa.Index("uq_invoice_run_under_way", "month", unique=True, sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[dt.date]
    state: Mapped[str] = mapped_column(sa.String(10), default="running")
    at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    planned: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    amount: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class RunFault(Base):
    """A customer and reference that a run could not invoice, and why; the rest of the run goes on."""

    __tablename__ = "invoice_run_fault"

    run_id: Mapped[int] = mapped_column(sa.ForeignKey("invoice_run.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    faults: Mapped[str] = mapped_column(sa.String(500))
    amount: Mapped[int] = mapped_column(sa.BigInteger)
