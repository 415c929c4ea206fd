"""What a person may claim: devices they hold or answer for, and what their orders brought (R-064, R-170)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.assortment.models import Item, Supplier
from app.cases.models import Case
from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.delivery.queries.partner import living
from app.devices.models import Device, DeviceState
from app.devices.queries.mine import GONE
from app.exceptions.queries.findings import barred, refused_support
from app.identity.queries import Visitor
from app.invoicing.queries.supplier_papers import document_of
from app.orders.models import LineState, Order, OrderLine
from app.orders.queries.visible import order_by_number
from app.refusal import Forbidden, Missing
from app.warranty.models import Claim
from app.words.formats import today_of
from catalogue.edition import Kind
from catalogue.edition import load as edition
from catalogue.outside import Sanction
from catalogue.terms import Role, Segment
from catalogue.warranty import ClaimFacts

MOST = 60
OUT_OF_HAND = (*GONE, DeviceState.STOLEN, DeviceState.LOST, DeviceState.RETURNED)
# Not in use yet: nobody has got it.
AHEAD = (DeviceState.ON_ORDER, DeviceState.RECEIVED, DeviceState.INSTALLING, DeviceState.READY)
BROUGHT = (LineState.DELIVERED, LineState.CLOSED)
ORDERERS = frozenset({Role.DESIGNATED_ORDERER, Role.SCHOOL_ORDERER})
_OPEN_CLAIMS = Claim.state != "closed"
_INVOICE = sa.func.coalesce(document_of(OrderLine.id), "")


@dataclass(frozen=True, slots=True)
class Thing:
    """A device or an order line that something may be wrong with, and what the papers say of it."""

    device: Device | None
    line: OrderLine | None
    order: Order | None
    supplier: Supplier | None
    partner_order: str
    claimed: int
    # The supplier's number of its invoice, once that has come.
    invoice: str = ""
    # Why IT refuses to help with it, when a finding says so.
    refused: str = ""

    @classmethod
    def of(cls, row: Any, refused: str = "") -> Thing:
        """The thing of a row of the questions below."""
        device, line, order, supplier, partner_order, claimed, invoice = row
        return cls(device, line, order, supplier, partner_order, claimed, invoice, refused)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.device.model if self.device else self._line.name

    @property
    def kind(self) -> Kind:
        """Its row of the agreement."""
        return edition().kinds[self.device.kind if self.device else self._line.kind]

    @property
    def segment(self) -> str:
        """Whom it is meant for."""
        return self.device.segment if self.device else self._line.segment

    @property
    def illustration(self) -> str:
        """Its drawing."""
        return self.device.illustration if self.device else self._line.illustration

    @property
    def left(self) -> int:
        """How many pieces there are that no open claim is about."""
        return (1 if self.device else self._line.quantity) - self.claimed

    @property
    def order_number(self) -> str:
        """The number of its order, here or where it was bought before."""
        return self.order.number if self.order else self.device.order_reference if self.device else ""

    @property
    def invoice_reference(self) -> str:
        """What the supplier wrote on the invoice."""
        return self.order.invoice_reference if self.order else ""

    def facts(self, today: dt.date, *, quantity: int = 1, damage: bool = False) -> ClaimFacts:
        """What the agreement needs to know."""
        device, line = self.device, self.line
        if device is not None:
            begun, end = _begun(device, line, today), device.warranty_end
        else:
            begun, end = today_of(self._line.delivered_at) if self._line.delivered_at else None, None
        return ClaimFacts(
            delivered_on=begun, warranty_months=line.warranty_months if line else None, warranty_end=end, today=today,
            open_claim=self.left < quantity, support_refused=bool(self.refused), damage=damage,
        )  # fmt: skip

    @property
    def _line(self) -> OrderLine:
        assert self.line is not None  # noqa: S101  # what is no device came with a line
        return self.line


def _begun(device: Device, line: OrderLine | None, today: dt.date) -> dt.date | None:
    """When a device came into use; one that somebody uses has come, also when the register does not know the day."""
    if device.in_service_on is not None or device.state in AHEAD:
        return device.in_service_on
    if line is not None and line.delivered_at is not None:
        return today_of(line.delivered_at)
    return today


def may_claim_device(me: Visitor) -> sa.ColumnElement[bool]:
    """The devices a person may claim: theirs, their units', what they ordered; a colleague's for an orderer (R-170)."""
    parts = [Device.holder_id == me.id, Device.unit_id.in_(me.led_units)]
    parts.append(Device.order_line_id.in_(_lines_of(me)))
    if not ORDERERS.isdisjoint(me.roles_here):
        parts.append(Device.unit_id == me.unit_id)
    # A teacher tells of what a pupil of the school holds, and the municipality's contact of any pupil's.
    pupils = Device.segment == Segment.PUPIL.value
    parts.append(sa.and_(pupils, Device.unit_id == me.unit_id))
    if Role.MUNICIPALITY_CONTACT in me.roles:
        parts.append(sa.and_(pupils, Device.organisation_id == me.organisation_id))
    return sa.or_(*parts)


def device_thing(session: Session, me: Visitor, tag: str) -> Thing:
    """A device I may claim, by its tag or serial number; raises Missing for any other."""
    number = "".join(tag.split()).upper()
    wanted = sa.or_(Device.tag == number, Device.serial == number)
    row = session.execute(_things().where(wanted, may_claim_device(me), Device.state.not_in(OUT_OF_HAND))).first()
    if row is None:
        raise Missing
    found = refused_support(session, row[0].id)
    return Thing.of(row, found.reason if found else "")


def line_things(session: Session, me: Visitor, number: str, line_id: int) -> list[Thing]:
    """What an order line brought: its devices one by one, or its pieces as one thing.

    Raises Missing for an order I may not see and for a line without anything delivered, Forbidden when I may see it
    but not claim.
    """
    order = order_by_number(session, me, number)
    line = session.scalar(sa.select(OrderLine).where(OrderLine.id == line_id, OrderLine.order_id == order.id))
    if line is None or line.state not in BROUGHT:
        raise Missing
    designated = order.unit_id == me.unit_id and not ORDERERS.isdisjoint(me.roles_here)
    if me.id not in (order.orderer_id, order.recipient_id) and order.unit_id not in me.led_units and not designated:
        raise Forbidden("warranty.refused.not_yours")
    devices = _things().where(Device.order_line_id == line.id, Device.state.not_in(OUT_OF_HAND)).order_by(Device.id)
    rows = list(session.execute(devices))
    standing = barred(session, [row[0].id for row in rows])
    refused = {each.device_id: each.reason for each in standing if each.sort == Sanction.REFUSE_SUPPORT}
    found = [Thing.of(row, refused.get(row[0].id, "")) for row in rows]
    if found or line.registers:
        return found
    return [Thing.of(session.execute(_of_line(line.id)).one())]


def offered(session: Session, me: Visitor, words: str) -> tuple[list[Device], list[sa.Row[Any]]]:
    """What I may choose from when I begin without a thing: devices, and pieces my orders brought, newest first."""
    devices = sa.select(Device).where(may_claim_device(me), Device.state.not_in((*OUT_OF_HAND, *AHEAD)))
    lines = (
        sa.select(OrderLine.id, OrderLine.name, OrderLine.illustration, OrderLine.delivered_at, Order.number)
        .join(Order, Order.id == OrderLine.order_id)
        .where(sa.or_(Order.orderer_id == me.id, Order.recipient_id == me.id))
        .where(OrderLine.state.in_(BROUGHT), OrderLine.registers.is_(False))
        .where(OrderLine.warranty_months.is_not(None))
    )
    if words:
        part = [
            column.icontains(words, autoescape=True)
            for column in (Device.model, Device.tag, Device.serial, Device.holder_name)
        ]
        devices = devices.where(sa.or_(*part))
        lines = lines.where(sa.or_(OrderLine.name.icontains(words, autoescape=True), Order.number == words))
    mine_first = sa.func.coalesce(Device.holder_id == me.id, sa.false()).desc()
    held = session.scalars(devices.order_by(mine_first, Device.id.desc()).limit(MOST))
    return list(held), list(session.execute(lines.order_by(OrderLine.id.desc()).limit(MOST)))


def _lines_of(me: Visitor) -> sa.Select[int]:
    """The lines of orders by me or for me."""
    line, order = aliased(OrderLine), aliased(Order)
    mine = sa.or_(order.orderer_id == me.id, order.recipient_id == me.id)
    return sa.select(line.id).join(order, order.id == line.order_id).where(mine)


def _things() -> sa.Select[Any]:
    """A device with line, order, supplier, the supplier's order and how many open claims it has."""
    claimed = sa.select(sa.func.count()).where(Claim.device_id == Device.id, _OPEN_CLAIMS).scalar_subquery()
    return (
        sa.select(Device, OrderLine, Order, Supplier, sa.func.coalesce(PartnerOrder.number, ""), claimed, _INVOICE)
        .outerjoin(OrderLine, OrderLine.id == Device.order_line_id)
        .outerjoin(Order, Order.id == OrderLine.order_id)
        .outerjoin(Item, Item.id == Device.item_id)
        .outerjoin(Supplier, Supplier.id == sa.func.coalesce(OrderLine.supplier_id, Item.supplier_id))
        .outerjoin(PartnerOrderLine, living(OrderLine.id))
        .outerjoin(PartnerOrder, PartnerOrder.id == PartnerOrderLine.partner_order_id)
    )


