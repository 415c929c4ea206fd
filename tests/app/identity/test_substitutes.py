"""Substitutes: named by oneself or by a chef above, seen on every decision, never a way round oneself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.models import Decision
from app.desks.models import ApprovalRequest
from app.identity.models import RoleGrant, Substitution
from tests.app.orders.making import PHONE, decide, place, request, states
from tests.client import Page, ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]
MINE = "/installningar/ersattare"


def name(browser: ShopClient, who: str, *, address: str = MINE, **changed: str) -> Page:
    """Fill in the form as it stands, for today and the week that follows."""
    form = {"vem": who, "fran": "2026-11-23", "till": "2026-12-03", "galler": "allt"} | changed
    return browser.post(address, form)


def test_nobody_is_chosen_at_first_and_the_page_says_so(client_as: SignIn) -> None:
    assert "Ingen ersättare vald" in client_as("anders").get("/installningar").text


def test_a_substitute_sees_what_waits_and_decides_by_name_for_another(
    client_as: SignIn, session: Session, people: People
) -> None:
    """Promise 18: the decision says in whose place."""
    assert name(client_as("anders"), "Eva Strand").status == 303
    number = place(client_as("karin"), PHONE)
    eva = client_as("eva")
    inbox = eva.get("/godkann").text
    assert "Du är ersättare för Anders Ek till och med torsdag 3 december" in inbox
    assert "För Anders Ek." in inbox
    page = eva.get(f"/godkann/{request(session, number).id}")
    assert "eftersom Anders Ek är borta till och med torsdag 3 december" in page.text
    assert decide(eva, request(session, number).id).status == 303
    assert states(session, number) == {"mobile_phone": "released"}
    made = session.scalars(sa.select(Decision)).one()
    assert (made.decided_by, made.on_behalf_of) == (people["eva"].id, people["anders"].id)
    assert "Eva Strand för Anders Ek godkände" in client_as("karin").get(f"/bestallningar/{number}").text
    assert "Eva Strand för Anders Ek beslutade" in eva.get(f"/godkann/{request(session, number).id}").text


def test_the_basket_names_the_substitute(client_as: SignIn) -> None:
    name(client_as("anders"), "eva@laxa.example")
    karin = client_as("karin")
    assert "Eva Strand (ersättare för Anders Ek)" in karin.get(f"/sortiment/{PHONE}").text


def test_a_substitute_never_decides_their_own_nor_what_the_absent_ordered(client_as: SignIn, session: Session) -> None:
    """Promise 18: power that is lent is the lender's."""
    name(client_as("anders"), "Karin Lund")
    own = place(client_as("karin"), PHONE)
    absent = place(client_as("anders"), PHONE)
    for number in (own, absent):
        assert request(session, number).decider_name == "Birgitta Holm"
        assert client_as("karin").get(f"/godkann/{request(session, number).id}", status=404).status == 404


