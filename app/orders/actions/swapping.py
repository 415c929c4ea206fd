"""The orderer's answer to a cheaper thing: change the line for it, or keep it. A changed line needs a new yes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.assortment.queries import Product, edition, shelf
from app.desks.models import ApprovalRequest
from app.history import Event
from app.identity.models import Person
from app.identity.queries import Visitor
from app.orders.actions import licensing
from app.orders.actions.cancelling import hold_lines, update_requests
from app.orders.actions.freezing import frozen, route
from app.orders.actions.letters import summary
from app.orders.actions.moves import hold_orders, note
from app.orders.models import LineState, Order, OrderLine, Suggestion
from app.refusal import Changed, Forbidden, Missing
from app.shop.queries import Audience, wish_for
from app.words.formats import today_of
from catalogue.rulebook import judge


def answer_suggestion(
    session: Session, me: Visitor, order: Order, suggestion_id: int, *, accept: bool, at: dt.datetime
) -> bool:
    """Take the cheaper thing or keep what was ordered; returns False when it was answered already.

    Raises Forbidden for anybody but the orderer, Missing for none of this order, Changed when the thing is no longer
    sold at that price or the line waits no more.
    """
    if order.orderer_id != me.id:
        raise Forbidden("orders.refused.not_yours")
    lines = hold_lines(session, order.id)
    hold_orders(session, {order.id})
    asked = sa.select(Suggestion).where(Suggestion.id == suggestion_id, Suggestion.order_id == order.id)
    row = session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise Missing
    if row.state != "open":
        return False
    line = next(line for line in lines if line.id == row.line_id)
    if line.state != LineState.PENDING_APPROVAL:
        raise Changed("orders.refused.moved", name=line.name)
    before = line.name
    if accept:
        _swap(session, me, order, line, item=_still_sold(session, row), at=at)
    row.state, row.answered_at = ("accepted" if accept else "declined"), at
    session.flush()
    update_requests(session, order.id, lines, at=at)
    told = Event("order", order.id, f"suggestion.{row.state}", {"who": me.name, "item": row.item_name, "name": before})
    note(session, order.id, [told], actor=me.actor, at=at)
    _tell(session, order, line, row, at=at)
    return True


def _still_sold(session: Session, row: Suggestion) -> Product:
    item = shelf(session).by_id.get(row.item_id)
    if item is None or not item.on_sale or item.price != row.unit_price:
        raise Changed("orders.refused.suggestion_gone", name=row.item_name)
    return item


def _swap(session: Session, me: Visitor, order: Order, line: OrderLine, *, item: Product, at: dt.datetime) -> None:
    """Freeze a line anew with another item; it keeps waiting, also when the rules would ask nobody about so little."""
    limit = int(edition().setting("approval_limit", me.organisation_settings))
    audience = Audience.of(me, today_of(at))
    wish = wish_for(audience, item, line.quantity, answers=line.answers, accumulated=limit + 1)
    verdict = judge(wish, edition())
    if not verdict.allowed or not verdict.approvals:
        raise Changed("orders.refused.suggestion_gone", name=item.name)
    values: dict[str, Any] = {
        "item_id": item.id, "supplier_id": item.supplier_id, "article": item.article, "name": item.name,
        "illustration": item.illustration, "palette": item.palette, "unit_code": item.unit_code, "kind": item.kind,
        "segment": item.segment, "unit_price": item.price, "price_period": item.price_period,
        "vat_rate": item.vat_rate, "warranty_months": item.warranty_months, "lead_days_min": item.lead_days_min,
        "lead_days_max": item.lead_days_max, "ordered_quantity": line.quantity,
        "route": route(verdict, item.kind, item.supplier_id), **frozen(verdict),
    }  # fmt: skip
    for column, value in values.items():
        setattr(line, column, value)
    licensing.compare(session, order, line, item)
    order.search_text = f"{order.search_text} {item.name.casefold()}"
    session.flush()


def _tell(session: Session, order: Order, line: OrderLine, row: Suggestion, *, at: dt.datetime) -> None:
    """Tell those who wait with the question that it has been answered."""
    waiting = (
        sa.select(ApprovalRequest.id, Person.email)
        .join(Person, Person.id == row.made_by)
        .where(ApprovalRequest.order_id == order.id, ApprovalRequest.state == "open")
    )
    request = session.execute(waiting.order_by(ApprovalRequest.id).limit(1)).one_or_none()
    if request is not None:
        params = summary(order, [line]) | {"request": request.id, "item": row.item_name, "accepted": row.state}
        outbox.mail(session, f"suggestion-answered:{row.id}", request.email, "suggestion_answered", params, at=at)
