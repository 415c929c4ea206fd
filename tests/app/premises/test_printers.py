"""Printers: each municipality's own list, its portal, its contact, and the share with Follow-Me."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Contact
from app.premises.models import Printer
from tests.app.notices.making import organisation
from tests.client import ShopClient
from tests.databases import MOMENT

SignIn = Callable[[str], ShopClient]
NEW = "/skrivare/askersund/ny"
FACTS = {"namn": "SKR-014", "modell": "MX-3061", "serienummer": "aa 12", "plats": "Stadshuset", "rum": "112"}


def printer(session: Session, name: str) -> Printer:
    """A printer by its name, read anew."""
    session.rollback()
    return session.scalars(sa.select(Printer).where(Printer.name == name)).one()


@pytest.mark.rule("R-171")
def test_the_contact_keeps_the_own_list_and_no_other(session: Session, client_as: SignIn) -> None:
    simon = client_as("simon")
    assert simon.post(NEW, FACTS | {"plats": ""}).status == 422
    assert simon.post(NEW, FACTS | {"follow-me": "y"}).status == 303
    assert "SKR-014" in simon.get("/skrivare").text
    found = printer(session, "SKR-014")
    assert found.serial == "AA12"
    twice = simon.post(NEW, FACTS | {"namn": "SKR-015"})
    assert twice.status == 422
    assert "AA12 finns redan i listan, på SKR-014" in twice.text

    address = f"/skrivare/{found.id}"
    form = simon.get(address).form(address)
    assert simon.post(address, form | {"rum": "114"}).status == 303
    assert simon.post(address, form | {"rum": "115"}).status == 409
    assert "114" in simon.get("/skrivare").text

    for other in ("/skrivare/laxa/ny", "/skrivare/laxa/portal", "/skrivare/nowhere/ny"):
        simon.get(other, status=404)
        assert simon.post(other, FACTS).status == 404
    session.rollback()
    session.execute(sa.update(Printer).values(organisation_id=organisation(session, "laxa")))
    session.commit()
    for verb in (address, f"{address}/ta-ur-bruk"):
        assert simon.post(verb, form | {"skal": "Trasig"}).status == 403
        assert client_as("karin").post(verb, form).status == 403
    simon.get(address, status=403)
    simon.get("/skrivare/999999", status=404)
    session.rollback()
    session.execute(sa.update(Printer).values(organisation_id=organisation(session, "askersund")))
    session.commit()

    retire = f"{address}/ta-ur-bruk"
    assert simon.post(retire).status == 422
    assert simon.post(retire, {"skal": "Utbytt"}).status == 303
    assert simon.post(retire, {"skal": "Utbytt"}).status == 422
    assert "Utbytt" in simon.get("/skrivare").text


@pytest.mark.rule("R-172", "R-173", "R-176")
def test_the_page_opens_the_portal_offers_the_notice_and_names_the_contact(session: Session, client_as: SignIn) -> None:
    simon = client_as("simon")
    portal = {"leverantor": "Skrivarbolaget", "avtal": "ADDA Skrivare", "adress": "http://osakert.example"}
    assert simon.post("/skrivare/askersund/portal", portal).status == 422
    portal["adress"] = "https://portal.skrivarbolaget.example/askersund"
    for _again in range(2):
        assert simon.post("/skrivare/askersund/portal", portal).status == 303
    session.rollback()
    session.add(
        Contact(
            organisation_id=organisation(session, "askersund"), kind="printer_contact", name="Receptionen",
            email="reception@askersund.example", phone="0583-810 00", text="Öppen till 15.30.",
            valid_from=MOMENT.date(), valid_to=None,
        )
    )  # fmt: skip
    session.commit()
    page = client_as("karin").get("/skrivare?organisation=askersund")
    links = {str(link["href"]) for link in page.soup.select("main a")}
    assert {portal["adress"], "/begar/skrivare"} <= links
    assert "Receptionen" in page.text
    assert "Öppen till 15.30." in page.text
    assert "/skrivare/askersund/portal" not in links
    own = client_as("karin").get("/skrivare")
    assert own.h1 == "Skrivare i Laxå"
    assert "Receptionen" not in own.text


@pytest.mark.rule("R-177")
def test_the_share_with_follow_me_counts_printers_in_use(client_as: SignIn, session: Session) -> None:
    simon = client_as("simon")
    for number in range(4):
        ticked = {"follow-me": "y"} if number else {}
        facts = FACTS | {"namn": f"SKR-{number}", "serienummer": ""} | ticked
        assert simon.post(NEW, facts).status == 303
    assert "Askersund 75 % (3 av 4)" in client_as("karin").get("/skrivare").text
    gone = printer(session, "SKR-0").id
    assert simon.post(f"/skrivare/{gone}/ta-ur-bruk", {"skal": "Trasig"}).status == 303
    assert "Askersund 100 % (3 av 3)" in client_as("karin").get("/skrivare").text
