"""Devices from a file: tried first, faults with their lines, all of it or nothing, and an export goes in again."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.devices.actions.importing import read
from app.devices.models import Device, Holding
from app.refusal import Refused
from tests.app.devices.making import device
from tests.client import Page, ShopClient

SignIn = Callable[[str], ShopClient]
FILE = """Serial number;Model;Kind;Company;Primary user;Warranty end;Inköpspris;Room
5CG1111111;Bärbar dator 14 tum;Dator för personal;Laxå;karin.lund@laxa.example;2029-01-31;9 840;A1
5CG2222222;Bärbar dator 14 tum;staff_pc;Laxå kommun;Stenebergsskolan;;;
5CG3333333;Bärbar dator 14 tum;Dator för personal;Laxå;;;;
"""


def send(browser: ShopClient, text: str) -> Page:
    upload = (io.BytesIO(text.encode()), "lista.csv")
    return browser.post("/it/enheter/import", {"fil": upload}, content_type="multipart/form-data")


def go_ahead(browser: ShopClient, shown: Page) -> Page:
    where = shown.location
    return browser.post(f"{where}/genomfor", {"digest": browser.get(where).field("digest")})


@pytest.mark.rule("R-237")
def test_a_list_with_other_headings_is_tried_and_then_taken_in(client_as: SignIn, session: Session) -> None:
    omar = client_as("omar")
    address = session.execute(sa.text("SELECT email FROM person WHERE subject = 'karin'")).scalar_one()
    shown = send(omar, FILE.replace("karin.lund@laxa.example", address))
    assert "3" in omar.follow(shown).text
    session.rollback()
    assert session.scalars(sa.select(Device)).all() == []
    session.rollback()
    assert go_ahead(omar, shown).status == 303
    found = {row.serial: row for row in session.scalars(sa.select(Device))}
    assert (found["5CG1111111"].holder_name, found["5CG1111111"].price) == ("Karin Lund", 984000)
    assert (found["5CG2222222"].holder_id, found["5CG2222222"].holder_name) == (None, "Stenebergsskolan")
    assert (found["5CG3333333"].state, found["5CG3333333"].holder_name) == ("ready", "")
    assert session.scalars(sa.select(sa.func.count()).select_from(Holding)).one() == 2
    assert go_ahead_again(omar, shown).status == 422


def go_ahead_again(browser: ShopClient, shown: Page) -> Page:
    return browser.post(f"{shown.location}/genomfor", {"digest": "0" * 64})


def test_faults_are_told_with_their_lines_and_nothing_is_done(client_as: SignIn, session: Session) -> None:
    device(session, "karin", imei="490154203237518", device_class="phone")
    text = (
        "Serienummer;Modell;Sort;Organisation;Innehavare;IMEI;Garanti till\n"
        ";X;staff_pc;Laxå;;;\n"
        "AAAA1;X;okänd;Laxå;;;\n"
        "AAAA2;X;staff_pc;Norrköping;;;\n"
        "AAAA3;X;staff_pc;Laxå;Nisse Nobody;;\n"
        "AAAA4;X;mobile_phone;Laxå;;490154203237518;\n"
        "AAAA5;X;mobile_phone;Laxå;;490154203237519;\n"
        "AAAA6;X;staff_pc;Laxå;;;imorgon\n"
        "AAAA6;X;staff_pc;Laxå;;;\n"
        "AAAA7;;;;;;\n"
    )
    page = send(client_as("omar"), text)
    assert page.status == 422
    for line, said in (
        (2, "Ange ett serienummer"), (3, "Sorten ”okänd” finns inte"), (4, "”Norrköping” finns inte"),
        (5, "”Nisse Nobody”"), (6, "på enheten LAX-PC-00001"), (7, "Kontrollsiffran"), (8, "ett datum"),
        (9, "står redan på rad 8"), (10, "Sort saknas"), (10, "Modell saknas"), (10, "Organisation saknas"),
    ):  # fmt: skip
        faults = [fault.text for fault in page.soup.select(".import-faults li")]
        assert any(fault.startswith(f"Rad {line}: ") and said in fault for fault in faults), (line, said, faults)
    session.rollback()
    assert len(session.scalars(sa.select(Device)).all()) == 1


@pytest.mark.rule("R-237")
def test_an_export_is_changed_and_goes_in_again(client_as: SignIn, session: Session) -> None:
    device(session, "karin")
    omar = client_as("omar")
    exported = omar.browser.get("/it/enheter/export.csv").get_data(as_text=True)
    assert "Rum" in exported
    same = send(omar, exported)
    assert "Allt i filen stämmer redan med registret" in omar.follow(same).text
    changed = exported.replace("Bärbar dator 14 tum", "Bärbar dator 14 tum G2")
    shown = send(omar, changed)
    page = omar.follow(shown)
    assert "Bärbar dator 14 tum G2" in page.text
    assert go_ahead(omar, shown).status == 303
    session.rollback()
    assert session.scalars(sa.select(Device.model)).one() == "Bärbar dator 14 tum G2"
    assert "Modell Bärbar dator 14 tum till Bärbar dator 14 tum G2" in omar.get("/enheter/LAX-PC-00001").text


def test_what_changed_meanwhile_is_not_overwritten(client_as: SignIn, session: Session) -> None:
    device(session, "karin")
    omar = client_as("omar")
    shown = send(omar, "Serienummer;Rum\n5CG0000001;B2\n")
    digest = omar.get(shown.location).field("digest")
    form = omar.get("/it/enheter/LAX-PC-00001/andra").form("/it/enheter/LAX-PC-00001/andra")
    omar.post("/it/enheter/LAX-PC-00001/andra", form | {"rum": "C3"})
    late = omar.post(f"{shown.location}/genomfor", {"digest": digest})
    assert late.status == 409
    session.rollback()
    assert session.scalars(sa.select(Device.room)).one() == "C3"


def test_to_others_a_file_is_not_there(client_as: SignIn, session: Session) -> None:
    shown = send(client_as("omar"), "Serienummer;Modell;Sort;Organisation\nAAAA1;X;staff_pc;Laxå\n")
    client_as("nils").get(shown.location, status=404)
    assert client_as("nils").post(f"{shown.location}/genomfor", {"digest": "0" * 64}).status == 404
    assert client_as("rut").post(f"{shown.location}/genomfor", {}).status == 403


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read(text.encode())
    except Refused:
        return
    assert all(fault.startswith("Rad ") for fault in found.faults)
