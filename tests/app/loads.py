"""Worlds with much in them for tests of what pages ask the database, and the pages that everybody opens most."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.db import begin_write
from app.demo import bulk
from app.desks.models import ApprovalRequest
from app.devices.models import Device
from app.identity.models import Person, Unit
from app.orders.models import Order, OrderLine
from app.theft.actions import Gone, report
from app.theft.queries import reportable
from tests.app.devices import making
from tests.app.invoicing.making import issued
from tests.app.returns.making import sent, wiped
from tests.app.rooms import MATTERS, ROOMS
from tests.app.warranty.making import claimed
from tests.catalogue.invoice_scenes import line
from tests.databases import MOMENT
from tests.people import People

# Nobody needs a yes for these, so a basket of them can be filled by anybody.
PLAIN = ("headset", "keyboard", "mouse", "screen", "accessory", "usb_stick")


@dataclass(frozen=True, slots=True)
class Visit:
    """A page and the demo key of who opens it."""

    who: str
    path: str


def load(session: Session, *, people: int, orders: int, devices: int) -> None:
    """Fill the database as `demo load` does for load."""
    for _line in bulk.load(session, now=MOMENT, people=people, orders=orders, devices=devices):
        pass


def plain_slugs(session: Session, most: int) -> list[str]:
    """Products that anybody may order, cheapest first."""
    question = sa.select(Item.slug).where(Item.kind.in_(PLAIN), Item.orderable, Item.state == "published")
    return list(session.scalars(question.order_by(Item.price, Item.id).limit(most)))


def visits(session: Session) -> list[Visit]:
    """The main pages of everybody, over what was loaded."""
    known = _known(session)
    session.rollback()
    return [Visit(who.format(**known), path.format(**known)) for room in ROOMS for who, path in room]


def _known(session: Session) -> dict[str, object]:
    """What the addresses name: an order, a request with its chef, a line, a device, a product, a unit, a person."""
    mine = sa.select(Order.number).join(Person, Person.id == Order.orderer_id).where(Person.subject == "p0001")
    asked = sa.select(ApprovalRequest.id, Person.subject).join(Person, Person.id == ApprovalRequest.decider_id)
    request, chef = session.execute(asked.order_by(ApprovalRequest.id)).first() or (0, "")
    return {
        "order": session.scalars(mine.order_by(Order.id.desc())).first(),
        "request": request,
        "chef": chef,
        "line": session.scalars(sa.select(OrderLine.id).where(OrderLine.state == "sourced")).first(),
        "tag": session.scalars(sa.select(Device.tag).order_by(Device.id.desc())).first(),
        "slug": plain_slugs(session, 1)[0],
        "school": session.scalars(sa.select(Unit.id).where(Unit.name == "Stenebergsskolan")).one(),
        "alva": session.scalars(sa.select(Person.id).where(Person.subject == "alva")).one(),
    }


def matters(session: Session, many: int) -> list[Visit]:
    """So many claims, thefts, hand-ins, lines of an invoice and things on a pallet, and the pages that show them."""
    people = People(session, lambda: MOMENT)  # type: ignore[arg-type]  # a clock that stands still
    gone = Gone(sort="theft", on=MOMENT.date(), place="Sal 14", text="Borta.", folder=Path("files"))
    for number in range(90_000, 90_000 + many):
        claim = claimed(session, people, "karin", making.device(session, "karin", number).tag)
        tag, karin = making.device(session, "karin", number + 1_000).tag, people.visitor("karin")
        session.rollback()
        begin_write(session)
        stolen = report(session, karin, reportable(session, karin, tag), gone, at=MOMENT)
        session.commit()
    invoice = issued(session, *[line(f"Licens {number}") for number in range(many)])
    pallet = sent(session, people, many, 92_000)
    waits = wiped(session, people, many, 93_000)[0]
    things = {
        "claim": claim.number,
        "theft": stolen.number,
        "pallet": pallet.number,
        "hand_in": waits,
        "invoice": invoice.number,
    }
    session.rollback()
    return [Visit(who, path.format(**things)) for who, path in MATTERS]


RADAR = (
    "/ekonomi/prognoser/utbyte", "/ekonomi/prognoser/utbyte?visa=enhet&liv-staff_pc=1&pris=8&fram=6",
    f"/ekonomi/prognoser/utbyte/enheter?ar={MOMENT.year + 1}&liv-mobile_phone=3",
    "/ekonomi/prognoser/utbyte/saknas", "/ekonomi/prognoser/utbyte/utan-stod", "/ekonomi/prognoser/utbyte/lasta",
    "/ekonomi/tillvaxt",
)  # fmt: skip


def seldom() -> list[Visit]:
    """Pages that count what the whole house holds, opened a few times a year: few questions, but through everything."""
    return [Visit("alva", path) for path in ("/admin/personuppgifter/1", "/admin/gallring")] + [
        Visit("omar", path) for path in ("/it/prognos", f"/it/prognos/{MOMENT.year}", "/redigera/kops-inte", *RADAR)
    ]
