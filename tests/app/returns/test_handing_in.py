"""Handing in: what IT takes, times for pickup, account locks, wiping with evidence, the shelf, reminders, the rate."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import worker
from app.cases.models import Case, CaseFile
from app.devices.models import Device
from app.returns import queries
from app.returns.models import Custody, HandedIn
from catalogue.edition import load as edition
from catalogue.returns import return_rate
from tests.app.cases.test_views import photo
from tests.app.devices import making
from tests.app.returns.making import FORM
from tests.client import ShopClient
from tests.databases import Clock

SignIn = Callable[[str], ShopClient]


def the(session: Session) -> tuple[HandedIn, Device]:
    """What is handed in, and its device."""
    session.rollback()
    row = session.execute(sa.select(HandedIn, Device).join(Device, Device.id == HandedIn.device_id)).one()
    return row[0], row[1]


def asked(session: Session, client_as: SignIn, **changed: str) -> str:
    """The number of Karin's computer on its way in."""
    tag = making.device(session, "karin").tag
    answer = client_as("karin").post(f"/enheter/{tag}/lamna-in", FORM | changed)
    assert answer.status == 303, answer.text
    return the(session)[0].number


@pytest.mark.rule("R-043", "R-144")
def test_handing_in_costs_nothing_and_takes_one_form(session: Session, client_as: SignIn) -> None:
    tag = making.device(session, "karin").tag
    karin = client_as("karin")
    page = karin.get(f"/enheter/{tag}/lamna-in")
    assert "kostar ingenting" in page.text
    good = FORM | {"filer": (io.BytesIO(photo()), "skada.jpg")}
    page = karin.follow(karin.post(f"/enheter/{tag}/lamna-in", good, content_type="multipart/form-data"))
    row, _device = the(session)
    assert row.number in page.text
    assert row.cost_centre == "41200 4400"
    assert session.scalars(sa.select(CaseFile.media_type)).one() == "image/jpeg"
    again = karin.post(f"/enheter/{tag}/lamna-in", FORM)
    assert again.status == 422
    assert "redan anmäld" in again.text


@pytest.mark.rule("R-044", "R-045")
def test_screens_are_refused_with_guidance_and_so_is_what_it_dismounts(session: Session, client_as: SignIn) -> None:
    karin = client_as("karin")
    assert "återvinner er verksamhet själv" in karin.get("/lamna-in?sak=screen").text
    tag = making.device(session, "karin", kind="access_point", device_class="access_point").tag
    assert "monterar IT ner" in karin.get(f"/enheter/{tag}/lamna-in").text
    refused = karin.post(f"/enheter/{tag}/lamna-in", FORM)
    assert refused.status == 422
    session.rollback()
    assert session.scalars(sa.select(HandedIn.id)).all() == []


def test_a_taken_time_names_the_nearest_free_one(session: Session, client_as: SignIn) -> None:
    capacity = int(edition().setting("pickup_capacity"))
    karin = client_as("karin")
    for number in range(1, capacity + 2):
        tag = making.device(session, "karin", number).tag
        answer = karin.post(f"/enheter/{tag}/lamna-in", FORM | {"hur": "pickup", "tid": "2026-11-24 fm"})
        assert answer.status == (303 if number <= capacity else 422)
    assert "Närmaste lediga är tisdag 24 november, eftermiddag" in answer.text
    assert karin.post(f"/enheter/{tag}/lamna-in", FORM | {"hur": "pickup", "tid": ""}).status == 422


@pytest.mark.rule("R-213")
def test_from_hand_to_shelf_with_lock_and_wiping_recorded(session: Session, client_as: SignIn) -> None:
    number = asked(session, client_as)
    omar, karin, base = client_as("omar"), client_as("karin"), f"/inlamningar/{number}"
    karin.post(base, {"atgard": "lamnad"})
    assert client_as("anders").post(base, {"atgard": "ta-emot"}).status == 403
    serial = the(session)[1].serial
    assert omar.post("/it/inlamningar/ta-emot", {"nummer": "FINNSINTE"}).status == 422
    omar.follow(omar.post("/it/inlamningar/ta-emot", {"nummer": serial.lower()}))
    row, device = the(session)
    assert (row.state, device.state, device.holder_id) == ("received", "returned", None)
    assert omar.post(base, {"atgard": "radera", "metod": "mdm"}).status == 409
    locked = omar.post(base, {"atgard": "granska", "skick": "good"})
    assert "Ett konto låser enheten" in locked.text
    omar.post(base, {"atgard": "granska", "skick": "good", "olast": "y"})
    assert omar.post(base, {"atgard": "hylla"}).status == 422
    assert omar.post(base, {"atgard": "radera", "metod": ""}).status == 422
    omar.post(base, {"atgard": "radera", "metod": "secure_erase", "bevis": "B-12"})
    row, device = the(session)
    assert (row.state, row.wiped_name, device.state) == ("wiped", "Omar Haddad", "wiped")
    omar.post(base, {"atgard": "hylla"})
    row, device = the(session)
    assert (row.state, device.state) == ("closed", "ready")
    assert device.shelf_since is not None
    page = karin.get(base).text
    assert "Säker radering" in page
    assert "Omar Haddad" in page
    steps = list(session.scalars(sa.select(Custody.step).order_by(Custody.id)))
    assert steps == ["requested", "handed_in", "received", "inspected", "wiped", "shelved", "closed"]
    assert session.scalars(sa.select(Case.state)).one() == "closed"


