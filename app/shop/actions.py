"""What is done to a basket. The orders room empties it when an order is placed."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.assortment.queries import Bundle, Product, shelf
from app.db import locked
from app.identity.models import CostCentre, Person, Workplace
from app.identity.queries import Visitor, addresses_of
from app.refusal import Missing, Refused
from app.shop.models import Basket, BasketLine
from app.words.formats import today_of
from catalogue.terms import Role

MOST = 99


# Built once: building costs more than asking.
_MINE = locked(sa.select(Basket).where(Basket.person_id == sa.bindparam("me")))
_SAME = sa.select(BasketLine).where(
    BasketLine.basket_id == sa.bindparam("basket"), BasketLine.item_id == sa.bindparam("item")
)
# Whoever empties a basket looks at it no more: rows that were loaded need not be brought along.
_BY_ITSELF = {"synchronize_session": False}
_EMPTY = sa.delete(BasketLine).where(BasketLine.basket_id == sa.bindparam("basket"))
_RENEW = (
    sa.update(Basket)
    .where(Basket.id == sa.bindparam("basket"))
    .values(
        token=sa.bindparam("fresh"), recipient_id=None, recipient_name="", workplace_id=None, cost_centre_id=None,
        kontering={}, invoice_reference="", needed_by=None, note="",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Added:
    """What was put in: the line, how many it holds now, and whether the limit cut something off."""

    line_id: int
    quantity: int
    capped: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """A line as it was when it was taken out, enough to put it back; JSON-safe through `vars`-like tuples."""

    item_id: int
    quantity: int
    price_seen: int
    answers: dict[str, Any]
    note: str


def add(
    session: Session,
    me: Visitor,
    item: Product,
    quantity: int,
    *,
    at: dt.datetime,
    answers: Mapping[str, bool] | None = None,
) -> Added:
    """Put some of a product in my basket, on top of what lies there; never more than 99 of one.

    Raises Refused for a product that is not on sale.
    """
    if not item.on_sale:
        raise Refused("shop.refused.withdrawn", name=item.name)
    basket = _basket(session, me, at)
    line: BasketLine | None = session.scalar(_SAME, {"basket": basket.id, "item": item.id})
    if line is None:
        line = BasketLine(basket_id=basket.id, item_id=item.id, quantity=0, price_seen=item.price, answers={}, note="")
        session.add(line)
    wanted = line.quantity + quantity
    line.quantity, line.price_seen = min(wanted, MOST), item.price
    if answers:
        line.answers = {**line.answers, **answers}
    session.flush()
    return Added(line.id, line.quantity, capped=wanted > MOST)


def add_kit(session: Session, me: Visitor, kit: Bundle, *, at: dt.datetime) -> int:
    """Put everything of a kit that is on sale in my basket; returns how many things. Raises Refused when nothing is."""
    return fill_from(session, me, kit.parts, at=at)


def fill_from(session: Session, me: Visitor, items: Iterable[tuple[Product, int]], *, at: dt.datetime) -> int:
    """Put several products in my basket, such as those of an earlier order; what is no longer sold is left out.

    Returns how many things were put in. Raises Refused when nothing could be.
    """
    sold = [(item, quantity) for item, quantity in items if item.on_sale]
    if not sold:
        raise Refused("shop.refused.nothing_left")
    for item, quantity in sold:
        add(session, me, item, min(quantity, MOST), at=at)
    return sum(quantity for _, quantity in sold)


def set_quantity(session: Session, me: Visitor, line_id: int, quantity: int, *, at: dt.datetime) -> Removed | None:
    """Change how many; 0 takes the line out and returns it as it was. Raises Missing for a line that is not mine."""
    line = _line(session, me, line_id, at)
    if quantity:
        line.quantity = min(quantity, MOST)
        return None
    session.delete(line)
    return Removed(line.item_id, line.quantity, line.price_seen, dict(line.answers), line.note)


def put_back(session: Session, me: Visitor, removed: Removed, *, at: dt.datetime) -> None:
    """Put a removed line back as it was; raises Missing when the item is gone, nothing when it lies there again."""
    if removed.item_id not in shelf(session).by_id:
        raise Missing
    basket = _basket(session, me, at)
    there = sa.select(BasketLine.id).where(BasketLine.basket_id == basket.id, BasketLine.item_id == removed.item_id)
    if session.scalar(there) is None:
        session.add(
            BasketLine(
                basket_id=basket.id, item_id=removed.item_id, quantity=max(1, min(removed.quantity, MOST)),
                price_seen=removed.price_seen, answers=removed.answers, note=removed.note[:500],
            )
        )  # fmt: skip
        session.flush()


def set_answers(session: Session, me: Visitor, line_id: int, answers: Mapping[str, Any], *, at: dt.datetime) -> None:
    """Keep the answers to a line's questions (R-058 to R-061), and what its licence needs (R-206).

    Raises Missing for a line that is not mine.
    """
    line = _line(session, me, line_id, at)
    line.answers = {**line.answers, **answers}


def set_note(session: Session, me: Visitor, line_id: int, note: str, *, at: dt.datetime) -> None:
    """Keep a note to whoever handles the line; raises Missing for a line that is not mine."""
    _line(session, me, line_id, at).note = note


def swap(session: Session, me: Visitor, line_id: int, *, at: dt.datetime) -> Product:
    """Replace a withdrawn item by its successor, as many; returns the successor.

    Raises Missing for a line that is not mine, Refused when there is no successor on sale.
    """
    line = _line(session, me, line_id, at)
    range_ = shelf(session)
    old = range_.by_id.get(line.item_id)
    new = range_.by_id.get(old.successor_id) if old and old.successor_id else None
    if new is None or not new.on_sale:
        raise Refused("shop.refused.no_successor")
    quantity = line.quantity
    session.delete(line)
    session.flush()
    add(session, me, new, quantity, at=at)
    return new


def accept_prices(session: Session, me: Visitor, *, at: dt.datetime) -> int:
    """Accept today's price on every line of my basket; returns how many had changed."""
    basket = _basket(session, me, at)
    range_, changed = shelf(session), 0
    for line in session.scalars(sa.select(BasketLine).where(BasketLine.basket_id == basket.id)):
        item = range_.by_id.get(line.item_id)
        if item and item.price != line.price_seen:
            line.price_seen = item.price
            changed += 1
    session.flush()
    return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """For whom, where to, on which cost centre and when.

    `recipient_id` is me or a colleague; None with a name is somebody new; None without is me.
    """

    recipient_id: int | None = None
    recipient_name: str = ""
    workplace_id: int | None = None
    cost_centre_id: int | None = None
    kontering: Mapping[str, Any] = field(default_factory=dict)
    invoice_reference: str = ""
    needed_by: dt.date | None = None
    note: str = ""


