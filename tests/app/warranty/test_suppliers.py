"""The supplier's side: its own claims, the thread, and its answer."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.cases.models import Case, CaseFile
from app.identity.models import Person
from app.warranty.models import Claim
from tests.app.cases.test_views import photo
from tests.app.devices import making
from tests.app.warranty.making import FORM, claimed, delivered
from tests.client import ShopClient
from tests.people import People

SignIn = Callable[[str], ShopClient]


def partner(session: Session) -> int:
    """Petra's company."""
    return session.scalars(sa.select(Person.supplier_id).where(Person.subject == "petra")).one() or 0


def sent(session: Session, client_as: SignIn, supplier_id: int, text: str = "Brusar.") -> str:
    """The number of a claim of Karin's at a supplier, with a picture."""
    line = delivered(session, "karin", supplier_id=supplier_id, number=f"2026-{supplier_id:05d}")
    form = FORM | {"beskrivning": text, "filer": (io.BytesIO(photo()), "fel.jpg")}
    address = f"/bestallningar/2026-{supplier_id:05d}/rader/{line.id}/reklamera"
    assert client_as("karin").post(address, form, content_type="multipart/form-data").status == 303
    session.rollback()
    return session.scalars(sa.select(Claim.number).order_by(Claim.id.desc()).limit(1)).one()


def version(session: Session, number: str) -> str:
    """The version that a page would show."""
    session.rollback()
    return str(session.scalars(sa.select(Case.version).where(Case.number == number)).one())


@pytest.mark.rule("R-064")
def test_a_supplier_sees_its_own_claims_and_no_others(session: Session, client_as: SignIn) -> None:
    own = partner(session)
    other = session.scalars(sa.select(Supplier.id).where(Supplier.id != own).limit(1)).one()
    mine, theirs = sent(session, client_as, own), sent(session, client_as, other, "Sprucken.")
    petra = client_as("petra")
    listed = petra.get("/partner/reklamationer").text
    assert mine in listed
    assert theirs not in listed
    petra.get(f"/partner/reklamationer/{mine}")
    files = list(session.scalars(sa.select(CaseFile.id).order_by(CaseFile.id)))
    petra.get(f"/partner/reklamationer/{mine}/filer/{files[0]}")
    for path in (theirs, f"{theirs}/filer/{files[1]}", f"{mine}/filer/{files[1]}"):
        petra.get(f"/partner/reklamationer/{path}", status=404)
    assert petra.post(f"/partner/reklamationer/{theirs}", {"text": "Hej"}).status == 404
    assert petra.post(f"/partner/reklamationer/{theirs}/hantera", {"atgard": "ta"}).status == 404
    petra.get(f"/reklamationer/{mine}", status=403)


@pytest.mark.rule("R-064", "R-152")
def test_claimant_and_supplier_write_to_each_other_and_it_is_answered(session: Session, client_as: SignIn) -> None:
    number = sent(session, client_as, partner(session))
    petra, karin = client_as("petra"), client_as("karin")
    petra.post(f"/partner/reklamationer/{number}", {"text": "Vilken sida brusar?"})
    assert "Vilken sida brusar?" in karin.get(f"/reklamationer/{number}").text
    karin.post(f"/reklamationer/{number}", {"text": "Den vänstra."})
    assert "Den vänstra." in petra.get(f"/partner/reklamationer/{number}").text
    empty = {"atgard": "svara", "utfall": "replaced", "svar": "", "version": version(session, number)}
    assert petra.post(f"/partner/reklamationer/{number}/hantera", empty).status == 422
    done = empty | {"svar": "Ett nytt skickas i dag.", "referens": "RMA-77"}
    assert petra.post(f"/partner/reklamationer/{number}/hantera", done).status == 303
    page = karin.get(f"/reklamationer/{number}")
    assert "Den är utbytt" in page.text
    assert "Ett nytt skickas i dag." in page.text
    assert "RMA-77" in page.text
    session.rollback()
    assert session.scalars(sa.select(Case.state)).one() == "solved"


def test_a_supplier_is_let_in_by_it_and_not_before(session: Session, people: People, client_as: SignIn) -> None:
    own = partner(session)
    line = delivered(session, "karin", "staff_pc", supplier_id=own)
    tag = making.device(session, "karin", order_line_id=line.id).tag
    number = claimed(session, people, "karin", tag).number
    petra, omar = client_as("petra"), client_as("omar")
    petra.get(f"/partner/reklamationer/{number}", status=404)
    form = {"atgard": "dela", "version": version(session, number)}
    assert omar.post(f"/reklamationer/{number}/hantera", form).status == 303
    assert "Släpp in" not in omar.get(f"/reklamationer/{number}").text
    omar.post(f"/reklamationer/{number}", {"text": "Bara för oss.", "internt": "y"})
    assert "Bara för oss." not in petra.get(f"/partner/reklamationer/{number}").text
