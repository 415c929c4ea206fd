"""For whom, where to and on which cost centre: only what is mine to choose."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import CostCentre, Person, Workplace
from app.identity.queries import Visitor
from app.refusal import Refused
from app.shop import actions, queries
from app.shop.actions import Details
from tests.databases import Clock
from tests.people import People


@pytest.fixture
def me(people: People) -> Visitor:
    return people.visitor("karin")


def keep(session: Session, me: Visitor, clock: Clock, details: Details) -> None:
    actions.set_details(session, me, details, today=clock().date(), at=clock())


def test_for_a_colleague_of_my_unit(session: Session, me: Visitor, clock: Clock, people: People) -> None:
    keep(session, me, clock, Details(recipient_id=people["anders"].id))
    basket = queries.judged(session, me, clock().date())
    assert (basket.recipient_id, basket.recipient_name) == (people["anders"].id, "Anders Ek")


def test_for_somebody_new_by_name(session: Session, me: Visitor, clock: Clock) -> None:
    keep(session, me, clock, Details(recipient_name="Ny Kollega"))
    basket = queries.judged(session, me, clock().date())
    assert (basket.recipient_id, basket.recipient_name) == (None, "Ny Kollega")


def test_for_myself(session: Session, me: Visitor, clock: Clock) -> None:
    keep(session, me, clock, Details(recipient_id=me.id, note="Till expeditionen", needed_by=clock().date()))
    basket = queries.judged(session, me, clock().date())
    assert basket.recipient_id == me.id
    assert basket.note == "Till expeditionen"


def test_a_chef_who_is_to_receive_is_not_asked(session: Session, me: Visitor, clock: Clock, people: People) -> None:
    phone = queries.judged(session, me, clock().date()).shelf.product("mobil-android-standard")
    actions.add(session, me, phone, 1, at=clock())
    keep(session, me, clock, Details(recipient_id=people["anders"].id))
    assert queries.judged(session, me, clock().date()).decider_name == "Birgitta Holm"


def test_nobody_outside_my_unit(session: Session, me: Visitor, clock: Clock, people: People) -> None:
    for stranger in (people["olle"].id, people["eva"].id, 999_999):
        with pytest.raises(Refused, match="recipient"):
            keep(session, me, clock, Details(recipient_id=stranger))


def test_nobody_who_has_left(session: Session, me: Visitor, clock: Clock, people: People) -> None:
    session.execute(sa.update(Person).where(Person.id == people["anders"].id).values(active=False))
    with pytest.raises(Refused, match="recipient"):
        keep(session, me, clock, Details(recipient_id=people["anders"].id))


def test_only_addresses_of_my_unit(session: Session, me: Visitor, clock: Clock) -> None:
    ours = session.scalar(sa.select(Workplace.id).where(Workplace.unit_id == me.unit_id))
    theirs = session.scalar(sa.select(Workplace.id).where(Workplace.unit_id != me.unit_id).limit(1))
    keep(session, me, clock, Details(workplace_id=ours))
    with pytest.raises(Refused, match="workplace"):
        keep(session, me, clock, Details(workplace_id=theirs))


def test_only_cost_centres_of_my_organisation_that_hold_today(session: Session, me: Visitor, clock: Clock) -> None:
    mine = session.scalars(sa.select(CostCentre).where(CostCentre.organisation_id == me.organisation_id)).first()
    other = session.scalar(sa.select(CostCentre.id).where(CostCentre.organisation_id != me.organisation_id).limit(1))
    assert mine is not None
    keep(session, me, clock, Details(cost_centre_id=mine.id))
    mine.valid_to = clock().date() - dt.timedelta(days=1)
    for wrong in (other, mine.id):
        with pytest.raises(Refused, match="cost_centre"):
            keep(session, me, clock, Details(cost_centre_id=wrong))


def test_no_day_that_has_passed(session: Session, me: Visitor, clock: Clock) -> None:
    with pytest.raises(Refused, match="needed_by"):
        keep(session, me, clock, Details(needed_by=clock().date() - dt.timedelta(days=1)))


def test_emptying_begins_another_basket(session: Session, me: Visitor, clock: Clock) -> None:
    item = queries.judged(session, me, clock().date()).shelf.product("headset-tradlost")
    actions.add(session, me, item, 2, at=clock())
    keep(session, me, clock, Details(recipient_name="Ny Kollega", note="x"))
    before = queries.judged(session, me, clock().date())
    assert before.id is not None
    actions.empty(session, before.id)
    session.expire_all()
    after = queries.judged(session, me, clock().date())
    assert after.token
    assert after.token != before.token
    assert (after.lines, after.recipient_id, after.note) == ((), me.id, "")


def test_refilling_leaves_out_what_is_no_longer_sold(session: Session, me: Visitor, clock: Clock) -> None:
    range_ = queries.judged(session, me, clock().date()).shelf
    old, new = range_.product("skarm-24-2023"), range_.product("headset-tradlost")
    assert actions.fill_from(session, me, [(old, 1), (new, 2)], at=clock()) == 2
    with pytest.raises(Refused, match="nothing_left"):
        actions.fill_from(session, me, [(old, 1)], at=clock())
    withdrawn = replace(new, state="withdrawn")
    with pytest.raises(Refused, match="withdrawn"):
        actions.add(session, me, withdrawn, 1, at=clock())
