"""Orders and licences as rows, for reports that only read them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item, Supplier
from app.identity.models import Person, Unit
from app.invoicing.models.supplier import SupplierInvoice, SupplierInvoiceLine
from app.licences.models import Licence
from app.orders.models import Order, OrderLine
from tests.databases import MOMENT


def bought(
    session: Session, who: Person, at: dt.datetime, cost: int, what: str, progress: str = "done"
) -> Order:  # who, when, for how much and what is how an order is told
    """An order that somebody's unit pays."""
    unit = session.get_one(Unit, who.unit_id)
    count = (session.scalar(sa.select(sa.func.count()).select_from(Order)) or 0) + 1
    order = Order(
        number=f"{at.year}-9{count:05d}", basket_token=f"made-{count}", placed_at=at, orderer_id=who.id,
        orderer_name=who.name, recipient_id=None, recipient_name="", unit_id=unit.id, unit_name=unit.name,
        organisation_id=unit.organisation_id, organisation_name="", cost_centre="", invoice_reference="1234",
        delivery_address="", edition="2026", catalogue_version=1, progress=progress, contents=what, line_count=1,
        unit_cost=cost, vat=cost // 4, it_value=0,
    )  # fmt: skip
    session.add(order)
    session.flush()
    return order


def licence(session: Session, who: Person, starts_on: dt.date, price: int) -> Licence:
    """A licence that somebody's unit pays every month."""
    unit = session.get_one(Unit, who.unit_id)
    item = session.scalars(sa.select(Item).where(Item.kind == "m365_addon").order_by(Item.id)).first()
    assert item is not None
    made = Licence(
        number=f"L9{who.id:04d}", item_id=item.id, kind=item.kind, name=item.name, holder_id=who.id,
        holder_name=who.name, orderer_id=who.id, unit_id=unit.id, organisation_id=unit.organisation_id, payer="unit",
        price=price, price_period="month", starts_on=starts_on,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def billed(session: Session, line: OrderLine, net: int) -> None:
    """What a supplier has invoiced of a line, as it stands once it is matched."""
    invoice = SupplierInvoice(
        number="I2026-90001", supplier_id=session.scalars(sa.select(Supplier.id).order_by(Supplier.id)).first(),
        organisation_id=line.organisation_id, kind="invoice", document="4711", reference="", order_number="", buyer="",
        issued_on=dt.date(2026, 4, 10), net=net, vat=0, state="matched", state_at=MOMENT, source="typed",
        content=b"4711", digest="0" * 64, registered_by=session.scalars(sa.select(Person.id)).first(),
        registered_by_name="Elin Dahl", registered_at=MOMENT,
    )  # fmt: skip
    session.add(invoice)
    session.flush()
    row = SupplierInvoiceLine(
        invoice_id=invoice.id, position=1, name=line.name, article=line.article, order_number="", order_line=1,
        thousandths=1000, net=net, vat_rate=2500, billing="goods", line_id=line.id, frozen=net, pieces=1, counted=net,
    )  # fmt: skip
    session.add(row)
    session.flush()
