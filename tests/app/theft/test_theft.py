"""Thefts and losses: the order of the duties, locking at once, what is decided, the value that is left, found again."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.models import Case, CaseFile
from app.devices.models import Device
from app.identity.models import Contact, Organisation
from app.outbox import Letter
from app.theft.models import TheftMeasure, TheftReport
from catalogue.theft import MOVES, TheftState, lacking, may_move, remaining
from tests.app.cases.test_views import photo
from tests.app.devices import making
from tests.client import ShopClient
from tests.databases import MOMENT

SignIn = Callable[[str], ShopClient]
FORM = {"vad": "theft", "nar": "2026-11-22", "plats": "Sal 14", "beskrivning": "Dörren var uppbruten."}
BOUGHT = dt.date(2025, 11, 3)


def stolen(session: Session, client_as: SignIn, **changed: str) -> str:
    """The number of Karin's report of her computer."""
    device = making.device(session, "karin", in_service_on=BOUGHT)
    answer = client_as("karin").post(f"/enheter/{device.tag}/stold", FORM | changed)
    assert answer.status == 303, answer.text
    session.rollback()
    return session.scalars(sa.select(TheftReport.number)).one()


def the(session: Session) -> tuple[TheftReport, Device]:
    """The report and its device as they stand."""
    session.rollback()
    row = session.execute(sa.select(TheftReport, Device).join(Device, Device.id == TheftReport.device_id)).one()
    return row[0], row[1]


def measures(session: Session) -> dict[str, str]:
    """What is to be done, and what became of it."""
    session.rollback()
    return {row.key: row.outcome for row in session.scalars(sa.select(TheftMeasure).order_by(TheftMeasure.id))}


def prove(client_as: SignIn, number: str) -> None:
    """Anders does his duties."""
    anders = client_as("anders")
    assert anders.post(f"/stolder/{number}/sakerhetschef", {"namn": "Vakthavande"}).status == 303
    assert anders.post(f"/stolder/{number}/polisanmalan", {"nummer": "5000-K123456-26"}).status == 303


DECIDED = {"utfall": "replace", "svar": "En ny beställs.", "med": "Anders Ek"}


@pytest.mark.rule("R-140", "R-144")
def test_the_dialogue_begins_only_when_chief_and_police_know(session: Session, client_as: SignIn) -> None:
    number = stolen(session, client_as)
    report, device = the(session)
    assert (report.state, device.state) == ("awaiting_evidence", "stolen")
    omar, anders, base = client_as("omar"), client_as("anders"), f"/stolder/{number}"
    early = omar.post(f"{base}/beslut", DECIDED)
    assert early.status == 422
    assert client_as("karin").post(f"{base}/sakerhetschef", {"namn": "Jag"}).status == 403
    assert anders.post(f"{base}/polisanmalan", {"nummer": "12"}).status == 422
    anders.post(f"{base}/polisanmalan", {"nummer": "5000-K123456-26"})
    assert the(session)[0].state == "awaiting_evidence"
    assert omar.post(f"{base}/beslut", DECIDED).status == 422
    anders.post(f"{base}/sakerhetschef", {"namn": "Vakthavande"})
    report, _device = the(session)
    assert (report.state, report.police_number, report.chief_name) == ("it_dialogue", "5000-K123456-26", "Vakthavande")
    assert "bestämmer tillsammans" in anders.get(base).text


@pytest.mark.rule("R-140")
def test_the_database_itself_demands_the_order(session: Session, client_as: SignIn) -> None:
    stolen(session, client_as)
    with pytest.raises(IntegrityError):
        session.execute(sa.update(TheftReport).values(state="it_dialogue"))
    session.rollback()


@pytest.mark.rule("R-200")
def test_a_managed_device_is_to_be_locked_and_wiped_at_once(session: Session, client_as: SignIn) -> None:
    number = stolen(session, client_as)
    assert measures(session) == {"lock": "", "wipe": ""}
    omar, base = client_as("omar"), f"/stolder/{number}"
    assert "Lås enheten på distans" in omar.get(base).text
    assert number in omar.get("/it/arenden/it_workplace").text
    assert client_as("anders").post(f"{base}/atgard", {"steg": "lock", "gick": "ja"}).status == 403
    omar.post(f"{base}/atgard", {"steg": "lock", "gick": "ja"})
    assert omar.post(f"{base}/atgard", {"steg": "wipe", "gick": "nej", "skal": ""}).status == 422
    omar.post(f"{base}/atgard", {"steg": "wipe", "gick": "nej", "skal": "Har inte varit på nätet."})
    assert measures(session) == {"lock": "done", "wipe": "not_possible"}


def test_what_it_does_not_manage_has_nothing_to_lock(session: Session, client_as: SignIn) -> None:
    device = making.device(session, "karin", managed=False)
    client_as("karin").post(f"/enheter/{device.tag}/stold", FORM)
    assert measures(session) == {}


@pytest.mark.rule("R-141")
def test_the_outcome_is_stored_and_state_and_value_follow(session: Session, client_as: SignIn) -> None:
    number = stolen(session, client_as)
    report, _device = the(session)
    # 9 840 kr over 48 months, eleven of them written off before November 2026.
    assert report.book_value == 984000 - 11 * 20500
    prove(client_as, number)
    omar, elin, base = client_as("omar"), client_as("elin"), f"/stolder/{number}"
    assert omar.post(f"{base}/beslut", DECIDED | {"svar": ""}).status == 422
    assert omar.post(f"{base}/beslut", DECIDED).status == 303
    for key in ("lock", "wipe"):
        omar.post(f"{base}/atgard", {"steg": key, "gick": "ja"})
    report, device = the(session)
    assert (report.state, report.outcome, device.state) == ("decided", "replace", "stolen")
    assert omar.post(f"{base}/atgard", {"steg": "write_off", "gick": "ja"}).status == 403
    assert "7 585 kr" in elin.get(base).text
    elin.post(f"{base}/atgard", {"steg": "write_off", "gick": "ja"})
    report, device = the(session)
    assert (report.state, device.state) == ("measures_done", "written_off")
    assert session.scalars(sa.select(Case.state)).one() == "solved"
    omar.post(f"{base}/stang")
    assert the(session)[0].state == "closed"


