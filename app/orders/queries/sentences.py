"""Amounts of orders in words, the same on pages, in letters and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from app.orders.models import LineOffer, OrderLine
from app.words import kr, say


def per(amount: int, period: str) -> str:
    """An amount (öre) with its period: `1 290 kr`, `105 kr/mån`."""
    return say(f"orders.price.{period}", amount=kr(amount))


def cost(line: OrderLine) -> str:
    """What a line costs the unit."""
    return per(line.unit_cost, line.price_period) if line.unit_cost else kr(0)


def cost_remark(line: OrderLine) -> str:
    """What stands below the cost: how it adds up without VAT, or the value of what IT pays."""
    if not line.unit_cost:
        return say("orders.price.value", amount=per(line.value, line.price_period))
    if line.quantity == 1:
        return say("orders.price.excluding")
    return say("orders.price.times", quantity=line.quantity, amount=kr(line.unit_price))


def total(lines: Sequence[OrderLine]) -> str:
    """What several lines cost the unit: `3 290 kr`, `3 290 kr och 105 kr/mån`."""
    sums = dict.fromkeys(("once", "month", "year"), 0)
    for line in lines:
        sums[line.price_period] += line.unit_cost
    parts = [per(amount, period) for period, amount in sums.items() if amount] or [kr(0)]
    return say("orders.price.and", first=", ".join(parts[:-1]), last=parts[-1]) if len(parts) > 1 else parts[0]


def offer_difference(line: OrderLine, row: LineOffer) -> str:
    """What an offer costs compared with its line."""
    more = row.unit_price * row.quantity - line.unit_price * line.quantity
    if is_dearer(line, row):
        return say("parcels.offer.dearer", amount=kr(more)) if more > 0 else say("parcels.offer.dearer_each")
    return say("parcels.offer.cheaper", amount=kr(-more)) if more else say("parcels.offer.same")


def is_dearer(line: OrderLine, row: LineOffer) -> bool:
    """Whether an offer costs more a piece or in all, so that the yes of before does not cover it."""
    return row.unit_price > line.unit_price or row.unit_price * row.quantity > line.unit_price * line.quantity


@cache
def source(lines: tuple[tuple[int, int], ...]) -> str:
    """Where a sentence stands in the agreement: `Uppdraget, rad 38, 126–127`."""
    places = (str(first) if first == last else f"{first}–{last}" for first, last in lines)
    return say("orders.source", lines=", ".join(places))


def payer(line: OrderLine) -> str:
    """Who pays, as people see it: it, unit or partner (AV through the partner agreement)."""
    if line.payer in ("shared", "invest"):
        return "it"
    return "partner" if line.kind.startswith("av_") else "unit"
