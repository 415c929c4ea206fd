"""Pallets: sealed manifests, the recycler's report beside them, incidents, credits, and a chain nobody can change."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app import web
from app.cases.models import Case, Incident
from app.devices.models import Device
from app.returns import queries
from app.returns.models import Credit, Custody, HandedIn, Pallet, PalletFinding, PalletItem
from catalogue.returns import Reported, reconcile
from tests.app.devices import making
from tests.app.returns.making import report, sent, wiped
from tests.client import Page, ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]


def take(browser: ShopClient, number: str, data: bytes, **form: str) -> Page:
    """Send a report as the page would."""
    files = {"fil": (io.BytesIO(data), "rapport.csv"), **form}
    return browser.post(f"/it/pallar/{number}/rapport", files, content_type="multipart/form-data")


def found(session: Session) -> set[tuple[str, str]]:
    """Where report and manifest differ."""
    session.rollback()
    return {(row.kind, row.serial) for row in session.scalars(sa.select(PalletFinding))}


def test_one_missing_one_unexpected_and_one_extra_wiped_gives_exactly_those_three(
    session: Session, people: People, client_as: SignIn
) -> None:
    number, omar = sent(session, people, 3).number, client_as("omar")
    stranger = making.device(session, "anders", 50)
    lines = [
        ("5CG0000001", "ja", "INTYG-1", "250"), ("5CG0000002", "ja", "INTYG-2", "100,50"),
        ("FRÄMLING1", "ja", "", ""), (stranger.serial, "nej", "INTYG-9", ""),
    ]  # fmt: skip
    assert take(omar, number, report(lines)).status == 303
    assert found(session) == {
        ("missing", "5CG0000003"), ("unexpected", "FRÄMLING1"), ("extra_wiped", stranger.serial),
    }  # fmt: skip
    case, told = session.execute(sa.select(Case, Incident).join(Incident).where(Case.topic == "missing_device")).one()
    assert case.due_at == MOMENT + dt.timedelta(hours=72)
    assert (case.kind, told.serious, case.device_tag) == ("incident", True, "LAX-PC-00003")
    page = omar.get(f"/it/pallar/{number}")
    assert "Saknas i rapporten" in page.text
    assert stranger.tag in page.text
    assert take(omar, number, report(lines)).status == 303
    assert len(found(session)) == 3


def test_a_certificate_without_serial_is_refused_and_nothing_is_taken_in(
    session: Session, people: People, client_as: SignIn
) -> None:
    number, omar = sent(session, people, 1).number, client_as("omar")
    answer = take(omar, number, report([("5CG0000001", "ja", "INTYG-1", "10"), ("", "ja", "INTYG-2", "")]))
    assert answer.status == 422
    assert "Rad 3: ett intyg utan serienummer" in answer.text
    session.rollback()
    assert session.scalars(sa.select(PalletItem.result)).all() == [""]
    assert session.scalars(sa.select(Pallet.state)).one() == "picked_up"


def test_what_the_recycler_pays_goes_to_the_cost_centre_that_owned_it(
    session: Session, people: People, client_as: SignIn
) -> None:
    number, omar = sent(session, people, 2).number, client_as("omar")
    take(omar, number, report([("5CG0000001", "ja", "INTYG-1", "250"), ("5CG0000002", "ja", "", "")]))
    bare = omar.post(f"/it/pallar/{number}", {"atgard": "reglera"})
    assert bare.status == 422
    assert "5CG0000002" in bare.text
    assert omar.post(f"/it/pallar/{number}/intyg", {"enhet": "5cg 0000002", "nr": "INTYG-2"}).status == 303
    assert omar.post(f"/it/pallar/{number}", {"atgard": "reglera"}).status == 303
    session.rollback()
    assert [(row.cost_centre, row.amount) for row in session.scalars(sa.select(Credit))] == [("41200 4400", 25000)]
    assert set(session.scalars(sa.select(HandedIn.state))) == {"closed"}
    assert set(session.scalars(sa.select(Device.state))) == {"recycled"}
    assert omar.post(f"/it/pallar/{number}", {"atgard": "reglera"}).status == 422


def certificates(browser: ShopClient, number: str, data: bytes) -> Page:
    """Send certificates as the page would."""
    files = {"intygsfil": (io.BytesIO(data), "intyg.csv")}
    return browser.post(f"/it/pallar/{number}/intyg", files, content_type="multipart/form-data")


def test_certificates_that_come_late_are_listed_as_missing_and_taken_in_by_file(
    session: Session, people: People, client_as: SignIn
) -> None:
    number, omar = sent(session, people, 4).number, client_as("omar")
    assert omar.post(f"/it/pallar/{number}/intyg", {"enhet": "5CG0000001", "nr": "I-1"}).status == 409
    take(
        omar,
        number,
        report([("5CG0000001", "ja", "I-1", ""), ("5CG0000002", "ja", "", ""), ("5CG0000003", "ja", "", "")]),
    )
    assert "3 intyg saknas" in omar.get("/it/pallar").text
    assert "Intyg som saknas" in omar.get(f"/it/pallar/{number}").text
    faulty = [("5CG0000001", "", "I-9", ""), ("5CG0000002", "", "I-2", ""), ("FRÄMLING", "", "I-3", "")]
    refused = certificates(omar, number, report(faulty))
    assert refused.status == 422
    assert "5CG0000001 har redan intyg I-1" in refused.text
    assert "FRÄMLING står inte på pallen" in refused.text
    assert certificates(omar, number, report([("", "", "I-2", "")])).status == 422
    late = report([("5CG0000001", "", "I-1", ""), ("5CG0000002", "", "I-2", ""), ("5CG0000003", "", "I-3", "")])
    assert "Intyg sparade: 2." in omar.follow(certificates(omar, number, late)).text
    assert "Inget har ändrats" in omar.follow(certificates(omar, number, late)).text
    session.rollback()
    held = {row.serial: row.certificate for row in session.scalars(sa.select(PalletItem))}
    assert held == {"5CG0000001": "I-1", "5CG0000002": "I-2", "5CG0000003": "I-3", "5CG0000004": ""}
    assert list(queries.broken(session)) == []


def test_a_missing_device_whose_certificate_comes_after_settling_is_closed_too(
    session: Session, people: People, client_as: SignIn
) -> None:
    number, omar = sent(session, people, 2).number, client_as("omar")
    take(omar, number, report([("5CG0000001", "ja", "I-1", "")]))
    session.rollback()
    finding = str(session.scalars(sa.select(PalletFinding.id)).one())
    omar.post(f"/it/pallar/{number}", {"atgard": "svara", "avvikelse": finding, "svar": "Kom i en annan låda."})
    assert omar.post(f"/it/pallar/{number}", {"atgard": "reglera"}).status == 303
    session.rollback()
    assert set(session.scalars(sa.select(HandedIn.state))) == {"closed", "recycled"}
    assert omar.post(f"/it/pallar/{number}/intyg", {"enhet": "5CG0000002", "nr": ""}).status == 422
    assert omar.post(f"/it/pallar/{number}/intyg", {"enhet": "5CG0000002", "nr": "I-2"}).status == 303
    session.rollback()
    assert set(session.scalars(sa.select(HandedIn.state))) == {"closed"}
    assert "Intyg som saknas" not in omar.get(f"/it/pallar/{number}").text
    assert list(queries.broken(session)) == []


def test_a_difference_must_be_answered_before_settling(session: Session, people: People, client_as: SignIn) -> None:
    number, omar = sent(session, people, 2).number, client_as("omar")
    take(omar, number, report([("5CG0000001", "ja", "INTYG-1", "")]))
    assert omar.post(f"/it/pallar/{number}", {"atgard": "reglera"}).status == 422
    session.rollback()
    finding = str(session.scalars(sa.select(PalletFinding.id)).one())
    assert omar.post(f"/it/pallar/{number}", {"atgard": "svara", "avvikelse": finding, "svar": ""}).status == 422
    omar.post(f"/it/pallar/{number}", {"atgard": "svara", "avvikelse": finding, "svar": "Hittad på lagret."})
    assert omar.post(f"/it/pallar/{number}", {"atgard": "reglera"}).status == 303


def test_headings_that_cannot_be_guessed_are_named_and_remembered(
    session: Session, people: People, client_as: SignIn
) -> None:
    omar, first = client_as("omar"), sent(session, people, 1).number
    odd = b"Unit;Proof\n5CG0000001;INTYG-1"
    assert "Rubrikerna är: Unit, Proof" in take(omar, first, odd).text
    assert take(omar, first, odd, serienummer="Unit", intyg="Proof").status == 303
    second = sent(session, people, 1, first=2).number
    assert take(omar, second, b"Unit;Proof\n5CG0000002;INTYG-2").status == 303
    session.rollback()
    assert set(session.scalars(sa.select(PalletItem.certificate))) == {"INTYG-1", "INTYG-2"}


def test_a_sealed_pallet_changes_no_more(session: Session, people: People, client_as: SignIn) -> None:
    numbers, omar = wiped(session, people, 2), client_as("omar")
    made = omar.post("/it/pallar", {"mottagare": "1"})
    address = made.location
    assert omar.post(address, {"atgard": "forsegla", "plomb": "P1"}).status == 422
    assert omar.post(address, {"atgard": "lagg", "nummer": numbers[0]}).status == 303
    assert omar.post(address, {"atgard": "lagg", "nummer": numbers[0]}).status == 422
    assert "5CG0000002" in omar.get(address).text
    assert omar.post(address, {"atgard": "forsegla", "plomb": ""}).status == 422
    omar.post(address, {"atgard": "forsegla", "plomb": "P1"})
    assert omar.post(address, {"atgard": "lagg", "nummer": numbers[1]}).status == 409
    assert "5CG0000001" in omar.browser.get(f"{address}/manifest.csv").text
    session.execute(sa.update(PalletItem).values(serial="BYTT"))
    session.commit()
    assert omar.post(address, {"atgard": "hamtad", "forare": "Åkeriet"}).status == 422


def test_a_changed_step_of_the_chain_is_found_by_audit_verify(session: Session, people: People, app: Flask) -> None:
    wiped(session, people, 2)
    assert list(queries.broken(session)) == []
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    web.store.session.rollback()
    step = session.scalars(sa.select(Custody).where(Custody.step == "wiped").limit(1)).one()
    session.execute(
        sa.update(Custody).where(Custody.id == step.id).values(facts={"method": "destroyed", "evidence": ""})
    )
    session.execute(sa.delete(Custody).where(Custody.step == "received", Custody.return_id == step.return_id))
    session.commit()
    assert {(row.step, row.why) for row in queries.broken(session)} == {("wiped", "changed"), ("received", "missing")}
    result = runner.invoke(args=["audit", "verify"])
    assert result.exit_code == 1
    assert "wiped" in result.output


@given(
    st.lists(st.sampled_from("ABCDEF"), unique=True),
    st.lists(
        st.tuples(st.sampled_from("ABCDEFGH"), st.booleans(), st.sampled_from(["", "I"])),
        unique_by=lambda line: line[0],
    ),
)
def test_every_serial_stands_in_one_place(manifest: list[str], lines: list[tuple[str, bool, str]]) -> None:
    report_ = [Reported(*line) for line in lines]
    result = reconcile(manifest, report_)
    places = [
        [line.serial for line in result.matched], list(result.missing), [line.serial for line in result.unexpected],
        [line.serial for line in result.extra_wiped],
    ]  # fmt: skip
    flat = [serial for place in places for serial in place]
    assert len(flat) == len(set(flat))
    assert {*places[0], *places[1]} == set(manifest)
    assert not {*places[2], *places[3]} & set(manifest)
