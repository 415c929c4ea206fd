"""The forecast counts what falls due, the volumes what came of it, and the share what IT manages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.queries import forecast
from app.identity.models import Person, Unit
from catalogue.edition import load as edition
from tests.app.delivery.making import ordered
from tests.app.devices.making import device
from tests.client import Page, ShopClient
from tests.people import People

SignIn = Callable[[str], ShopClient]


def row_of(page: Page, name: str) -> list[str]:
    rows = [row for row in page.soup.select("tr[data-row]") if name in row.get_text()]
    assert len(rows) == 1, [row.get_text(" ") for row in rows]
    return [" ".join(cell.get_text(" ").split()) for cell in rows[0].select("td")]


def unit_of(session: Session, subject: str) -> str:
    question = sa.select(Unit.name).join(Person, Person.unit_id == Unit.id).where(Person.subject == subject)
    return session.scalars(question).one()


@pytest.mark.rule("R-136")
@pytest.mark.rule("R-163")
def test_five_years_of_access_points_and_old_tablets_stand_in_the_forecast(client_as: SignIn, session: Session) -> None:
    for number, year in enumerate((2027, 2027, 2031, 2033), start=1):
        device(
            session, "karin", number, kind="access_point", device_class="access_point", holder_id=None,
            planned_end=dt.date(year, 5, 1), planned_months=60,
        )  # fmt: skip
    device(session, "sara", 5, kind="pupil_tablet", device_class="tablet", planned_end=dt.date(2026, 2, 1))
    device(session, "karin", 6, planned_end=dt.date(2029, 2, 1), state="written_off")
    page = client_as("omar").get("/it/prognos")
    assert row_of(page, "Accesspunkt") == ["Laxå", "", "2", "", "", "", "1"]
    assert row_of(page, "Elevplatta") == ["Askersund", "1", "", "", "", "", ""]
    assert "Någon beställer" in page.text
    assert "Dator för personal" not in page.text
    exported = client_as("elin").browser.get("/it/prognos/export.csv").get_data(as_text=True)
    assert "Laxå;Accesspunkt;0;2;0;0;0;1" in exported


@pytest.mark.rule("R-234")
def test_switches_stand_in_the_forecast_five_years_after_they_came(client_as: SignIn, session: Session) -> None:
    nils = client_as("nils")
    typed = {
        "sort": "switch", "modell": "Switch 24 portar", "serienummer": "SW240001", "organisation": "laxa",
        "innehavare": unit_of(session, "karin"), "togs_emot": "2023-05-02", "hanterad": "y",
    }  # fmt: skip
    assert nils.post("/it/enheter/ny", typed).status == 303
    old = typed | {"serienummer": "SW240002", "togs_emot": "2019-05-02"}
    assert nils.post("/it/enheter/ny", old).status == 303
    omar = client_as("omar")
    assert row_of(omar.get("/it/prognos"), "Switch") == ["Laxå", "1", "", "1", "", "", ""]
    assert row_of(omar.get("/it/prognos/2028"), "Switch")[:2] == ["Laxå", "1"]


@pytest.mark.rule("R-048")
def test_a_mac_of_march_2026_falls_due_in_2032_and_a_pc_in_2030(session: Session, people: People) -> None:
    device(session, "karin", 1, planned_end=dt.date(2030, 3, 15))
    device(session, "karin", 2, kind="staff_mac", planned_end=dt.date(2032, 3, 15))
    found = forecast.due(session, people.visitor("omar"), edition(), dt.date(2027, 1, 1))
    assert {(row.kind, tuple(row.years)) for row in found} == {("staff_pc", (2030,)), ("staff_mac", (2032,))}
    assert all(row.cost(next(iter(row.years))) == row.price > 0 for row in found)


@pytest.mark.rule("R-218")
def test_forecast_ordered_and_delivered_stand_side_by_side_and_a_municipality_comments(
    client_as: SignIn, session: Session
) -> None:
    device(session, "karin", 1, planned_end=dt.date(2026, 6, 1), in_service_on=dt.date(2022, 6, 1), origin="import")
    device(session, "karin", 2)
    ordered(session, "karin", "staff_pc", "staff_pc")
    ordered(session, "maria", "mobile_phone", number="2026-00002")
    omar = client_as("omar")
    page = omar.get("/it/prognos/2026")
    assert row_of(page, "Laxå")[:4] == ["Laxå", "1", "2", "1"]
    assert row_of(page, "Hallsberg")[:4] == ["Hallsberg", "0", "1", "0"]
    jonas = client_as("jonas")
    said = {"organisation": "hallsberg", "klass": "phone", "text": "Hemtjänsten växer."}
    assert "Hemtjänsten växer." in jonas.follow(jonas.post("/it/prognos/2026", said)).text
    assert "Hemtjänsten växer." in omar.get("/it/prognos/2026").text
    assert jonas.post("/it/prognos/2026", said | {"organisation": "laxa"}).status in (404, 422)
    assert omar.post("/it/prognos/2026", said).status == 403
    omar.get("/it/prognos/1999", status=404)


@pytest.mark.rule("R-198")
@pytest.mark.rule("R-203")
def test_the_share_of_managed_devices_stands_for_each_class(client_as: SignIn, session: Session) -> None:
    for number, managed in enumerate((True, True, False), start=1):
        device(session, "karin", number, managed=managed)
    device(session, "karin", 4, device_class="phone", kind="mobile_phone")
    device(session, "karin", 5, device_class="phone", kind="mobile_phone", managed=False, state="written_off")
    page = client_as("omar").get("/it/prognos")
    shown = [" ".join(each.get_text(" ").split()) for each in page.soup.select("ul.kpi li")]
    assert shown == ["Dator 66 % 2 av 3", "Mobiltelefon 100 % 1 av 1", "Surfplatta 0 % 0 av 0"]
