"""Nothing gets stuck: reminders, the next chef, leavers, substitutes; and time alone never answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, worker
from app.approvals.models import Decision
from app.desks.models import ApprovalRequest
from app.identity.models import MailHabit, Person, RoleGrant, Unit
from app.outbox import Letter
from app.words.formats import today_of
from tests.app.identity.test_substitutes import name
from tests.app.orders.making import PHONE, decide, place, request, states
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]


@pytest.fixture
def number(client_as: SignIn) -> str:
    """Karin's phone waits for Anders since Monday."""
    return place(client_as("karin"), PHONE)


def keys(session: Session, beginning: str) -> list[str]:
    """The keys of letters that begin so."""
    session.rollback()
    return list(session.scalars(sa.select(Letter.key).where(Letter.key.startswith(beginning)).order_by(Letter.id)))


def go_on(app: Flask, clock: Clock, days: int) -> None:
    """Let days pass, with a worker that looks in the morning of each."""
    for _ in range(days):
        clock.forward(days=1)
        worker.run(app, once=True)


def test_after_three_working_days_a_reminder_and_after_ten_the_next_chef(
    app: Flask, client_as: SignIn, session: Session, clock: Clock, number: str
) -> None:
    """Weekends and red days do not count: from Monday 23 November that is the 26th and the 7th of December."""
    go_on(app, clock, 2)
    assert keys(session, "approval-reminder") == []
    go_on(app, clock, 1)
    assert len(keys(session, "approval-reminder")) == 1
    go_on(app, clock, 10)
    assert request(session, number).decider_name == "Anders Ek"
    go_on(app, clock, 1)
    asked = request(session, number)
    assert (asked.decider_name, asked.reason, asked.reason_name) == ("Birgitta Holm", "silence", "Anders Ek")
    assert today_of(clock()) == dt.date(2026, 12, 7)
    birgitta = client_as("birgitta")
    assert "eftersom Anders Ek inte har svarat" in birgitta.get(f"/godkann/{asked.id}").text
    assert client_as("anders").get(f"/godkann/{asked.id}", status=404).status == 404
    told = client_as("karin").get(f"/bestallningar/{number}").text
    assert "Anders Ek har inte svarat. Frågan gick vidare till Birgitta Holm" in told
    assert "Ligger hos Birgitta Holm" in told
    assert decide(birgitta, asked.id).status == 303
    assert list(history.verify(session)) == []


def test_looking_twice_writes_nothing_twice(app: Flask, session: Session, clock: Clock, number: str) -> None:
    clock.forward(days=3)
    for _ in range(3):
        worker.run(app, once=True)
    assert len(keys(session, "approval-reminder")) == 1
    session.rollback()
    reminded = sa.select(sa.func.count()).where(history.HistoryEntry.event == "approval.reminded")
    assert session.scalar(reminded) == 1


@pytest.mark.parametrize("days", [30, 400])
def test_a_clock_jump_leaves_nothing_without_a_next_step_and_answers_nothing(
    app: Flask, session: Session, clock: Clock, number: str, client_as: SignIn, days: int
) -> None:
    """Promise 19."""
    place(client_as("maria"), PHONE)
    place(client_as("birgitta"), PHONE)
    clock.forward(days=days)
    for _ in range(3):
        worker.run(app, once=True)
    session.rollback()
    for asked in session.scalars(sa.select(ApprovalRequest)):
        assert asked.state == "open"
        assert asked.next_on > today_of(clock())
        assert asked.decider_id is not None or asked.alerted_at is not None
    assert session.scalars(sa.select(Decision)).all() == []
    assert states(session, number) == {"mobile_phone": "pending_approval"}


def test_a_chef_who_leaves_is_replaced_at_once(
    app: Flask, session: Session, clock: Clock, people: People, number: str
) -> None:
    people["anders"].active = False
    session.commit()
    worker.run(app, once=True)
    asked = request(session, number)
    assert (asked.decider_name, asked.reason, asked.reason_name) == ("Birgitta Holm", "left", "Anders Ek")
    assert len(keys(session, f"approval-asked:{asked.id}:1")) == 1


def test_a_unit_with_a_new_chef_asks_the_new_one(
    app: Flask, client_as: SignIn, session: Session, people: People, number: str
) -> None:
    """Power that has ended decides nothing, also before the worker has looked."""
    anders, asked = client_as("anders"), request(session, number).id
    form = anders.get(f"/godkann/{asked}").form(f"/godkann/{asked}")
    session.execute(sa.update(Unit).where(Unit.manager_id == people["anders"].id).values(manager_id=people["eva"].id))
    session.commit()
    assert anders.post(f"/godkann/{asked}", form | {"beslut": "godkann"}).status == 409
    assert states(session, number) == {"mobile_phone": "pending_approval"}
    worker.run(app, once=True)
    assert request(session, number).decider_name == "Eva Strand"


