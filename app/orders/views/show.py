"""An order as finished text for its page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.identity.queries import Visitor
from app.orders import actions
from app.orders.models import LineOffer, LineState, OrderLine, Suggestion
from app.orders.queries.details import details_of
from app.orders.queries.mine import Listing
from app.orders.queries.progress import sums
from app.orders.queries.sentences import cost, cost_remark, offer_difference, per, source
from app.orders.queries.story import Story
from app.orders.views.groups import SumRow, recurring
from app.words import day_long, kr, moment, say
from catalogue.lifetimes import add_months
from catalogue.terms import WarrantyRoute

# A link or form below a line: title, address, whether it is posted, and the fields it carries.
Action = dict[str, Any]


def page(told: Story, me: Visitor, today: dt.date) -> dict[str, Any]:
    """Everything the page of an order shows."""
    order = told.order
    return {
        "order": order,
        "source_of": source,
        "told": told,
        "headline": told.headline(today),
        "mine": order.orderer_id == me.id,
        "cards": [(delivery, [_line(told, line, me) for line in delivery.lines]) for delivery in told.deliveries],
        "sums": sum_rows(told),
        "facts": _facts(told),
        "events": [(say(f"history.{entry.event}", **entry.data), _by(entry)) for entry in told.entries],
        "desks": told.desks,
        "at_supplier": any(line.route == "supplier" for line in told.lines),
        "offered": [_offered(told, row) for row in told.offered],
        "suggested": [_suggested(told, row) for row in told.suggested],
        "cancel_all": actions.may_cancel(me, order) and bool(told.cancellable) and not _left(told),
    }


def _suggested(told: Story, row: Suggestion) -> dict[str, Any]:
    """A cheaper thing as the orderer is asked about it."""
    name = next((line.name for line in told.lines if line.id == row.line_id), "")
    return {"id": row.id, "who": row.made_by_name, "item": row.item_name, "name": name, "saves": kr(row.saves),
            "text": row.text}  # fmt: skip


def _offered(told: Story, row: LineOffer) -> dict[str, Any]:
    """What the supplier wants to deliver instead, as the orderer is asked about it."""
    line = next(line for line in told.lines if line.id == row.line_id)
    same = (row.article, row.name) == (line.article, line.name)
    key = "title" if not same else "fewer" if row.quantity < line.quantity else "price"
    return {
        "id": row.id, "who": row.supplier_name, "title": say(f"parcels.offer.{key}", name=row.name, count=row.quantity),
        "name": line.name, "item": row.name, "quantity": row.quantity, "ordered": line.quantity,
        "price": kr(row.unit_price), "difference": offer_difference(line, row), "day": row.expected_on,
    }  # fmt: skip


def sum_rows(told: Story) -> list[SumRow]:
    """What the living lines cost, as rows of the macro `sums`."""
    total = sums(told.lines)
    rows: list[SumRow] = [(say("orders.sum.unit"), kr(total.unit_cost), say("orders.price.excluding"), False)]
    if total.vat:
        rows.append((say("orders.sum.vat"), kr(total.vat), "", False))
    rows.append((say("orders.sum.invoice"), kr(total.unit_cost + total.vat), "", True))
    return [*rows, *recurring(total.monthly, total.yearly, total.it_value)]


def list_sums(found: Listing) -> dict[int, str]:
    """What each listed order costs the unit, in words."""
    return {row.id: _sum(row.unit_cost, row.monthly, row.yearly) for row in found.rows}


def warranty(line: OrderLine) -> str:
    """What the warranty is and who handles it."""
    route = line.verdict["warranty"]
    if route == WarrantyRoute.NONE or not line.warranty_months:
        return ""
    handled = say(f"orders.warranty.{route}")
    if line.delivered_at:
        ends = add_months(line.delivered_at.date(), line.warranty_months)
        return say("orders.warranty.until", day=day_long(ends, year=True), handled=handled)
    years, rest = divmod(line.warranty_months, 12)
    unit, count = ("months", line.warranty_months) if rest else ("years", years)
    length = say(f"orders.warranty.{unit}", count=count)
    return say("orders.warranty.begins", length=length, handled=handled)


def _sum(once: int, monthly: int, yearly: int) -> str:
    recurring_parts = [per(amount, period) for amount, period in ((monthly, "month"), (yearly, "year")) if amount]
    parts = [kr(once), *recurring_parts] if once or not recurring_parts else recurring_parts
    return " + ".join(parts)


def _line(told: Story, line: OrderLine, me: Visitor) -> dict[str, Any]:
    meta = say("orders.line.meta", quantity=line.quantity, article=line.article)
    if line.quantity < line.ordered_quantity:
        meta = say("orders.line.fewer", meta=meta, ordered=line.ordered_quantity)
    return {
        "row": line,
        "meta": meta,
        "cost": cost(line),
        "remark": cost_remark(line),
        "warranty": warranty(line),
        "details": details_of(line),
        "claim": _claim(told, line, me),
        "send_back": _send_back(told, line, me),
        "actions": _actions(told, line, me),
    }


def _claim(told: Story, line: OrderLine, me: Visitor) -> str:
    """Where to claim what a line brought, for those who may; empty for what has no warranty or has not come."""
    route = line.verdict["warranty"]
    has_come = line.state in (LineState.DELIVERED, LineState.CLOSED)
    theirs = me.id in (told.order.orderer_id, told.order.recipient_id) or told.order.unit_id in me.led_units
    if not (has_come and theirs) or route in (WarrantyRoute.NONE, WarrantyRoute.CONTRACT):
        return ""
    return f"/bestallningar/{told.order.number}/rader/{line.id}/reklamera"


def _send_back(told: Story, line: OrderLine, me: Visitor) -> str:
    """Where to send a ware back to its supplier; empty for devices and for what has not come."""
    bought = line.route == "supplier" and not line.registers
    has_come = line.state in (LineState.DELIVERED, LineState.CLOSED)
    theirs = me.id in (told.order.orderer_id, told.order.recipient_id)
    return f"/bestallningar/{told.order.number}/rader/{line.id}/returnera" if bought and has_come and theirs else ""


def _actions(told: Story, line: OrderLine, me: Visitor) -> list[Action]:
    """What may be done with a line now, by this person."""
    base = f"/bestallningar/{told.order.number}"
    offered: list[Action] = []
    # What the supplier brings straight to the unit may have come before anybody told the shop.
    straight = line.state == LineState.SOURCED and not line.verdict["registers_device"]
    may_have_come = line.state == LineState.DELIVERED or straight
    if may_have_come and me.id in (told.order.orderer_id, told.order.recipient_id):
        offered.append({"title": say("orders.line.confirm"), "url": f"{base}/rader/{line.id}/mottagen", "fields": {}})
    if line.id in told.cancellable and actions.may_cancel(me, told.order):
        offered.append({"title": say("orders.line.cancel"), "url": f"{base}/avbestall", "fields": {"rad": line.id}})
    return offered


def _facts(told: Story) -> list[tuple[str, str]]:
    order = told.order
    facts = [
        ("account", order.accounts or order.cost_centre),
        ("reference", order.invoice_reference if order.unit_cost or order.monthly or order.yearly else ""),
        ("address", order.delivery_address),
        ("recipient", order.recipient_name),
        ("needed_by", day_long(order.needed_by, year=True) if order.needed_by else ""),
        ("note", order.note),
    ]
    decided = [(done.person, done.decided_at) for done in told.decided if done.decided_at]
    facts += [("decided", f"{name}, {moment(at)}") for name, at in decided]
    return [(say(f"orders.fact.{key}"), value) for key, value in facts if value]


def _by(entry: Any) -> str:
    return say("orders.event_by", who=entry.actor_name, when=moment(entry.at))


def _left(told: Story) -> bool:
    """Whether something living has left the house, so that only lines may be cancelled one by one."""
    over = (LineState.CANCELLED, LineState.DECLINED, LineState.REFERRED_TO_BUDGET)
    return any(line.id not in told.cancellable and line.state not in over for line in told.lines)
