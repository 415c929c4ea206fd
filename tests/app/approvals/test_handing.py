"""Handing a question on once, taking it back, and IT appointing somebody when nobody is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.models import Decision
from app.desks.models import ApprovalRequest
from app.identity.models import Unit
from app.outbox import Letter
from tests.app.orders.making import PHONE, decide, place, request, states
from tests.client import Page, ShopClient
from tests.people import People

SignIn = Callable[[str], ShopClient]


@pytest.fixture
def number(client_as: SignIn) -> str:
    """Karin's phone waits for Anders."""
    return place(client_as("karin"), PHONE)


def hand_on(browser: ShopClient, asked: int, to: str = "Eva Strand") -> Page:
    """Send a question on."""
    return browser.post(f"/godkann/{asked}/vidare", {"till": to})


def test_who_was_handed_a_question_decides_it_in_the_chefs_place(
    client_as: SignIn, session: Session, people: People, number: str
) -> None:
    asked = request(session, number).id
    assert hand_on(client_as("anders"), asked).status == 303
    eva = client_as("eva")
    assert "Anders Ek har skickat den vidare till dig" in eva.get(f"/godkann/{asked}").text
    assert number in eva.get("/godkann").text
    assert client_as("anders").post(f"/godkann/{asked}", {"beslut": "godkann"}).status == 404
    assert decide(eva, asked).status == 303
    session.rollback()
    made = session.scalars(sa.select(Decision)).one()
    assert (made.decided_by, made.on_behalf_of) == (people["eva"].id, people["anders"].id)
    assert states(session, number) == {"mobile_phone": "released"}
    told = client_as("karin").get(f"/bestallningar/{number}").text
    assert "Eva Strand för Anders Ek godkände" in told
    assert "Anders Ek skickade frågan vidare till Eva Strand" in told


def test_a_question_is_handed_on_once(client_as: SignIn, session: Session, number: str) -> None:
    """Depth 1."""
    asked = request(session, number).id
    hand_on(client_as("anders"), asked)
    assert hand_on(client_as("eva"), asked, "Birgitta Holm").status == 422


@pytest.mark.parametrize("to", ["Karin Lund", "Anders Ek", "Nora Nobody", "Jonas Berg", ""])
def test_nobody_is_handed_what_they_may_not_decide(client_as: SignIn, session: Session, number: str, to: str) -> None:
    page = hand_on(client_as("anders"), request(session, number).id, to)
    assert page.status == 422
    assert request(session, number).decider_name == "Anders Ek"


def test_only_who_handed_it_on_takes_it_back(client_as: SignIn, session: Session, number: str) -> None:
    asked = request(session, number).id
    hand_on(client_as("anders"), asked)
    for person in ("eva", "karin", "birgitta", "omar"):
        assert client_as(person).post(f"/godkann/{asked}/ta-tillbaka").status == 404
    anders = client_as("anders")
    assert "Ta tillbaka frågan" in anders.get(f"/godkann/{asked}").text
    assert anders.post(f"/godkann/{asked}/ta-tillbaka").status == 303
    assert client_as("eva").get(f"/godkann/{asked}", status=404).status == 404
    assert decide(anders, asked).status == 303


def test_it_sees_all_that_waits_and_appoints_somebody(client_as: SignIn, session: Session) -> None:
    """Promise 19: nobody found waits and alerts; IT has a way out that never decides itself."""
    session.execute(sa.update(Unit).values(manager_id=None))
    session.commit()
    number = place(client_as("karin"), PHONE)
    asked = request(session, number)
    assert (asked.decider_id, asked.relation) == (None, "nobody")
    assert session.scalars(sa.select(Letter.key).where(Letter.key.startswith("approval-nobody"))).all()
    omar = client_as("omar")
    page = omar.get("/it/vantar")
    assert "Ingen hittad" in page.text
    assert "IT är larmade och utser någon" in page.text
    assert omar.post(f"/it/vantar/{asked.id}", {"till": "Karin Lund"}).status == 422
    assert omar.post(f"/it/vantar/{asked.id}", {"till": "Birgitta Holm"}).status == 303
    session.rollback()
    assert decide(client_as("birgitta"), asked.id).status == 303
    assert states(session, number) == {"mobile_phone": "released"}


def test_nobody_appoints_themselves_or_for_their_own(client_as: SignIn, session: Session) -> None:
    number = place(client_as("omar"), PHONE)
    asked = request(session, number).id
    assert client_as("omar").post(f"/it/vantar/{asked}", {"till": "Nils Åberg"}).status == 422
    assert client_as("lena").post(f"/it/vantar/{asked}", {"till": "Lena Falk"}).status == 422
    assert client_as("karin").get("/it/vantar", status=403).status == 403


def test_several_yes_at_once_show_the_sum_first_and_tell_what_came_of_each(
    client_as: SignIn, session: Session, number: str
) -> None:
    other = place(client_as("karin"), PHONE)
    anders = client_as("anders")
    first, second = (request(session, each).id for each in (number, other))
    page = anders.get(f"/godkann/flera?val={first}&val={second}&val=99&val=x")
    assert "Godkänn 2 saker?" in page.text
    assert "6 580 kr" in page.text.replace("\u00a0", " ")
    form = page.form("/godkann/flera") | {"val": [str(first), str(second)]}
    session.execute(sa.text("UPDATE customer_order SET note = 'Nytt' WHERE number = :n"), {"n": other})
    session.commit()
    done = anders.follow(anders.post("/godkann/flera", form))
    assert "1 av 2 godkändes" in done.text
    assert "Ändrades under tiden" in done.text
    assert states(session, number) == {"mobile_phone": "released"}
    assert states(session, other) == {"mobile_phone": "pending_approval"}
    assert "Inget är markerat" in anders.get("/godkann/flera").text


def test_what_i_decided_is_found_again(client_as: SignIn, session: Session, number: str) -> None:
    anders = client_as("anders")
    assert "Inga beslut än" in anders.get("/godkann/beslutade").text
    decide(anders, request(session, number).id)
    assert number in anders.get("/godkann/beslutade?q=android").text
    assert "Inga träffar" in anders.get("/godkann/beslutade?q=skrivare%25").text
    assert number not in client_as("jonas").get("/godkann/beslutade").text
    session.rollback()
    assert session.scalar(sa.select(ApprovalRequest.decided_name)) == "Anders Ek"
