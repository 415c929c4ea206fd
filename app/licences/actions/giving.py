"""A licence becomes active: only with an order that was approved, once, and never more than the pool holds.

Locks are taken in one order everywhere: the question about a licence, the end of the history, licences, pools. So each
verb tells its history first and then changes rows under a guard; whoever loses is refused, and nothing is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.queries import edition
from app.history import Actor, Event
from app.identity.models import Person
from app.licences.actions.holding import HELD, settle
from app.licences.actions.pools import take
from app.licences.models import Licence, LicenceEditor
from app.licences.queries.held import ELEVATED, elevated_of, has
from app.numbers import next_number
from app.refusal import Refused
from app.words.formats import today_of
from catalogue.licences import next_review


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """What an approved order line says of its licences (None: there before the shop); the price is of one, öre.

    `details` is what was told when it was ordered: `place`, `editors` (pairs of id and name), `until` (a day in text).
    """

    line_id: int | None
    order_number: str
    item_id: int
    kind: str
    name: str
    quantity: int
    price: int
    price_period: str
    payer: str
    cost_centre: str
    orderer_id: int
    recipient_id: int | None
    recipient_name: str
    unit_id: int
    organisation_id: int
    details: Mapping[str, Any]

    @property
    def is_personal(self) -> bool:
        """Whether it belongs to a person rather than to a place."""
        return edition().kinds[self.kind].holder == "person"


def check_orderable(session: Session, item_id: int, name: str, *, recipient_id: int | None) -> None:
    """Raise Refused for a personal licence to somebody who is not known here, or who has it already."""
    if recipient_id is None:
        raise Refused("licences.refused.unknown_person", name=name)
    if has(session, recipient_id, item_id):
        raise Refused("licences.refused.has_it", name=name)


def activate(session: Session, ordered: Ordered, *, actor: Actor, at: dt.datetime) -> list[Licence]:
    """Give the person, or each place, its licence; an elevated one takes the place of the one before.

    The caller holds the end of the history. Raises Refused when the pool is empty, the person has left or has it.
    """
    if ordered.is_personal:
        _check_person(session, ordered)
        _replace(session, ordered, actor=actor, at=at)
    take(session, ordered.item_id, ordered.name, ordered.quantity)
    made = [_licence(session, ordered, position, today_of(at)) for position in range(1, ordered.quantity + 1)]
    session.add_all(made)
    session.flush()
    editors = [int(person) for person, _name in ordered.details.get("editors", ())]
    session.add_all(LicenceEditor(licence_id=each.id, person_id=person) for each in made for person in editors)
    session.flush()
    history.record(session, actor, at, [_told(each, ordered) for each in made])
    return made


def _check_person(session: Session, ordered: Ordered) -> None:
    check_orderable(session, ordered.item_id, ordered.name, recipient_id=ordered.recipient_id)
    active = session.scalar(sa.select(Person.active).where(Person.id == ordered.recipient_id))
    if not active:
        raise Refused("licences.refused.left", who=ordered.recipient_name, name=ordered.name)


def _replace(session: Session, ordered: Ordered, *, actor: Actor, at: dt.datetime) -> None:
    """End the elevated licence that the new one takes over from."""
    if ordered.kind != ELEVATED or ordered.recipient_id is None:
        return
    before = elevated_of(session, ordered.recipient_id)
    if before is not None:
        told = {"name": before.name, "by": ordered.name}
        history.record(session, actor, at, [Event(HELD, before.id, "licence.replaced", told)])
        settle(session, before, why="replaced", on=today_of(at))


def _licence(session: Session, ordered: Ordered, position: int, today: dt.date) -> Licence:
    until = ordered.details.get("until", "")
    ends = dt.date.fromisoformat(until) if until else None
    return Licence(
        number=f"L{next_number(session, 'licence'):05d}",
        item_id=ordered.item_id,
        kind=ordered.kind,
        name=ordered.name,
        holder_id=ordered.recipient_id if ordered.is_personal else None,
        holder_name=ordered.recipient_name if ordered.is_personal else "",
        place="" if ordered.is_personal else _place(ordered, position),
        orderer_id=ordered.orderer_id,
        unit_id=ordered.unit_id,
        organisation_id=ordered.organisation_id,
        cost_centre=ordered.cost_centre,
        payer=ordered.payer,
        price=ordered.price,
        price_period=ordered.price_period,
        line_id=ordered.line_id,
        position=position,
        order_number=ordered.order_number,
        state="active",
        starts_on=today,
        ends_on=max(ends, today) if ends else None,
        why="date" if ends else "",
        review_on=next_review(today, edition().kinds[ordered.kind].review_months),
    )


def _place(ordered: Ordered, position: int) -> str:
    """Where it is; of several the one that was named for it, when as many were named."""
    text = str(ordered.details.get("place", "")) or ordered.recipient_name
    named: Sequence[str] = [part.strip() for part in text.split(",") if part.strip()]
    return (named[position - 1] if len(named) == ordered.quantity else text)[:160]


def _told(licence: Licence, ordered: Ordered) -> Event:
    whose = licence.place or licence.holder_name
    told = {"name": licence.name, "who": whose, "number": ordered.order_number}
    return Event(HELD, licence.id, f"licence.{'activated' if ordered.order_number else 'brought'}", told)
