"""What was approved is bought by the unit, comes into the register, and is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.assortment.queries import edition
from app.exceptions.actions import letters
from app.exceptions.actions.moves import hold, move
from app.exceptions.models import ExceptionDevice, ExceptionRequest
from app.history import Actor
from app.identity.queries import Visitor, addresses_of
from app.refusal import Changed, Forbidden, Refused
from app.words import kr
from app.words.formats import today_of
from catalogue.outside import MAY_BUY, Class, ExceptionState
from catalogue.terms import Role

S = ExceptionState
IT_PAGE = "/it/undantag/{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """When it was bought, what one cost (öre excluding VAT), and the supplier's order or invoice number."""

    on: dt.date
    unit_price: int
    reference: str


def buy(session: Session, me: Visitor, request: ExceptionRequest, bought: Bought, *, at: dt.datetime) -> None:
    """Note that an approved thing has been bought; what IT must register goes to IT.

    Raises Forbidden for anybody but who asked and the unit's chef, Changed when it is not approved or has lapsed,
    Refused for a day to come and for a price that is more above what was approved than the agreement lets pass.
    """
    if me.id != request.requester_id and request.unit_id not in me.led_units:
        raise Forbidden("exceptions.refused.not_yours")
    held = hold(session, request.id)
    if ExceptionState(held.state) not in MAY_BUY:
        raise Changed("exceptions.refused.moved", number=held.number)
    if bought.on > today_of(at) or bought.on < today_of(held.state_at):
        raise Refused("exceptions.refused.bought_on")
    if held.expires_on is not None and bought.on > held.expires_on:
        raise Changed("exceptions.refused.lapsed", number=held.number)
    share = int(edition().setting("invoice_deviation_share", me.organisation_settings))
    if bought.unit_price * 10_000 > held.unit_price * (10_000 + share):
        raise Refused("exceptions.refused.dearer", price=kr(held.unit_price))
    values = {
        "purchased_on": bought.on, "purchase_price": bought.unit_price, "purchase_reference": bought.reference,
    }  # fmt: skip
    move(session, held, S.PURCHASED, actor=me.actor, at=at, data={"price": kr(bought.unit_price)}, **values)
    if held.device_class == Class.OTHER:
        move(session, held, S.CLOSED, actor=me.actor, at=at)
        return
    to = addresses_of(session, Role.IT_WORKPLACE, today_of(at))
    letters.write(session, held, "purchased", to, at=at, path=IT_PAGE)


def registered(
    session: Session, request: ExceptionRequest, devices: Sequence[int], tags: Sequence[str], *, actor: Actor,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Note which devices of the register came with it; there must be as many as were bought."""
    if len(devices) != request.quantity:
        raise Refused("exceptions.refused.count", count=request.quantity)
    session.add_all(ExceptionDevice(device_id=device, request_id=request.id) for device in devices)
    move(session, request, S.REGISTERED, actor=actor, at=at, data={"tags": ", ".join(tags)})
    letters.tell(session, request, "registered", at=at, tags=", ".join(tags))


def close(session: Session, request: ExceptionRequest, *, actor: Actor, at: dt.datetime) -> None:
    """Nothing more is to be done with it."""
    move(session, request, S.CLOSED, actor=actor, at=at)
