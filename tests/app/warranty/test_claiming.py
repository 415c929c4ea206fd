"""Making a claim: who may, where it goes, what is filled in, and what hinders."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item, Supplier
from app.cases.models import Case, CaseFile
from app.db import begin_write
from app.devices.models import Device
from app.exceptions.models import Finding, FindingSanction
from app.identity.models import Contact, Organisation
from app.invoicing.models.supplier import SupplierInvoice, SupplierInvoiceLine
from app.orders.models import OrderLine
from app.outbox import Letter
from app.warranty.models import Claim
from tests.app.cases.test_views import photo
from tests.app.devices import making
from tests.app.warranty.making import FORM, delivered
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]
PAST = dt.date(2026, 11, 22)


def the_claim(session: Session) -> tuple[Claim, Case]:
    """The one claim there is, with its case."""
    session.rollback()
    row = session.execute(sa.select(Claim, Case).join(Case, Case.id == Claim.case_id)).one()
    return row[0], row[1]


def mailed(session: Session) -> list[str]:
    """To whom letters about claims went."""
    session.rollback()
    rows = session.scalars(sa.select(Letter).where(Letter.key.like("claim:%")).order_by(Letter.id))
    return [row.payload["to"] for row in rows]


@pytest.mark.rule("R-064", "R-144")
def test_from_the_order_to_a_claim_in_two_steps(session: Session, client_as: SignIn) -> None:
    line = delivered(session, "karin")
    karin = client_as("karin")
    page = karin.get("/bestallningar/2026-00001")
    link = page.soup.select_one("a[href$='/reklamera']")
    form = karin.get(str(link["href"]))
    assert "LAX-41200" in form.text
    assert form.soup.select_one("[name='enhet']") is None
    sent = karin.post(str(link["href"]), FORM | {"filer": (io.BytesIO(photo()), "fel.jpg")},
                      content_type="multipart/form-data")  # fmt: skip
    page = karin.follow(sent)
    claim, case = the_claim(session)
    assert claim.number == case.number
    assert claim.number in page.text
    assert "skickad till" in page.soup.select_one("#next").get_text()
    assert (claim.route, claim.order_line_id, case.topic) == ("routed_supplier", line.id, "warranty_claim")
    supplier = session.scalars(sa.select(Supplier).where(Supplier.id == claim.supplier_id)).one()
    assert (case.state, case.assignee_name, mailed(session)) == ("waiting", supplier.name, [supplier.email])
    assert ["Fakturareferens", "LAX-41200"] in case.facts
    assert session.scalars(sa.select(CaseFile.media_type)).one() == "image/jpeg"


def invoiced(session: Session, people: People, line: OrderLine, document: str, **changed: object) -> None:
    """The supplier has invoiced a line, under a number of its own."""
    supplier, organisation, line_id = line.supplier_id, line.organisation_id, line.id
    omar = people["omar"].id
    session.rollback()
    begin_write(session)
    usual: dict[str, object] = {
        "number": f"L{document}", "supplier_id": supplier, "organisation_id": organisation,
        "kind": "invoice", "document": document, "reference": "LAX-41200", "order_number": "P1", "buyer": "212000",
        "issued_on": MOMENT.date(), "net": 50000, "vat": 12500, "state_at": MOMENT, "source": "typed", "content": b"",
        "digest": "0" * 64, "registered_by": omar, "registered_by_name": "Omar Haddad",
        "registered_at": MOMENT,
    }  # fmt: skip
    invoice = SupplierInvoice(**(usual | changed))
    session.add(invoice)
    session.flush()
    session.add(SupplierInvoiceLine(
        invoice_id=invoice.id, position=1, name="Headset", article="", order_number="P1", order_line=1,
        thousandths=1000, net=50000, vat_rate=2500, billing="goods", line_id=line_id,
    ))  # fmt: skip
    session.commit()


def test_the_suppliers_invoice_is_filled_in_when_it_has_come_and_added_when_it_comes_later(
    session: Session, people: People, client_as: SignIn
) -> None:
    line, karin = delivered(session, "karin", quantity=2), client_as("karin")
    address = f"/bestallningar/2026-00001/rader/{line.id}/reklamera"
    first = karin.post(address, FORM).location.split("?")[0]
    assert "Leverantörens faktura" not in karin.get(first).text
    invoiced(session, people, line, "F-4711")
    invoiced(session, people, line, "K-1", kind="credit_note")
    assert "Leverantörens faktura F-4711" in karin.get(first).text
    assert "Leverantörens faktura F-4711" in karin.get(address).text
    karin.post(address, FORM | {"beskrivning": "Den andra också."})
    session.rollback()
    told = session.scalars(sa.select(Case.facts).order_by(Case.id.desc())).first() or []
    assert ["Leverantörens faktura", "F-4711"] in told


@pytest.mark.rule("R-062")
def test_a_staff_computer_goes_to_its_workplace_queue(session: Session, client_as: SignIn) -> None:
    device = making.device(session, "karin")
    karin = client_as("karin")
    karin.follow(karin.post(f"/enheter/{device.tag}/reklamera", FORM))
    claim, case = the_claim(session)
    assert (claim.route, case.queue) == ("routed_it", "it_workplace")
    assert ["Serienummer", device.serial] in case.facts
    assert claim.number in client_as("omar").get("/it/reklamationer").text
    assert "Det här är en reklamation" in client_as("omar").get(f"/arenden/{case.number}").text


@pytest.mark.rule("R-063")
def test_a_pupils_device_goes_to_the_municipalitys_contact_with_its_insurance(
    session: Session, people: People, client_as: SignIn
) -> None:
    item = session.scalars(sa.select(Item).where(Item.kind == "pupil_computer").limit(1)).one()
    device = making.device(
        session,
        "simon",
        kind="pupil_computer",
        segment="pupil",
        holder_id=None,
        holder_name="Klass 7B",
        item_id=item.id,
    )
    org = session.scalars(sa.select(Organisation.id).where(Organisation.key == "askersund")).one()
    since = dt.date(2026, 1, 1)
    simon = people["simon"]
    session.add(Contact(organisation_id=org, kind="municipality_contact", person_id=simon.id, name=simon.name,
                        email=simon.email, valid_from=since))  # fmt: skip
    session.add(Contact(organisation_id=org, kind="pupil_insurance", text="Glasskador täcks, 300 kr i självrisk.",
                        valid_from=since))  # fmt: skip
    session.commit()
    browser = client_as("simon")
    page = browser.get(f"/enheter/{device.tag}/reklamera")
    assert "300 kr i självrisk" in page.text
    assert "Simon Ask" in page.text
    browser.post(f"/enheter/{device.tag}/reklamera", FORM)
    claim, case = the_claim(session)
    assert (claim.route, case.queue) == ("routed_municipality", "municipality")
    assert simon.email in mailed(session)
    assert claim.supplier_id == item.supplier_id


@pytest.mark.rule("R-170")
def test_a_designated_orderer_claims_a_colleagues_phone(session: Session, people: People, client_as: SignIn) -> None:
    item = session.scalars(sa.select(Item).where(Item.kind == "mobile_phone").limit(1)).one()
    phone = making.device(
        session, "jonas", kind="mobile_phone", device_class="phone", item_id=item.id, payer="direct", model="Telefon"
    )
    maria = client_as("maria")
    page = maria.get(f"/reklamationer/ny?q={phone.serial}")
    assert page.soup.select_one(f"a[href='/enheter/{phone.tag}/reklamera']")
    maria.follow(maria.post(f"/enheter/{phone.tag}/reklamera", FORM))
    claim, case = the_claim(session)
    assert (claim.route, claim.holder_id, case.requester_id) == (
        "routed_supplier", people["jonas"].id, people["maria"].id,
    )  # fmt: skip
    assert client_as("jonas").get(f"/reklamationer/{claim.number}").status == 200


def test_outside_the_warranty_it_becomes_a_repair_that_somebody_says_yes_to(
    session: Session, client_as: SignIn
) -> None:
    device = making.device(session, "karin", warranty_end=PAST)
    karin, address = client_as("karin"), f"/enheter/{device.tag}/reklamera"
    assert "Garantin gick ut söndag 22 november 2026" in karin.get(address).text
    refused = karin.post(address, FORM)
    assert refused.status == 422
    assert refused.soup.select_one("#reparera")
    assert "blinkar" in refused.soup.select_one("#beskrivning").get_text()
    page = karin.follow(karin.post(address, FORM | {"reparera": "y"}))
    session.rollback()
    assert session.scalars(sa.select(Case.topic)).all() == ["repair"]
    assert session.scalars(sa.select(Claim.id)).all() == []
    assert "besked om kostnaden" in page.text


def test_an_accident_is_no_warranty(session: Session, client_as: SignIn) -> None:
    device = making.device(session, "karin")
    answer = client_as("karin").post(f"/enheter/{device.tag}/reklamera", FORM | {"hur": "damage"})
    assert answer.status == 422
    assert "täcker inte olyckor" in answer.text


def sanctioned(session: Session, people: People, device: Device, sort: str) -> None:
    """IT has decided something about a device that was bought beside the way; committed."""
    omar = people["omar"]
    finding = Finding(
        number="V2026-00001", token="t", what="Dator", device_class="computer", found_where="Klassrummet",
        description="Köpt i butik.", device_id=device.id, unit_id=device.unit_id, unit_name="Stenebergsskolan",
        organisation_id=device.organisation_id, reported_by=omar.id, reported_name=omar.name, reported_at=MOMENT,
        state="sanctioned", state_at=MOMENT, assessment="Inte godkänd.",
    )  # fmt: skip
    session.add(finding)
    session.flush()
    session.add(FindingSanction(finding_id=finding.id, sort=sort, reason="Går inte att hantera.",
                                applied_by=omar.id, applied_name=omar.name, applied_at=MOMENT))  # fmt: skip
    session.commit()


@pytest.mark.rule("R-036")
def test_support_that_was_refused_hinders_and_says_why(session: Session, people: People, client_as: SignIn) -> None:
    device = making.device(session, "karin")
    sanctioned(session, people, device, "refuse_support")
    karin, address = client_as("karin"), f"/enheter/{device.tag}/reklamera"
    page = karin.get(address)
    assert "stöd har nekats" in page.text
    assert "Går inte att hantera." in page.text
    assert karin.post(address, FORM).status == 422
    session.rollback()
    assert session.scalars(sa.select(Case.id)).all() == []


@pytest.mark.rule("R-036")
def test_a_device_kept_off_the_network_is_claimed_like_any_other(
    session: Session, people: People, client_as: SignIn
) -> None:
    device = making.device(session, "karin", state="blocked")
    sanctioned(session, people, device, "refuse_network")
    karin, address = client_as("karin"), f"/enheter/{device.tag}/reklamera"
    assert "stöd har nekats" not in karin.get(address).text
    assert karin.post(address, FORM).status == 303
    the_claim(session)


def test_a_device_is_claimed_once_and_twice_sent_is_one(session: Session, client_as: SignIn) -> None:
    device = making.device(session, "karin")
    karin, address = client_as("karin"), f"/enheter/{device.tag}/reklamera"
    first, again = karin.post(address, FORM), karin.post(address, FORM)
    assert first.location == again.location
    assert "redan reklamerad" in karin.get(address).text
    assert karin.post(address, FORM | {"beskrivning": "Något annat."}).status == 422
    the_claim(session)


def test_pieces_of_a_line_are_claimed_up_to_how_many_came(session: Session, client_as: SignIn) -> None:
    line = delivered(session, "karin", quantity=3)
    karin, address = client_as("karin"), f"/bestallningar/2026-00001/rader/{line.id}/reklamera"
    assert karin.post(address, FORM | {"antal": "2"}).status == 303
    assert karin.post(address, FORM | {"antal": "2", "beskrivning": "Två till."}).status == 422
    assert karin.post(address, FORM | {"antal": "1", "beskrivning": "Den tredje."}).status == 303
    session.rollback()
    assert sorted(session.scalars(sa.select(Claim.quantity))) == [1, 2]


@pytest.mark.parametrize(("file", "said"), [(b"<svg onload='x'/>", "kan inte"), (b"", "")])
def test_a_hostile_picture_is_refused_in_words_and_nothing_is_made(
    session: Session, client_as: SignIn, file: bytes, said: str
) -> None:
    device = making.device(session, "karin")
    form = FORM | {"filer": (io.BytesIO(file or b"GIF89a" + b"\0" * 40), "bild.jpg")}
    answer = client_as("karin").post(f"/enheter/{device.tag}/reklamera", form, content_type="multipart/form-data")
    assert answer.status == 422
    assert said in answer.text
    session.rollback()
    assert session.scalars(sa.select(Case.id)).all() == []
    assert session.scalars(sa.select(Device.state)).all() == ["active"]


def test_what_broke_tomorrow_cannot_be_claimed_today(session: Session, client_as: SignIn) -> None:
    device = making.device(session, "karin")
    ahead = (MOMENT + dt.timedelta(days=1)).date().isoformat()
    answer = client_as("karin").post(f"/enheter/{device.tag}/reklamera", FORM | {"sedan": ahead})
    assert "Dagen har inte varit än" in answer.text
