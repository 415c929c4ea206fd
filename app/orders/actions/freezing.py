"""What an order keeps for good of a basket: names, prices, VAT, who pays, the way out, and the verdict itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.identity.queries import Visitor
from app.orders.models import LineState, Order, OrderLine, Progress
from app.orders.queries.checkout import Account
from app.orders.queries.expected import arrives_on
from app.orders.queries.progress import and_more
from app.shop.queries import JudgedBasket, JudgedLine
from app.words.formats import today_of
from catalogue.rulebook import Verdict
from catalogue.terms import Asked, Payer

S = LineState
LICENCES = ("m365_", "playipp", "roomdisplay")


def order_of(me: Visitor, basket: JudgedBasket, to: Account, *, number: str, at: dt.datetime) -> Order:
    """The order of a basket, without what it keeps of its lines."""
    return Order(
        number=number,
        basket_token=basket.token,
        placed_at=at,
        orderer_id=me.id,
        orderer_name=me.name,
        recipient_id=basket.recipient_id,
        recipient_name=basket.recipient_name,
        unit_id=me.unit_id,
        unit_name=me.unit_name,
        organisation_id=me.organisation_id,
        organisation_name=me.organisation_name,
        cost_centre=to.cost_centre,
        invoice_reference=to.invoice_reference,
        accounts="; ".join(to.chosen.words)[:900] if to.chosen else "",
        delivery_address=to.delivery,
        needed_by=basket.needed_by,
        note=basket.note,
        edition=basket.lines[0].verdict.edition,
        catalogue_version=basket.catalogue_version,
        line_count=len(basket.lines),
        contents=and_more(basket.lines[0].item.name, len(basket.lines) - 1),
        search_text=searchable(number, me, basket),
        progress=Progress.AWAITING.value,
        unit_cost=0,
        vat=0,
        it_value=0,
        monthly=0,
        yearly=0,
    )


def searchable(number: str, me: Visitor, basket: JudgedBasket) -> str:
    """What a search in orders looks through."""
    names = (line.item.name for line in basket.lines)
    return " ".join((number, me.name, basket.recipient_name, *names)).casefold()


def line_of(order: Order, position: int, line: JudgedLine, at: dt.datetime) -> OrderLine:
    """A line of an order, frozen, in the state it begins in but for questions to people."""
    item, verdict = line.item, line.verdict
    waits = bool(verdict.approvals) or bool(verdict.consultations)
    return OrderLine(
        order_id=order.id,
        organisation_id=order.organisation_id,
        position=position,
        item_id=item.id,
        supplier_id=item.supplier_id,
        article=item.article,
        name=item.name,
        illustration=item.illustration,
        palette=item.palette,
        unit_code=item.unit_code,
        kind=item.kind,
        segment=item.segment,
        unit_price=item.price,
        price_period=item.price_period,
        vat_rate=item.vat_rate,
        warranty_months=item.warranty_months,
        lead_days_min=item.lead_days_min,
        lead_days_max=item.lead_days_max,
        quantity=line.quantity,
        ordered_quantity=line.quantity,
        answers=dict(line.answers),
        note=line.note,
        **frozen(verdict),
        route=route(verdict, item.kind, item.supplier_id),
        state=_first_state(verdict).value,
        state_at=at,
        released_at=None if waits else at,
        expected_on=None if waits else arrives_on(today_of(at), item.lead_days_max),
        received_quantity=0,
    )


def route(verdict: Verdict, kind: str, supplier_id: int | None) -> str:
    """The way out of the house: what a unit pays a supplier for goes to that supplier, all else is IT's work."""
    bought = verdict.payer in (Payer.DIRECT, Payer.UNIT) and not kind.startswith(LICENCES)
    return "supplier" if bought and supplier_id else "it"


def frozen(verdict: Verdict) -> dict[str, Any]:
    """What a line keeps of its verdict."""
    return {
        "unit_cost": verdict.unit_cost,
        "vat": verdict.vat,
        "value": verdict.value,
        "payer": str(verdict.payer),
        "channel": str(verdict.channel),
        "queue": str(verdict.queue or ""),
        "verdict": verdict.to_dict(),
        "registers": verdict.registers_device,
    }


def _first_state(verdict: Verdict) -> LineState:
    if any(asked is not Asked.IT for asked in verdict.approvals):
        return S.PENDING_APPROVAL
    return S.PENDING_CONSULTATION if verdict.approvals or verdict.consultations else S.RELEASED


def told(line: OrderLine) -> dict[str, Any]:
    """What the history says of a line."""
    return {"line": line.id, "to": str(line.state), "name": line.name, "quantity": line.quantity}
