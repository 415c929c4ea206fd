"""My devices, one device and the register, through HTTP."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app import web
from tests.app.devices.making import device
from tests.client import ShopClient
from tests.databases import Database

SignIn = Callable[[str], ShopClient]


def test_i_see_what_i_hold(client_as: SignIn, session: Session) -> None:
    device(session, "karin")
    device(session, "sara", 2)
    page = client_as("karin").get("/enheter")
    assert "LAX-PC-00001" in page.text
    assert "LAX-PC-00002" not in page.text


def test_nothing_held_names_the_next_step(client_as: SignIn) -> None:
    assert "Inga enheter står på dig" in client_as("karin").get("/enheter").text


def test_a_chef_sees_what_the_unit_holds_apart_from_the_own(client_as: SignIn, session: Session) -> None:
    device(session, "karin")
    device(session, "anders", 2)
    page = client_as("anders").get("/enheter")
    own, units = page.soup.select("table")
    assert "LAX-PC-00002" in own.text
    assert "LAX-PC-00001" in units.text


@pytest.mark.parametrize("person", ["karin", "anders", "omar", "nils", "rut", "gunnar"])
def test_holder_chef_it_and_auditor_see_a_device(client_as: SignIn, session: Session, person: str) -> None:
    device(session, "karin")
    page = client_as(person).get("/enheter/LAX-PC-00001")
    assert "5CG0000001" in page.text


@pytest.mark.parametrize("person", ["sara", "maria", "birgitta", "elin", "eva"])
def test_for_others_it_is_not_there(client_as: SignIn, session: Session, person: str) -> None:
    device(session, "karin")
    browser = client_as(person)
    foreign = browser.get("/enheter/LAX-PC-00001", status=404)
    unknown = browser.get("/enheter/LAX-PC-09999", status=404)
    assert foreign.text == unknown.text


@pytest.mark.rule("R-155")
@pytest.mark.rule("R-156")
@pytest.mark.rule("R-165")
@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("managed", "IT hjälper till med allt"),
        ("pupil", "anmäler kommunens kontaktperson till leverantören"),
        ("mobile", "Övrigt stöd för appar och handhavande sköter er enhet"),
    ],
)
def test_a_device_says_who_helps(client_as: SignIn, session: Session, level: str, said: str) -> None:
    device(session, "karin", support_level=level)
    assert said in client_as("karin").get("/enheter/LAX-PC-00001").text


def test_a_device_shows_its_life(client_as: SignIn, session: Session) -> None:
    device(session, "karin")
    text = client_as("karin").get("/enheter/LAX-PC-00001").text
    for part in ("2026-11-23", "2029-11-23", "2030-11-23", "48 månader", "9\u00a0840\u00a0kr"):
        assert part in text or part.replace("\u00a0", " ") in text


def test_a_device_that_waits_says_so(client_as: SignIn, session: Session) -> None:
    device(session, "karin", state="ready", in_service_on=None, warranty_end=None, planned_end=None)
    text = client_as("karin").get("/enheter/LAX-PC-00001").text
    assert "Inte utlämnad än" in text
    assert "Börjar när enheten lämnas ut" in text


@pytest.mark.parametrize(
    "text",
    [
        "LAX-MOB-00002", "lax-mob-00002", "f2lzk1abcd", "F2LZ", "490154203237518", "356938035643809", "4901542",
        "Sara", "sara ny", "nyberg", "kansli", "Telefon",
    ],
)  # fmt: skip
def test_the_register_finds_by_anything(client_as: SignIn, session: Session, text: str) -> None:
    device(session, "karin")
    device(
        session, "sara", 2, tag="LAX-MOB-00002", serial="F2LZK1ABCD", imei="490154203237518", imei2="356938035643809",
        device_class="phone", model="Telefon",
    )  # fmt: skip
    page = client_as("omar").get(f"/it/enheter?q={text}")
    assert [row.a.text for row in page.soup.select("tr[data-row]")] == ["LAX-MOB-00002"]


@pytest.mark.parametrize("text", ["%", "_", "åäö", "' OR 1=1 --", "zzz"])
def test_what_is_no_match_is_said(client_as: SignIn, session: Session, text: str) -> None:
    device(session, "karin", model="Dator")
    page = client_as("omar").get("/it/enheter", query_string={"q": text})
    assert "Ingen enhet passar" in page.text


def test_a_name_with_swedish_letters_is_found_in_any_case(client_as: SignIn, session: Session) -> None:
    device(session, "nils")
    for text in ("Åberg", "åberg", "ÅBERG"):
        assert "LAX-PC-00001" in client_as("omar").get("/it/enheter", query_string={"q": text}).text


def test_the_register_is_filtered(client_as: SignIn, session: Session) -> None:
    device(session, "karin")
    device(session, "sara", 2, device_class="tablet", state="stolen")
    omar = client_as("omar")
    for question in (
        "typ=tablet",
        "lage=stolen",
        "organisation=askersund",
        "typ=tablet&lage=stolen&organisation=askersund",
    ):
        page = omar.get(f"/it/enheter?{question}")
        assert [row.a.text for row in page.soup.select("tr[data-row]")] == ["LAX-PC-00002"]
    assert "Ingen enhet passar" in omar.get("/it/enheter?typ=phone").text


def test_the_register_is_paged(client_as: SignIn, session: Session) -> None:
    for number in range(1, 56):
        device(session, "karin", number)
    omar = client_as("omar")
    first = omar.get("/it/enheter?typ=computer")
    assert len(first.soup.select("tr[data-row]")) == 50
    older = first.soup.select_one("a[rel=next]")
    assert older is not None
    second = omar.get(str(older["href"]))
    assert len(second.soup.select("tr[data-row]")) == 5
    assert second.soup.select_one("a[rel=prev]") is not None


@pytest.mark.rule("R-237")
def test_the_register_is_exported_without_formulas(client_as: SignIn, session: Session) -> None:
    device(session, "karin", holder_name="=HYPERLINK(1)", model='Dator "14"; stor')
    device(session, "sara", 2, device_class="tablet")
    answer = client_as("rut").get("/it/enheter/export.csv?typ=computer").answer
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == 1
    assert rows[0]["Innehavare"] == "'=HYPERLINK(1)"
    assert rows[0]["Modell"] == 'Dator "14"; stor'
    assert rows[0]["Serienummer"] == "5CG0000001"


@pytest.mark.parametrize("person", ["karin", "anders", "petra", "elin"])
def test_the_register_is_for_it_and_the_auditor(client_as: SignIn, person: str) -> None:
    browser = client_as(person)
    browser.get("/it/enheter", status=403)
    browser.get("/it/enheter/export.csv", status=403)


@pytest.mark.parametrize(
    "question", ["fore=x", "fore=１", "q=%00", "typ=<b>", "lage='", "organisation=%25", "q=" + "x" * 500]
)
def test_a_strange_address_still_opens(client_as: SignIn, session: Session, question: str) -> None:
    device(session, "karin")
    client_as("omar").get(f"/it/enheter?{question}")


@pytest.mark.parametrize("rows", [2, 20])
def test_pages_ask_little_however_long(
    client_as: SignIn, session: Session, count_queries: Callable[[], list[str]], rows: int
) -> None:
    for number in range(1, rows + 1):
        device(session, "karin", number)
    pages = {"/it/enheter": "omar", "/it/enheter?q=zzz": "omar", "/enheter": "anders", "/enheter/LAX-PC-00001": "karin"}
    for path, person in pages.items():
        browser = client_as(person)
        seen = count_queries()
        browser.get(path)
        assert len(seen) <= 6, seen


def test_the_export_outlives_its_request(database: Database) -> None:
    """A server reads the rows after the request's own context is gone."""
    with database.app.app_context(), web.store.sessionmaker() as own:
        device(own, "karin")
    omar = ShopClient(database.app, "omar")
    answer = omar.browser.get("/it/enheter/export.csv")
    assert "LAX-PC-00001" in answer.get_data(as_text=True)
