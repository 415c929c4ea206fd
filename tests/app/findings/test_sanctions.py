"""What was bought without approval: found, assessed, four sanctions with their effects, appealed, or approved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.devices.models import Device
from app.exceptions.models import ExtraCost, FindingDraft
from app.shop.models import BasketLine
from tests.app.findings.making import FOUND, decide, found, row
from tests.client import Page, ShopClient
from tests.databases import Clock

SignIn = Callable[[str], ShopClient]
EVERYTHING = ("refuse_network", "refuse_support", "return_and_replace", "charge_extra_cost")


def instead(gunnar: ShopClient, number: str) -> str:
    """An item of the range that the page offers."""
    options = gunnar.get(f"/avvikelser/{number}").soup.select("select[name=ersattare] option[value]")
    return next(str(each["value"]) for each in options if each["value"])


def device_of(session: Session, number: str) -> Device:
    return session.get_one(Device, row(session, number).device_id)


@pytest.mark.rule("R-035")
def test_a_refused_network_shows_on_the_device_and_in_the_infrastructure_queue(
    client_as: SignIn, session: Session
) -> None:
    number = found(client_as("omar"), session)
    assert decide(client_as("gunnar"), number, "refuse_network").status == 303
    device = device_of(session, number)
    assert (device.state, device.origin, device.managed) == ("blocked", "exception", False)
    page = client_as("nils").get(f"/enheter/{device.tag}").text
    assert "Ansluts inte till nätverket" in page
    assert "Den saknar skydd" in page
    case = session.scalars(sa.select(Case)).one()
    assert (case.queue, case.device_tag) == ("it_infrastructure", device.tag)
    assert case.number in client_as("nils").get("/it/arenden/it_infrastructure").text


@pytest.mark.rule("R-036")
def test_a_case_on_it_says_that_support_is_refused_and_why(client_as: SignIn, session: Session) -> None:
    number = found(client_as("omar"), session)
    decide(client_as("gunnar"), number, "refuse_support")
    device = device_of(session, number)
    karin = client_as("karin")
    for page in (karin.get("/anmal-fel"), _report(karin, device.tag)):
        assert f"ger inte support på {device.tag}" in page.text
        assert "Den saknar skydd och köptes utan fråga." in page.text
    session.rollback()
    assert session.scalars(sa.select(Case)).all() == []
    assert "Anmäl fel på enheten" not in karin.get(f"/enheter/{device.tag}").text


def _report(karin: ShopClient, tag: str) -> Page:
    told = {"galler": "enhet", "enhet": tag, "rubrik": "Startar inte", "beskrivning": "Svart skärm"}
    page = karin.post("/anmal-fel", told)
    assert page.status == 422
    return page


@pytest.mark.rule("R-037")
def test_returning_and_replacing_makes_both_drafts(client_as: SignIn, session: Session) -> None:
    number, gunnar = found(client_as("omar"), session), client_as("gunnar")
    assert "Välj vad i sortimentet" in decide(gunnar, number, "return_and_replace").text
    item = instead(gunnar, number)
    decide(gunnar, number, "return_and_replace", ersattare=item)
    found_id = row(session, number).id
    drafts = session.scalars(sa.select(FindingDraft).where(FindingDraft.finding_id == found_id)).all()
    assert {(each.sort, each.state) for each in drafts} == {("return", "open"), ("replacement", "open")}
    anders, omar = client_as("anders"), client_as("omar")
    assert "Lägg ersättaren i varukorgen" in anders.get(f"/avvikelser/{number}").text
    assert omar.post(f"/avvikelser/{number}/avsluta").status == 422, "both are left to do"
    assert anders.post(f"/avvikelser/{number}/ersattare").location.endswith("/varukorg")
    session.rollback()
    line = session.scalars(sa.select(BasketLine)).one()
    assert line.item_id == int(item)
    assert number in line.note
    omar.post(f"/avvikelser/{number}/inlamnad")
    assert device_of(session, number).state == "returned"
    assert omar.post(f"/avvikelser/{number}/avsluta").status == 303


@pytest.mark.rule("R-038")
def test_an_extra_cost_stands_in_the_units_cost_report(client_as: SignIn, session: Session, clock: Clock) -> None:
    number, omar = found(client_as("omar"), session), client_as("omar")
    cost = {"token": "k" * 40, "belopp": "1 250", "avser": "Två timmars felsökning", "dag": clock().date().isoformat()}
    decide(client_as("gunnar"), number, "refuse_support")
    assert omar.post(f"/avvikelser/{number}/kostnad", cost).status == 409, "nobody decided so"
    decide(client_as("gunnar"), number, "charge_extra_cost")
    for _twice in range(2):
        assert omar.post(f"/avvikelser/{number}/kostnad", cost).status == 303
    session.rollback()
    assert session.scalars(sa.select(ExtraCost.amount)).all() == [125_000]
    told = client_as("anders").get("/kostnader").text.replace("\u00a0", " ")
    assert "Två timmars felsökning" in told
    assert "1 250 kr" in told
    assert number in told
    assert "felsökning" not in client_as("jonas").get("/kostnader").text


def test_only_the_head_of_it_sanctions_and_says_why(client_as: SignIn, session: Session) -> None:
    number = found(client_as("omar"), session)
    assert decide(client_as("omar"), number, "refuse_support").status == 403
    assert decide(client_as("karin"), number, "refuse_support").status == 403
    gunnar = client_as("gunnar")
    assert "minst en påföljd" in decide(gunnar, number).text
    assert "Skriv skälet" in decide(gunnar, number, "refuse_support", skal="").text
    assert row(session, number).state == "assessed"


def test_an_appeal_goes_to_the_head_of_it_and_lifts_what_they_say(client_as: SignIn, session: Session) -> None:
    number, gunnar = found(client_as("omar"), session), client_as("gunnar")
    decide(gunnar, number, "refuse_network", "refuse_support")
    anders = client_as("anders")
    assert anders.post(f"/avvikelser/{number}/overklaga", {"text": "Den används till provet."}).status == 303
    assert anders.post(f"/avvikelser/{number}/overklaga", {"text": "Igen."}).status == 409
    assert client_as("omar").post(f"/avvikelser/{number}/omprovning", {"text": "Nej."}).status == 403
    answer = {"text": "Den är säkrad nu.", "havs": ["refuse_network"]}
    assert gunnar.post(f"/avvikelser/{number}/omprovning", answer).status == 303
    told = anders.get(f"/avvikelser/{number}").text
    assert "Beslutet ändrades" in told
    assert device_of(session, number).state == "active"
    assert "ger inte support" in client_as("karin").get("/anmal-fel").text
    session.rollback()
    subjects = session.scalars(sa.select(Case.subject).order_by(Case.id)).all()
    assert [subject.split(":")[0] for subject in subjects] == [
        "Neka anslutning till nätverket", "Släpp in på nätverket igen",
    ]  # fmt: skip


def test_a_late_appeal_is_refused(client_as: SignIn, session: Session, clock: Clock) -> None:
    number = found(client_as("omar"), session)
    decide(client_as("gunnar"), number, "refuse_support")
    clock.forward(days=22)
    late = client_as("anders").post(f"/avvikelser/{number}/overklaga", {"text": "Vi vill ha support."})
    assert late.status == 409


def test_an_approval_afterwards_lifts_everything(client_as: SignIn, session: Session) -> None:
    number, gunnar = found(client_as("omar"), session), client_as("gunnar")
    decide(gunnar, number, *EVERYTHING, ersattare=instead(gunnar, number))
    gunnar.post(f"/avvikelser/{number}/beslut", {"beslut": "godkann", "skal": "Den behövs för provet."})
    device = device_of(session, number)
    assert row(session, number).state == "regularised"
    assert device.state == "active"
    assert "Köpt utan godkännande" not in client_as("karin").get(f"/enheter/{device.tag}").text
    session.rollback()
    assert set(session.scalars(sa.select(FindingDraft.state))) == {"withdrawn"}


def test_a_finding_of_a_known_device_takes_the_rest_from_the_register(client_as: SignIn, session: Session) -> None:
    number = found(client_as("omar"), session)
    tag = device_of(session, number).tag
    again = found(client_as("omar"), session, token="g" * 40, vad="", innehavare="", markning=tag.lower())
    assert row(session, again).holder_name == "Karin Lund"
    assert row(session, again).device_tag == tag


def test_a_finding_needs_what_and_whose(client_as: SignIn) -> None:
    omar = client_as("omar")
    assert "märkningen" in omar.post("/it/avvikelser/ny", FOUND | {"vad": "", "organisation": "1"}).text
    assert omar.post("/it/avvikelser/ny", FOUND | {"innehavare": "Nora Nobody", "organisation": "1"}).status == 422
    assert omar.post("/it/avvikelser/ny", FOUND | {"markning": "LAX-PC-99999"}).status == 422


def test_to_others_a_finding_is_not_there(client_as: SignIn, session: Session) -> None:
    number = found(client_as("omar"), session)
    for who in ("maria", "eva", "petra"):
        client_as(who).get(f"/avvikelser/{number}", status=404)
        for verb in ("overklaga", "ersattare"):
            assert client_as(who).post(f"/avvikelser/{number}/{verb}", {"text": "Hej"}).status in (403, 404)
    for who in ("karin", "anders", "rut"):
        client_as(who).get(f"/avvikelser/{number}")
    assert client_as("karin").post(f"/avvikelser/{number}/overklaga", {"text": "Hej"}).status == 403
