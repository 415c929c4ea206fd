"""Once a year the chef is asked; silence reminds and goes on to the next, and never ends a licence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import worker
from app.db import begin_write
from app.desks.models import ApprovalRequest
from app.identity.models import Unit
from app.licences.models import LicenceReview
from app.outbox import Letter
from app.words.formats import today_of
from tests.app.licences.making import BIGGER, POWER_BI, ROOM, SCREEN, TODAY, anew, day, licence
from tests.client import ShopClient
from tests.databases import Clock

SignIn = Callable[[str], ShopClient]


def questions(session: Session) -> list[ApprovalRequest]:
    """Every question about a licence, as it stands now."""
    session.rollback()
    found = sa.select(ApprovalRequest).where(ApprovalRequest.matter == "licence").order_by(ApprovalRequest.id)
    return list(session.scalars(found.execution_options(populate_existing=True)))


def letters(session: Session, beginning: str) -> list[tuple[str, str]]:
    """To whom letters of a kind went, and what they are."""
    session.rollback()
    rows = session.scalars(sa.select(Letter).where(Letter.key.startswith(beginning)).order_by(Letter.id))
    return [(str(row.payload["to"]).partition("@")[0], str(row.payload["template"])) for row in rows]


def test_a_year_after_it_began_the_chef_is_asked_once(app: Flask, session: Session, clock: Clock) -> None:
    made = licence(session, "karin", POWER_BI)
    worker.run(app, once=True)
    assert questions(session) == []
    clock.forward(days=365)
    worker.run(app, once=True)
    worker.run(app, once=True)
    [asked] = questions(session)
    assert (asked.decider_name, asked.summary, asked.amount) == (
        "Anders Ek", "Behövs Power BI Pro till Karin Lund fortfarande?", 162_000,
    )  # fmt: skip
    assert letters(session, "licence-review") == [("anders", "licence_review")]
    assert anew(session, made).state == "active"


@pytest.mark.parametrize("door", ["/licenser", "/licenser/L00001", "inbox"])
def test_one_tap_keeps_it_for_another_year(client_as: SignIn, app: Flask, session: Session, door: str) -> None:
    made = licence(session, "karin", review_on=TODAY)
    worker.run(app, once=True)
    anders = client_as("anders")
    address = f"/godkann/{questions(session)[0].id}"
    page = anders.get(address if door == "inbox" else door)
    assert "Behövs" in page.text
    assert page.soup.select_one(f"form[action='{address}'] button[value=godkann]") is not None
    assert anders.post(address, {"beslut": "godkann"}).status == 303
    assert anew(session, made).review_on == dt.date(2027, 11, 23)
    assert (questions(session)[0].state, session.scalars(sa.select(LicenceReview.state)).one()) == ("decided", "kept")
    assert "svarade att Power BI Pro behövs" in anders.get("/licenser/L00001").text


def test_a_no_needs_no_words_gives_the_notice_and_may_be_regretted(
    client_as: SignIn, app: Flask, session: Session, clock: Clock
) -> None:
    made = licence(session, "karin", review_on=TODAY)
    worker.run(app, once=True)
    anders, address = client_as("anders"), f"/godkann/{questions(session)[0].id}"
    assert anders.post(address, {"beslut": "avsla"}).status == 303
    now = anew(session, made)
    assert (now.state, now.ends_on, now.why) == ("active", day(30), "review")
    assert letters(session, "licence-ends") == [("karin", "licence_ends")]
    assert "Har du ändrat dig?" in anders.get(address).text
    assert anders.post("/licenser/L00001/behall").status == 303
    assert anew(session, made).ends_on is None
    assert letters(session, "licence-goes-on") == [("karin", "licence_goes_on")]
    anders.post("/licenser/L00001/avsluta", {"dag": day(31).isoformat(), "anledning": ""})
    clock.forward(days=31)
    worker.run(app, once=True)
    assert anew(session, made).state == "active"
    clock.forward(days=1)
    worker.run(app, once=True)
    assert (anew(session, made).state, anew(session, made).ended_on) == ("ended", day(31))


def test_silence_reminds_then_asks_the_next_chef_and_never_ends_it(app: Flask, session: Session, clock: Clock) -> None:
    made = licence(session, "karin", review_on=TODAY)
    worker.run(app, once=True)
    seen = []
    for _ in range(40):
        clock.forward(days=1)
        worker.run(app, once=True)
        [asked] = questions(session)
        assert asked.next_on > today_of(clock()) - dt.timedelta(days=1)
        seen.append(asked.decider_name)
    assert list(dict.fromkeys(seen)) == ["Anders Ek", "Birgitta Holm"]
    called = [template for _to, template in letters(session, "approval-")]
    assert set(called) <= {"licence_review", "approval_nobody"}
    assert called.count("licence_review") >= 3
    assert (anew(session, made).state, anew(session, made).ends_on) == ("active", None)


def test_nobody_is_asked_about_their_own(app: Flask, session: Session) -> None:
    licence(session, "anders", review_on=TODAY)
    worker.run(app, once=True)
    assert questions(session)[0].decider_name == "Birgitta Holm"


def test_where_nobody_leads_it_is_told(app: Flask, session: Session) -> None:
    licence(session, "karin", review_on=TODAY)
    begin_write(session)
    session.execute(sa.update(Unit).values(manager_id=None))
    session.commit()
    worker.run(app, once=True)
    assert questions(session)[0].decider_id is None
    assert "approval_nobody" in {template for _to, template in letters(session, "approval-nobody")}


def test_what_it_pays_and_what_has_a_last_day_is_not_asked_about(app: Flask, session: Session) -> None:
    licence(session, "karin", ROOM, place="Rum 1", review_on=None)
    licence(session, "karin", review_on=TODAY, ends_on=day(20), told_of=day(20), why="date")
    worker.run(app, once=True)
    assert questions(session) == []


def test_it_may_ask_at_any_time_and_a_question_falls_away_with_its_licence(client_as: SignIn, session: Session) -> None:
    made = licence(session, "karin")
    omar = client_as("omar")
    assert omar.post("/licenser/L00001/fraga").status == 303
    assert "redan frågan" in omar.follow(omar.post("/licenser/L00001/fraga")).text
    client_as("karin").post("/licenser/L00001/avsluta", {"dag": TODAY.isoformat(), "anledning": "Klar"})
    assert (questions(session)[0].state, anew(session, made).why) == ("withdrawn", "handed_back")


def test_a_last_day_is_told_of_in_time_to_holder_and_chef_once(app: Flask, session: Session, clock: Clock) -> None:
    made = licence(session, "karin", ends_on=day(60), why="date")
    worker.run(app, once=True)
    assert letters(session, "licence-ends") == []
    clock.forward(days=30)
    worker.run(app, once=True)
    worker.run(app, once=True)
    assert sorted(letters(session, "licence-ends")) == [("anders", "licence_ends"), ("karin", "licence_ends")]
    clock.forward(days=31)
    worker.run(app, once=True)
    assert (anew(session, made).state, anew(session, made).why) == ("ended", "date")


def test_a_shop_that_stood_still_gives_the_notice_before_anything_ends(
    app: Flask, session: Session, clock: Clock
) -> None:
    made = licence(session, "karin", ends_on=day(10), why="date")
    clock.forward(days=30)
    worker.run(app, once=True)
    now = anew(session, made)
    assert (now.state, now.ends_on) == ("active", day(60))
    assert len(letters(session, "licence-ends")) == 2


def test_the_chef_moves_the_last_day_but_not_of_their_own(client_as: SignIn, session: Session) -> None:
    made = licence(session, "karin", ends_on=day(20), told_of=day(20), why="date")
    own = licence(session, "anders", BIGGER, ends_on=day(20), told_of=day(20), why="date")
    anders = client_as("anders")
    assert anders.post(f"/licenser/{made.number}/forlang", {"till": day(19).isoformat()}).status == 422
    assert anders.post(f"/licenser/{made.number}/forlang", {"till": day(200).isoformat()}).status == 303
    assert anders.post(f"/licenser/{own.number}/forlang", {"till": day(200).isoformat()}).status == 403
    assert (anew(session, made).ends_on, anew(session, own).ends_on) == (day(200), day(20))


def test_others_have_the_notice_and_a_holder_hands_back_today(client_as: SignIn, session: Session) -> None:
    made = licence(session, "karin", SCREEN, place="Entrén")
    own = licence(session, "karin")
    anders = client_as("anders")
    early = {"dag": day(29).isoformat(), "anledning": ""}
    assert anders.post(f"/licenser/{own.number}/avsluta", early).status == 422
    assert anders.post(f"/licenser/{own.number}/avsluta", early | {"dag": day(30).isoformat()}).status == 303
    assert anders.post(f"/licenser/{made.number}/avsluta", early | {"dag": TODAY.isoformat()}).status == 303
    assert anew(session, own).why == "notice"


def test_many_questions_at_once_are_one_letter(app: Flask, session: Session) -> None:
    for number in range(6):
        licence(session, "karin", SCREEN, place=f"Skärm {number}", review_on=TODAY)
    worker.run(app, once=True)
    assert len(questions(session)) == 6
    sent = session.scalars(sa.select(Letter).where(Letter.key.startswith("digest"))).all()
    assert [len(letter.payload["params"]["letters"]) for letter in sent] == [6]