def _of_line(line_id: int) -> sa.Select[Any]:
    pieces = sa.func.coalesce(sa.func.sum(Claim.quantity), 0)
    claimed = sa.select(pieces).where(Claim.order_line_id == OrderLine.id, _OPEN_CLAIMS).scalar_subquery()
    return (
        sa.select(sa.null(), OrderLine, Order, Supplier, sa.func.coalesce(PartnerOrder.number, ""), claimed, _INVOICE)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(Supplier, Supplier.id == OrderLine.supplier_id)
        .outerjoin(PartnerOrderLine, living(OrderLine.id))
        .outerjoin(PartnerOrder, PartnerOrder.id == PartnerOrderLine.partner_order_id)
        .where(OrderLine.id == line_id)
    )


def just_claimed(session: Session, me: Visitor, thing: Thing, text: str, *, now: dt.datetime) -> tuple[str, str] | None:
    """Topic and number of the same claim or repair, sent a moment ago: a form that was sent twice makes one."""
    tag = thing.device.tag if thing.device else ""
    question = sa.select(Case.topic, Case.number).where(
        Case.requester_id == me.id, Case.topic.in_(("warranty_claim", "repair")), Case.device_tag == tag,
        Case.description == text, Case.opened_at > now - dt.timedelta(minutes=10),
    )  # fmt: skip
    row = session.execute(question.order_by(Case.id.desc()).limit(1)).one_or_none()
    return (row.topic, row.number) if row else None
