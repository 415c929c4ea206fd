"""Devices for whole school classes: one order, a line for each class, a place for each pupil (R-162)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.actions.ordering import Wanted, place
from app.devices.models import ClassPlace
from app.devices.queries.offers import offered, standing_in
from app.identity.queries import Visitor
from app.orders.models import Order, OrderLine
from app.refusal import Refused
from app.words import say
from app.words.formats import today_of
from catalogue.classes import SchoolClass

KINDS = ("pupil_computer", "pupil_tablet")


def order_for_classes(
    session: Session, me: Visitor, classes: Sequence[SchoolClass], slug: str, *,
    unit_id: int, workplace_id: int | None, needed_by: dt.date | None, token: str, at: dt.datetime,
) -> Order:  # fmt: skip
    """Order one of an item for each pupil of some classes of a school, without charge for the school.

    The same token makes one order. Raises Refused for what is not offered there.
    """
    there, today = standing_in(session, me, unit_id), today_of(at)
    found = [each for kind in KINDS for each in offered(session, there, kind, today) if each.product.slug == slug]
    if not found:
        raise Refused("renewing.refused.not_offered")
    wanted = Wanted(
        item=found[0].product, quantities=[(each.count, say("classes.line", name=each.name)) for each in classes],
        recipient_id=None, recipient_name=there.unit_name, workplace_id=workplace_id, needed_by=needed_by,
        note=say("classes.note", classes=", ".join(each.name for each in classes))[:500], token=f"classes-{token}"[:40],
    )  # fmt: skip
    order = place(session, there, wanted, at=at)
    _seats(session, order, classes)
    return order


def _seats(session: Session, order: Order, classes: Sequence[SchoolClass]) -> None:
    lines = session.scalars(sa.select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position))
    ids = [line.id for line in lines]
    if session.scalar(sa.select(ClassPlace.id).where(ClassPlace.order_line_id.in_(ids)).limit(1)) is not None:
        return
    session.add_all(
        ClassPlace(
            order_line_id=line_id, class_name=each.name, position=position,
            pupil=each.pupils[position - 1] if each.pupils else "",
        )
        for line_id, each in zip(ids, classes, strict=True)
        for position in range(1, each.count + 1)
    )  # fmt: skip
    session.flush()
