"""AV: one of three routes first, a buy from a subcontractor, an own procurement with IT, agreements, who answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import worker
from app.assortment.models import Item, Supplier
from app.av import actions
from app.av.models import AvPurchase, SupportAgreement
from app.cases.models import Case, CaseStep
from app.consultations.models import ItQuestion
from app.delivery.models import PartnerOrder
from app.desks.models import ApprovalRequest
from app.orders.models import OrderLine
from app.outbox import Letter
from tests.app.orders.making import PROJECTOR, fill, lines, place, submit
from tests.app.requests.filling import filled
from tests.client import Page, ShopClient
from tests.databases import Clock
from tests.pdf import PdfReader

SignIn = Callable[[str], ShopClient]
NEW = "/av/underleverantor"
BUY = {
    "token": "v" * 40, "vad": "Interaktiv skärm till aulan", "pris": "38 500", "skal": "Aulan byggs om.",
    "wifi": "nej", "licence": "nej", "app_distribution": "nej", "infrastructure": "nej", "montering": "own",
    "support": "none",
}  # fmt: skip


def subcontractor(session: Session) -> str:
    session.rollback()
    found = session.scalars(sa.select(Supplier.id).where(Supplier.kind == "av_subcontractor")).first()
    session.rollback()
    return str(found)


def send(browser: ShopClient, session: Session, **changes: str) -> str:
    """Ask for a buy; gives its number."""
    page = browser.post(NEW, BUY | {"leverantor": subcontractor(session)} | changes)
    assert page.status == 303, page.text[:600]
    return page.location.rpartition("/")[2]


def chef_says(browser: ShopClient, session: Session, number: str, word: str = "godkann") -> Page:
    session.rollback()
    asked = session.scalars(sa.select(ApprovalRequest).where(ApprovalRequest.label == number)).one()
    url = f"/godkann/{asked.id}"
    session.rollback()
    return browser.post(url, browser.get(url).form(url) | {"beslut": word, "meddelande": "Så är det."})


def answer(browser: ShopClient, session: Session, topic: str, outcome: str, text: str = "") -> Page:
    session.rollback()
    row = session.scalars(sa.select(ItQuestion).where(ItQuestion.topic == topic, ItQuestion.state == "open")).one()
    return browser.post(f"{row.address}/svar", {"fraga": str(row.id), "utfall": outcome, "svar": text})


def state(session: Session, number: str) -> str:
    session.rollback()
    return session.scalars(sa.select(AvPurchase.state).where(AvPurchase.number == number)).one()


def _paper(browser: ShopClient, number: str) -> str:
    return PdfReader(browser.get(f"/bestallningar/{number}/pdf").answer.get_data()).document.said


@pytest.mark.rule("R-051")
def test_the_page_asks_for_one_of_three_routes_before_anything_else(client_as: SignIn) -> None:
    page = client_as("anders").get("/av")
    ways = [str(each["href"]) for each in page.soup.select(".doors a")]
    assert ways == ["/sortiment?kategori=av", NEW, "/begar/av-upphandling"]
    assert not page.soup.select("main input")
    assert "/av" in [each["href"] for each in client_as("anders").get("/begar").soup.select(".doors a")]


@pytest.mark.rule("R-052")
@pytest.mark.rule("R-050")
def test_an_item_of_the_partner_becomes_a_partner_order_and_the_unit_owns_its_operation(
    client_as: SignIn, session: Session, app: Flask, data_dir: Path, clock: Clock
) -> None:
    maria = client_as("maria")
    number = place(maria, PROJECTOR)
    promise = "IT lovar ingen drift eller support"
    page = maria.get(f"/bestallningar/{number}")
    assert "Er enhet ansvarar för montering, drift och support" in page.text
    assert promise in page.text
    assert promise in " ".join(_paper(maria, number).split())
    session.rollback()
    mail = session.scalars(sa.select(Letter.payload).where(Letter.key.startswith("order-placed:"))).one()
    assert any(promise in text for text in mail["params"]["remarks"])
    chef_says(client_as("jonas"), session, number)
    clock.forward(minutes=11)
    worker.run(app, once=True)
    assert lines(session, number)["av_partner"].state == "sourced"
    assert session.scalars(sa.select(PartnerOrder)).one()


@pytest.mark.rule("R-057")
def test_a_line_of_av_is_not_ordered_before_somebody_chose_who_mounts_it(client_as: SignIn, session: Session) -> None:
    maria = client_as("maria")
    fill(maria, PROJECTOR)
    session.rollback()
    basket = maria.get("/varukorg")
    address = next(str(f["action"]) for f in basket.soup.select("form[action$='/svar']"))
    assert "Ska leverantören montera?" in basket.text
    without = {name: "nej" for name in basket.form(address) if name.startswith("svar-") and name != "svar-mounting"}
    other = client_as("jonas")
    other.post("/varukorg/rader", {"item": PROJECTOR, "antal": "1"} | without)
    assert submit(other).status == 422
    maria.post(address, basket.form(address) | {"svar-mounting": "ja"})
    assert "Lägg montering ur sortimentet" in maria.get("/kassa").text
    assert submit(maria).status == 303


@pytest.mark.rule("R-057")
def test_the_form_of_a_subcontractor_demands_mounting_support_and_all_answers(
    client_as: SignIn, session: Session
) -> None:
    page = client_as("anders").post(NEW, {"token": "x" * 40})
    assert page.status == 422
    assert "om leverantören gör det" in page.text
    assert "tecknar ett supportavtal" in page.text
    assert page.text.count("Svara ja eller nej.") >= 4
    assert client_as("karin").post(NEW, BUY | {"leverantor": subcontractor(session)}).status == 403


@pytest.mark.rule("R-053")
def test_a_subcontractors_channel_is_shown_and_only_the_purchase_is_registered(
    client_as: SignIn, session: Session, clock: Clock
) -> None:
    anders = client_as("anders")
    assert "order@av-partner.example" in anders.get(NEW).text
    number = send(anders, session)
    chef_says(client_as("birgitta"), session, number)
    assert state(session, number) == "cleared"
    page = anders.get(f"/av/kop/{number}").text
    assert "order@av-partner.example" in page
    assert "IT lovar ingen drift eller support" in page
    bought = {"dag": clock().date().isoformat(), "pris": "38 500", "referens": "AV-4711"}
    assert anders.post(f"/av/kop/{number}/kopt", bought).status == 303
    session.rollback()
    row = session.scalars(sa.select(AvPurchase)).one()
    assert (row.state, row.reference, row.answers["wifi"]) == ("registered", "AV-4711", False)
    assert "Interaktiv skärm till aulan" in anders.get("/kostnader").text
    session.rollback()
    assert session.scalars(sa.select(OrderLine)).all() == []
    assert session.scalars(sa.select(Case)).all() == []


@pytest.mark.rule("R-058")
@pytest.mark.rule("R-059")
@pytest.mark.rule("R-060")
@pytest.mark.rule("R-061")
def test_each_yes_asks_its_own_queue_and_all_must_answer(client_as: SignIn, session: Session) -> None:
    yes = dict.fromkeys(("wifi", "licence", "app_distribution", "infrastructure"), "ja")
    number = send(client_as("anders"), session, **yes)
    chef_says(client_as("birgitta"), session, number)
    assert state(session, number) == "consulting"
    rows = session.scalars(sa.select(ItQuestion)).all()
    assert {(row.topic, row.queue, row.blocking) for row in rows} == {
        ("wifi", "it_infrastructure", True), ("infrastructure", "it_infrastructure", True),
        ("licence", "it_workplace", False), ("app_distribution", "it_workplace", False),
    }  # fmt: skip
    nils, omar = client_as("nils"), client_as("omar")
    assert number in nils.get("/it/fragor").text
    assert answer(omar, session, "wifi", "approved").status == 404, "another queue's question"
    assert answer(omar, session, "licence", "refused", "Nej.").status == 422, "advice cannot stop it (C17)"
    answer(nils, session, "wifi", "approved")
    answer(nils, session, "infrastructure", "approved")
    answer(omar, session, "licence", "answered", "Licensen ingår.")
    assert state(session, number) == "consulting"
    answer(omar, session, "app_distribution", "answered", "Vi packar appen.")
    assert state(session, number) == "cleared"


@pytest.mark.rule("R-061")
def test_a_no_to_the_network_stops_a_buy(client_as: SignIn, session: Session) -> None:
    number = send(client_as("anders"), session, infrastructure="ja")
    chef_says(client_as("birgitta"), session, number)
    assert answer(client_as("nils"), session, "infrastructure", "refused", "Ingen ledig port.").status == 303
    assert state(session, number) == "declined"
    assert "Ingen ledig port." in client_as("anders").get(f"/av/kop/{number}").text


def test_a_chefs_no_is_a_no(client_as: SignIn, session: Session) -> None:
    number = send(client_as("anders"), session)
    chef_says(client_as("birgitta"), session, number, "avsla")
    assert state(session, number) == "declined"


@pytest.mark.rule("R-015")
@pytest.mark.rule("R-055")
def test_an_own_procurement_asks_it_to_take_part_and_waits_for_it(client_as: SignIn, session: Session) -> None:
    anders, slug = client_as("anders"), "av-upphandling"
    data = filled(anders.get(f"/begar/{slug}"), slug) | {"vad": "Skärmar till tolv klassrum"}
    assert anders.post(f"/begar/{slug}", data).status == 303
    check = anders.get(f"/begar/{slug}/granska")
    case = anders.post(f"/begar/{slug}/skicka", check.form(f"/begar/{slug}/skicka")).location
    session.rollback()
    part, own = session.scalars(sa.select(Case).order_by(Case.id)).all()
    assert (part.topic, part.queue) == ("it_in_procurement", "object_lead")
    assert "Skärmar till tolv klassrum" in part.subject
    assert own.topic == "av_own_procurement"
    step = session.scalars(sa.select(CaseStep).where(CaseStep.case_id == own.id, CaseStep.key == "also")).one()
    assert step.demanded
    assert part.number in anders.get(case).text
    assert part.number in step.label


def test_an_agreement_is_reminded_of_once_before_it_ends(client_as: SignIn, session: Session, clock: Clock) -> None:
    anders = client_as("anders")
    today = clock().date()
    kept = {"token": "s" * 40, "avser": "Skärmen i aulan", "leverantor": "AV-firman", "borjar": today.isoformat()}
    assert anders.post("/av/avtal", kept | {"slutar": (today - dt.timedelta(days=9)).isoformat()}).status == 422
    last = today + dt.timedelta(days=90)
    for _twice in range(2):
        assert anders.post("/av/avtal", kept | {"slutar": last.isoformat()}).status == 303
    assert "Skärmen i aulan" in client_as("karin").get("/av/avtal").text
    assert "Skärmen" not in client_as("maria").get("/av/avtal").text
    for days in (0, 29, 1, 1):
        clock.forward(days=days)
        session.rollback()
        actions.tend(session, now=clock())
        session.commit()
    told = session.scalars(sa.select(Letter.payload).where(Letter.key.startswith("av-agreement:"))).all()
    assert [letter["to"] for letter in told] == ["anders@laxa.example"]
    assert session.scalars(sa.select(SupportAgreement.reminded_at)).one().date() == today + dt.timedelta(days=30)


@pytest.mark.rule("R-056")
def test_an_agreement_from_the_shop_is_the_units_own_and_kept_in_mind(
    client_as: SignIn, session: Session, clock: Clock
) -> None:
    slug = session.scalars(sa.select(Item.slug).where(Item.kind == "av_support_agreement")).first()
    session.rollback()
    assert slug is not None
    number = place(client_as("jonas"), slug)
    line = lines(session, number)["av_support_agreement"]
    assert line.payer == "direct"
    change = sa.update(OrderLine).where(OrderLine.id == line.id)
    session.execute(change.values(state="delivered", delivered_at=clock()))
    for _twice in range(2):
        actions.tend(session, now=clock())
    session.commit()
    row = session.scalars(sa.select(SupportAgreement)).one()
    assert row.ends_on == clock().date().replace(year=clock().year + 1) - dt.timedelta(days=1)


def test_to_others_a_buy_is_not_there(client_as: SignIn, session: Session) -> None:
    number = send(client_as("anders"), session, wifi="ja")
    for who in ("maria", "eva", "petra", "karin"):
        client_as(who).get(f"/av/kop/{number}", status=404)
        for verb in ("kopt", "ta-tillbaka"):
            assert client_as(who).post(f"/av/kop/{number}/{verb}", {}).status == 404
        assert client_as(who).post(f"/av/kop/{number}/svar", {}).status in (403, 404)
    assert client_as("birgitta").post(f"/av/kop/{number}/ta-tillbaka").status == 403
    assert client_as("anders").post(f"/av/kop/{number}/ta-tillbaka").status == 303
    assert state(session, number) == "withdrawn"
