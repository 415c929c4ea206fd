"""Runs: a month's recharges or a quarter of the contribution, issued document after document in the background."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

UNDER_WAY = sa.text("state = 'running'")


class RunKind(StrEnum):
    """What a run issues: a month's recharges, a quarter of the contribution, or the supplements to one."""

    RECHARGE = "recharge"
    QUARTER = "quarter"
    SUPPLEMENT = "supplement"


class InvoiceRun(Base):
    """A month's recharges, or a quarter from that month; one of a kind may be under way, and none does it twice.

    `month` is the first day; `planned` and `done` count documents, `amount` is öre without VAT of what was issued.
    """

    __tablename__ = "invoice_run"
    __table_args__ = (
        one_of("state", ("running", "done")),
        one_of("kind", RunKind),
        sa.Index(
            "uq_invoice_run_under_way", "kind", "month", unique=True, sqlite_where=UNDER_WAY,
            postgresql_where=UNDER_WAY,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(10), default=RunKind.RECHARGE, server_default=RunKind.RECHARGE.value)
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
