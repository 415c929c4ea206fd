"""The page of a claim: answering, replacing, lending, closing, opening again, and who sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, worker
from app.cases.models import Case
from app.devices.models import Device
from app.outbox import Letter
from app.warranty.models import Claim
from tests.app.devices import making
from tests.app.warranty.making import FORM, claimed, delivered
from tests.app.warranty.test_suppliers import version
from tests.client import Page, ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]


def answer(browser: ShopClient, session: Session, number: str, **form: str) -> Page:
    """Send a handler's form as the page would."""
    return browser.post(f"/reklamationer/{number}/hantera", {"version": version(session, number), **form})


def states(session: Session) -> tuple[str, str, str]:
    """Where claim, case and the claimed device stand."""
    session.rollback()
    question = sa.select(Claim.state, Case.state, Device.state).join(Case, Case.id == Claim.case_id)
    return tuple(session.execute(question.join(Device, Device.id == Claim.device_id)).one())


@pytest.mark.rule("R-062", "R-064")
def test_a_replaced_device_is_linked_and_keeps_what_was_left_of_the_warranty(
    session: Session, people: People, client_as: SignIn
) -> None:
    old = making.device(session, "karin", 900)
    number = claimed(session, people, "karin", old.tag).number
    omar = client_as("omar")
    answer(omar, session, number, atgard="ta")
    assert states(session) == ("in_progress", "assigned", "in_repair")
    done = {"atgard": "svara", "utfall": "replaced", "svar": "Du får en ny."}
    assert "Ange ett serienummer" in answer(omar, session, number, **done).text
    assert answer(omar, session, number, **done, serienummer=old.serial).status == 422
    assert answer(omar, session, number, **done, serienummer="nytt 4711").status == 303
    assert states(session) == ("replaced", "solved", "written_off")
    new = session.scalars(sa.select(Device).where(Device.serial == "NYTT4711")).one()
    assert (new.state, new.holder_id, new.warranty_end, new.planned_end, new.in_service_on) == (
        "active", people["karin"].id, dt.date(2029, 11, 23), dt.date(2030, 11, 23), making.TODAY,
    )  # fmt: skip
    page = client_as("karin").get(f"/reklamationer/{number}")
    assert new.tag in page.text
    assert "23 november 2029" in page.text
    assert f"Ersätter {old.tag}" in client_as("karin").get(f"/enheter/{new.tag}").text
    assert client_as("karin").post(f"/reklamationer/{number}/oppna", {"text": "Den nya också"}).status == 422


def test_what_is_kept_off_the_network_is_not_replaced_before_it_is_let_in(
    session: Session, people: People, client_as: SignIn
) -> None:
    device, omar = making.device(session, "karin", 900, state="blocked"), client_as("omar")
    number = claimed(session, people, "karin", device.tag).number
    done = {"atgard": "svara", "utfall": "replaced", "svar": "Du får en ny.", "serienummer": "NYTT4711"}
    page = omar.get(f"/reklamationer/{number}")
    assert "är spärrad från nätverket" in page.text
    assert "Den är utbytt" not in page.text
    answered = answer(omar, session, number, **done)
    assert (answered.status, "häva spärren först" in answered.text) == (422, True)
    assert states(session) == ("routed_it", "new", "blocked")
    answer(omar, session, number, atgard="ta")
    session.rollback()
    session.execute(sa.update(Device).where(Device.tag == device.tag).values(state="active"))
    session.commit()
    assert answer(omar, session, number, **done).status == 303
    assert states(session) == ("replaced", "solved", "written_off")


def test_repaired_closed_and_opened_again(session: Session, people: People, client_as: SignIn) -> None:
    number = claimed(session, people, "karin", making.device(session, "karin").tag).number
    omar, karin = client_as("omar"), client_as("karin")
    answer(omar, session, number, atgard="svara", utfall="repaired", svar="Ny skärmkabel.")
    assert states(session) == ("repaired", "solved", "active")
    karin.post(f"/reklamationer/{number}/klar")
    assert states(session) == ("closed", "closed", "active")
    assert karin.post(f"/reklamationer/{number}/oppna", {"text": ""}).status == 422
    karin.post(f"/reklamationer/{number}/oppna", {"text": "Den blinkar igen."})
    assert states(session) == ("reopened", "assigned", "active")
    assert "Den blinkar igen." in omar.get(f"/reklamationer/{number}").text
    answer(omar, session, number, atgard="svara", utfall="refused", svar="Inget fel hittades.")
    assert states(session) == ("refused", "solved", "active")
    assert "Inget fel hittades." in karin.get(f"/reklamationer/{number}").text


def test_a_claim_is_closed_with_its_case_by_time_and_not_opened_after_thirty_days(
    app: Flask, session: Session, people: People, client_as: SignIn, clock: Clock
) -> None:
    number = claimed(session, people, "karin", making.device(session, "karin").tag).number
    answer(client_as("omar"), session, number, atgard="svara", utfall="repaired", svar="Klart.")
    clock.forward(days=9)
    worker.run(app, once=True)
    assert states(session)[:2] == ("closed", "closed")
    clock.forward(days=25)
    late = client_as("karin").post(f"/reklamationer/{number}/oppna", {"text": "Trasig igen"})
    assert late.status == 422
    assert "mer än 30 dagar" in late.text


