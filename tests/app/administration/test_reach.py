"""An administrator reaches everything, or only the organisations of the grant."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from app.administration import queries
from app.identity.models import (
    CodeDimension,
    CodeRule,
    CodeValue,
    Contact,
    Organisation,
    Person,
    Unit,
    UnitChange,
    Workplace,
)
from tests.client import ShopClient
from tests.house.doors import doors
from tests.house.matrix import rows
from tests.people import People


def test_the_administrator_of_everything_sees_all_twelve(client_as: Callable[[str], ShopClient]) -> None:
    page = client_as("alva").get("/admin/organisationer")
    assert len(page.soup.select("tbody tr")) == 12


def test_an_administrator_of_one_organisation_sees_that_one(
    client_as: Callable[[str], ShopClient], scoped: Callable[..., None]
) -> None:
    scoped("eva", "laxa")
    page = client_as("eva").get("/admin/organisationer")
    assert [row.th.get_text(strip=True) for row in page.soup.select("tbody tr")] == ["Laxå kommun"]


def test_a_grant_that_has_ended_or_is_for_a_unit_reaches_nothing(people: People, scoped: Callable[..., None]) -> None:
    scoped("eva", "laxa", valid_to=dt.date(2026, 6, 30))
    scoped("jonas", "hallsberg", unit_id=people["jonas"].unit_id)
    for who in ("eva", "jonas"):
        found = queries.reach(people.visitor(who))
        assert (found.everything, found.organisations) == (False, frozenset())


def test_the_first_page_is_shown_to_administrators_only(client_as: Callable[[str], ShopClient]) -> None:
    page = client_as("alva").get("/admin")
    assert page.soup.select_one("a[href='/admin/organisationer']")
    client_as("karin").get("/admin", status=403)


def test_what_belongs_to_others_does_not_exist_for_an_administrator_of_one(
    app: Flask,
    session: Session,
    client_as: Callable[[str], ShopClient],
    scoped: Callable[..., None],
    people: People,
    units: Callable[..., Unit],
) -> None:
    scoped("eva", "laxa")
    browser, values = client_as("eva"), foreign(session, units("Transtensskolan", "hallsberg"), people["jonas"])
    own = [door for door in doors(app) if door.path in {row.path for row in rows() if row.room == "administration"}]
    walked = [door for door in own if set(re.findall(r":(\w+)>", door.path)) <= set(values)]
    assert len(walked) > 20
    for door in walked:
        path = re.sub(r"<[^:>]*:(\w+)>", lambda name: str(values[name[1]]), door.path)
        if "GET" in door.methods:
            browser.get(path, status=404)
        if "POST" in door.methods:
            assert browser.post(path, {"version": "1", "day": "2026-11-23"}).status == 404, path


def foreign(session: Session, unit: Unit, person: Person) -> dict[str, object]:
    """Things of another municipality by the names that the doors give them; committed."""
    at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    contact = Contact(
        organisation_id=unit.organisation_id, kind="it_contact", name="Den andra", valid_from=at.date(), valid_to=None
    )
    change = UnitChange(
        unit_id=unit.id, kind="rename", name="Annat", effective_on=dt.date(2027, 1, 1), decided_by="A", decided_at=at
    )
    part = CodeDimension(organisation_id=unit.organisation_id, key="projekt", required=False)
    rule = CodeRule(
        organisation_id=unit.organisation_id, kind="only", dimension="ansvar", pattern="1*", other="projekt",
        other_pattern="1*", valid_from=at.date(), valid_to=None,
    )  # fmt: skip
    session.add_all([contact, change, part, rule])
    session.flush()
    code = CodeValue(dimension_id=part.id, code="1", name="Ett", valid_from=at.date(), valid_to=None)
    session.add(code)
    session.flush()
    place = session.scalars(sa.select(Workplace.id).where(Workplace.unit_id == unit.id)).first()
    values = {
        "key": "hallsberg", "name": "approval_limit", "unit_id": unit.id, "what": "byt-namn", "word": "enhet",
        "number": unit.id, "contact_id": contact.id, "change_id": change.id, "centre_id": unit.cost_centre_id,
        "part": "projekt", "value_id": code.id, "rule_id": rule.id, "place_id": place, "person_id": person.id,
    }  # fmt: skip
    session.commit()
    return values


def test_search_lists_and_spreadsheets_keep_within_reach(
    client_as: Callable[[str], ShopClient], scoped: Callable[..., None]
) -> None:
    scoped("eva", "laxa")
    browser = client_as("eva")
    assert "Transtensskolan" not in browser.get("/admin/sok?q=skolan").text
    assert "Stenebergsskolan" in browser.get("/admin/sok?q=skolan").text
    assert "Jonas Berg" not in browser.get("/admin/personer").text
    for name in ("personer", "enheter", "kostnadsstallen"):
        sheet = browser.browser.get(f"/admin/export/{name}.xlsx")
        book = load_workbook(io.BytesIO(sheet.data), read_only=True)
        cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row]
        assert not [cell for cell in cells if "Hallsberg" in cell or "HAL-" in cell]
        book.close()


def test_an_administrator_of_one_cannot_move_a_unit_out_of_reach(
    client_as: Callable[[str], ShopClient],
    scoped: Callable[..., None],
    units: Callable[..., Unit],
    organisations: dict[str, Organisation],
) -> None:
    scoped("eva", "laxa")
    path = f"/admin/enheter/{units('Stenebergsskolan').id}/forandra/flytta"
    browser = client_as("eva")
    for where in (f"o{organisations['hallsberg'].id}", f"u{units('Transtensskolan', 'hallsberg').id}"):
        answer = browser.post(path, {"where": where, "day": "2026-11-23"})
        assert answer.status == 422
