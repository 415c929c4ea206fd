"""Reporting faults: functions, devices, pupils' devices, systems, and incidents in the unit."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case, CaseFile, Incident
from app.devices.models import Device
from app.requests.models import BusinessSystem
from tests.app.cases.test_views import photo
from tests.app.devices import making
from tests.client import ShopClient
from tests.databases import MOMENT

SignIn = Callable[[str], ShopClient]
TEXT = {"rubrik": "Det går inte att skriva ut", "beskrivning": "Jobbet försvinner ur kön."}


@pytest.mark.rule("R-150", "R-149", "R-209")
def test_a_basic_function_is_due_in_one_working_day(session: Session, client_as: SignIn) -> None:
    karin = client_as("karin")
    page = karin.get("/anmal-fel")
    assert len(page.soup.select("input[name='basfunktion']")) == 8
    assert karin.post("/anmal-fel", TEXT | {"galler": "funktion"}).status == 422
    answer = karin.post("/anmal-fel", TEXT | {"galler": "funktion", "basfunktion": "printing"})
    session.rollback()
    case = session.scalars(sa.select(Case)).one()
    assert case.number in karin.follow(answer).text
    assert (case.kind, case.queue, case.line, case.basic_function) == ("incident", "servicedesk", 1, "printing")
    assert case.due_at == MOMENT + dt.timedelta(days=1)


def test_something_else_has_the_settings_days(session: Session, client_as: SignIn) -> None:
    client_as("karin").post("/anmal-fel", TEXT | {"galler": "annat"})
    session.rollback()
    assert session.scalars(sa.select(Case.due_at)).one() == MOMENT + dt.timedelta(days=3)


def test_what_is_missing_is_said_in_words(client_as: SignIn) -> None:
    page = client_as("karin").post("/anmal-fel", {"rubrik": "", "beskrivning": "Halva svaret"})
    assert page.status == 422
    assert "Välj vad det är som inte fungerar" in page.text
    assert "”Beskriv felet kort” behöver ett svar" in page.text
    assert page.soup.select_one("#beskrivning").get_text().strip() == "Halva svaret"


def test_a_photo_comes_along(session: Session, client_as: SignIn) -> None:
    form = TEXT | {"galler": "annat", "filer": (io.BytesIO(photo()), "bild.jpg")}
    assert client_as("karin").post("/anmal-fel", form, content_type="multipart/form-data").status == 303
    session.rollback()
    assert session.scalars(sa.select(CaseFile.media_type)).one() == "image/jpeg"


def test_the_same_report_sent_twice_is_one_case(session: Session, client_as: SignIn) -> None:
    karin = client_as("karin")
    first, second = (karin.post("/anmal-fel", TEXT | {"galler": "annat"}) for _ in range(2))
    assert first.location == second.location


@pytest.mark.rule("R-155")
def test_a_managed_device_is_its_alone(session: Session, client_as: SignIn) -> None:
    device = making.device(session, "karin")
    page = client_as("karin").get(f"/anmal-fel?enhet={device.tag}")
    assert page.soup.select_one(f"option[value='{device.tag}'][selected]")
    client_as("karin").post("/anmal-fel", TEXT | {"galler": "enhet", "enhet": device.tag})
    session.rollback()
    assert session.scalars(sa.select(Case.queue)).one() == "servicedesk"


@pytest.mark.rule("R-156", "R-157")
@pytest.mark.parametrize(("topic", "queue"), [("network", "servicedesk"), ("hardware", "municipality")])
def test_a_pupils_device_is_split(session: Session, client_as: SignIn, topic: str, queue: str) -> None:
    tag = _pupils(session, making.device(session, "anders").tag)
    karin = client_as("karin")
    assert karin.post("/anmal-fel", TEXT | {"galler": "enhet", "marke": tag}).status == 422
    page = karin.follow(karin.post("/anmal-fel", TEXT | {"galler": "enhet", "marke": tag.lower(), "elev": topic}))
    session.rollback()
    assert session.scalars(sa.select(Case.queue)).one() == queue
    assert ("direkt till leverantören" in page.text) == (topic == "hardware")


def test_a_device_of_another_unit_is_not_there(session: Session, client_as: SignIn) -> None:
    device = making.device(session, "maria")
    client_as("karin").get(f"/enheter/{device.tag}/anmal-fel", status=404)
    assert client_as("karin").post("/anmal-fel", TEXT | {"galler": "enhet", "marke": device.tag}).status == 422
    assert client_as("maria").get(f"/enheter/{device.tag}/anmal-fel", status=303).location.endswith(device.tag)


@pytest.mark.rule("R-226")
def test_a_system_shows_its_suppliers_contact(session: Session, client_as: SignIn) -> None:
    system = BusinessSystem(
        name="Skolplattformen", supplier="Leverantören AB", supplier_contact="support@exempel.se", changed_at=MOMENT,
        changed_by="test",
    )  # fmt: skip
    session.add(system)
    session.commit()
    karin = client_as("karin")
    assert "support@exempel.se" in karin.get("/anmal-fel").text
    page = karin.follow(karin.post("/anmal-fel", TEXT | {"galler": "system", "system": str(system.id)}))
    assert "kontaktar verksamheten leverantören" in page.text


@pytest.mark.rule("R-098", "R-096")
def test_a_unit_reports_an_incident(session: Session, client_as: SignIn) -> None:
    karin = client_as("karin")
    told = {"rubrik": "Inget nät på skolan", "handelse": "Allt gick ner", "borjade": "2026-11-23 07:50",
            "paverkan": "Alla klasser", "allvarlig": "y", "personuppgifter": "y"}  # fmt: skip
    assert karin.post("/anmal-fel/incident", told | {"borjade": "snart"}).status == 422
    page = karin.follow(karin.post("/anmal-fel/incident", told))
    assert "72 timmar" in page.text
    session.rollback()
    incident = session.scalars(sa.select(Incident)).one()
    assert (incident.serious, incident.effect) == (True, "Alla klasser")


@pytest.mark.rule("R-151")
def test_the_limit_for_restoring_files_is_only_shown_when_it_is_set(client_as: SignIn) -> None:
    assert "återställas i" not in client_as("karin").get("/anmal-fel").text


def _pupils(session: Session, tag: str) -> str:
    """Make a device one of the school's pupil devices."""
    session.execute(sa.update(Device).where(Device.tag == tag).values(segment="pupil", support_level="pupil"))
    session.commit()
    return tag
