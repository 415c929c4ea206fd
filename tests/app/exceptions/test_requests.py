"""Something outside the range: what the range has first, then chef and IT, terms, the budget, the buy, the register."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.devices.models import Device
from app.exceptions import actions
from app.exceptions.models import ExceptionRequest
from app.forum.models import Proposal
from app.outbox import Letter
from catalogue.components import load
from tests.app.exceptions.making import PAGE, WANTED, approved, asked, chef_says, it_says, pdf, send, state
from tests.client import ShopClient
from tests.databases import Clock

SignIn = Callable[[str], ShopClient]


def test_what_the_range_has_is_shown_first(client_as: SignIn) -> None:
    karin = client_as("karin")
    page = karin.get(f"{PAGE}?vad=trådlöst headset")
    assert page.soup.select_one(".near a[href^='/sortiment/']")
    assert "Inget av det här räcker" in page.text
    assert karin.get(f"{PAGE}?vad=trådlöst headset&steg=ansok").field("vad") == "trådlöst headset"


@pytest.mark.rule("R-034")
def test_a_request_states_everything_and_needs_chef_and_it(client_as: SignIn, session: Session) -> None:
    karin = client_as("karin")
    page = karin.post(PAGE, {"token": "b" * 40})
    assert page.status == 422
    for said in ("vad du behöver", "priset utan moms", "vilket företag", "varför det behövs", "ska anslutas"):
        assert said in page.text, said
    number = send(karin)
    assert it_says(client_as("omar"), number).status == 409, "the chef has not answered"
    assert "Ritplatta för bildsal" in client_as("anders").get("/godkann").text
    chef_says(client_as("anders"), session, number)
    assert state(session, number) == "it_review"
    it_says(client_as("omar"), number)
    assert state(session, number) == "approved"
    told = karin.get(f"{PAGE}/{number}").text
    assert "Anders Ek sa ja" in told
    assert "IT, genom Omar Haddad, sa ja" in told


@pytest.mark.rule("R-034")
def test_no_path_leads_to_approved_without_both(client_as: SignIn, session: Session) -> None:
    number = send(client_as("karin"))
    for values in ({}, {"manager_id": 1, "it_id": 1}):
        change = sa.update(ExceptionRequest).where(ExceptionRequest.number == number)
        with pytest.raises(IntegrityError):
            session.execute(change.values(state="approved", **values))
        session.rollback()


@pytest.mark.rule("R-034")
def test_who_says_yes_as_chef_says_no_second_yes(client_as: SignIn, session: Session) -> None:
    """Omar's own request: his chef and another of IT; and who decided the first step is barred from the second."""
    number = send(client_as("karin"))
    chef_says(client_as("anders"), session, number)
    second = asked(session, number, "it")
    anders = asked(session, number, "manager").decided_by
    assert second.creator_id == anders
    assert second.decider_id not in (None, anders)


def test_a_chefs_no_ends_it_and_names_what_the_range_has(client_as: SignIn, session: Session) -> None:
    number = send(client_as("karin"))
    chef_says(client_as("anders"), session, number, "avsla", "Vi lånar av grannskolan.")
    told = client_as("karin").get(f"{PAGE}/{number}").text
    assert "Vi lånar av grannskolan." in told
    assert "Finns i sortimentet i stället" in told


def test_its_no_says_what_the_range_has_or_that_nothing_does(client_as: SignIn, session: Session) -> None:
    number = send(client_as("karin"))
    chef_says(client_as("anders"), session, number)
    omar = client_as("omar")
    assert "Välj vad sortimentet har i stället" in it_says(omar, number, "nej", motivering="Nej.").text
    assert it_says(omar, number, "nej", motivering="Den får inga uppdateringar.", alternativ="inget").status == 303
    told = client_as("karin").get(f"{PAGE}/{number}").text
    assert "Den får inga uppdateringar." in told
    assert "Finns i sortimentet i stället" not in told


def test_what_connects_waits_for_it_infrastructure(client_as: SignIn, session: Session) -> None:
    """R-061 on another sort of thing than AV."""
    number = send(client_as("karin"), ansluts="ja", hur="wifi")
    chef_says(client_as("anders"), session, number)
    assert "IT infrastruktur har inte svarat" in it_says(client_as("omar"), number).text
    nils = client_as("nils")
    page = nils.get(f"/it/undantag/{number}")
    answer = page.form(f"/it/undantag/{number}/svar") | {"utfall": "refused", "svar": ""}
    assert nils.post(f"/it/undantag/{number}/svar", answer).status == 422
    nils.post(f"/it/undantag/{number}/svar", answer | {"utfall": "approved"})
    assert it_says(client_as("omar"), number).status == 303
    assert state(session, number) == "approved"


