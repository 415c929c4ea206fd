"""One claim by its number, to look at or to hold while something is done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.assortment.models import Supplier
from app.cases.models import Case, CaseMessage
from app.cases.queries.found import full_number
from app.db import locked
from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.delivery.queries.partner import living
from app.devices.models import Device
from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.invoicing.queries.supplier_papers import document_of
from app.orders.models import Order, OrderLine
from app.refusal import Missing
from app.warranty.models import Claim
from app.warranty.queries.visible import visible

MOST_MESSAGES = 300
REPLACEMENT, LOANER = aliased(Device), aliased(Device)


@dataclass(frozen=True, slots=True)
class Found:
    """A claim with its case and what its papers say."""

    claim: Claim
    case: Case
    organisation: str
    device: Device | None
    supplier: Supplier | None
    line: OrderLine | None
    order: Order | None
    partner_order: str
    replacement: Device | None
    loaner: Device | None
    invoice: str


def by_number(session: Session, me: Visitor, number: str) -> Found:
    """A claim I may see; raises Missing for any other, the same as for an unknown number."""
    row = session.execute(_question().where(Claim.number == full_number(number), visible(me))).one_or_none()
    if row is None:
        raise Missing
    return Found(*tuple(row))


def held(session: Session, me: Visitor, number: str) -> Found:
    """The same, with case, claim and device held until commit."""
    ids = sa.select(Claim.id, Claim.case_id, Claim.device_id).join(Case, Case.id == Claim.case_id)
    found = session.execute(ids.where(Claim.number == full_number(number), visible(me))).one_or_none()
    if found is None:
        raise Missing
    session.execute(locked(sa.select(Case.id).where(Case.id == found.case_id)))
    session.execute(locked(sa.select(Claim.id).where(Claim.id == found.id)))
    if found.device_id is not None:
        session.execute(locked(sa.select(Device.id).where(Device.id == found.device_id)))
    fresh = _question().where(Claim.id == found.id).execution_options(populate_existing=True)
    return Found(*tuple(session.execute(fresh).one()))


def messages(session: Session, found: Found, *, inside: bool) -> list[CaseMessage]:
    """The thread, newest last; internal notes only for those who work with the case."""
    question = sa.select(CaseMessage).where(CaseMessage.case_id == found.case.id)
    if not inside:
        question = question.where(CaseMessage.internal.is_(False))
    return list(session.scalars(question.order_by(CaseMessage.id.desc()).limit(MOST_MESSAGES)))[::-1]


def _question() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Claim, Case, Organisation.name, Device, Supplier, OrderLine, Order,
            sa.func.coalesce(PartnerOrder.number, ""), REPLACEMENT, LOANER,
            sa.func.coalesce(document_of(OrderLine.id), ""),
        )
        .join(Case, Case.id == Claim.case_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .outerjoin(Device, Device.id == Claim.device_id)
        .outerjoin(Supplier, Supplier.id == Claim.supplier_id)
        .outerjoin(OrderLine, OrderLine.id == Claim.order_line_id)
        .outerjoin(Order, Order.id == OrderLine.order_id)
        .outerjoin(PartnerOrderLine, living(OrderLine.id))
        .outerjoin(PartnerOrder, PartnerOrder.id == PartnerOrderLine.partner_order_id)
        .outerjoin(REPLACEMENT, REPLACEMENT.id == Claim.replacement_id)
        .outerjoin(LOANER, LOANER.id == Claim.loaner_id)
    )  # fmt: skip
