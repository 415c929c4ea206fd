"""What a basket would draw on the frames of its unit and municipality."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.budgets.queries import Outlook, frames_of, outlooks
from app.identity.queries import Visitor
from app.shop.queries.basket import JudgedBasket
from catalogue.budgets import FrameKind, frame_kind, times


def drawn(basket: JudgedBasket, today: dt.date) -> dict[FrameKind, int]:
    """What a basket costs each kind of frame this year, öre excluding VAT."""
    asked: dict[FrameKind, int] = {}
    for line in basket.lines:
        kind = frame_kind(line.verdict.payer, line.verdict.unit_cost)
        if kind is not None:
            often = times(line.item.price_period, today.month)
            asked[kind] = asked.get(kind, 0) + line.verdict.value * often
    return asked


def basket_outlooks(session: Session, me: Visitor, basket: JudgedBasket, today: dt.date) -> list[Outlook]:
    """What would be left of the frames after my basket; nothing is asked when it draws on none. One question."""
    asked = drawn(basket, today)
    return outlooks(frames_of(session, me.unit_id, today.year), asked) if asked else []
