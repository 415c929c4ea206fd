"""My orders: who sees what, the page, cancelling, ordering again, paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import worker
from app.assortment.models import CatalogueVersion, Item
from app.desks.models import ApprovalRequest
from app.identity.models import Organisation, RoleGrant
from app.orders import actions
from app.orders.models import Consultation, LineState, OrderLine
from tests.app.orders.making import (
    HEADSET,
    LAPTOP,
    PHONE,
    PROJECTOR,
    decide,
    fill,
    lines,
    order,
    place,
    request,
    states,
)
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]
Counter = Callable[[], list[str]]


@pytest.fixture
def number(client_as: SignIn) -> str:
    """Karin's order of three lines."""
    return place(client_as("karin"), HEADSET, PHONE, LAPTOP)


@pytest.mark.parametrize("person", ["karin", "anders", "birgitta", "omar", "lena", "elin", "rut"])
def test_those_it_concerns_see_an_order(client_as: SignIn, number: str, person: str) -> None:
    assert client_as(person).get(f"/bestallningar/{number}").status == 200


@pytest.mark.parametrize("person", ["maria", "jonas", "sara", "simon", "olle"])
def test_to_others_it_looks_like_an_unknown_one(client_as: SignIn, number: str, person: str) -> None:
    """Promise 15."""
    browser = client_as(person)
    foreign = browser.get(f"/bestallningar/{number}", status=404)
    assert foreign.text == browser.get("/bestallningar/2026-99999", status=404).text
    assert browser.get(f"/bestallningar/{number}/pdf", status=404).status == 404
    for verb in ("avbestall", "bestall-igen", "svara"):
        assert browser.post(f"/bestallningar/{number}/{verb}").status == 404
    assert number not in browser.get("/bestallningar?q=headset").text


def test_an_economist_sees_the_own_organisation_only(
    client_as: SignIn, session: Session, people: People, number: str
) -> None:
    askersund = session.scalar(sa.select(Organisation.id).where(Organisation.key == "askersund"))
    session.execute(
        sa.update(RoleGrant).where(RoleGrant.person_id == people["elin"].id).values(organisation_id=askersund)
    )
    session.commit()
    assert client_as("elin").get(f"/bestallningar/{number}", status=404).status == 404


@pytest.mark.parametrize("number", ["%00", "x" * 300, "å", "2026-00001%20", "' or 1=1 --"])
def test_a_strange_number_is_not_found(client_as: SignIn, number: str) -> None:
    assert client_as("karin").get(f"/bestallningar/{number}", status=404).status == 404


def test_the_first_heading_is_the_next_event_with_its_day(client_as: SignIn, number: str) -> None:
    page = client_as("karin").get(f"/bestallningar/{number}")
    heading = page.soup.select_one("main h1, main h2")
    assert heading is not None
    assert heading.get_text() == "Headsetet kommer torsdag 26 november"


def test_each_delivery_has_one_step_that_goes_on(client_as: SignIn, session: Session, number: str) -> None:
    page = client_as("karin").get(f"/bestallningar/{number}")
    assert [len(steps.select("[aria-current=step]")) for steps in page.soup.select("ol.timeline")] == [1, 1, 1]


@pytest.mark.parametrize("state", list(LineState))
def test_every_state_has_its_page(client_as: SignIn, session: Session, number: str, state: LineState) -> None:
    session.execute(sa.update(OrderLine).values(state=state.value))
    session.commit()
    page = client_as("karin").get(f"/bestallningar/{number}")
    assert all(len(steps.select("[aria-current=step]")) == 1 for steps in page.soup.select("ol.timeline"))
    assert page.soup.select("ol.timeline")


def test_the_whole_story_is_told(client_as: SignIn, session: Session, number: str) -> None:
    decide(client_as("anders"), request(session, number).id)
    story = client_as("karin").get(f"/bestallningar/{number}").text
    for said in ("Beställningen gjordes", "Anders Ek fick frågan", "Anders Ek godkände", "gick vidare", "kedjad"):
        assert said in story


def test_sources_stand_by_what_happens(client_as: SignIn, number: str) -> None:
    assert "Uppdraget, rad" in client_as("karin").get(f"/bestallningar/{number}").text


