"""What the directory gives: mappings are added, confirmed by two where powerful, kept within reach, and ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.config import Config, Entra
from app.db import begin_write
from app.history import HistoryEntry
from app.identity import actions
from app.identity.models import Organisation, Person, RoleGrant, RoleMapping
from app.outbox import Letter
from tests.client import Page, ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]
LAXA, ASKERSUND = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
PLACE = "/admin/roller/katalog"
WHY = {"skal": "Beslut 12 november"}


@pytest.fixture(autouse=True)
def tenants(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two municipalities have directories of their own."""
    config: Config = app.config["SHOP"]
    entra = Entra(
        metadata_url="https://login.example/metadata", client_id="c", client_secret="s",
        tenants={LAXA: frozenset({"laxa"}), ASKERSUND: frozenset({"askersund"})},
    )  # fmt: skip
    monkeypatch.setitem(app.config, "SHOP", replace(config, entra=entra))


@pytest.fixture
def laxa(session: Session) -> int:
    found = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    session.rollback()
    return found


def add(browser: ShopClient, role: str, **changed: object) -> Page:
    form = {"katalog": f"entra:{LAXA}", "sort": "role", "varde": "Butiken.Roll", "roll": role, **WHY}
    return browser.post(f"{PLACE}/ny", form | changed)


def last(session: Session) -> RoleMapping:
    session.rollback()
    return session.scalars(sa.select(RoleMapping).order_by(RoleMapping.id.desc()).limit(1)).one()


def signs_in(session: Session, key: str, *roles: str, tenant: str = LAXA) -> None:
    """The directory tells these roles of somebody."""
    session.rollback()
    begin_write(session)
    person = session.scalars(sa.select(Person).where(Person.subject == key)).one()
    person.provider = f"entra:{tenant}"
    actions.sync_roles(session, person, actions.Directory(roles=frozenset(roles)), at=MOMENT)
    person.provider = "demo"
    session.commit()


def given(session: Session, key: str) -> list[str]:
    """What the directory has given somebody."""
    session.rollback()
    question = sa.select(RoleGrant.role).join(Person, Person.id == RoleGrant.person_id)
    return sorted(session.scalars(question.where(Person.subject == key, RoleGrant.source == "directory")))


def test_the_empty_page_says_what_mappings_are_for_and_leads_on(client_as: SignIn) -> None:
    alva = client_as("alva")
    assert alva.get("/admin/roller").soup.select_one(f"a[href='{PLACE}']")
    assert alva.get("/admin").soup.select_one(f"a[href='{PLACE}']")
    page = alva.get(PLACE)
    assert "Inga kopplingar än" in page.text
    assert "Då slipper ni ge rollen till var och en" in page.text
    assert "Microsoft Entra aaaaaaaa… (Laxå)" in alva.get(f"{PLACE}/ny").text


def test_an_ordinary_mapping_gives_at_the_next_sign_in_and_is_in_the_history(
    client_as: SignIn, session: Session, laxa: int
) -> None:
    alva = client_as("alva")
    assert add(alva, "communicator", organisation=laxa).status == 303
    row = last(session)
    assert (row.state, row.provider, row.claim, row.organisation_id) == ("confirmed", f"entra:{LAXA}", "role", laxa)
    signs_in(session, "karin", "Butiken.Roll")
    assert given(session, "karin") == ["communicator"]
    page = alva.get(f"{PLACE}/{last(session).id}")
    assert "Alva Ström" in page.text
    assert "Approll Butiken.Roll ger nu rollen Kommunikatör: Laxå" in page.text
    assert "Butiken.Roll" in alva.get(PLACE).text


def test_a_powerful_mapping_gives_nothing_before_a_second_yes(client_as: SignIn, session: Session) -> None:
    alva, gunnar = client_as("alva"), client_as("gunnar")
    assert add(alva, "it_infrastructure").status == 303
    found = last(session).id
    signs_in(session, "karin", "Butiken.Roll")
    assert given(session, "karin") == []
    mails = session.scalars(sa.select(Letter).where(Letter.key.startswith(f"mapping-waits:{found}:"))).all()
    assert [mail.payload["to"] for mail in mails] == ["gunnar@lekeberg.example"]
    assert "Väntar på att du bekräftar" in gunnar.get(PLACE).text
    assert "Väntar på att du bekräftar" not in alva.get(PLACE).text
    assert "Väntar på en annan administratör" in alva.get(f"{PLACE}/{found}").text
    assert gunnar.post(f"{PLACE}/{found}/bekrafta").status == 303
    assert gunnar.post(f"{PLACE}/{found}/bekrafta").status == 409
    signs_in(session, "karin", "Butiken.Roll")
    assert given(session, "karin") == ["it_infrastructure"]
    assert "Väntar på bekräftelse → Gäller" in alva.get(f"{PLACE}/{found}").text


