"""From the phone to the survey: a teacher reports a fault with a photo, a chef asks for an account, IT helps both."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import worker
from app.cases.models import Case
from app.identity.models import Organisation, Unit
from tests.app.cases.test_views import photo
from tests.app.requests.filling import filled
from tests.client import Page, ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]


@pytest.mark.rule("R-090", "R-144", "R-152", "R-153", "R-158")
def test_a_fault_and_an_account_from_beginning_to_end(
    app: Flask, session: Session, people: People, client_as: SignIn, clock: Clock
) -> None:
    everybody_is_asked(session, people)
    karin, omar, anders = client_as("karin"), client_as("omar"), client_as("anders")

    form = {"galler": "funktion", "basfunktion": "printing", "rubrik": "Den kladdar",
            "beskrivning": "Svarta ränder", "filer": (io.BytesIO(photo()), "IMG_0042.jpg")}  # fmt: skip
    receipt = karin.follow(karin.post("/anmal-fel", form, content_type="multipart/form-data"))
    assert "är mottaget" in receipt.text
    assert receipt.soup.select_one(".message-files img")

    typed = filled(anders.get("/begar/konto-for-extern"), "konto-for-extern")
    anders.post("/begar/konto-for-extern", typed)
    check = anders.get("/begar/konto-for-extern/granska")
    action = "/begar/konto-for-extern/skicka"
    assert "Stämmer det här?" in check.text
    account = anders.follow(anders.post(action, check.form(action)))
    assert "Så här är det" in account.text

    fault, wish = session.scalars(sa.select(Case).order_by(Case.id)).all()
    queue = omar.get("/it/arenden")
    assert [link.get_text() for link in queue.soup.select("tr[data-row] th a")] == [fault.number, wish.number]
    handle(omar, fault.number, atgard="ta")
    omar.post(f"/arenden/{fault.number}", {"text": "Jag byter trumman i dag."})
    assert "Omar Haddad arbetar med ärendet" in karin.get(f"/arenden/{fault.number}").text
    handle(omar, fault.number, atgard="los", text="Trumman är bytt.")

    refused = handle(omar, wish.number, atgard="los", text="Klart")
    assert "kontot är skapat med slutdatum" in refused.text
    tick = omar.get(f"/arenden/{wish.number}")
    omar.post(f"/arenden/{wish.number}/uppgifter", {"version": tick.field("version"), "steg": tick.field("steg")})
    assert handle(omar, wish.number, atgard="los", text="Inloggningen kommer till dig.").status == 303

    solved = karin.get(f"/arenden/{fault.number}")
    assert "Trumman är bytt." in solved.text
    karin.post(f"/arenden/{fault.number}/stang", solved.form(f"/arenden/{fault.number}/stang"))
    survey = karin.follow(karin.post(f"/arenden/{fault.number}/enkat", {"betyg": "5"}))
    assert "Avslutat" in survey.text
    worker.run(app, once=True)
    told = sorted(path.read_text(encoding="utf-8") for path in (app.config["SHOP"].data_dir / "mail").glob("*.eml"))
    assert sum("/arenden/" in text for text in told) >= 5


def handle(browser: ShopClient, number: str, **form: str) -> Page:
    """Do something with a case as its page would."""
    page = browser.get(f"/arenden/{number}")
    return browser.post(f"/arenden/{number}/hantera", {"version": page.field("version"), **form})


def everybody_is_asked(session: Session, people: People) -> None:
    """Send the survey to all, so that the scene does not hang on chance."""
    unit = session.get_one(Unit, people["karin"].unit_id)
    session.get_one(Organisation, unit.organisation_id).settings = {"survey_share": 10_000}
    session.commit()
