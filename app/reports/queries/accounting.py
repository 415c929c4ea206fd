"""Accounting rows as the economist meets them: what waits to be handed over, to which accounts, and what has been."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from app.identity.models import CodeDimension, CodeValue, CostCentre, Organisation
from app.identity.queries import Visitor, within
from app.refusal import Missing
from app.reports.models import AccountChoice, AccountingExport, AccountingRow
from catalogue.posting import Account, Row
from catalogue.rights import FINANCE_READERS

MOST_EXPORTS = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a period holds that no export has taken: rows in the order of their vouchers, and the last one's number."""

    rows: tuple[Row, ...]
    ids: tuple[int, ...]

    @property
    def seen(self) -> str:
        """What was shown, in short: how many and the last."""
        return f"{len(self.ids)}-{max(self.ids, default=0)}"

    @property
    def net(self) -> int:
        """Their costs, öre without VAT."""
        return sum(row.net for row in self.rows)

    @property
    def vat(self) -> int:
        """Their VAT, öre."""
        return sum(row.vat for row in self.rows)


def reach(me: Visitor) -> sa.ColumnElement[bool]:
    """The rows of organisations whose economy I read."""
    return within(me, FINANCE_READERS, organisation=AccountingRow.organisation_id, unit=AccountingRow.unit_id)


def organisations(session: Session, me: Visitor) -> Sequence[Organisation]:
    """The organisations whose economy I read, municipalities first."""
    mine = within(me, FINANCE_READERS, organisation=Organisation.id, unit=sa.null())
    order = (Organisation.kind != "municipality", Organisation.name)
    return session.scalars(sa.select(Organisation).where(mine).order_by(*order)).all()


def organisation(session: Session, me: Visitor, key: str) -> Organisation:
    """One of them; raises Missing."""
    mine = within(me, FINANCE_READERS, organisation=Organisation.id, unit=sa.null())
    found = session.scalar(sa.select(Organisation).where(Organisation.key == key, mine))
    if found is None:
        raise Missing
    return found


def waiting(session: Session, organisation_id: int, first: dt.date, last: dt.date) -> Waiting:
    """What a period holds that no export has taken yet."""
    return _rows(
        session, AccountingRow.organisation_id == organisation_id, AccountingRow.booked_on.between(first, last),
        AccountingRow.export_id.is_(None),
    )  # fmt: skip


def taken(session: Session, export_id: int) -> Waiting:
    """What an export took."""
    return _rows(session, AccountingRow.export_id == export_id)


def _rows(session: Session, *conditions: sa.ColumnElement[bool]) -> Waiting:
    table = AccountingRow
    question: sa.Select[*tuple[Any, ...]] = sa.select(
        table.id, table.source, table.source_id, table.generation, table.booked_on, table.document, table.text,
        table.sort, table.codes, table.net, table.vat,
    ).where(*conditions)  # fmt: skip
    order = (table.booked_on, table.source, table.source_id, table.generation, table.position)
    found = session.execute(question.order_by(*order)).all()
    rows = tuple(
        Row(
            voucher=(row.source, row.source_id, row.generation), on=row.booked_on, document=row.document,
            text=row.text, sort=Account(row.sort), codes=row.codes, net=row.net, vat=row.vat,
        )
        for row in found
    )  # fmt: skip
    return Waiting(rows, tuple(row.id for row in found))


def accounts(session: Session, organisation_id: int, on: dt.date) -> dict[Account, str]:
    """The accounts an organisation has chosen as they hold on a day."""
    question = (
        sa.select(AccountChoice.sort, AccountChoice.account)
        .where(AccountChoice.organisation_id == organisation_id, AccountChoice.valid_from <= on)
        .order_by(AccountChoice.valid_from, AccountChoice.id)
    )
    return {Account(row.sort): row.account for row in session.execute(question)}


def choices(session: Session, organisation_id: int) -> Sequence[AccountChoice]:
    """Everything that was chosen, the latest first."""
    question = sa.select(AccountChoice).where(AccountChoice.organisation_id == organisation_id)
    return session.scalars(question.order_by(AccountChoice.id.desc()).limit(100)).all()


def exports(session: Session, me: Visitor) -> Sequence[sa.Row[AccountingExport, str]]:
    """What has been handed over, the latest first, without the bytes."""
    mine = within(me, FINANCE_READERS, organisation=AccountingExport.organisation_id, unit=sa.null())
    question = (
        sa.select(AccountingExport, Organisation.short_name)
        .join(Organisation, Organisation.id == AccountingExport.organisation_id)
        .where(mine)
        .options(defer(AccountingExport.data))
    )
    return session.execute(question.order_by(AccountingExport.id.desc()).limit(MOST_EXPORTS)).all()


def export(session: Session, me: Visitor, export_id: int) -> tuple[AccountingExport, Organisation]:
    """One export with its bytes; raises Missing."""
    mine = within(me, FINANCE_READERS, organisation=AccountingExport.organisation_id, unit=sa.null())
    question = sa.select(AccountingExport, Organisation).join(
        Organisation, Organisation.id == AccountingExport.organisation_id
    )
    found = session.execute(question.where(AccountingExport.id == export_id, mine)).one_or_none()
    if found is None:
        raise Missing
    return found[0], found[1]


def names_of(session: Session, organisation_id: int) -> Mapping[tuple[str, str], str]:
    """What an organisation calls its codes, by part and code."""
    listed = (
        sa.select(CodeDimension.key, CodeValue.code, CodeValue.name)
        .join(CodeValue, CodeValue.dimension_id == CodeDimension.id)
        .where(CodeDimension.organisation_id == organisation_id)
    )
    centres = sa.select(sa.literal("ansvar"), CostCentre.code, CostCentre.name).where(
        CostCentre.organisation_id == organisation_id
    )
    rows = session.execute(sa.union_all(centres, listed)).all()
    return {(row[0], row[1]): row[2] for row in rows}