def test_a_device_is_lent_meanwhile(session: Session, people: People, client_as: SignIn) -> None:
    spare = making.device(session, "omar", 2, state="ready", holder_id=None, holder_name="")
    number = claimed(session, people, "karin", making.device(session, "karin").tag, loaner=True).number
    omar = client_as("omar")
    assert "ingen enhet som är klar" in answer(omar, session, number, atgard="lana", lanetag="FINNS-INTE").text
    assert answer(omar, session, number, atgard="lana", lanetag=spare.tag).status == 303
    session.rollback()
    assert session.scalars(sa.select(Device.holder_id).where(Device.id == spare.id)).one() == people["karin"].id
    assert "Lånad under tiden" in client_as("karin").get(f"/reklamationer/{number}").text


def test_nobody_answers_their_own_claim_and_the_second_hand_is_told(
    session: Session, people: People, client_as: SignIn
) -> None:
    own = claimed(session, people, "omar", making.device(session, "omar", 2).tag).number
    assert answer(client_as("omar"), session, own, atgard="ta").status == 403
    number = claimed(session, people, "karin", making.device(session, "karin").tag).number
    stale = version(session, number)
    answer(client_as("lena"), session, number, atgard="ta")
    form = {"atgard": "svara", "utfall": "repaired", "svar": "Klart", "version": stale}
    assert client_as("omar").post(f"/reklamationer/{number}/hantera", form).status == 409


def test_to_others_a_claim_is_not_there(session: Session, people: People, client_as: SignIn) -> None:
    number = claimed(session, people, "karin", making.device(session, "karin").tag).number
    for who in ("maria", "eva", "simon"):
        browser = client_as(who)
        browser.get(f"/reklamationer/{number}/filer/1", status=404)
        for door in ("hantera", "klar", "ta-tillbaka", "oppna"):
            assert browser.post(f"/reklamationer/{number}/{door}", {"atgard": "ta", "text": "x"}).status == 404
    assert client_as("anders").post(f"/reklamationer/{number}/hantera", {"atgard": "ta"}).status == 403


def test_what_is_not_mine_cannot_be_claimed(session: Session, client_as: SignIn) -> None:
    tag, line = making.device(session, "karin").tag, delivered(session, "karin")
    order = f"/bestallningar/2026-00001/rader/{line.id}/reklamera"
    for who in ("maria", "eva", "omar"):
        browser = client_as(who)
        browser.get(f"/enheter/{tag}/reklamera", status=404)
        assert browser.post(f"/enheter/{tag}/reklamera", FORM).status == 404
        assert browser.post(order, FORM).status == (403 if who == "omar" else 404)
    client_as("anders").get(order)


@pytest.mark.parametrize("amount", [2, 20])
def test_no_page_asks_more_than_six_times(
    app: Flask, session: Session, people: People, client_as: SignIn, count_queries: Callable[[], list[str]], amount: int
) -> None:
    made = [claimed(session, people, "karin", making.device(session, "karin", n + 1).tag) for n in range(amount)]
    line = delivered(session, "karin", quantity=3)
    karin, omar, number = client_as("karin"), client_as("omar"), made[0].number
    for turn in range(amount):
        (omar, karin)[turn % 2].post(f"/reklamationer/{number}", {"text": f"Meddelande {turn}"})
    claims = [f"/reklamationer/{number}", "/reklamationer"]
    forms = ["/reklamationer/ny", f"/bestallningar/2026-00001/rader/{line.id}/reklamera"]
    visits = [(karin, path) for path in claims + forms] + [(omar, path) for path in [*claims, "/it/reklamationer"]]
    asked, seen = {}, count_queries()
    for browser, path in visits:
        browser.get(path)
        seen.clear()
        browser.get(path)
        asked[path] = len(seen)
    assert {path: count for path, count in asked.items() if not 0 < count <= 6} == {}


def test_whoever_claimed_takes_it_back_while_nobody_has_begun_and_may_claim_anew(
    session: Session, people: People, client_as: SignIn
) -> None:
    karin, omar = client_as("karin"), client_as("omar")
    tag = making.device(session, "karin").tag
    first = claimed(session, people, "karin", tag).number
    address = f"/reklamationer/{first}"
    assert omar.post(f"{address}/ta-tillbaka").status == 403
    assert karin.get(address).soup.select_one(f"form[action='{address}/ta-tillbaka']")
    assert karin.post(f"{address}/ta-tillbaka").status == 303
    page = karin.get(address)
    assert "Reklamationen är återtagen. Ingen arbetar med den." in page.text
    assert not page.soup.select_one(f"form[action='{address}/ta-tillbaka']")
    assert first not in omar.get("/it/reklamationer").text
    assert "Återtagen" in omar.get("/it/reklamationer?visa=alla").text
    second = claimed(session, people, "karin", tag).number
    form = omar.get(f"/reklamationer/{second}").form(f"/reklamationer/{second}/hantera")
    assert omar.post(f"/reklamationer/{second}/hantera", form | {"atgard": "ta"}).status == 303
    late = karin.post(f"/reklamationer/{second}/ta-tillbaka")
    assert "Någon har redan börjat" in late.text
    assert list(history.verify(session)) == []


def test_a_supplier_that_was_written_to_is_told_that_the_claim_is_taken_back(
    session: Session, client_as: SignIn
) -> None:
    line = delivered(session, "karin")
    karin = client_as("karin")
    sent = karin.post(f"/bestallningar/2026-00001/rader/{line.id}/reklamera", FORM)
    number = sent.location.rsplit("/", 1)[-1].split("?")[0]
    assert karin.post(f"/reklamationer/{number}/ta-tillbaka").status == 303
    session.rollback()
    titles = [letter["params"]["title"] for letter in session.scalars(sa.select(Letter.payload).order_by(Letter.id))]
    assert any("Reklamationen är återtagen" in title for title in titles)
    assert "Återtagen" in client_as("petra").get("/partner/reklamationer?visa=alla").text
