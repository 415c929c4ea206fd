"""PROMISES 67, 71, 72: what has had its time is cleared under a decision; sums, chain and what is on hold stay."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import files, history, outbox, worker
from app.cases.models import Case, CaseFile, CaseMessage
from app.db import begin_write
from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.files import StoredFile
from app.history import Actor, HistoryEntry
from app.identity.models import Person, SignInAttempt, SignInSession
from app.openness import actions, queries
from app.openness.models import RetentionDone, RetentionHold, RetentionRun
from app.orders.models import Order, OrderLine
from app.refusal import Missing, Refused
from app.shop.models import Basket, BasketLine
from tests.app.cases.test_views import photo
from tests.app.devices import making
from tests.app.orders.making import HEADSET, PHONE, decide, fill, place, request
from tests.app.warranty import making as claims
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]
ALVA = Actor(None, "Alva Ström")
LATER = dt.datetime(2034, 1, 2, 9, tzinfo=dt.UTC)
STILL = dt.datetime(2033, 12, 31, 9, tzinfo=dt.UTC)


def clear(session: Session, at: dt.datetime, most: int = 100) -> int:
    """Ask for a clearing and carry it out, at most so many pieces; gives how many there were."""
    session.rollback()
    begin_write(session)
    run_id = actions.unfinished(session) or actions.ask(session, actor=ALVA, at=at).id
    session.commit()
    pieces, more = 0, True
    while more and pieces < most:
        begin_write(session)
        more, _keys = actions.carry_on(session, run_id, at=at)
        session.commit()
        pieces += 1
    return pieces


def planned(session: Session, at: dt.datetime) -> dict[str, tuple[int, int]]:
    """What a dry run says: how many, and how many on hold, where there are any."""
    session.rollback()
    found = {each.rule.key: (each.count, each.held) for each in queries.plan(session, at)}
    session.rollback()
    return {key: numbers for key, numbers in found.items() if any(numbers)}


def write(session: Session, *statements: sa.Executable) -> None:
    session.rollback()
    begin_write(session)
    for statement in statements:
        session.execute(statement)
    session.commit()


@pytest.fixture
def declined(client_as: SignIn, session: Session) -> str:
    """An order that was declined with a reason, and has ended."""
    number = place(client_as("karin"), PHONE)
    decide(client_as("anders"), request(session, number).id, "avsla", meddelande="Karin Lund har redan en.")
    return number


@pytest.mark.rule("R-084")
def test_people_on_ended_orders_are_taken_out_seven_years_after_the_year(session: Session, declined: str) -> None:
    before = sums(session)
    assert "accounting" not in planned(session, STILL)
    assert planned(session, LATER)["accounting"] == (1, 0)
    clear(session, LATER)
    order = session.scalars(sa.select(Order)).one()
    assert (order.number, order.orderer_name, order.recipient_name) == (declined, "Avidentifierad", "Avidentifierad")
    assert order.search_text == declined
    assert sums(session) == before
    told = session.scalars(sa.select(HistoryEntry).where(HistoryEntry.subject == "order")).all()
    assert told
    assert all("Karin" not in f"{entry.actor_name} {entry.data}" for entry in told)
    assert all("Anders" not in f"{entry.actor_name} {entry.data}" for entry in told)
    assert list(history.verify(session)) == []


def sums(session: Session) -> list[object]:
    """The money of every order and line."""
    session.rollback()
    orders = sa.select(Order.id, Order.unit_cost, Order.vat, Order.it_value, Order.progress).order_by(Order.id)
    lines = sa.select(OrderLine.id, OrderLine.quantity, OrderLine.unit_cost, OrderLine.vat, OrderLine.state)
    return [tuple(row) for question in (orders, lines.order_by(OrderLine.id)) for row in session.execute(question)]


def test_an_order_that_still_lives_is_never_touched(client_as: SignIn, session: Session) -> None:
    place(client_as("karin"), PHONE)
    assert "accounting" not in planned(session, LATER)


def test_baskets_letters_sessions_and_the_sign_in_log_have_their_times(client_as: SignIn, session: Session) -> None:
    fill(client_as("karin"), HEADSET)
    place(client_as("maria"), PHONE)
    write(session, sa.update(outbox.Letter).values(state="sent", sent_at=MOMENT))
    assert planned(session, MOMENT + dt.timedelta(days=90)) == {}
    days = planned(session, MOMENT + dt.timedelta(days=91))
    assert days["basket"] == (2, 0)
    assert "log" not in days
    year = planned(session, MOMENT + dt.timedelta(days=366))
    assert {"basket", "session", "log", "letter"} <= set(year)
    clear(session, MOMENT + dt.timedelta(days=366))
    for model in (Basket, BasketLine, SignInSession, SignInAttempt, outbox.Letter):
        assert session.scalar(sa.select(sa.func.count()).select_from(model)) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(Order)) == 1


def test_a_dry_run_changes_nothing_and_says_why(app: Flask, session: Session, declined: str) -> None:
    before = stand(session)
    result = app.test_cli_runner().invoke(args=["retention", "run", "--dry-run"])
    assert result.exit_code == 0, result.output
    assert "accounting: 0 from before 2019-01-01" in result.output
    assert "7 år efter räkenskapsåret. Butikens förslag, inte beslutat ännu" in result.output
    assert stand(session) == before
    assert session.scalars(sa.select(RetentionRun)).all() == []


def stand(session: Session) -> tuple[int, str]:
    """The end of the log now."""
    session.rollback()
    found = history.head(session)
    session.rollback()
    return found


def test_the_command_clears_and_a_second_time_finds_nothing(app: Flask, session: Session, client_as: SignIn) -> None:
    fill(client_as("karin"), HEADSET)
    write(session, sa.update(Basket).values(updated_at=MOMENT - dt.timedelta(days=4000)))
    result = app.test_cli_runner().invoke(args=["retention", "run"])
    assert "is finished" in result.output
    session.rollback()
    done = session.scalars(sa.select(RetentionDone)).all()
    assert [(each.key, each.count) for each in done if each.key == "basket"] == [("basket", 1)]
    assert "finns inget att gallra" in app.test_cli_runner().invoke(args=["retention", "run"]).output
    assert list(history.verify(session)) == []


def test_one_that_was_cut_off_goes_on_where_it_was(session: Session, declined: str, client_as: SignIn) -> None:
    fill(client_as("karin"), HEADSET)
    assert clear(session, LATER, most=1) == 1
    assert session.scalars(sa.select(RetentionRun.finished_at)).one() is None
    clear(session, LATER)
    assert session.scalars(sa.select(RetentionRun.finished_at)).one() is not None
    told = sa.select(HistoryEntry.data).where(HistoryEntry.event == "retention.cleared")
    assert {data["class"] for data in session.scalars(told)} >= {"Övergivna varukorgar", "Avslutade beställningar"}
    assert planned(session, LATER) == {}


def test_only_one_goes_on_at_a_time(session: Session, declined: str) -> None:
    clear(session, LATER, most=1)
    with pytest.raises(Refused, match="already"):
        actions.ask(session, actor=ALVA, at=LATER)


@pytest.mark.parametrize("subject", ["order", "person"])
def test_what_is_on_hold_is_never_touched(
    session: Session, declined: str, people: People, subject: str, client_as: SignIn
) -> None:
    fill(client_as("karin"), HEADSET)
    order = session.scalars(sa.select(Order)).one()
    what = ("order", order.id, declined) if subject == "order" else ("person", people["karin"].id, "Karin Lund")
    hold(session, what, people)
    found = planned(session, LATER)
    assert found["accounting"] == (0, 1)
    assert found["basket"] == ((1, 0) if subject == "order" else (0, 1))
    clear(session, LATER)
    session.expire_all()
    assert session.scalars(sa.select(Order.orderer_name)).one() == "Karin Lund"
    assert len(session.scalars(sa.select(Basket)).all()) == (0 if subject == "order" else 1)
    lift(session, people)
    clear(session, LATER)
    assert session.scalars(sa.select(Order.orderer_name)).one() == "Avidentifierad"


def hold(session: Session, what: tuple[str, int, str], people: People) -> None:
    actor = Actor(people["alva"].id, "Alva Ström")
    session.rollback()
    begin_write(session)
    actions.hold(session, what, "Ärende hos revisorn", actor=actor, at=MOMENT)
    session.commit()


def lift(session: Session, people: People) -> None:
    actor, found = Actor(people["alva"].id, "Alva Ström"), session.scalars(sa.select(RetentionHold.id)).one()
    session.rollback()
    begin_write(session)
    actions.lift(session, found, actor=actor, at=MOMENT)
    session.commit()


def test_a_hold_is_set_once_with_a_reason_and_lifted_once(session: Session, people: People) -> None:
    what = ("person", people["karin"].id, "Karin Lund")
    hold(session, what, people)
    with pytest.raises(Refused, match="already"):
        hold(session, what, people)
    session.rollback()
    lift(session, people)
    with pytest.raises(Missing):
        lift(session, people)
    session.rollback()
    told = sa.select(HistoryEntry.event).where(HistoryEntry.event.startswith("retention."))
    assert list(session.scalars(told.order_by(HistoryEntry.id))) == ["retention.held", "retention.let_go"]


def leave(session: Session, who: str, at: dt.datetime) -> None:
    write(session, sa.update(Person).where(Person.subject == who).values(active=False, closed_at=at))


@pytest.mark.rule("R-084")
def test_a_leaver_gets_a_code_when_the_last_thing_has_had_its_time(
    session: Session, declined: str, people: People
) -> None:
    karin = people["karin"].id
    leave(session, "karin", MOMENT)
    write(session, sa.update(outbox.Letter).values(state="sent", sent_at=MOMENT))
    assert "leaver" not in planned(session, STILL)
    clear(session, LATER)
    session.expire_all()
    row = session.get_one(Person, karin)
    assert row.name.startswith("Tidigare medarbetare ")
    assert (row.email, row.title, row.employee_number) == ("", "", None)
    assert row.subject.startswith("cleared-")
    assert session.scalars(sa.select(Order.orderer_id)).one() == karin
    assert list(history.verify(session)) == []
    assert nowhere(session, "Karin Lund") == []


def nowhere(session: Session, name: str) -> list[str]:
    """The tables in which a name still stands."""
    found = []
    for table in Person.metadata.sorted_tables:
        for row in session.execute(sa.select(table)).mappings():
            if any(name in str(value) for value in row.values()):
                found.append(table.name)
    return found


def test_a_leaver_whose_order_must_be_kept_keeps_the_name_and_one_who_stays_does_too(
    session: Session, declined: str
) -> None:
    leave(session, "karin", MOMENT)
    clear(session, MOMENT + dt.timedelta(days=800))
    assert session.scalars(sa.select(Person.name).where(Person.subject == "karin")).one() == "Karin Lund"
    assert session.scalars(sa.select(Order.orderer_name)).one() == "Karin Lund"


def test_a_leaver_who_never_ordered_goes_two_years_later_with_the_directorys_row(session: Session) -> None:
    leave(session, "olle", MOMENT)
    assert "leaver" not in planned(session, MOMENT + dt.timedelta(days=729))
    clear(session, MOMENT + dt.timedelta(days=740))
    assert session.scalars(sa.select(Person.id).where(Person.subject == "olle")).all() == []


def test_a_namesake_keeps_the_name(session: Session, declined: str, people: People) -> None:
    write(session, sa.update(Person).where(Person.subject == "olle").values(name="Karin Lund"))
    leave(session, "karin", MOMENT)
    clear(session, LATER)
    session.expire_all()
    assert people["olle"].name == "Karin Lund"


def test_times_are_decided_and_never_shorter_than_the_law(session: Session, people: People) -> None:
    actor = Actor(people["alva"].id, "Alva Ström")
    session.rollback()
    begin_write(session)
    actions.decide_time(session, "basket", 30, "DHP § 4", actor=actor, at=MOMENT)
    with pytest.raises(Refused, match="least"):
        actions.decide_time(session, "accounting", 6, "DHP § 5", actor=actor, at=MOMENT)
    session.commit()
    rule = queries.rules(session)["basket"]
    assert (rule.amount, rule.decision, rule.text) == (30, "DHP § 4", "30 dagar")


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), dt.datetime(2025, 2, 28, 23, tzinfo=dt.UTC)),
        (dt.datetime(2025, 2, 28, 12, tzinfo=dt.UTC), dt.datetime(2024, 2, 27, 23, tzinfo=dt.UTC)),
        (dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC), dt.datetime(2023, 2, 27, 23, tzinfo=dt.UTC)),
        (dt.datetime(2026, 10, 26, 12, tzinfo=dt.UTC), dt.datetime(2025, 10, 25, 22, tzinfo=dt.UTC)),
    ],
)
def test_twelve_months_are_counted_in_swedish_days(session: Session, now: dt.datetime, before: dt.datetime) -> None:
    assert queries.rules(session)["log"].cutoff(now) == before


def test_the_paper_of_a_partner_order_goes_with_its_names(
    app: Flask, session: Session, client_as: SignIn, data_dir: Path
) -> None:
    place(client_as("karin"), HEADSET)
    worker.run(app, once=True)
    write(session, sa.update(Order).values(progress="done"))
    kept = session.scalars(sa.select(StoredFile.key)).all()
    papers = [data_dir / "files" / key[:2] / key for key in kept]
    assert [paper.exists() for paper in papers] == [True] * 3, "on paper, as Peppol order and as agreement"
    session.rollback()
    begin_write(session)
    run_id = actions.ask(session, actor=ALVA, at=LATER).id
    session.commit()
    gone = finish(session, run_id)
    assert sorted(gone) == sorted(kept)
    assert session.scalars(sa.select(StoredFile.key)).all() == []
    assert session.scalars(sa.select(PartnerOrderLine.recipient_name)).one() == "Avidentifierad"
    assert session.scalars(sa.select(PartnerOrder.net)).one() > 0
    files.remove(data_dir / "files", gone)
    assert not any(paper.exists() for paper in papers)


def test_pictures_of_a_claim_go_two_years_after_it_was_closed_and_the_words_stay(
    app: Flask, session: Session, client_as: SignIn, data_dir: Path
) -> None:
    tag, karin = making.device(session, "karin").tag, client_as("karin")
    sent = claims.FORM | {"filer": (io.BytesIO(photo()), "skada.jpg")}
    claim = karin.post(f"/enheter/{tag}/reklamera", sent, content_type="multipart/form-data").location.split("?")[0]
    karin.post(
        claim, {"text": "Den blinkar.", "filer": (io.BytesIO(photo()), "igen.jpg")}, content_type="multipart/form-data"
    )
    closed = MOMENT + dt.timedelta(days=10)
    assert planned(session, dt.datetime(2029, 1, 1, tzinfo=dt.UTC)).get("case_file") is None
    write(session, sa.update(Case).values(state="closed", closed_at=closed, solved_by_line=1, outcome="done"))
    assert planned(session, dt.datetime(2028, 12, 2, tzinfo=dt.UTC)).get("case_file") is None
    assert planned(session, LATER)["case_file"] == (2, 0)
    session.rollback()
    keys = set(session.scalars(sa.select(CaseFile.file_key)))
    session.rollback()
    begin_write(session)
    run_id = actions.ask(session, actor=ALVA, at=LATER).id
    session.commit()
    gone = finish(session, run_id)
    assert keys <= set(gone)
    files.remove(data_dir / "files", gone)
    assert not any((data_dir / "files" / key[:2] / key).exists() for key in keys)
    session.rollback()
    assert session.scalars(sa.select(CaseFile.id)).all() == []
    texts = [(row.text, row.files) for row in session.scalars(sa.select(CaseMessage).order_by(CaseMessage.id))]
    assert texts == [("Gallrat", []), ("Den blinkar.", [])]
    assert "Gallrat" in client_as("karin").get(claim).text


def finish(session: Session, run_id: int) -> list[str]:
    """Carry a clearing out; gives the keys of the files that are to be removed."""
    gone: list[str] = []
    more = True
    while more:
        begin_write(session)
        more, keys = actions.carry_on(session, run_id, at=LATER)
        gone += keys
        session.commit()
    return gone