def test_only_another_administrator_of_everything_confirms_a_mapping(
    client_as: SignIn, session: Session, scoped: Callable[..., None], laxa: int
) -> None:
    scoped("eva", "laxa")
    add(client_as("alva"), "finance", organisation=laxa)
    found = last(session).id
    for who in ("alva", "eva", "karin"):
        assert client_as(who).post(f"{PLACE}/{found}/bekrafta").status == 403, who
        assert client_as(who).post(f"{PLACE}/{found}/neka", WHY).status == 403, who
    assert client_as("gunnar").post(f"{PLACE}/{found}/neka", {"skal": ""}).status == 422
    assert client_as("gunnar").post(f"{PLACE}/{found}/neka", WHY).status == 303
    assert last(session).state == "declined"
    assert client_as("gunnar").post(f"{PLACE}/987654321/neka", WHY).status == 404
    assert client_as("gunnar").post(f"{PLACE}/987654321/bekrafta").status == 404


def test_a_second_account_of_the_giver_confirms_nothing(client_as: SignIn, session: Session, people: People) -> None:
    add(client_as("alva"), "auditor")
    begin_write(session)
    session.execute(sa.update(Person).where(Person.subject == "gunnar").values(email="ALVA@lekeberg.example"))
    session.commit()
    assert client_as("gunnar").post(f"{PLACE}/{last(session).id}/bekrafta").status == 403


def test_what_a_former_administrator_proposed_gives_nothing(
    client_as: SignIn, session: Session, people: People
) -> None:
    add(client_as("gunnar"), "auditor")
    gunnar = people["gunnar"].id
    session.rollback()
    begin_write(session)
    session.execute(sa.update(RoleGrant).where(RoleGrant.person_id == gunnar).values(state="ended"))
    session.commit()
    page = client_as("alva").post(f"{PLACE}/{last(session).id}/bekrafta")
    assert page.status == 422
    assert "inte längre administratör" in page.text


def test_nobody_gets_a_role_through_a_mapping_of_their_own(client_as: SignIn, session: Session, laxa: int) -> None:
    add(client_as("alva"), "communicator", organisation=laxa)
    add(client_as("alva"), "finance", varde="Butiken.Ekonom")
    client_as("gunnar").post(f"{PLACE}/{last(session).id}/bekrafta")
    for key in ("alva", "gunnar", "karin"):
        signs_in(session, key, "Butiken.Roll", "Butiken.Ekonom")
    assert given(session, "alva") == []
    assert given(session, "gunnar") == ["communicator"]
    assert given(session, "karin") == ["communicator", "finance"]


def test_ending_a_mapping_takes_its_roles_away_at_the_next_request(client_as: SignIn, session: Session) -> None:
    add(client_as("alva"), "it_infrastructure")
    found = last(session).id
    client_as("gunnar").post(f"{PLACE}/{found}/bekrafta")
    for key in ("karin", "maria"):
        signs_in(session, key, "Butiken.Roll")
    karin, alva = client_as("karin"), client_as("alva")
    karin.get("/it/leveranser")
    assert "har rollen genom kopplingen" in alva.get(f"{PLACE}/{found}").text
    assert alva.post(f"{PLACE}/{found}/avsluta", {"skal": ""}).status == 422
    assert alva.post(f"{PLACE}/{found}/avsluta", WHY).status == 303
    assert "2 personer miste rollen direkt" in alva.get(PLACE).text.replace("\N{NO-BREAK SPACE}", " ")
    karin.get("/it/leveranser", status=403)
    signs_in(session, "karin", "Butiken.Roll")
    assert given(session, "karin") == []
    assert alva.post(f"{PLACE}/{found}/avsluta", WHY).status == 409
    told = session.scalars(sa.select(HistoryEntry).where(HistoryEntry.event == "mapping.ended")).one()
    assert (told.data["old"], told.data["new"], told.data["people"]) == ("confirmed", "ended", 2)
    assert add(alva, "it_infrastructure").status == 303