def test_the_security_chief_gets_the_facts_by_mail(session: Session, client_as: SignIn) -> None:
    laxa = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    session.add(Contact(organisation_id=laxa, kind="security_chief", name="Säkerhetschefen i Laxå",
                        email="sakerhet@laxa.example", valid_from=dt.date(2026, 1, 1)))  # fmt: skip
    session.commit()
    number = stolen(session, client_as)
    assert "Säkerhetschefen i Laxå" in client_as("anders").get(f"/stolder/{number}").text
    client_as("anders").post(f"/stolder/{number}/sakerhetschef", {})
    session.rollback()
    to = [row.payload["to"] for row in session.scalars(sa.select(Letter).where(Letter.key.like("theft:%")))]
    assert "sakerhet@laxa.example" in to


def test_a_loss_needs_no_police_and_what_is_found_is_handed_in(session: Session, client_as: SignIn) -> None:
    number = stolen(session, client_as, vad="loss")
    assert [row.state for row in the(session)] == ["it_dialogue", "lost"]
    client_as("karin").post(f"/stolder/{number}/hittad")
    assert [row.state for row in the(session)] == ["recovered", "recovered"]
    assert measures(session) == {"lock": "not_possible", "wipe": "not_possible"}
    assert "Lämna in enheten" in client_as("karin").get(f"/stolder/{number}").text


def test_the_same_form_sent_twice_is_one_report_with_its_picture(session: Session, client_as: SignIn) -> None:
    device = making.device(session, "karin")
    karin, address = client_as("karin"), f"/enheter/{device.tag}/stold"
    assert "IT låser och raderar" in karin.get(address).text
    ahead = karin.post(address, FORM | {"nar": "2026-11-24"})
    assert ahead.status == 422
    hostile = FORM | {"filer": (io.BytesIO(b"<svg/>"), "bild.jpg")}
    assert karin.post(address, hostile, content_type="multipart/form-data").status == 422
    good = FORM | {"filer": (io.BytesIO(photo()), "dorren.jpg")}
    first = karin.post(address, good, content_type="multipart/form-data")
    assert "Anmälan" in karin.follow(first).text
    assert karin.post(address, FORM).status == 303
    the(session)
    assert session.scalars(sa.select(CaseFile.media_type)).one() == "image/jpeg"


def test_both_sides_write(session: Session, client_as: SignIn) -> None:
    number = stolen(session, client_as)
    client_as("omar").post(f"/stolder/{number}", {"text": "Vad fanns på den?"})
    client_as("anders").post(f"/stolder/{number}", {"text": "Inga elevuppgifter."})
    page = client_as("karin").get(f"/stolder/{number}").text
    assert "Vad fanns på den?" in page
    assert "Inga elevuppgifter." in page


def test_to_others_a_theft_is_not_there(session: Session, client_as: SignIn) -> None:
    number = stolen(session, client_as)
    for who in ("maria", "eva", "simon"):
        browser = client_as(who)
        for door in ("sakerhetschef", "polisanmalan", "beslut", "atgard", "hittad", "stang"):
            assert browser.post(f"/stolder/{number}/{door}", {"nummer": "5000-K1", "steg": "lock"}).status == 404
    other = making.device(session, "karin", 2)
    client_as("eva").get(f"/enheter/{other.tag}/stold", status=404)
    assert client_as("eva").post(f"/enheter/{other.tag}/stold", FORM).status == 404


def test_pure_rules_of_order_and_value() -> None:
    assert lacking("theft", chief_told=False, police_number="") == ("chief", "police")
    assert lacking("theft", chief_told=True, police_number="5000-K1") == ()
    assert lacking("loss", chief_told=False, police_number="") == ()
    assert all(may_move(state, TheftState.RECOVERED) for state in MOVES if state is not TheftState.RECOVERED)
    assert not may_move(TheftState.REPORTED, TheftState.IT_DIALOGUE)
    assert remaining(500000, 36, BOUGHT, payer="direct", at=MOMENT.date()) == 0
    assert remaining(480000, 48, BOUGHT, payer="invest", at=dt.date(2026, 11, 23)) == 480000 - 11 * 10000


@pytest.mark.parametrize("amount", [2, 20])
def test_no_page_asks_more_than_six_times(
    app: Flask, session: Session, client_as: SignIn, count_queries: Callable[[], list[str]], amount: int
) -> None:
    karin, omar = client_as("karin"), client_as("omar")
    for turn in range(amount):
        karin.post(f"/enheter/{making.device(session, 'karin', turn + 1).tag}/stold", FORM)
    session.rollback()
    number = session.scalars(sa.select(TheftReport.number).order_by(TheftReport.id).limit(1)).one()
    for turn in range(amount):
        (omar, karin)[turn % 2].post(f"/stolder/{number}", {"text": f"Meddelande {turn}"})
    spare = making.device(session, "karin", 99).tag
    asked, seen = {}, count_queries()
    for browser, path in ((karin, f"/stolder/{number}"), (omar, "/stolder"), (karin, f"/enheter/{spare}/stold")):
        browser.get(path)
        seen.clear()
        browser.get(path)
        asked[path] = len(seen)
    assert {path: count for path, count in asked.items() if not 0 < count <= 6} == {}
