"""The pages of the import: try a file, see every difference, go ahead with exactly that."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import sheets
from app.administration.views import imports as views
from app.history import HistoryEntry
from app.identity.models import Organisation, PeopleImport, Person, RoleGrant, Unit
from tests.app.identity.importing.files import text, whole
from tests.app.identity.scim.caller import ENTERPRISE, Caller
from tests.client import Page, ShopClient
from tests.people import People


@pytest.fixture
def alva(client_as: Callable[[str], ShopClient]) -> ShopClient:
    return client_as("alva")


def send(client: ShopClient, data: bytes, name: str = "personer.xlsx", **fields: str) -> Page:
    form: dict[str, Any] = {"fil": (io.BytesIO(data), name), "andel": "10", **fields}
    return client.post("/admin/import", form, content_type="multipart/form-data")


def tried(client: ShopClient, data: bytes) -> tuple[str, Page]:
    page = send(client, data)
    return page.location, client.follow(page)


def go_ahead(client: ShopClient, path: str, page: Page) -> Page:
    return client.post(f"{path}/genomfor", page.form(f"{path}/genomfor"))


def test_a_file_is_shown_and_then_done_as_shown(alva: ShopClient, session: Session) -> None:
    path, page = tried(alva, whole())
    assert "Det här skulle filen göra" in page.h1
    assert "Åsa Öberg" in page.text
    assert session.scalar(sa.select(Person.id).where(Person.employee_number == "10042")) is None
    session.rollback()
    done = alva.follow(go_ahead(alva, path, page))
    assert "Det här gjorde filen" in done.h1
    teacher = session.scalars(sa.select(Person).where(Person.employee_number == "10042")).one()
    entry = session.scalars(sa.select(HistoryEntry).where(HistoryEntry.subject_id == teacher.id,
                                                          HistoryEntry.event == "person.created")).one()  # fmt: skip
    assert entry.actor_name == "Alva Ström"
    assert session.scalars(sa.select(PeopleImport)).one().content is None
    session.rollback()
    assert go_ahead_status(alva, path, page) == 422


def go_ahead_status(client: ShopClient, path: str, page: Page) -> int:
    return go_ahead(client, path, page).status


def test_faults_are_shown_by_line_and_nothing_is_kept(alva: ShopClient, session: Session) -> None:
    page = send(alva, text(("Laxå", "1", "A", "inte en adress", "", "Okänd", "", "")), "personer.csv")
    assert page.status == 422
    assert "Rad 2: E-postadressen" in page.text
    assert "Rad 2: Enheten ”Okänd” finns inte" in page.text
    assert session.scalar(sa.select(PeopleImport.id)) is None


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "tom"), (b"PK\x03\x04", "öppna"), (b"a;b\n1;2\n", "rubriker")],
)
def test_what_is_no_table_is_told_so(alva: ShopClient, data: bytes, said: str) -> None:
    page = send(alva, data)
    assert page.status == 422
    assert said in page.text


def test_a_file_that_is_too_large_is_told_so(alva: ShopClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 1000)
    monkeypatch.setattr(views, "MOST_BYTES", 1000)
    assert "för stor" in send(alva, b"x" * 1001).text


def test_no_file_and_a_share_that_is_none_are_told_so(alva: ShopClient) -> None:
    assert "Välj en fil" in alva.post("/admin/import", {"andel": "10"}).text
    assert send(alva, whole(), andel="lite").status == 422


def test_what_changed_meanwhile_must_be_looked_at_again(alva: ShopClient, session: Session) -> None:
    path, page = tried(alva, whole())
    session.execute(sa.update(Unit).where(Unit.name == "Barn- och utbildningsförvaltningen").values(name="Bildning"))
    session.commit()
    answer = go_ahead(alva, path, page)
    assert answer.status == 409
    assert "Något har ändrats" in answer.text
    assert session.scalar(sa.select(Person.id).where(Person.employee_number == "10042")) is None


def test_another_digest_than_was_shown_does_nothing(alva: ShopClient, session: Session) -> None:
    path, _page = tried(alva, whole())
    assert alva.post(f"{path}/genomfor", {"digest": "0" * 64}).status == 409
    assert alva.post(f"{path}/genomfor", {}).status == 409
    assert session.scalar(sa.select(Person.id).where(Person.employee_number == "10042")) is None


def test_to_others_a_file_is_not_there(
    alva: ShopClient, client_as: Callable[[str], ShopClient], session: Session, people: People
) -> None:
    path, page = tried(alva, whole())
    session.add(_admin(people["gunnar"].id))
    session.commit()
    gunnar = client_as("gunnar")
    assert gunnar.get(path, status=404).status == 404
    assert gunnar.post(f"{path}/genomfor", page.form(f"{path}/genomfor")).status == 404


def _admin(person: int, organisation: int | None = None) -> RoleGrant:
    return RoleGrant(person_id=person, role="admin", valid_from=dt.date(2020, 1, 1), organisation_id=organisation)


def test_who_administers_one_organisation_imports_no_other(
    client_as: Callable[[str], ShopClient], session: Session, people: People
) -> None:
    hallsberg = session.scalars(sa.select(Organisation.id).where(Organisation.key == "hallsberg")).one()
    session.add(_admin(people["jonas"].id, hallsberg))
    session.commit()
    page = send(client_as("jonas"), whole())
    assert page.status == 422
    assert "utanför det du administrerar" in page.text


def test_the_template_is_taken_as_it_stands(alva: ShopClient) -> None:
    answer = alva.browser.get("/admin/import/mall.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    page = send(alva, answer.data)
    assert page.status == 422
    assert re.search("anställningsnummer 10041 finns inte", page.text)
    assert "rubriker" not in page.text


def test_who_has_no_place_is_listed_and_placed(alva: ShopClient, session: Session) -> None:
    Caller(alva.app).create("ny@laxa.example", displayName="Siv Ask", **{ENTERPRISE: {"department": "Tekniska"}})
    page = alva.get("/admin/att-placera")
    assert "Siv Ask" in page.text
    assert "Tekniska" in page.text
    siv = session.scalars(sa.select(Person).where(Person.name == "Siv Ask")).one()
    path = f"/admin/att-placera/{siv.id}"
    session.rollback()
    assert alva.post(path, {"enhet": "Transtensskolan"}).status == 422
    assert "placerad på Stenebergsskolan" in alva.follow(alva.post(path, {"enhet": " stenebergsskolan"})).text
    assert alva.post(path, {"enhet": "Stenebergsskolan"}).status == 404