def test_cancelling_all_gives_back_everything(client_as: SignIn, session: Session, number: str) -> None:
    """Promise 48: exactly what was taken, once."""
    karin = client_as("karin")
    for _ in range(2):
        assert karin.post(f"/bestallningar/{number}/avbestall").status == 303
    assert set(states(session, number).values()) == {"cancelled"}
    kept = order(session, number)
    assert (kept.unit_cost, kept.vat, kept.it_value, kept.progress) == (0, 0, 0, "cancelled")
    assert request(session, number).state == "withdrawn"
    story = karin.get(f"/bestallningar/{number}").text
    assert story.count("Beställningen avbeställdes måndag") == 1


def test_cancelling_one_line_leaves_the_rest(client_as: SignIn, session: Session, number: str) -> None:
    phone = lines(session, number)["mobile_phone"]
    before = order(session, number).unit_cost
    client_as("karin").post(f"/bestallningar/{number}/avbestall", {"rad": str(phone.id)})
    assert states(session, number) == {
        "headset": "released", "mobile_phone": "cancelled", "staff_pc": "pending_approval",
    }  # fmt: skip
    assert order(session, number).unit_cost == before - phone.unit_cost
    asked = request(session, number)
    assert (asked.state, asked.line_count) == ("open", 1)


def test_the_chef_may_cancel_too(client_as: SignIn, session: Session, number: str) -> None:
    assert client_as("anders").post(f"/bestallningar/{number}/avbestall").status == 303
    assert set(states(session, number).values()) == {"cancelled"}


@pytest.mark.parametrize("person", ["omar", "rut", "birgitta"])
def test_who_only_reads_does_not_cancel(client_as: SignIn, session: Session, number: str, person: str) -> None:
    assert client_as(person).post(f"/bestallningar/{number}/avbestall").status == 403
    assert "cancelled" not in states(session, number).values()


@pytest.mark.parametrize("whole", [True, False])
def test_what_has_left_cannot_be_cancelled(client_as: SignIn, session: Session, number: str, *, whole: bool) -> None:
    headset = lines(session, number)["headset"]
    session.execute(sa.update(OrderLine).where(OrderLine.id == headset.id).values(state="sourced"))
    session.commit()
    page = client_as("karin").post(f"/bestallningar/{number}/avbestall", {} if whole else {"rad": str(headset.id)})
    assert page.status == 409
    assert "har redan lämnat oss" in page.text
    assert "cancelled" not in states(session, number).values()


@pytest.mark.parametrize("line", ["0", "99999", "x", "１"])
def test_a_line_of_no_order_is_not_found(client_as: SignIn, number: str, line: str) -> None:
    assert client_as("karin").post(f"/bestallningar/{number}/avbestall", {"rad": line}).status == 404


def test_questions_to_it_fall_away_with_the_line(client_as: SignIn, session: Session) -> None:
    maria = client_as("maria")
    number = place(maria, PROJECTOR, answer="ja")
    maria.post(f"/bestallningar/{number}/avbestall")
    assert set(session.scalars(sa.select(Consultation.state))) == {"withdrawn"}


def test_ordering_again_fills_the_basket_and_says_what_is_gone(
    client_as: SignIn, session: Session, number: str
) -> None:
    session.execute(sa.update(Item).where(Item.slug == PHONE).values(state="withdrawn"))
    session.execute(sa.update(CatalogueVersion).values(number=CatalogueVersion.number + 1))
    session.commit()
    karin = client_as("karin")
    page = karin.follow(karin.post(f"/bestallningar/{number}/bestall-igen"))
    assert "2\u00a0varor ligger i varukorgen" in page.html
    assert "lades inte i: Mobiltelefon Android Standard" in page.text


def test_the_paper_says_the_same_sum(client_as: SignIn, number: str) -> None:
    answer = client_as("karin").browser.get(f"/bestallningar/{number}/pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")


def test_the_list_finds_by_number_name_and_thing(client_as: SignIn, number: str) -> None:
    karin = client_as("karin")
    for words in (number, "HEADSET", "karin", "mobil"):
        assert number in karin.get("/bestallningar", query_string={"q": words}).text, words
    for nothing in ("%25", "_", "%00\\"):
        assert "Inga träffar" in karin.get(f"/bestallningar?q={nothing}").text
    assert "Inga träffar" in karin.get("/bestallningar?status=done").text
    assert number in karin.get("/bestallningar?status=awaiting").text


def test_the_list_of_a_newcomer_names_the_next_step(client_as: SignIn) -> None:
    assert "Du har inte beställt något än" in client_as("olle").get("/bestallningar").text