@pytest.mark.rule("R-017")
def test_every_component_can_be_named_in_a_message_and_when_it_asks_for_advice(
    client_as: SignIn, session: Session
) -> None:
    number = send(client_as("karin"))
    chef_says(client_as("anders"), session, number)
    omar, nils = client_as("omar"), client_as("nils")
    every = set(load())
    for page in (omar.get("/driftinformation/ny"), omar.get(f"/it/undantag/{number}")):
        assert every <= set(re.findall(r'name="delar"[^>]*value="(\w+)"', page.html))
    address = f"/it/undantag/{number}/radfraga"
    wanted = {
        "till": "it_infrastructure",
        "amne": "infrastructure",
        "delar": sorted(every),
        "undran": "Klarar nätet det?",
    }
    assert omar.post(address, wanted | {"undran": ""}).status == 422
    assert omar.post(address, wanted | {"delar": ["kaffemaskin"]}).status == 422
    assert omar.post(address, wanted).status == 303
    assert "redan frågat" in omar.post(address, wanted).text
    assert nils.post(address, wanted).status == 403
    assert "IT infrastruktur har inte svarat" in it_says(omar, number).text
    page = nils.get(f"/it/undantag/{number}")
    assert "Klarar nätet det?" in page.text
    assert all(part.name in page.text for part in load().values())
    answer = page.form(f"/it/undantag/{number}/svar") | {"utfall": "answered", "svar": "Ja, på gästnätet."}
    nils.post(f"/it/undantag/{number}/svar", answer)
    assert "Ja, på gästnätet." in omar.get(f"/it/undantag/{number}").text
    assert it_says(omar, number).status == 303


@pytest.mark.rule("R-061")
def test_a_no_to_the_network_ends_it(client_as: SignIn, session: Session) -> None:
    number = send(client_as("karin"), ansluts="ja", hur="cable")
    chef_says(client_as("anders"), session, number)
    nils = client_as("nils")
    answer = nils.get(f"/it/undantag/{number}").form(f"/it/undantag/{number}/svar")
    nils.post(f"/it/undantag/{number}/svar", answer | {"utfall": "refused", "svar": "Den har inget skydd."})
    assert state(session, number) == "declined"
    assert asked(session, number, "it").state == "withdrawn"


def test_terms_stand_on_the_answer_and_the_budget_is_a_third_answer(client_as: SignIn, session: Session) -> None:
    first = send(client_as("karin"))
    chef_says(client_as("anders"), session, first)
    it_says(client_as("omar"), first, villkor="Bara i bildsalen.", galler="2027-06-30", oversyn="2027-03-01")
    assert state(session, first) == "conditional"
    told = client_as("karin").get(f"{PAGE}/{first}").text
    assert "Bara i bildsalen." in told
    assert "30 juni 2027" in told
    second = send(client_as("karin"), token="c" * 40, vad="Stor plotter", slag="other")
    chef_says(client_as("anders"), session, second)
    it_says(client_as("omar"), second, "budget", budgetar="2027", motivering="Räcker inte i år.")
    assert "budgeten för 2027" in client_as("karin").get(f"{PAGE}/{second}").text


def test_an_unused_approval_lapses(client_as: SignIn, session: Session, clock: Clock) -> None:
    number = send(client_as("karin"))
    chef_says(client_as("anders"), session, number)
    it_says(client_as("omar"), number, galler="2026-12-31")
    clock.forward(days=60)
    session.rollback()
    actions.tend(session, now=clock())
    session.commit()
    assert state(session, number) == "expired"
    bought = {"dag": "2026-12-20", "pris": "4990", "referens": "4711"}
    assert client_as("karin").post(f"{PAGE}/{number}/kopt", bought).status == 409


def test_what_was_bought_stands_in_the_register_as_an_exception(
    client_as: SignIn, session: Session, clock: Clock
) -> None:
    number = approved(client_as, session)
    karin, today = client_as("karin"), clock().date().isoformat()
    dear = karin.post(f"{PAGE}/{number}/kopt", {"dag": today, "pris": "9990", "referens": "4711"})
    assert "Godkännandet gäller 4 990 kr" in dear.text.replace("\u00a0", " ")
    assert karin.post(f"{PAGE}/{number}/kopt", {"dag": today, "pris": "4990", "referens": "4711"}).status == 303
    omar = client_as("omar")
    assert number in omar.get("/it/undantag").text
    assert omar.post(f"/it/undantag/{number}/registrera", {"nummer": "RIT-4711-01"}).status == 303
    session.rollback()
    device = session.scalars(sa.select(Device).where(Device.serial == "RIT-4711-01")).one()
    assert (device.origin, device.managed, device.payer) == ("exception", False, "unit")
    assert number in karin.get(f"/enheter/{device.tag}").text
    assert "Utanför sortimentet" in omar.browser.get("/it/enheter/export.csv").text
    assert state(session, number) == "registered"