def test_the_fallback_is_asked_when_no_chef_can_and_it_is_told_when_nobody_answers(
    app: Flask, client_as: SignIn, session: Session, people: People, clock: Clock
) -> None:
    session.execute(sa.update(Unit).values(manager_id=None))
    organisation = session.scalar(sa.select(Unit.organisation_id).where(Unit.id == people["karin"].unit_id))
    session.add(
        RoleGrant(
            person_id=people["eva"].id, role="fallback_approver", organisation_id=organisation,
            valid_from=dt.date(2020, 1, 1),
        )
    )  # fmt: skip
    session.commit()
    number = place(client_as("karin"), PHONE)
    asked = request(session, number)
    assert (asked.decider_name, asked.relation) == ("Eva Strand", "fallback")
    assert "du är reserv" in client_as("eva").get(f"/godkann/{asked.id}").text
    go_on(app, clock, 15)
    assert request(session, number).decider_name == "Eva Strand"
    assert request(session, number).alerted_at is not None
    assert keys(session, "approval-nobody")


def test_nobody_found_is_found_when_a_chef_comes(
    app: Flask, client_as: SignIn, session: Session, people: People, clock: Clock
) -> None:
    session.execute(sa.update(Unit).values(manager_id=None))
    session.commit()
    number = place(client_as("karin"), PHONE)
    session.execute(sa.update(Unit).values(manager_id=people["eva"].id))
    session.commit()
    go_on(app, clock, 1)
    assert request(session, number).decider_name == "Eva Strand"
    assert decide(client_as("eva"), request(session, number).id).status == 303


def test_a_substitute_is_told_when_it_begins_and_gets_the_letters(
    app: Flask, client_as: SignIn, session: Session, clock: Clock, number: str
) -> None:
    name(client_as("anders"), "Eva Strand", fran="2026-11-25")
    worker.run(app, once=True)
    assert keys(session, "substitute-begins") == []
    go_on(app, clock, 3)
    assert len(keys(session, "substitute-begins")) == 1
    letter = session.scalars(sa.select(Letter).where(Letter.key.startswith("approval-reminder"))).one()
    assert letter.payload["to"] == "eva@laxa.example"
    assert letter.payload["params"]["absent"] == "Anders Ek"
    other = place(client_as("karin"), PHONE)
    asked = session.scalars(sa.select(Letter).where(Letter.key == f"approval-asked:{request(session, other).id}")).one()
    assert asked.payload["to"] == "eva@laxa.example"


def test_what_waited_for_an_absent_chef_goes_on_when_the_substitute_may_not_decide_it(
    app: Flask, client_as: SignIn, session: Session, number: str
) -> None:
    name(client_as("anders"), "Karin Lund")
    worker.run(app, once=True)
    asked = request(session, number)
    assert (asked.decider_name, asked.reason) == ("Birgitta Holm", "away")


def test_forty_questions_are_one_letter(app: Flask, client_as: SignIn, session: Session, clock: Clock) -> None:
    karin = client_as("karin")
    for _ in range(5):
        place(karin, PHONE)
    worker.run(app, once=True)
    session.rollback()
    sent = session.scalars(sa.select(Letter).where(Letter.payload["to"].as_string() == "anders@laxa.example")).all()
    carried = [letter for letter in sent if letter.state == "sent" and not letter.last_error]
    assert [letter.payload["template"] for letter in carried] == ["digest"]
    assert len(carried[0].payload["params"]["letters"]) == 5


@pytest.mark.parametrize(
    ("pace", "moment"),
    [("daily", dt.datetime(2026, 11, 28, 6, 30)), ("workdays", dt.datetime(2026, 11, 30, 6, 30))],  # noqa: DTZ001  # UTC
)
def test_gathered_mail_comes_in_the_morning(
    app: Flask, client_as: SignIn, session: Session, people: People, clock: Clock, pace: str, moment: dt.datetime
) -> None:
    """A Friday's letters: on Saturday at 07.30, or on Monday for those who want working days."""
    clock.forward(days=4)
    session.add(MailHabit(person_id=people["anders"].id, pace=pace, unwanted=[]))
    session.commit()
    place(client_as("karin"), PHONE)
    worker.run(app, once=True)
    asked = sa.select(Letter).where(Letter.key.startswith("approval-asked"))
    session.rollback()
    held = session.scalars(asked).one()
    assert (held.state, held.due_at) == ("waiting", moment.replace(tzinfo=dt.UTC))
    clock.moment = moment.replace(tzinfo=dt.UTC)
    worker.run(app, once=True)
    session.rollback()
    assert session.scalars(asked).one().state == "sent"
    assert session.scalars(sa.select(Letter).where(Letter.key.startswith("digest"))).one().state == "sent"


def test_unwanted_mail_does_not_come_but_what_must_be_done_always_does(
    app: Flask, client_as: SignIn, session: Session, people: People
) -> None:
    for person in ("karin", "anders"):
        session.add(MailHabit(person_id=people[person].id, pace="now", unwanted=["orders", "deliveries"]))
    session.commit()
    place(client_as("karin"), PHONE)
    worker.run(app, once=True)
    session.rollback()
    why = {letter.payload["template"]: letter.last_error for letter in session.scalars(sa.select(Letter))}
    assert why == {"order_placed": "unwanted", "approval_asked": ""}


def test_a_second_account_of_the_orderer_is_never_asked(client_as: SignIn, session: Session, people: People) -> None:
    """Promise 17."""
    session.execute(
        sa.update(Person).where(Person.id == people["anders"].id).values(email=people["karin"].email.upper())
    )
    session.commit()
    assert request(session, place(client_as("karin"), PHONE)).decider_name == "Birgitta Holm"
