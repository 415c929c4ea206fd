"""Seats of the bodies: given and ended with their days by who leads the forum, never to oneself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.forum.actions import seats
from app.forum.actions.seats import NewSeat
from app.forum.models import Body, Seat
from app.forum.queries import is_chair
from app.refusal import Changed, Forbidden, Refused
from app.words.formats import today_of
from tests.app.forum.making import Stage
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]
TODAY = today_of(MOMENT)


@pytest.fixture
def stage(session: Session, people: People) -> Stage:
    return Stage(session, people)


def give(
    stage: Stage, who: str, body: str = "steering_group", seat: str = "member", *, by: str = "lena", **days: dt.date
) -> Seat:
    """Seat somebody."""
    days = {"valid_from": TODAY} | days
    wish = NewSeat(stage.people[who].email, seat, **days)
    found = stage.session.get_one(Body, body)
    return seats.give_seat(stage.session, found, wish, me=stage.me(by), at=MOMENT)


@pytest.mark.rule("R-185")
def test_a_seat_has_its_days_and_stands_on_the_page_of_the_bodies(stage: Stage, client_as: SignIn) -> None:
    path, lena = "/forum/grupper/steering_group", client_as("lena")
    form = lena.get(path).form(f"{path}/platser") | {"email": stage.people["gunnar"].email, "seat": "chair"}
    wrong = lena.post(f"{path}/platser", form | {"email": "ingen@example.org"})
    assert wrong.status == 422
    assert wrong.field("email") == "ingen@example.org"
    page = lena.follow(lena.post(f"{path}/platser", form | {"valid_to": "2027-12-31"}))
    assert "Gunnar Wik" in page.text
    assert "31 december 2027" in page.text
    assert "Gunnar Wik" in client_as("karin").get("/forum/grupper").text
    assert client_as("karin").post(f"{path}/platser", form).status == 403
    assert client_as("eva").post(f"{path}/platser", form).status == 403
    stage.session.rollback()  # what it has read is old by now
    seat = stage.session.scalars(sa.select(Seat.id)).one()
    ended = lena.post(f"{path}/platser/{seat}/avsluta", {"last": "2026-11-30"})
    assert "30 november 2026" in lena.follow(ended).text
    assert lena.post(f"{path}/platser/{seat}/avsluta", {"last": "2026-12-24"}).status == 409
    assert lena.post(f"{path}/platser/{seat}/avsluta", {"last": "i går"}).status == 422
    assert lena.post(f"/forum/grupper/security_group/platser/{seat}/avsluta", {"last": "2026-11-24"}).status == 404
    lena.get("/forum/grupper/finns-inte", status=404)


@pytest.mark.rule("R-190")
def test_the_deputy_is_a_member_and_leads_only_on_the_days_of_the_seat(stage: Stage) -> None:
    for who in ("omar", "karin"):
        with pytest.raises(Refused, match="deputy"):
            give(stage, who, "dialog_forum", "deputy")
    for seat in ("chair", "member"):
        with pytest.raises(Refused, match="seats_by_role"):
            give(stage, "eva", "dialog_forum", seat)
    give(stage, "eva", "dialog_forum", "deputy", valid_to=TODAY)
    assert is_chair(stage.session, stage.me("eva"), TODAY)
    assert not is_chair(stage.session, stage.me("eva"), TODAY + dt.timedelta(days=1))


def test_nobody_seats_themselves_twice_or_backwards(stage: Stage) -> None:
    with pytest.raises(Refused, match="own_seat"):
        give(stage, "lena")
    with pytest.raises(Forbidden):
        give(stage, "gunnar", by="eva")
    with pytest.raises(Refused, match="seat_days"):
        give(stage, "gunnar", valid_to=TODAY - dt.timedelta(days=1))
    first = give(stage, "gunnar", valid_to=TODAY + dt.timedelta(days=30))
    with pytest.raises(Refused, match="seated"):
        give(stage, "gunnar", valid_from=TODAY + dt.timedelta(days=30))
    later = give(stage, "gunnar", valid_from=TODAY + dt.timedelta(days=31))
    with pytest.raises(Refused, match="seat_past"):
        seats.end_seat(stage.session, first, TODAY - dt.timedelta(days=1), me=stage.me("lena"), at=MOMENT)
    with pytest.raises(Changed):
        seats.end_seat(stage.session, first, TODAY + dt.timedelta(days=60), me=stage.me("lena"), at=MOMENT)
    seats.end_seat(stage.session, later, TODAY, me=stage.me("lena"), at=MOMENT)
    assert stage.session.scalars(sa.select(Seat.id)).all() == [first.id]
