"""A renewal or a school class becomes an order of the shop, placed once, by the same verbs as any basket."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import Product, edition, shelf
from app.devices.actions.renewing import step
from app.devices.models import Device, DeviceState, Renewal, RenewalState
from app.devices.queries.offers import offered, standing_in
from app.identity.queries import Visitor, decider_for
from app.orders import actions as orders
from app.orders.models import Order, OrderLine
from app.orders.queries.checkout import account
from app.refusal import Changed, Refused
from app.shop.queries import Audience, JudgedBasket, JudgedLine, topic_of, wish_for
from app.words import say
from app.words.formats import today_of
from catalogue.rulebook import judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted, for whom, where and when; `token` makes one order of it however often it is sent."""

    item: Product
    quantities: Sequence[tuple[int, str]]
    recipient_id: int | None
    recipient_name: str
    workplace_id: int | None
    needed_by: dt.date | None
    note: str
    token: str


def pick(
    session: Session, me: Visitor, found: tuple[Renewal, Device], slug: str, *,
    workplace_id: int | None, needed_by: dt.date | None, at: dt.datetime,
) -> Order:  # fmt: skip
    """Order what takes the place of an old device; it costs the unit nothing (R-161).

    Raises Refused for what is not offered, Changed when it was picked already.
    """
    renewal, device = found
    if renewal.state != RenewalState.DRAFT:
        raise Changed("renewing.refused.moved")
    there = standing_in(session, me, renewal.unit_id)
    wanted = next(
        (each for each in offered(session, there, device.kind, today_of(at)) if each.product.slug == slug), None
    )
    if wanted is None:
        raise Refused("renewing.refused.not_offered")
    order = place(
        session, there,
        Wanted(
            item=wanted.product, quantities=[(1, "")], recipient_id=renewal.holder_id,
            recipient_name=renewal.holder_name, workplace_id=workplace_id, needed_by=needed_by,
            note=say("renewing.order_note", tag=device.tag), token=f"renewal-{renewal.id}-{renewal.attempt}",
        ),
        at=at,
    )  # fmt: skip
    line = session.scalars(sa.select(OrderLine.id).where(OrderLine.order_id == order.id)).one()
    step(session, renewal, RenewalState.ORDERED, order_line_id=line, picked_by=me.id, picked_at=at)
    return order


def reserve(session: Session, me: Visitor, found: tuple[Renewal, Device], tag: str, *, at: dt.datetime) -> Device:
    """Choose a device from the reuse shelf instead of a new one; IT hands it over. Raises Changed when it is gone."""
    renewal, device = found
    reused = session.scalar(sa.select(Device).where(Device.tag == tag).with_for_update())
    fits = reused is not None and (reused.device_class, reused.organisation_id) == (
        device.device_class, renewal.organisation_id,
    )  # fmt: skip
    if reused is None or not fits or reused.state != DeviceState.READY or reused.shelf_since is None:
        raise Changed("renewing.refused.shelf")
    taken = sa.select(Renewal.id).where(Renewal.new_device_id == reused.id)
    if session.scalar(taken) is not None:
        raise Changed("renewing.refused.shelf")
    step(session, renewal, RenewalState.ORDERED, new_device_id=reused.id, picked_by=me.id, picked_at=at)
    return reused


def place(session: Session, me: Visitor, wanted: Wanted, *, at: dt.datetime) -> Order:
    """Make the order; the same token gives the order that was made of it. Raises Refused as any order would."""
    made = session.scalar(sa.select(Order).where(Order.basket_token == wanted.token))
    if made is not None:
        return made
    basket = _basket(session, me, wanted, today=today_of(at))
    details = account(session, me, basket, today_of(at))
    return orders.place(session, me, basket, details=details, accepted="", at=at)


def _basket(session: Session, me: Visitor, wanted: Wanted, *, today: dt.date) -> JudgedBasket:
    lines = tuple(_line(me, wanted.item, quantity, note, today=today) for quantity, note in wanted.quantities)
    decider = None
    if any(line.needs_approval for line in lines):
        own = frozenset({me.id, wanted.recipient_id or me.id})
        decider = decider_for(session, me.unit_id, own, today=today, topic=topic_of([wanted.item.kind]))
    return JudgedBasket(
        id=None, token=wanted.token, lines=lines, recipient_id=wanted.recipient_id,
        recipient_name=wanted.recipient_name, workplace_id=wanted.workplace_id, cost_centre_id=None,
        needed_by=wanted.needed_by, note=wanted.note, decider=decider,
        decider_name=decider.words if decider else "", shelf=shelf(session),
    )  # fmt: skip


def _line(me: Visitor, item: Product, quantity: int, note: str, *, today: dt.date) -> JudgedLine:
    verdict = judge(wish_for(Audience.of(me, today), item, quantity), edition())
    problem = None if verdict.allowed else "shop.problem.refused"
    return JudgedLine(0, item, quantity, item.price, verdict, {}, note, problem)