def test_an_administrator_of_one_organisation_maps_within_it(
    client_as: SignIn, session: Session, scoped: Callable[..., None], laxa: int
) -> None:
    scoped("eva", "laxa")
    eva, alva = client_as("eva"), client_as("alva")
    assert add(eva, "communicator", organisation=laxa).status == 303
    own = last(session).id
    assert f"entra:{ASKERSUND}" not in eva.get(f"{PLACE}/ny").text
    for wrong in ({"organisation": ""}, {"organisation": laxa + 1}, {"katalog": f"entra:{ASKERSUND}"}):
        assert add(eva, "security_chief", **({"organisation": laxa} | wrong)).status == 422, wrong
    for powerful in ("admin", "finance", "auditor"):
        assert add(eva, powerful, organisation=laxa).status == 422, powerful
    add(alva, "communicator", varde="Everywhere.Talk")
    everywhere = last(session).id
    assert "Everywhere.Talk" not in eva.get(PLACE).text
    eva.get(f"{PLACE}/{everywhere}", status=404)
    assert eva.post(f"{PLACE}/{everywhere}/avsluta", WHY).status == 404
    add(alva, "finance", organisation=laxa)
    assert eva.post(f"{PLACE}/{last(session).id}/avsluta", WHY).status == 403
    assert eva.post(f"{PLACE}/{own}/avsluta", WHY).status == 303


@pytest.mark.parametrize(
    ("role", "changed", "said"),
    [
        ("communicator", {"varde": ""}, "Skriv approllens värde"),
        ("communicator", {"skal": ""}, "Skriv varför"),
        ("", {}, "Välj vilken roll"),
        ("supplier_user", {}, ""),
        ("manager", {}, ""),
        ("communicator", {"katalog": "entra:somewhere"}, ""),
        ("communicator", {"sort": "claim"}, ""),
        ("communicator", {"varde": "Redan.Finns"}, "finns redan"),
    ],
)
def test_what_cannot_be_mapped_is_said_and_the_form_is_kept(
    client_as: SignIn, role: str, changed: dict[str, str], said: str
) -> None:
    alva = client_as("alva")
    add(alva, "communicator", varde="Redan.Finns")
    page = add(alva, role, **changed)
    assert page.status == 422
    assert said in page.text
    typed = page.soup.select_one("input[name=varde]")
    assert typed is not None
    assert typed["value"] == changed.get("varde", "Butiken.Roll")


def test_a_central_role_is_not_limited_to_one_organisation(client_as: SignIn, laxa: int) -> None:
    page = add(client_as("alva"), "servicedesk", organisation=laxa)
    assert page.status == 422
    assert "kan inte begränsas så" in page.text


def test_the_last_way_to_administer_everything_stays(client_as: SignIn, session: Session) -> None:
    alva, gunnar = client_as("alva"), client_as("gunnar")
    add(alva, "admin")
    found = last(session).id
    gunnar.post(f"{PLACE}/{found}/bekrafta")
    signs_in(session, "karin", "Butiken.Roll")
    session.rollback()
    begin_write(session)
    hand = sa.update(RoleGrant).where(RoleGrant.role == "admin", RoleGrant.source == "manual")
    session.execute(hand.values(valid_to=dt.date(2026, 11, 22)))
    session.commit()
    page = client_as("karin").post(f"{PLACE}/{found}/avsluta", WHY)
    assert page.status == 422
    assert "någon annan först" in page.text
    assert given(session, "karin") == ["admin"]


def test_the_database_refuses_a_mapping_confirmed_by_its_giver(session: Session, people: People) -> None:
    alva = people["alva"].id
    session.rollback()
    base = {"provider": "entra:x", "claim": "role", "value": "v", "role": "finance", "given_by": alva}
    for wrong in ({"decided_by": alva}, {"needs_second": True, "state": "confirmed"}, {"state": "maybe"}):
        begin_write(session)
        with pytest.raises(IntegrityError):
            session.execute(sa.insert(RoleMapping).values(**base, **wrong))
        session.rollback()