@pytest.mark.rule("R-213")
def test_the_database_refuses_to_close_what_is_not_wiped(session: Session, client_as: SignIn) -> None:
    asked(session, client_as)
    with pytest.raises(IntegrityError):
        session.execute(sa.update(HandedIn).values(state="closed"))
    session.rollback()


def test_what_is_taken_back_is_with_its_holder_and_may_be_asked_again(session: Session, client_as: SignIn) -> None:
    number = asked(session, client_as)
    karin = client_as("karin")
    karin.post(f"/inlamningar/{number}", {"atgard": "avbryt"})
    row, device = the(session)
    assert (row.state, device.state) == ("cancelled", "active")
    assert karin.post(f"/enheter/{device.tag}/lamna-in", FORM).status == 303


def test_a_reminder_after_two_weeks(app: Flask, session: Session, client_as: SignIn, clock: Clock) -> None:
    number = asked(session, client_as)
    clock.forward(days=15)
    worker.run(app, once=True)
    assert the(session)[0].state == "overdue"
    assert "skulle ha lämnats in" in client_as("karin").get(f"/inlamningar/{number}").text


def test_what_is_not_mine_is_not_there(session: Session, client_as: SignIn) -> None:
    tag = making.device(session, "karin").tag
    for who in ("maria", "eva", "omar"):
        client_as(who).get(f"/enheter/{tag}/lamna-in", status=404)
        assert client_as(who).post(f"/enheter/{tag}/lamna-in", FORM).status == 404


def test_the_return_rate_counts_what_reached_its_end(session: Session, client_as: SignIn) -> None:
    ended = {"planned_end": dt.date(2026, 6, 1)}
    making.device(session, "karin", 1, **ended)
    making.device(session, "karin", 2, state="wiped", holder_id=None, **ended)
    making.device(session, "karin", 3, state="wiped", holder_id=None, planned_end=dt.date(2030, 1, 1))
    session.rollback()
    assert queries.rate(session, making.TODAY) == (50, 1, 2)
    assert "50 %" in client_as("omar").get("/it/inlamningar").text
    assert (return_rate(0, 0), return_rate(3, 2)) == (0, 67)


@pytest.mark.parametrize("amount", [2, 20])
def test_no_page_asks_more_than_six_times(
    app: Flask, session: Session, client_as: SignIn, count_queries: Callable[[], list[str]], amount: int
) -> None:
    karin, omar = client_as("karin"), client_as("omar")
    for number in range(1, amount + 1):
        karin.post(f"/enheter/{making.device(session, 'karin', number).tag}/lamna-in", FORM)
    session.rollback()
    number = session.scalars(sa.select(HandedIn.number).order_by(HandedIn.id).limit(1)).one()
    spare = making.device(session, "karin", 99).tag
    visits = [(karin, f"/inlamningar/{number}"), (karin, "/inlamningar"), (karin, f"/enheter/{spare}/lamna-in")]
    visits += [(karin, "/lamna-in"), (omar, "/it/inlamningar"), (omar, "/it/pallar"), (omar, f"/inlamningar/{number}")]
    asked_, seen = {}, count_queries()
    for browser, path in visits:
        browser.get(path)
        seen.clear()
        browser.get(path)
        asked_[path] = len(seen)
    assert {path: count for path, count in asked_.items() if not 0 < count <= 6} == {}


def test_what_nobody_announced_is_received_when_somebody_says_so(session: Session, client_as: SignIn) -> None:
    device = making.device(session, "karin")
    omar = client_as("omar")
    page = omar.post("/it/inlamningar/ta-emot", {"nummer": device.serial})
    assert page.status == 422
    assert "inte anmäld" in page.text
    assert "Karin Lund" in page.text
    assert page.soup.select("input[name=nummer][type=text]")[0]["value"] == device.serial
    form = page.form("/it/inlamningar/ta-emot")
    assert form["oanmald"] == "ja"
    page = omar.follow(omar.post("/it/inlamningar/ta-emot", form))
    row, found = the(session)
    assert (row.state, row.holder_name, row.cost_centre, found.state) == (
        "received",
        "Karin Lund",
        "41200 4400",
        "returned",
    )
    assert "Granska" in page.text
    again = omar.follow(omar.post("/it/inlamningar/ta-emot", {"nummer": f"https://x.se/enheter/{device.tag.lower()}"}))
    assert "redan mottagen" in again.text
    assert "registrera enheten" in omar.post("/it/inlamningar/ta-emot", {"nummer": "5CG7777777"}).text
    assert "Ta emot hos IT" in omar.get(f"/enheter/{making.device(session, 'karin', 2).tag}").text
    assert client_as("nils").post("/it/inlamningar/ta-emot", form).status == 403


def test_what_a_swap_scanned_in_waits_to_be_received_and_wiped(session: Session, client_as: SignIn) -> None:
    device, omar = making.device(session, "karin"), client_as("omar")
    assert "utan att vara mottagna" not in omar.get("/it/inlamningar").text
    assert omar.post("/it/utbyten/skanna", {"serienummer": device.serial}).status == 303
    page = omar.get("/it/inlamningar")
    assert "1 enhet är tillbaka" in page.text
    form = next(each for each in page.soup.select("form") if each.find_parent("ul", class_="tasks"))
    number = str(form.select("input[name=nummer]")[0]["value"])
    assert omar.post("/it/inlamningar/ta-emot", {"nummer": number}).status == 303
    row, _device = the(session)
    assert (row.state, row.reason) == ("received", "age")
    assert "utan att vara mottagna" not in omar.get("/it/inlamningar").text