def test_the_quote_is_a_pdf_and_only_for_those_who_see_the_request(client_as: SignIn, session: Session) -> None:
    karin = client_as("karin")
    assert karin.post(PAGE, WANTED | {"offert": (io.BytesIO(b"hej"), "offert.pdf")}).status == 422
    number = send(karin, offert=(io.BytesIO(pdf()), "Offert 12.pdf"))
    answer = client_as("anders").get(f"{PAGE}/{number}/offert").answer
    assert answer.mimetype == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    client_as("maria").get(f"{PAGE}/{number}/offert", status=404)
    client_as("maria").get(f"{PAGE}/{number}", status=404)


def test_a_form_sent_twice_is_one_request(client_as: SignIn, session: Session) -> None:
    karin = client_as("karin")
    assert send(karin) == send(karin)
    assert len(session.scalars(sa.select(ExceptionRequest)).all()) == 1


def test_the_third_of_its_sort_goes_to_the_forums_list(client_as: SignIn, session: Session) -> None:
    wishes = ("Ritplatta för bildsal", "Ritplatta till bild", "Ritplattor, bildsalen")
    karin = client_as("karin")
    for count, what in enumerate(wishes):
        assert not session.scalars(sa.select(Proposal)).all()
        session.rollback()
        send(karin, token=str(count) * 40, vad=what)
    session.rollback()
    proposal = session.scalars(sa.select(Proposal)).one()
    assert (proposal.source, proposal.kind) == ("similar_requests", "add")
    assert all(what in proposal.need for what in wishes)
    assert "Karin" not in proposal.need
    send(karin, token="9" * 40, vad="Ritplatta bild")
    session.rollback()
    assert len(session.scalars(sa.select(Proposal)).all()) == 1
    linked = session.scalars(sa.select(ExceptionRequest.proposal_id)).all()
    assert linked == [proposal.id] * 4


def test_letters_follow_each_answer(client_as: SignIn, session: Session) -> None:
    number = approved(client_as, session)
    session.rollback()
    told = [row.payload for row in session.scalars(sa.select(Letter).order_by(Letter.id))]
    mine = [row for row in told if row["params"].get("number") == number]
    assert [row["template"] for row in mine].count("approval_asked") == 2
    assert any("får köpa" in row["params"].get("heading", "") for row in mine)


def test_to_others_a_request_is_not_there(client_as: SignIn, session: Session) -> None:
    number = send(client_as("karin"))
    for who in ("maria", "eva", "petra"):
        client_as(who).get(f"{PAGE}/{number}", status=404)
        assert client_as(who).post(f"{PAGE}/{number}/ta-tillbaka").status == 404
        assert client_as(who).post(f"{PAGE}/{number}/kopt", {"dag": "2026-11-20"}).status == 404
    assert client_as("anders").post(f"{PAGE}/{number}/ta-tillbaka").status == 403
    assert client_as("karin").post(f"{PAGE}/{number}/ta-tillbaka").status == 303
    assert "Allt är klart" in client_as("anders").get("/godkann").text


def test_only_those_of_it_who_may_answer_for_it_do(client_as: SignIn, session: Session) -> None:
    number = send(client_as("karin"), ansluts="ja", hur="wifi")
    chef_says(client_as("anders"), session, number)
    nils = client_as("nils")
    answer = nils.get(f"/it/undantag/{number}").form(f"/it/undantag/{number}/svar") | {"utfall": "approved"}
    assert client_as("omar").post(f"/it/undantag/{number}/svar", answer).status == 404
    for what in ("beslut", "radfraga"):
        assert client_as("karin").post(f"/it/undantag/{number}/{what}", {"beslut": "ja"}).status == 403
    assert it_says(nils, number).status == 403
    nils.post(f"/it/undantag/{number}/svar", answer)
    assert it_says(client_as("gunnar"), number).status == 303, "the head of IT may, whosever desk it lies on"
    assert state(session, number) == "approved"
