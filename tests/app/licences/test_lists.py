"""What each sees: mine, my units', all of them with filter, order and files, and what they cost; the AI policy."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import openpyxl
import pytest
from sqlalchemy.orm import Session

from tests.app.licences.making import BIGGER, COPILOT, ELEVATED, POWER_BI, ROOM, SCREEN, day, licence
from tests.client import Page, ShopClient

SignIn = Callable[[str], ShopClient]


def numbers(page: Page) -> list[str]:
    """The licences in the list, in its order."""
    return [str(row.td.a.text) for row in page.soup.select("#register tr[data-row]")]


def test_a_chef_sees_what_the_unit_has_and_pays(client_as: SignIn, session: Session) -> None:
    licence(session, "karin")
    licence(session, "karin", ROOM, place="Personalrummet")
    licence(session, "eva")
    page = client_as("anders").get("/licenser").text.replace("\u00a0", " ")
    assert "Tillsammans kostar de 135 kr" in page
    assert "Personalrummet" in page
    assert "Eva Strand" not in page
    assert "Eva Strand" not in client_as("karin").get("/licenser").text


def test_empty_pages_say_what_to_do(client_as: SignIn) -> None:
    assert "Behöver du mer för jobbet" in client_as("karin").get("/licenser").text
    assert "Inget annat är beställt" in client_as("anders").get("/licenser").text
    assert "Ingen licens passar" in client_as("omar").get("/it/licenser").text
    assert "inte chef" in client_as("karin").get("/licenser/kostnader").text
    assert "kostade något" in client_as("omar").get("/it/licenser/kostnader").text


def test_the_list_is_filtered_and_ordered(client_as: SignIn, session: Session) -> None:
    licence(session, "karin")
    licence(session, "sara", COPILOT, ends_on=day(9), told_of=day(9), why="date")
    licence(session, "eva", state="ended", ended_on=day(0), why="left")
    licence(session, "anders", ELEVATED)
    omar = client_as("omar")
    for question, expected in (
        ("", ["L00004", "L00002", "L00001"]),
        ("sortera=innehavare", ["L00004", "L00001", "L00002"]),
        ("sortera=slutar", ["L00002", "L00001", "L00004"]),
        ("sortera=produkt", ["L00002", "L00004", "L00001"]),
        ("visa=avslutade", ["L00003"]),
        ("visa=slutar", ["L00002"]),
        ("visa=alla&organisation=askersund", ["L00002"]),
        (f"produkt={POWER_BI}", ["L00001"]),
        ("q=steneberg", ["L00004", "L00001"]),
        ("q=L00002", ["L00002"]),
        ("sortera=x&visa=%25&efter=x", ["L00004", "L00002", "L00001"]),
    ):
        assert numbers(omar.get(f"/it/licenser?{question}")) == expected, question


@pytest.mark.parametrize("rows", [2, 20])
def test_pages_ask_little_however_long(
    client_as: SignIn, session: Session, count_queries: Callable[[], list[str]], rows: int
) -> None:
    for number in range(rows):
        licence(session, "karin", SCREEN, place=f"Skärm {number}")
    pages = {
        "/licenser": "anders", "/licenser/L00001": "anders", "/licenser/kostnader": "anders", "/it/licenser": "omar",
        "/it/licenser?q=zzz": "omar", "/it/licenser/kostnader": "omar",
    }  # fmt: skip
    for path, person in pages.items():
        browser = client_as(person)
        seen = count_queries()
        browser.get(path)
        assert len(seen) <= 6, seen


@pytest.mark.parametrize("order", ["nyast", "innehavare", "produkt", "slutar"])
def test_every_order_is_paged_without_gaps(client_as: SignIn, session: Session, order: str) -> None:
    made = [licence(session, "karin", SCREEN, place=f"Skärm {number % 7}") for number in range(53)]
    omar, seen = client_as("omar"), []
    page = omar.get(f"/it/licenser?sortera={order}")
    seen += numbers(page)
    older = page.soup.select_one("a[rel=next]")
    assert older is not None
    seen += numbers(omar.get(str(older["href"])))
    assert sorted(seen) == sorted(each.number for each in made)


def test_the_list_leaves_as_a_spreadsheet_and_as_text_without_formulas(client_as: SignIn, session: Session) -> None:
    licence(session, "karin", holder_name="=HYPERLINK(1)")
    rut = client_as("rut")
    text = rut.get("/it/licenser/export.csv").answer.get_data(as_text=True)
    [row] = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert (row["Innehavare eller plats"], row["Kronor per år"]) == ("'=HYPERLINK(1)", "1620,00")
    answer = rut.get("/it/licenser/export.xlsx").answer
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert (rows[0][0], rows[1][2], rows[1][8]) == ("Nummer", "=HYPERLINK(1)", 1620)
    rut.get("/it/licenser/export.pdf", status=404)


@pytest.mark.rule("R-080")
def test_costs_stand_in_the_report_by_unit_and_month_to_the_ore(client_as: SignIn, session: Session) -> None:
    licence(session, "karin", starts_on=day(-60))
    licence(session, "anders", starts_on=day(-60), price=13_550)
    licence(session, "karin", ELEVATED, starts_on=day(-60), state="ended", ended_on=day(0), why="replaced")
    licence(session, "karin", BIGGER)
    licence(session, "karin", ROOM, place="Rum")
    omar = client_as("omar")
    page = omar.get("/it/licenser/kostnader").text.replace("\u00a0", " ")
    assert "Tillsammans 505,50 kr i november 2026" in page
    assert "4410 44000 Power BI Pro 2 270,50 kr" in page
    before = omar.get("/it/licenser/kostnader?manad=2026-10").text.replace("\u00a0", " ")
    assert "Tillsammans 375,50 kr i oktober 2026" in before
    text = omar.get("/it/licenser/kostnader.csv?manad=2026-10").answer.get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [(row["Licens"], row["Antal"], row["Kronor"]) for row in rows] == [
        ("Förhöjd licens Microsoft 365", "1", "105,00"), ("Power BI Pro", "2", "270,50"),
    ]  # fmt: skip
    mine = client_as("anders").get("/licenser/kostnader").text.replace("\u00a0", " ")
    assert "november 2026 505,50 kr oktober 2026 375,50 kr" in mine


def test_an_economist_sees_only_what_is_within_reach(client_as: SignIn, session: Session) -> None:
    licence(session, "karin")
    assert client_as("elin").get("/it/licenser").status == 200
    client_as("karin").get("/it/licenser", status=403)
    client_as("anders").get("/it/licenser/kostnader.xlsx", status=403)


@pytest.mark.rule("R-082")
def test_the_page_of_copilot_links_to_the_ai_policy_of_the_units_municipality(
    client_as: SignIn, session: Session
) -> None:
    karin, alva = client_as("karin"), client_as("alva")
    assert "AI-policy" not in karin.get(f"/sortiment/{POWER_BI}").text
    page = karin.get(f"/sortiment/{COPILOT}")
    assert "Läs er AI-policy först" in page.text
    assert "inte lagt in någon länk" in page.text
    door = "/admin/organisationer/laxa/installningar/ai_policy"
    form = alva.get(door).form(door)
    assert alva.post(door, form | {"own": "ja", "value": "javascript:alert(1)"}).status == 422
    policy = "https://intranat.laxa.example/ai-policy"
    assert alva.post(door, form | {"own": "ja", "value": policy}).status == 303
    link = karin.get(f"/sortiment/{COPILOT}").soup.select_one(f"a[href='{policy}']")
    assert link is not None
    assert "inte lagt in" in client_as("maria").get(f"/sortiment/{COPILOT}").text


@pytest.mark.rule("R-077")
def test_a_base_licence_never_shows_a_charge(client_as: SignIn) -> None:
    page = client_as("karin").get("/licenser")
    panel = page.soup.select_one("section[aria-labelledby=bas]")
    assert panel is not None
    assert "kostar er enhet inget" in panel.get_text()
    assert " kr" not in panel.get_text().replace("\u00a0", " ")
