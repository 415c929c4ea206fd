"""Roles: given with reach, days and a reason; powerful ones by two; never to oneself; the last administrator stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db import begin_write
from app.history import HistoryEntry
from app.identity.models import Organisation, Person, RoleGrant
from app.outbox import Letter
from app.words import words
from catalogue.rights import RIGHTS
from catalogue.terms import Role
from tests.client import Page, ShopClient
from tests.people import People

SignIn = Callable[[str], ShopClient]
WHY = {"skal": "Beslut 12 november"}
FRESH = {"fran": "2026-11-23", **WHY}


def give(browser: ShopClient, person: Person | int, role: str, **changed: object) -> Page:
    person_id = person if isinstance(person, int) else person.id
    return browser.post(f"/admin/roller/personer/{person_id}", {"roll": role, **FRESH, **changed})


def row(session: Session, person_id: int, role: str) -> RoleGrant:
    session.rollback()
    found = sa.select(RoleGrant).where(RoleGrant.person_id == person_id, RoleGrant.role == role)
    return session.scalars(found.order_by(RoleGrant.id.desc()).limit(1)).one()


def organisation(session: Session, key: str) -> int:
    found = session.scalars(sa.select(Organisation.id).where(Organisation.key == key)).one()
    session.rollback()
    return found


def ids(session: Session, people: People, *keys: str) -> list[int]:
    found = [people[key].id for key in keys]
    session.rollback()
    return found


@pytest.fixture
def of_laxa(session: Session, people: People) -> None:
    """Eva administers Laxå only."""
    begin_write(session)
    laxa = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    session.add(
        RoleGrant(person_id=people["eva"].id, role="admin", organisation_id=laxa, valid_from=dt.date(2026, 1, 1))
    )
    session.commit()


def test_an_ordinary_role_holds_at_once_and_is_told_of(client_as: SignIn, session: Session, people: People) -> None:
    (karin,) = ids(session, people, "karin")
    laxa = organisation(session, "laxa")
    page = give(client_as("alva"), karin, "municipality_contact", organisation=laxa, till="2027-06-30")
    assert page.status == 303
    found = row(session, karin, "municipality_contact")
    assert (found.state, found.organisation_id, found.valid_to) == ("confirmed", laxa, dt.date(2027, 6, 30))
    assert found.reason == "Beslut 12 november"
    mails = session.scalars(sa.select(Letter).where(Letter.key == f"role-given:{found.id}")).all()
    assert [mail.payload["to"] for mail in mails] == ["karin@laxa.example"]
    event = session.scalars(sa.select(HistoryEntry).where(HistoryEntry.event == "role.given")).one()
    assert (event.actor_name, event.data["where"], event.data["valid_to"]) == ("Alva Ström", "Laxå", "2027-06-30")


def test_a_powerful_role_waits_for_another_administrator(client_as: SignIn, session: Session, people: People) -> None:
    (maria,) = ids(session, people, "maria")
    alva, gunnar, browser = client_as("alva"), client_as("gunnar"), client_as("maria")
    assert give(alva, maria, "it_infrastructure").status == 303
    found = row(session, maria, "it_infrastructure")
    assert found.state == "pending"
    browser.get("/it/leveranser", status=403)
    waits = session.scalars(sa.select(Letter).where(Letter.key.startswith(f"role-waits:{found.id}:"))).all()
    assert [mail.payload["to"] for mail in waits] == ["gunnar@lekeberg.example"]
    assert "Väntar på att du bekräftar" in gunnar.get("/admin/roller").text
    assert "Väntar på att du bekräftar" not in alva.get("/admin/roller").text
    assert gunnar.post(f"/admin/roller/{found.id}/bekrafta").status == 303
    browser.get("/it/leveranser")
    assert gunnar.post(f"/admin/roller/{found.id}/bekrafta").status == 409


def test_only_another_administrator_of_everything_confirms(
    client_as: SignIn, session: Session, people: People, of_laxa: None
) -> None:
    karin, gunnar = ids(session, people, "karin", "gunnar")
    give(client_as("alva"), karin, "auditor")
    waiting = row(session, karin, "auditor").id
    for who, status in (("alva", 403), ("eva", 403), ("karin", 403), ("rut", 403)):
        assert client_as(who).post(f"/admin/roller/{waiting}/bekrafta").status == status, who
        assert client_as(who).post(f"/admin/roller/{waiting}/neka", WHY).status == status, who
    give(client_as("alva"), gunnar, "finance")
    own = row(session, gunnar, "finance").id
    assert client_as("gunnar").post(f"/admin/roller/{own}/bekrafta").status == 403
    assert client_as("gunnar").post(f"/admin/roller/{waiting}/neka", {"skal": ""}).status == 422
    assert client_as("gunnar").post(f"/admin/roller/{waiting}/neka", WHY).status == 303
    assert row(session, karin, "auditor").state == "declined"
    assert client_as("eva").post("/admin/roller/987654321/neka", WHY).status == 404


def test_nobody_gives_a_role_to_themselves_by_any_account(client_as: SignIn, session: Session, people: People) -> None:
    alva, other = ids(session, people, "alva", "olle")
    browser = client_as("alva")
    assert give(browser, alva, "municipality_contact").status == 403
    begin_write(session)
    session.execute(sa.update(Person).where(Person.id == other).values(email="ALVA@lekeberg.example"))
    session.commit()
    assert give(browser, other, "municipality_contact").status == 403
    assert give(browser, other, "finance").status == 403


def test_a_second_account_confirms_nothing_of_the_first(client_as: SignIn, session: Session, people: People) -> None:
    karin, gunnar = ids(session, people, "karin", "gunnar")
    give(client_as("alva"), karin, "finance")
    begin_write(session)
    session.execute(sa.update(Person).where(Person.id == gunnar).values(email="alva@lekeberg.example"))
    session.commit()
    assert client_as("gunnar").post(f"/admin/roller/{row(session, karin, 'finance').id}/bekrafta").status == 403


def test_what_a_former_administrator_proposed_is_not_confirmed(
    client_as: SignIn, session: Session, people: People
) -> None:
    karin, alva, gunnar = ids(session, people, "karin", "alva", "gunnar")
    give(client_as("gunnar"), karin, "finance")
    begin_write(session)
    session.execute(sa.update(RoleGrant).where(RoleGrant.person_id == gunnar).values(state="ended"))
    session.commit()
    page = client_as("alva").post(f"/admin/roller/{row(session, karin, 'finance').id}/bekrafta")
    assert page.status == 422
    assert "inte längre administratör" in page.text
    assert alva


def test_the_last_administrator_of_everything_stays(client_as: SignIn, session: Session, people: People) -> None:
    alva, gunnar = ids(session, people, "alva", "gunnar")
    browser = client_as("alva")
    assert browser.post(f"/admin/roller/{row(session, gunnar, 'admin').id}/avsluta", WHY).status == 303
    last = row(session, alva, "admin").id
    for more in ({}, {"sista": "2026-12-31"}):
        page = browser.post(f"/admin/roller/{last}/avsluta", WHY | more)
        assert page.status == 422
        assert "sista administratören" in page.text
    assert row(session, alva, "admin").state == "confirmed"


def test_an_administrator_of_one_organisation_gives_within_it(
    client_as: SignIn, session: Session, people: People, of_laxa: None
) -> None:
    karin, maria, eva = ids(session, people, "karin", "maria", "eva")
    laxa, hallsberg = organisation(session, "laxa"), organisation(session, "hallsberg")
    browser = client_as("eva")
    assert give(browser, karin, "communicator", organisation=laxa).status == 303
    assert give(browser, karin, "security_chief").status == 422
    assert give(browser, karin, "security_chief", organisation=hallsberg).status == 422
    for powerful in ("admin", "finance", "auditor"):
        assert give(browser, karin, powerful, organisation=laxa).status == 403
    assert give(browser, karin, "it_workplace", organisation=laxa).status == 422
    assert give(browser, maria, "communicator", organisation=laxa).status == 404
    assert give(browser, eva, "communicator", organisation=laxa).status == 403
    browser.get(f"/admin/roller/{row(session, maria, 'employee').id}", status=404)


@pytest.mark.parametrize(
    ("role", "changed", "said"),
    [
        ("communicator", {"fran": "2026-11-22"}, "bakåt i tiden"),
        ("communicator", {"till": "2026-11-01"}, "före den första"),
        ("communicator", {"skal": ""}, "Skriv varför"),
        ("manager", {}, "Vilken roll"),
        ("employee", {}, "redan den rollen"),
        ("supplier_user", {}, "IT-partnern"),
        ("communicator", {"fran": "i morgon"}, ""),
        ("communicator", {"organisation": "99999"}, ""),
        ("communicator", {"segment": "alla"}, ""),
    ],
)
def test_what_cannot_be_is_said_and_the_form_is_kept(
    client_as: SignIn, session: Session, people: People, role: str, changed: dict[str, str], said: str
) -> None:
    (karin,) = ids(session, people, "karin")
    page = give(client_as("alva"), karin, role, **changed)
    assert page.status == 422
    assert said in page.text


def test_a_role_is_ended_now_or_after_a_last_day(client_as: SignIn, session: Session, people: People) -> None:
    karin, maria = ids(session, people, "karin", "maria")
    browser = client_as("alva")
    address = f"/admin/roller/{row(session, maria, 'designated_orderer').id}/avsluta"
    assert browser.post(address, WHY | {"sista": "2026-12-31"}).status == 303
    assert row(session, maria, "designated_orderer").valid_to == dt.date(2026, 12, 31)
    assert browser.post(address, WHY | {"sista": "2027-12-31"}).status == 422
    assert browser.post(address, WHY).status == 303
    assert row(session, maria, "designated_orderer").state == "ended"
    assert browser.post(address, WHY).status == 409
    told = [entry.event for entry in session.scalars(sa.select(HistoryEntry).where(HistoryEntry.subject_id == maria))]
    assert told[-2:] == ["role.shortened", "role.ended"]
    mails = session.scalars(sa.select(Letter).where(Letter.key.startswith("role-ended:"))).all()
    assert len(mails) == 2
    assert karin


def test_the_database_itself_refuses_what_must_not_be(session: Session, people: People) -> None:
    karin, alva = ids(session, people, "karin", "alva")
    base = {"person_id": karin, "role": "finance", "valid_from": dt.date(2026, 11, 23)}
    for wrong in (
        {"given_by": karin},
        {"given_by": alva, "decided_by": alva},
        {"given_by": alva, "decided_by": karin},
        {"valid_to": dt.date(2026, 11, 22)},
        {"given_by": alva, "needs_second": True, "state": "confirmed"},
        {"state": "maybe"},
    ):
        begin_write(session)
        with pytest.raises(IntegrityError):
            session.execute(sa.insert(RoleGrant).values(**base, **wrong))
        session.rollback()


def test_people_are_found_without_javascript_and_roles_are_explained(client_as: SignIn) -> None:
    browser = client_as("alva")
    page = browser.get("/admin/roller/ny?q=kar")
    link = page.soup.select_one("main table a")
    assert link is not None
    assert link.get_text(strip=True) == "Karin Lund"
    choice = browser.get(str(link["href"]))
    assert "Vilken roll ska Karin Lund få?" in choice.h1
    form = browser.get(f"{link['href']}&roll=finance")
    assert "En annan administratör behöver bekräfta" in form.text
    assert "sköta ekonomin" in form.text
    assert browser.get("/admin/roller/oversikt").text.count("Två administratörer") > 5


def test_the_list_is_searched_and_filtered(client_as: SignIn, session: Session, people: People) -> None:
    browser = client_as("alva")
    assert "Simon Ask" in browser.get("/admin/roller?roll=school_orderer").text
    assert "Karin Lund" not in browser.get("/admin/roller?roll=school_orderer").text
    assert "Simon Ask" in browser.get("/admin/roller?organisation=askersund&q=simon").text
    assert "Ingen roll passar" in browser.get("/admin/roller?visa=avslutade").text
    assert "Ingen roll passar" in browser.get("/admin/roller?visa=kommande").text


def test_every_role_and_right_has_words() -> None:
    # A new right is told of in app/words/sv/roles.toml, [right]; a new role in [name] and [meaning].
    known = words()
    missing = [f"roles.right.{right.name}" for right in RIGHTS.values() if right.roles]
    missing += [f"roles.{table}.{role}" for role in Role for table in ("name", "meaning")]
    assert [key for key in missing if key not in known] == []