def test_a_chef_sees_the_units_orders_on_a_tab(client_as: SignIn, number: str) -> None:
    assert number not in client_as("anders").get("/bestallningar").text
    assert number in client_as("anders").get("/bestallningar?vy=enhet").text
    assert "Enhetens" not in client_as("karin").get("/bestallningar?vy=enhet").text


def test_pages_turn_both_ways_and_lose_nothing(client_as: SignIn, session: Session, number: str) -> None:
    template = order(session, number)
    columns = {column.name: getattr(template, column.name) for column in template.__table__.columns}
    rows = [columns | {"id": 100 + n, "number": f"2025-{n:05d}", "basket_token": f"t{n}"} for n in range(45)]
    session.execute(sa.insert(type(template)), rows)
    session.commit()
    karin, seen, page = client_as("karin"), [], "/bestallningar"
    while page:
        shown = karin.get(page)
        seen += [str(link["href"])[-10:] for link in shown.soup.select(".order-card h2 a")]
        older = shown.soup.select_one("nav.pagination a[rel=next]")
        page = str(older["href"]) if older else ""
    assert len(seen) == len(set(seen)) == 46
    newer = shown.soup.select_one("nav.pagination a[rel=prev]")
    assert newer is not None
    back = karin.get(str(newer["href"]))
    assert [str(link["href"])[-10:] for link in back.soup.select(".order-card h2 a")] == seen[20:40]


@pytest.mark.parametrize("many", [1, 20])
def test_no_page_asks_more_with_more_lines(
    client_as: SignIn, session: Session, number: str, count_queries: Counter, many: int
) -> None:
    template = lines(session, number)["headset"]
    columns = {column.name: getattr(template, column.name) for column in template.__table__.columns}
    extra = [columns | {"id": 1000 + n, "position": 100 + n} for n in range(many)]
    session.execute(sa.insert(OrderLine), extra)
    session.commit()
    karin = client_as("karin")
    for path in (f"/bestallningar/{number}", "/bestallningar", "/bestallningar?q=headset"):
        seen = count_queries()
        karin.get(path)
        assert len(seen) <= 6, "\n".join(seen)


def test_the_question_of_the_decider_is_answered_on_the_orders_page(
    client_as: SignIn, session: Session, number: str
) -> None:
    karin, anders = client_as("karin"), client_as("anders")
    decide(anders, request(session, number).id, "fraga", meddelande="Räcker en telefon?")
    page = karin.get(f"/bestallningar/{number}")
    assert "Räcker en telefon?" in page.text
    data = page.form(f"/bestallningar/{number}/svara") | {"svar": "Ja, den gamla är trasig."}
    for _ in range(2):
        assert karin.post(f"/bestallningar/{number}/svara", data).status == 303
    assert not karin.get(f"/bestallningar/{number}").soup.select(f"form[action='/bestallningar/{number}/svara']")
    assert "Ja, den gamla är trasig." in anders.get(f"/godkann/{request(session, number).id}").text
    assert anders.post(f"/bestallningar/{number}/svara", {"svar": "Jag svarar själv"}).status == 403
    assert session.scalars(sa.select(ApprovalRequest.state)).one() == "open"


def test_an_empty_answer_is_said(client_as: SignIn, session: Session, number: str) -> None:
    decide(client_as("anders"), request(session, number).id, "fraga", meddelande="Varför?")
    assert client_as("karin").post(f"/bestallningar/{number}/svara", {"svar": " "}).status == 422


def test_a_fragment_holds_only_the_block(client_as: SignIn, number: str) -> None:
    karin = client_as("karin")
    for path in (f"/bestallningar/{number}", "/bestallningar"):
        assert "<html" not in karin.fragment(path).html
    fill(karin, HEADSET)
    assert "<html" not in karin.fragment("/kassa").html


def test_the_list_does_not_promise_a_day_that_has_passed(
    app: Flask, client_as: SignIn, session: Session, clock: Clock
) -> None:
    """The list keeps what the order said the last time something happened; the day itself is something too."""
    karin = client_as("karin")
    place(karin, HEADSET)
    assert "kommer" in karin.get("/bestallningar").soup.select_one(".order-card p").text
    clock.forward(days=30)
    worker.run(app, once=True)
    assert "skulle ha kommit" in client_as("karin").get("/bestallningar").soup.select_one(".order-card p").text
    assert actions.stale(session, now=clock()) == []
