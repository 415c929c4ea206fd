"""Pallets with what stands on them, and what is wiped and ready to be loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.cases.models import Case
from app.db import locked
from app.devices.models import Device
from app.refusal import Missing
from app.returns.models import HandedIn, Pallet, PalletFinding, PalletItem

MOST = 500


@dataclass(frozen=True, slots=True)
class OnPallet:
    """A device on a pallet."""

    item: PalletItem
    row: HandedIn
    model: str
    tag: str


def pallets(session: Session) -> list[tuple[Pallet, str, int, int]]:
    """The newest pallets with their recycler, how many devices they hold and of how many the certificate is missing."""
    on_it = sa.select(sa.func.count()).where(PalletItem.pallet_id == Pallet.id)
    bare = on_it.where(PalletItem.result != "", PalletItem.certificate == "")
    question: sa.Select[*tuple[Any, ...]] = sa.select(
        Pallet, Supplier.name, on_it.scalar_subquery(), bare.scalar_subquery()
    ).join(Supplier, Supplier.id == Pallet.supplier_id)
    rows = session.execute(question.order_by(Pallet.id.desc()).limit(40))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def pallet(session: Session, number: str, *, hold: bool = False) -> tuple[Pallet, Supplier]:
    """A pallet by its number; raises Missing."""
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(Pallet, Supplier).join(Supplier, Supplier.id == Pallet.supplier_id).where(Pallet.number == number)
    )
    if hold:
        session.execute(locked(sa.select(Pallet.id).where(Pallet.number == number)))
        question = question.execution_options(populate_existing=True)
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1]


def pallet_items(session: Session, pallet_id: int) -> list[OnPallet]:
    """What stands on a pallet, by serial number."""
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(PalletItem, HandedIn, Device.model, Device.tag)
        .join(HandedIn, HandedIn.id == PalletItem.return_id)
        .join(Device, Device.id == HandedIn.device_id)
        .where(PalletItem.pallet_id == pallet_id)
        .order_by(PalletItem.serial)
    )
    return [OnPallet(*tuple(row)) for row in session.execute(question.limit(MOST))]


def findings(session: Session, pallet_id: int) -> list[tuple[PalletFinding, str]]:
    """Where report and manifest differ, each with the number of its incident."""
    question = sa.select(PalletFinding, sa.func.coalesce(Case.number, "")).outerjoin(
        Case, Case.id == PalletFinding.case_id
    )
    rows = session.execute(question.where(PalletFinding.pallet_id == pallet_id).order_by(PalletFinding.id))
    return [(row[0], row[1]) for row in rows]


def ready(session: Session) -> list[tuple[str, str, str]]:
    """What is wiped and stands on no shelf and no pallet: number, model, serial."""
    question = (
        sa.select(HandedIn.number, Device.model, Device.serial)
        .join(Device, Device.id == HandedIn.device_id)
        .where(HandedIn.state == "wiped", HandedIn.id.not_in(sa.select(PalletItem.return_id)))
        .order_by(HandedIn.id)
        .limit(MOST)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(question)]


def recyclers(session: Session) -> list[tuple[str, str]]:
    """The suppliers a pallet may go to."""
    rows = session.execute(sa.select(Supplier.id, Supplier.name).order_by(Supplier.kind != "it_partner", Supplier.name))
    return [(str(row.id), row.name) for row in rows]
