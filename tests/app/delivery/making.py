"""Orders for the tests of deliveries, made straight in the database in the state a test begins with."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.db import begin_write
from app.identity.models import CostCentre, Organisation, Person, Unit, Workplace
from app.orders.models import Order, OrderLine
from catalogue import edition
from catalogue.rulebook import Wish, judge
from tests.databases import MOMENT

EARLIER = MOMENT - dt.timedelta(hours=1)


def item_of(session: Session, kind: str) -> Item:
    """The most popular product of a kind that is sold for staff."""
    question = sa.select(Item).where(Item.kind == kind, Item.state == "published").order_by(Item.popularity.desc())
    return session.scalars(question.limit(1)).one()


def order(session: Session, person: str, number: str = "2026-00001", recipient: str = "") -> Order:
    """An order without lines, placed by a demo person for themself or another one."""
    question = (
        sa.select(Person, Unit, Organisation, CostCentre, Workplace)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .join(CostCentre, CostCentre.id == Unit.cost_centre_id)
        .join(Workplace, Workplace.unit_id == Unit.id)
        .where(Person.subject == person)
    )
    who, unit, organisation, centre, place = session.execute(question).first() or ()
    whom = session.scalars(sa.select(Person).where(Person.subject == (recipient or person))).one()
    made = Order(
        number=number, basket_token=f"token-{number}", placed_at=EARLIER, orderer_id=who.id, orderer_name=who.name,
        recipient_id=whom.id, recipient_name=whom.name, unit_id=unit.id, unit_name=unit.name,
        organisation_id=organisation.id, organisation_name=organisation.name,
        cost_centre=f"{centre.code} {centre.activity}", invoice_reference=unit.invoice_reference,
        delivery_address=f"{place.name}, {place.street}, {place.postal_code} {place.town}", edition="2026",
        catalogue_version=1, progress="in_progress", line_count=0, unit_cost=0, vat=0, it_value=0,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def line(session: Session, of: Order, kind: str, quantity: int = 1, **changed: Any) -> OrderLine:
    """A released line of an order, with the verdict that the agreement gives; further columns may be changed."""
    item = item_of(session, kind)
    wish = Wish(
        kind=kind, on=MOMENT.date(), roles=frozenset({"manager", "employee"}), quantity=quantity, unit_price=item.price,
        price_period=item.price_period, vat_rate=item.vat_rate,
    )  # fmt: skip
    verdict = judge(wish, edition.load())
    bought = verdict.payer in ("direct", "unit") and not kind.startswith(("m365_", "playipp", "roomdisplay"))
    position = (session.scalar(sa.select(sa.func.count()).where(OrderLine.order_id == of.id)) or 0) + 1
    made = OrderLine(
        **{
            "order_id": of.id, "organisation_id": of.organisation_id, "position": position, "item_id": item.id,
            "supplier_id": item.supplier_id, "article": item.article, "name": item.name,
            "illustration": item.illustration, "unit_code": item.unit_code, "kind": kind, "segment": item.segment,
            "quantity": quantity, "ordered_quantity": quantity, "unit_price": item.price,
            "price_period": item.price_period, "vat_rate": item.vat_rate, "unit_cost": verdict.unit_cost,
            "vat": verdict.vat, "value": verdict.value, "payer": str(verdict.payer), "channel": str(verdict.channel),
            "route": "supplier" if bought and item.supplier_id else "it", "queue": str(verdict.queue or ""),
            "verdict": replace(verdict).to_dict(), "registers": verdict.registers_device, "answers": {},
            "warranty_months": item.warranty_months,
            "lead_days_min": item.lead_days_min, "lead_days_max": item.lead_days_max,
            "expected_on": MOMENT.date() + dt.timedelta(days=7), "state": "released", "state_at": EARLIER,
            "released_at": EARLIER,
        }
        | changed
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def ordered(session: Session, person: str, *kinds: str, number: str = "2026-00001", **changed: Any) -> list[OrderLine]:
    """An order of a demo person with one released line for each kind; committed."""
    session.rollback()
    begin_write(session)
    of = order(session, person, number)
    made = [line(session, of, kind, **changed) for kind in kinds]
    of.line_count = len(made)
    session.commit()
    return made
