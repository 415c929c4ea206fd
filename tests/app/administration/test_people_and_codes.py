"""People and codes in the administration: by hand, from lists, and as spreadsheets."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from app.identity import queries
from app.identity.models import (
    CodeRule,
    CodeValue,
    Contact,
    CostCentre,
    Organisation,
    Person,
    SignInSession,
    Unit,
)
from tests.app.administration.filling import fill
from tests.client import ShopClient
from tests.people import People

Units = Callable[..., Unit]
LAXA = "/admin/organisationer/laxa"


def test_a_cost_centre_is_added_ended_and_follows_the_code_plan(alva: ShopClient, session: Session) -> None:
    path = f"{LAXA}/kostnadsstallen/nytt"
    alva.post(f"{LAXA}/kontering", {"del-ansvar": "1", "del-verksamhet": "1"})
    fill(alva, f"{LAXA}/kontering/regel", dimension="ansvar", pattern="41*", other="verksamhet", kind="only",
         other_pattern="4000-4999", valid_from="2026-01-01", note="Skolans verksamheter")  # fmt: skip
    refused = fill(alva, path, code="41900", activity="9110", name="Fel")
    assert refused.status == 422
    assert "När ansvar är 41900 kan verksamhet inte vara 9110. Det måste vara 4000-4999." in refused.text
    assert fill(alva, path, code="41900", activity="4400", name="Rätt").status == 303
    assert "har redan kostnadsstället 41900" in fill(alva, path, code="41900", activity="4400", name="Igen").text
    centre = session.scalars(sa.select(CostCentre).where(CostCentre.code == "41900")).one()
    late = fill(alva, f"/admin/kostnadsstallen/{centre.id}", valid_to="2020-01-01")
    assert "Sista dagen kan inte vara före den första" in late.text


def test_a_kontering_is_tried_and_the_reason_is_said(alva: ShopClient, session: Session) -> None:
    alva.post(f"{LAXA}/kontering", {"del-ansvar": "1", "krav-ansvar": "1", "del-projekt": "1"})
    fill(alva, f"{LAXA}/kontering/ansvar/ny", code="41200", name="Stenebergsskolan", valid_from="2026-01-01")
    assert "Den här konteringen får användas i dag" in alva.get(f"{LAXA}/kontering?ansvar=41200").text
    assert "Koden 99 finns inte" in alva.get(f"{LAXA}/kontering?ansvar=99").text
    assert "Det saknas ansvar" in alva.get(f"{LAXA}/kontering?projekt=7").text
    assert "Mönstret går inte att läsa" in fill(alva, f"{LAXA}/kontering/regel", pattern="9-1", other_pattern="1").text
    assert "Välj två olika delar" in fill(
        alva, f"{LAXA}/kontering/regel", pattern="1", other_pattern="1", other="ansvar"
    ).text  # fmt: skip
    assert "Det finns koder i ansvar" in alva.post(f"{LAXA}/kontering", {"del-projekt": "1"}).text
    assert not session.scalars(sa.select(CodeRule)).all()


def test_somebody_without_a_directory_is_added_changed_and_closed(
    alva: ShopClient, session: Session, units: Units, people: People
) -> None:
    path = "/admin/personer/ny"
    typed = {
        "name": "Åsa Öberg",
        "email": "asa@laxa.example",
        "title": "Vikarie",
        "unit_id": str(units("Kanslienheten").id),
    }
    page = alva.follow(fill(alva, path, **typed))
    assert page.h1 == "Åsa Öberg"
    session.rollback()
    person = session.scalars(sa.select(Person).where(Person.email == "asa@laxa.example")).one()
    assert (person.provider, person.manager_id) == ("hand", people["eva"].id)
    assert "har redan den e-postadressen" in fill(alva, path, **typed).text
    assert fill(alva, f"/admin/personer/{person.id}/andra", title="Arkivarie").status == 303
    session.rollback()
    session.refresh(person)
    assert person.title == "Arkivarie"
    assert alva.post(f"/admin/personer/{person.id}/avsluta", {"version": str(person.version)}).status == 303
    session.rollback()
    session.refresh(person)
    assert not person.active
    assert "Åsa Öberg" in alva.get("/admin/personer?avslutade=1&q=åsa").text


def test_a_closed_person_is_out_on_the_next_request(
    alva: ShopClient, client_as: Callable[[str], ShopClient], session: Session, people: People
) -> None:
    karin = client_as("karin")
    karin.get("/")
    person = people["karin"]
    alva.post(f"/admin/personer/{person.id}/avsluta", {"version": str(person.version)})
    karin.get("/", status=303)
    session.rollback()
    live = sa.select(SignInSession).where(SignInSession.person_id == person.id, SignInSession.ended_at.is_(None))
    assert not session.scalars(live).all()


def test_whom_a_directory_governs_is_not_changed_here(alva: ShopClient, session: Session, people: People) -> None:
    person = people["karin"]
    person.provider = "entra:tenant"
    session.commit()
    assert "kommer från organisationens katalog" in alva.get(f"/admin/personer/{person.id}").text
    assert alva.post(f"/admin/personer/{person.id}/avsluta", {"version": "1"}).status == 422
    session.rollback()
    session.refresh(person)
    assert person.active


def test_lists_are_fetched_as_spreadsheets_without_formulas(alva: ShopClient, session: Session, units: Units) -> None:
    unit = units("Kanslienheten")
    unit.invoice_reference = "=1+1"
    session.commit()
    answer = alva.browser.get("/admin/export/enheter.xlsx")
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in found] == ["s"]


def test_codes_are_tried_from_a_list_line_by_line_and_then_taken_in(alva: ShopClient, session: Session) -> None:
    path = f"{LAXA}/kontering/lista"
    alva.post(f"{LAXA}/kontering", {"del-verksamhet": "1"})
    bad = "Del;Kod\nverksamhet;4400;Grundskola;2026-01-01\nprojekt;1;Ett;2026-01-01\nverksamhet;;Namn;2026-01-01\n"
    bad += "verksamhet;4500;Fritids;1/1\nverksamhet;4600;Sen;2026-02-01;2026-01-01\nverksamhet;4400;Igen;2026-01-01\n"
    page = alva.post(path, {"lista": bad, "ta-in": "1"})
    assert page.status == 422
    for line, said in (
        (3, "är ingen del"),
        (4, "Koden saknas"),
        (5, "är ingen dag"),
        (6, "Sista dagen"),
        (7, "ovanför"),
    ):
        assert f"Rad {line}:" in page.text
        assert said in page.text
    assert page.field("lista").strip() == bad.strip()
    good = "\ufeffverksamhet\t4400\t'=Grundskola\t2026-01-01\t2027-12-31\nVerksamhet\t4500\tFritids\t2026-01-01\n"
    tried = alva.post(path, {"lista": good})
    assert tried.status == 200
    assert "2 nya koder" in tried.text
    assert not session.scalars(sa.select(CodeValue)).all()
    session.rollback()
    assert alva.post(path, {"lista": good, "ta-in": "1"}).status == 303
    assert {row.code: row.name for row in session.scalars(sa.select(CodeValue))} == {
        "4400": "=Grundskola",
        "4500": "Fritids",
    }
    session.rollback()
    again = alva.post(path, {"lista": good.replace("Fritids", "Fritidshem")})
    assert "0 nya koder" in again.text
    assert "1 ändrad kod" in again.text


def test_what_is_fetched_can_be_taken_in_again(alva: ShopClient) -> None:
    alva.post(f"{LAXA}/kontering", {"del-konto": "1"})
    fill(alva, f"{LAXA}/kontering/konto/ny", code="6431", name="Inventarier", valid_from="2026-01-01")
    book = load_workbook(io.BytesIO(alva.browser.get(f"{LAXA}/kontering.xlsx").data))
    text = "\n".join("\t".join(str(cell or "") for cell in row) for row in book.active.iter_rows(values_only=True))
    page = alva.post(f"{LAXA}/kontering/lista", {"lista": text})
    assert "1 som redan är likadana" in page.text


def test_who_waits_for_a_place_is_told_of_where_they_are_placed(
    alva: ShopClient, session: Session, units: Units, people: People
) -> None:
    room = units("Kanslienheten", "hallsberg")
    room.awaits_placing = True
    person = people["maria"]
    person.provider, person.manager_id = "entra:tenant", None
    session.commit()
    assert "på att placeras i en enhet" in alva.get("/admin/organisationer/hallsberg").text
    told = alva.get(f"/admin/personer/{person.id}")
    assert told.soup.select_one("main a[href='/admin/att-placera']")


@pytest.mark.rule("R-063", "R-140")
def test_other_rooms_find_the_contact_of_a_day_and_nobody_who_has_left(
    session: Session, people: People, organisations: dict[str, Organisation]
) -> None:
    laxa, day = organisations["laxa"].id, dt.date(2026, 11, 23)
    chief = Contact(
        organisation_id=laxa, kind="security_chief", person_id=people["eva"].id, name="Eva Strand", phone="1",
        valid_from=dt.date(2026, 1, 1), valid_to=None,
    )  # fmt: skip
    insurance = Contact(
        organisation_id=laxa, kind="pupil_insurance", text="500 kr", valid_from=day, valid_to=dt.date(2026, 12, 31)
    )
    session.add_all([chief, insurance])
    session.flush()
    found = queries.contacts_on(session, laxa, day, "security_chief")
    assert [(row.name, row.email, row.phone) for row in found] == [("Eva Strand", "eva@laxa.example", "1")]
    assert [row.text for row in queries.contacts_on(session, laxa, day, "pupil_insurance")] == ["500 kr"]
    assert not queries.contacts_on(session, laxa, dt.date(2027, 1, 1), "pupil_insurance")
    people["eva"].active = False
    session.flush()
    assert not queries.contacts_on(session, laxa, day, "security_chief")
