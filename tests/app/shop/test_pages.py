"""Start, help and the statements."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.outbox import Letter
from tests.app.shop.conftest import HEADSET
from tests.client import ShopClient
from tests.databases import Clock

SignIn = Callable[[str], ShopClient]


@pytest.mark.parametrize("path", ["/hjalp", "/tillganglighet", "/personuppgifter"])
@pytest.mark.parametrize("person", ["", "karin", "petra"])
def test_statements_are_open_to_everybody(client_as: SignIn, path: str, person: str) -> None:
    page = client_as(person).get(path)
    links = {str(link["href"]) for link in page.soup.select("footer a")}
    assert {"/hjalp", "/tillganglighet", "/personuppgifter"} <= links


@pytest.mark.rule("R-142")
@pytest.mark.parametrize(
    ("hours", "said"),
    [(0, "Öppet just nu"), (12, "Stängt just nu"), (24 * 5, "Stängt just nu"), (24 * 31, "Stängt just nu")],
)
def test_help_says_whether_servicedesk_is_open(client_as: SignIn, clock: Clock, hours: int, said: str) -> None:
    clock.forward(hours=hours)
    page = client_as("").get("/hjalp")
    assert said in page.text
    assert "07.30–16.00" in page.text
    assert "07.30–15.00" in page.text


def test_the_accessibility_statement_holds_what_the_law_asks(client_as: SignIn) -> None:
    page = client_as("").get("/tillganglighet")
    for wanted in ("delvis förenlig", "Brister vi känner till", "självskattning", "oskäligt betungande", "Digg"):
        assert wanted in page.text
    assert page.soup.select_one("main time[datetime]")
    assert page.soup.select_one("main form[action='/tillganglighet']")


def test_a_barrier_can_be_reported_without_signing_in(client_as: SignIn, session: Session) -> None:
    page = client_as("").post("/tillganglighet", {"hinder": "Knappen syns inte", "svar": "karin"})
    assert page.status == 303
    letters = list(session.scalars(sa.select(Letter)))
    assert letters
    assert {letter.payload["params"]["text"] for letter in letters} == {"Knappen syns inte"}


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001, "a\u202eb"])
def test_a_report_that_cannot_be_sent_is_refused_and_kept(client_as: SignIn, session: Session, text: str) -> None:
    page = client_as("").post("/tillganglighet", {"hinder": text, "svar": "min adress"})
    assert page.status == 422
    assert page.soup.select_one("[data-error-summary] a[href='#hinder']")
    assert page.field("svar") == "min adress"
    assert session.scalar(sa.select(Letter.id)) is None


def test_the_start_page_shows_what_waits_and_what_is_most_ordered(client_as: SignIn) -> None:
    browser = client_as("karin")
    page = browser.get("/")
    assert page.h1 == "Hej Karin"
    assert "Inget väntar på dig" in page.text
    assert page.soup.select("ul.grid button[name=item]")
    assert page.soup.select(".kit")
    browser.post("/varukorg/rader", {"item": HEADSET, "antal": "1"})
    assert "1\u00a0290\u00a0kr för er enhet" in browser.get("/").html


@pytest.mark.parametrize("person", ["anders", "omar", "rut", "petra", "elin", "alva", "gunnar"])
def test_everybody_has_a_start_page(client_as: SignIn, person: str) -> None:
    client_as(person).get("/")
