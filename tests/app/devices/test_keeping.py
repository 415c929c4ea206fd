"""IT keeps the register: takes in by hand, corrects, hands over, prints labels."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import Device, Holding
from app.identity.models import Organisation, Person, RoleGrant, Unit
from app.outbox import Letter
from app.paper import Label, label_sheets
from app.paper.labels import modules
from tests.app.devices.making import device
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]
TYPED = {
    "sort": "staff_pc", "modell": "Bärbar dator 13 tum", "serienummer": "5cg 99 88 77", "organisation": "laxa",
    "innehavare": "karin lund", "plats": "Stenebergsskolan", "rum": "A214", "togs_emot": "2026-03-12",
    "licens": "Windows 11 Education", "pris": "9 840", "hanterad": "y",
}  # fmt: skip


def test_a_device_is_taken_in_and_its_holder_asked(client_as: SignIn, session: Session) -> None:
    omar = client_as("omar")
    page = omar.follow(omar.post("/it/enheter/ny", TYPED))
    for part in ("5CG998877", "Karin Lund", "A214", "Windows 11 Education", "2030-03-12", "Importerad"):
        assert part in page.text
    assert "Har du fått Bärbar dator 13 tum?" in client_as("karin").get("/enheter").text
    again = omar.post("/it/enheter/ny", TYPED)
    assert again.status == 422
    assert "finns redan i registret" in again.text
    assert again.field("modell") == "Bärbar dator 13 tum"


@pytest.mark.rule("R-229")
def test_a_firewall_is_registered_and_the_network_service_tells_of_it(client_as: SignIn, session: Session) -> None:
    nils = client_as("nils")
    unit = session.scalars(
        sa.select(Unit.name).join(Person, Person.unit_id == Unit.id).where(Person.subject == "karin")
    )
    typed = TYPED | {"sort": "firewall", "modell": "Brandvägg för filial", "licens": "", "innehavare": unit.one()}
    page = nils.follow(nils.post("/it/enheter/ny", typed))
    for part in ("LAX-FW-00001", "Brandvägg för filial", "5CG998877", "2031-03-12"):
        assert part in page.text
    session.rollback()
    made = session.scalars(sa.select(Device)).one()
    assert (made.device_class, made.holder_id, made.payer) == ("firewall", None, "shared")
    listed = nils.get("/it/enheter?typ=firewall").text
    assert "LAX-FW-00001" in listed
    assert "LAX-FW-00001" not in nils.get("/it/enheter?typ=switch").text
    service = client_as("karin").get("/tjanster/natverk").text
    assert "Sköter accesspunkter, switchar och brandväggar från inköp till utbyte." in service
    assert "Planerar och bygger nät" in service
    assert "Justerar nätet" in service


def test_what_cannot_be_is_said_and_kept_as_typed(client_as: SignIn) -> None:
    omar = client_as("omar")
    for changed, said in (
        ({"innehavare": "Ingen Alls"}, "Vi hittar ingen person eller enhet i Laxå kommun"),
        ({"serienummer": "x"}, "minst fyra bokstäver"),
        ({"modell": ""}, "Skriv modellen"),
        ({"imei": "123"}, "Ett IMEI har 15 siffror"),
    ):
        page = omar.post("/it/enheter/ny", TYPED | changed)
        assert page.status == 422
        assert said in page.text
        assert page.field("rum") == "A214"


def test_facts_are_corrected_once_and_told(client_as: SignIn, session: Session) -> None:
    device(session, "karin")
    omar, nils = client_as("omar"), client_as("nils")
    form = omar.get("/it/enheter/LAX-PC-00001/andra").form("/it/enheter/LAX-PC-00001/andra")
    page = omar.follow(omar.post("/it/enheter/LAX-PC-00001/andra", form | {"rum": "B12", "livslangd": "2031-01-31"}))
    assert "Rum – till B12, Planerad livslängd till 2030-11-23 till 2031-01-31" in page.text
    late = nils.post("/it/enheter/LAX-PC-00001/andra", form | {"rum": "C3"})
    assert late.status == 409
    session.rollback()
    assert session.scalars(sa.select(Device.room)).one() == "B12"


def test_a_device_is_handed_over_and_the_letter_may_be_lost(client_as: SignIn, session: Session) -> None:
    device(session, "karin")
    omar = client_as("omar")
    assert omar.get("/it/enheter/LAX-PC-00001/lamna-ut").field("organisation")
    given = {"organisation": "hallsberg", "innehavare": "Maria Lindqvist", "plats": "Receptionen", "rum": ""}
    page = omar.follow(omar.post("/it/enheter/LAX-PC-00001/lamna-ut", given))
    assert "Gick från Karin Lund till Maria Lindqvist" in page.text
    assert "Karin Lund" in page.soup.select("section[aria-labelledby=innehavare]")[0].text
    session.rollback()
    session.execute(sa.delete(Letter))
    session.commit()
    assert "Har du fått" in client_as("maria").get("/enheter").text
    assert "LAX-PC-00001" not in client_as("karin").get("/enheter").text
    twice = omar.post("/it/enheter/LAX-PC-00001/lamna-ut", given)
    assert twice.status == 422
    assert "har redan enheten" in twice.text
    assert session.scalars(sa.select(sa.func.count()).where(Holding.until.is_(None))).one() == 1


def test_to_repair_and_back(client_as: SignIn, session: Session) -> None:
    device(session, "karin")
    omar = client_as("omar")
    page = omar.follow(omar.post("/it/enheter/LAX-PC-00001/lage", {"lage": "reparation"}))
    assert "Enheten är på reparation" in page.text
    omar.post("/it/enheter/LAX-PC-00001/lage", {"lage": "i-bruk"})
    session.rollback()
    assert session.scalars(sa.select(Device.state)).one() == "active"
    assert omar.post("/it/enheter/LAX-PC-00001/lage", {"lage": "recycled"}).status == 422


def test_beyond_its_reach_it_keeps_nothing(client_as: SignIn, session: Session) -> None:
    device(session, "karin")
    omar = session.scalars(sa.select(Person).where(Person.subject == "omar")).one()
    hallsberg = session.scalars(sa.select(Organisation.id).where(Organisation.key == "hallsberg")).one()
    session.execute(sa.update(RoleGrant).where(RoleGrant.person_id == omar.id).values(organisation_id=hallsberg))
    session.commit()
    browser = client_as("omar")
    for page in ("andra", "lamna-ut"):
        browser.get(f"/it/enheter/LAX-PC-00001/{page}", status=404)
        assert browser.post(f"/it/enheter/LAX-PC-00001/{page}", {}).status == 404
        assert client_as("rut").post(f"/it/enheter/LAX-PC-00001/{page}", {}).status == 403
    assert browser.post("/it/enheter/LAX-PC-00001/lage", {"lage": "reparation"}).status == 404


def test_a_sheet_of_labels_holds_every_device_of_the_choice(client_as: SignIn, session: Session) -> None:
    device(session, "karin")
    device(session, "sara", 2, device_class="phone")
    omar = client_as("omar")
    page = omar.get("/it/enheter/etiketter?typ=computer")
    assert "1 etikett på 1 ark" in page.text.replace("\u00a0", " ")
    answer = omar.browser.get("/it/enheter/etiketter.pdf?typ=computer&plats=24")
    assert answer.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        assert len(pdf.pages) == 1
    assert "Ingen enhet i urvalet" in omar.get("/it/enheter/etiketter?q=zzz").text


def test_labels_fill_their_sheets_and_codes_their_squares() -> None:
    many = [
        Label(f"LAX-PC-{number:05d}", ("<b>&", "x" * 200), "https://butik.example/enheter/1") for number in range(47)
    ]
    paper = label_sheets(many, title="Etiketter", sender="IT-butiken", skip=2)
    assert paper == label_sheets(many, title="Etiketter", sender="IT-butiken", skip=2)
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert len(pdf.pages) == 3
    squares = modules("https://butik.example/enheter/LAX-PC-00001")
    assert all(len(row) == len(squares) for row in squares)
    assert all(squares[0][:7])  # the corner by which a reader finds the code
    assert not squares[1][1]