@pytest.mark.parametrize(
    ("who", "changed", "said"),
    [
        ("Anders Ek", {}, "inte vara din egen ersättare"),
        ("Nora Nobody", {}, "Vi hittar ingen i Laxå kommun"),
        ("Jonas Berg", {}, "Vi hittar ingen i Laxå kommun"),
        ("Eva Strand", {"till": "2026-11-01"}, "efter första dagen"),
        ("Eva Strand", {"fran": "2026-10-01", "till": "2026-11-01"}, "redan varit"),
        ("Eva Strand", {"till": "2029-11-01"}, "högst ett år"),
        ("Eva Strand", {"till": ""}, "Välj sista dagen"),
        ("", {}, "Skriv vem"),
        ("Eva Strand", {"galler": "enhet-99999"}, "galler"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    client_as: SignIn, session: Session, who: str, changed: dict[str, str], said: str
) -> None:
    page = name(client_as("anders"), who, **changed)
    assert page.status == 422
    assert said in page.text or said in page.html
    assert session.scalars(sa.select(Substitution)).all() == []


def test_an_overlap_is_refused_by_name_and_a_circle_too(client_as: SignIn) -> None:
    name(client_as("anders"), "Eva Strand")
    page = name(client_as("anders"), "Birgitta Holm", till="2026-12-20")
    assert "Anders Ek har redan Eva Strand som ersättare" in page.text
    page = name(client_as("eva"), "Anders Ek")
    assert page.status == 422
    assert "leder tillbaka" in page.text


def test_nobody_who_is_away_becomes_a_substitute(client_as: SignIn) -> None:
    name(client_as("eva"), "Birgitta Holm")
    assert "Eva Strand är själv borta" in name(client_as("anders"), "Eva Strand").text


def test_whoever_does_the_finances_is_never_a_substitute(client_as: SignIn, session: Session, people: People) -> None:
    session.add(RoleGrant(person_id=people["eva"].id, role="finance", valid_from=dt.date(2020, 1, 1)))
    session.commit()
    assert "arbetar med ekonomi" in name(client_as("anders"), "Eva Strand").text


def test_power_ends_at_once_when_it_is_revoked_or_over(client_as: SignIn, session: Session, clock: Clock) -> None:
    """Promise 18: the very next request."""
    name(client_as("anders"), "Eva Strand")
    number = place(client_as("karin"), PHONE)
    eva, asked = client_as("eva"), request(session, number).id
    form = eva.get(f"/godkann/{asked}").form(f"/godkann/{asked}")
    row = session.scalars(sa.select(Substitution)).one()
    assert client_as("anders").post(f"{MINE}/{row.id}/avsluta").status == 303
    assert eva.post(f"/godkann/{asked}", form | {"beslut": "godkann"}).status == 404
    assert states(session, number) == {"mobile_phone": "pending_approval"}
    assert name(client_as("anders"), "Eva Strand").status == 303
    assert client_as("eva").get(f"/godkann/{asked}").status == 200
    clock.forward(days=11)
    assert client_as("eva").get(f"/godkann/{asked}", status=404).status == 404


def test_only_a_chef_above_or_an_administrator_arranges_for_another(
    client_as: SignIn, session: Session, people: People
) -> None:
    anders = people["anders"].id
    address = f"{MINE}/for/{anders}"
    for person in ("karin", "maria", "omar", "rut", "jonas"):
        assert (
            client_as(person).get(address, status=404).text
            == client_as(person).get(f"{MINE}/for/9999", status=404).text
        )
        assert name(client_as(person), "Eva Strand", address=address).status == 404
    assert "Anders Ek" in client_as("birgitta").get("/installningar").text
    assert name(client_as("birgitta"), "Eva Strand", address=address).status == 303
    assert "Inlagd av Birgitta Holm" in client_as("anders").get(MINE).text
    session.rollback()
    row = session.scalars(sa.select(Substitution)).one()
    assert client_as("anders").post(f"{MINE}/{row.id}/avsluta").status == 303
    assert name(client_as("alva"), "Eva Strand", address=address).status == 303


def test_nobody_lends_themselves_anothers_power(client_as: SignIn, session: Session, people: People) -> None:
    """An administrator or a higher chef for a minute: promise 17."""
    for person, whole in (("birgitta", "Birgitta Holm"), ("alva", "Alva Ström")):
        page = name(client_as(person), whole, address=f"{MINE}/for/{people['anders'].id}")
        assert page.status == 422
    assert name(client_as("alva"), "Omar Haddad", address=f"{MINE}/for/{people['gunnar'].id}").status == 404
    assert session.scalars(sa.select(Substitution)).all() == []


def test_a_substitution_is_ended_by_those_it_concerns_only(client_as: SignIn, session: Session) -> None:
    name(client_as("anders"), "Eva Strand")
    row = session.scalars(sa.select(Substitution)).one()
    for person in ("karin", "maria", "rut", "jonas"):
        assert client_as(person).post(f"{MINE}/{row.id}/avsluta").status == 404
    assert client_as("eva").post(f"{MINE}/{row.id}/avsluta").status == 303
    assert client_as("eva").post(f"{MINE}/{row.id}/avsluta").status == 422


@pytest.mark.parametrize(("scope", "sees"), [("slag-mobile", True), ("slag-computers", False)])
def test_a_substitute_for_one_kind_of_matter_decides_only_that(
    client_as: SignIn, session: Session, scope: str, sees: bool
) -> None:
    assert name(client_as("anders"), "Eva Strand", galler=scope).status == 303
    number = place(client_as("karin"), PHONE)
    assert (number in client_as("eva").get("/godkann").text) is sees


def test_my_choices_are_kept(client_as: SignIn) -> None:
    anders = client_as("anders")
    form = anders.get("/installningar").form("/installningar")
    assert form["takt"] == "now"
    sent = {"utseende": "dark", "takt": "workdays", "mejl": "deliveries"}
    assert anders.post("/installningar", sent).status == 303
    page = anders.get("/installningar")
    assert page.form("/installningar")["takt"] == "workdays"
    assert page.soup.select_one("input[name=mejl][value=orders][checked]") is None
    assert page.soup.select_one("body[data-shortcuts=off]") is not None
    assert anders.post("/installningar", sent | {"takt": "aldrig"}).status == 422


def test_requests_are_counted_for_whom_one_stands_in(client_as: SignIn, session: Session) -> None:
    place(client_as("karin"), PHONE)
    name(client_as("anders"), "Eva Strand")
    assert session.scalars(sa.select(ApprovalRequest)).one().decider_name == "Anders Ek"
    page = client_as("eva").get("/bestallningar")
    assert "1 väntar på dig" in page.text