def set_details(session: Session, me: Visitor, details: Details, *, today: dt.date, at: dt.datetime) -> None:
    """Keep the details of my basket.

    Raises Refused for a recipient outside my unit, a workplace that is not my unit's, a cost centre that is not my
    organisation's or not valid today, and a day that has passed.
    """
    _check(session, me, details, today)
    basket = _basket(session, me, at)
    colleague = details.recipient_id if details.recipient_id != me.id else None
    basket.recipient_id = colleague
    basket.recipient_name = "" if details.recipient_id else details.recipient_name.strip()
    basket.workplace_id = details.workplace_id
    basket.cost_centre_id = details.cost_centre_id
    basket.kontering = dict(details.kontering)
    basket.invoice_reference = details.invoice_reference
    basket.needed_by = details.needed_by
    basket.note = details.note
    session.flush()


def empty(session: Session, basket_id: int) -> None:
    """Begin the basket anew: no lines, no details, and another token, so that the next order is another one."""
    session.execute(_EMPTY, {"basket": basket_id}, execution_options=_BY_ITSELF)
    session.execute(_RENEW, {"basket": basket_id, "fresh": secrets.token_urlsafe(24)}, execution_options=_BY_ITSELF)


def report_barrier(session: Session, text: str, reply_to: str, *, at: dt.datetime, otherwise: str) -> None:
    """Send what somebody cannot use to servicedesk, or to `otherwise` when nobody holds that role; `at` is UTC."""
    today = today_of(at)
    people = addresses_of(session, Role.SERVICEDESK, today) or addresses_of(session, Role.IT_WORKPLACE, today)
    key = f"barrier:{secrets.token_hex(8)}"
    params = {"text": text, "reply_to": reply_to}
    for number, address in enumerate(people or [otherwise]):
        outbox.mail(session, f"{key}:{number}", address, "barrier", params, at=at)


def _check(session: Session, me: Visitor, details: Details, today: dt.date) -> None:
    if details.recipient_id not in (None, me.id):
        mine = sa.select(Person.id).where(
            Person.id == details.recipient_id, Person.unit_id == me.unit_id, Person.active
        )
        if session.scalar(mine) is None:
            raise Refused("shop.refused.recipient")
    if details.workplace_id is not None:
        ours = sa.select(Workplace.id).where(Workplace.id == details.workplace_id, Workplace.unit_id == me.unit_id)
        if session.scalar(ours) is None:
            raise Refused("shop.refused.workplace")
    if details.cost_centre_id is not None and session.scalar(_our_centre(me, details.cost_centre_id, today)) is None:
        raise Refused("shop.refused.cost_centre")
    if details.needed_by and details.needed_by < today:
        raise Refused("shop.refused.needed_by")


def _our_centre(me: Visitor, centre_id: int, today: dt.date) -> sa.Select[Any]:
    return sa.select(CostCentre.id).where(
        CostCentre.id == centre_id,
        CostCentre.organisation_id == me.organisation_id,
        CostCentre.valid_from <= today,
        sa.or_(CostCentre.valid_to.is_(None), CostCentre.valid_to >= today),
    )


def _basket(session: Session, me: Visitor, at: dt.datetime) -> Basket:
    """My basket, held until commit so that two tabs never lose a change; made at the first need."""
    basket: Basket | None = session.scalar(_MINE, {"me": me.id})
    if basket is None:
        # Two tabs at once would both make one: the person's row lets them in one at a time.
        session.execute(locked(sa.select(Person.id).where(Person.id == me.id)))
        basket = session.scalar(_MINE, {"me": me.id})
    if basket is None:
        basket = Basket(person_id=me.id, token=secrets.token_urlsafe(24), updated_at=at)
        session.add(basket)
        session.flush()
    basket.updated_at = at
    return basket


def _line(session: Session, me: Visitor, line_id: int, at: dt.datetime) -> BasketLine:
    basket = _basket(session, me, at)
    line = session.scalar(sa.select(BasketLine).where(BasketLine.id == line_id, BasketLine.basket_id == basket.id))
    if line is None:
        raise Missing
    return line
