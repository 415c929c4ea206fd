"""A chef's costs: sums that add up, who ordered what, against the year before, and in a file."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from sqlalchemy.orm import Session

from app.budgets.models import Frame
from app.identity.models import Unit
from app.reports import queries
from app.reports.queries import Period, Wanted
from tests.app.delivery.making import line
from tests.app.reports.making import billed, bought, licence
from tests.client import ShopClient
from tests.people import People

SignIn = Callable[[str], ShopClient]
YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 11, 23))


@pytest.fixture
def lived(session: Session, people: People) -> People:
    """Two years at the school of Karin and Anders, and an order elsewhere."""
    karin, maria = people["karin"], people["maria"]
    bought(session, karin, dt.datetime(2026, 3, 31, 21, 59, tzinfo=dt.UTC), 129_000, what="Headset trådlöst")
    mouse = bought(session, karin, dt.datetime(2026, 3, 31, 22, 0, tzinfo=dt.UTC), 50_000, "Mus", "partly_delivered")
    line(session, mouse, "mouse", unit_cost=30_000, state="sourced")
    come = line(session, mouse, "keyboard", unit_cost=20_000, state="delivered")
    billed(session, come, 20_000)
    bought(session, karin, dt.datetime(2025, 11, 23, 22, 59, tzinfo=dt.UTC), 100_000, what="Skärm 27 tum")
    bought(session, karin, dt.datetime(2025, 11, 23, 23, 0, tzinfo=dt.UTC), 7_000, what="Kabel, dagen efter")
    bought(session, maria, dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC), 99_900, what="Tangentbord")
    licence(session, karin, dt.date(2026, 2, 10), 10_500)
    session.commit()
    return people


def test_every_sum_is_the_sum_of_what_is_below_it(session: Session, lived: People) -> None:
    wanted = Wanted(period=YEAR, other=YEAR.a_year_before())
    found = queries.overview(session, lived.visitor("anders"), wanted)
    assert found.by_kind["orders"] == [0, 0, 129_000, 50_000, *[0] * 7], "months are Swedish"
    assert found.by_kind["licences"] == [0, *[10_500] * 10]
    assert found.total == 179_000 + 105_000 == sum(now for _id, _name, now, _then in found.by_unit)
    assert found.before == 100_000, "the same days of the year before"
    assert found.bought == sum(row.amount for row in found.rows) == 179_000
    assert (found.open, found.open_count) == (30_000, 1), "what has come of an order is not waited for"
    assert found.invoiced == 20_000
    assert [row.invoiced for row in found.rows] == [20_000, None]
    assert found.licences_now == (10_500, 1)
    assert [(row.who, row.what) for row in found.rows] == [("Karin Lund", "Mus"), ("Karin Lund", "Headset trådlöst")]


def test_a_part_is_what_was_asked_for(session: Session, lived: People) -> None:
    elin = lived.visitor("elin")
    both = queries.overview(session, elin, Wanted(period=YEAR, other=None))
    assert {name for _id, name in both.units} >= {"Stenebergsskolan"}
    assert both.total == 284_000 + 99_900
    assert both.before is None
    school = lived["karin"].unit_id
    one = queries.overview(session, elin, Wanted(period=YEAR, other=None, unit=school, kind="orders"))
    assert (one.total, len(one.rows)) == (179_000, 2)
    word = queries.overview(session, elin, Wanted(period=YEAR, other=None, text="HEADSET"))
    assert (word.total, len(word.rows)) == (129_000, 1)
    assert queries.overview(session, elin, Wanted(period=YEAR, other=None, text="100%")).total == 0


def test_the_page_shows_chart_table_and_rows_and_the_file_the_same_sum(client_as: SignIn, lived: People) -> None:
    anders = client_as("anders")
    page = anders.get("/kostnader?ar=2026")
    text = page.text.replace("\u00a0", " ")
    assert page.h1 == "Kostnader för Stenebergsskolan"
    assert "2 840 kr 1 840 kr mer än januari–november 2025" in text
    assert page.soup.select_one("svg.chart > desc").get_text().startswith("Högst i mars 2026")  # type: ignore[union-attr]  # there
    assert "Karin Lund" in text
    assert "En beställning räknas från den dag den görs." in text
    assert "Av beställningarna, 1 790 kr, har leverantörerna fakturerat 200 kr hittills" in text
    book = openpyxl.load_workbook(io.BytesIO(anders.get("/kostnader/export.xlsx?ar=2026").answer.data))
    rows = list(book.active.iter_rows(min_row=2, values_only=True))  # type: ignore[union-attr]  # a sheet
    assert sum(float(row[-1]) for row in rows) == 2840.0
    assert "Headset" in anders.get("/kostnader/export.csv?ar=2026").answer.get_data(as_text=True)
    anders.get("/kostnader/export.pdf", status=404)
    assert "Inga kostnader under perioden" in anders.get("/kostnader?fran=2021-01-01&till=2021-02-01").text
    assert "Headset" not in anders.get("/kostnader?fran=2026-04-01&till=2026-04-30&jamfor=ingen").text
    for odd in ("fran=2026-05-01&till=2026-01-01", "fran=x&till=2026-01-01", "ar=99999999999&enhet=-1", "ar=2019"):
        anders.get(f"/kostnader?{odd}")


def test_a_designated_orderer_sees_the_own_unit_and_opens_only_own_orders(client_as: SignIn, lived: People) -> None:
    page = client_as("maria").get("/kostnader")
    assert "Tangentbord" in page.text
    assert "Headset" not in page.text
    assert page.soup.select_one("main a[href^='/bestallningar/']") is not None
    client_as("karin").get("/kostnader", status=403)


def test_a_units_frame_is_shown_beside_what_it_cost(session: Session, client_as: SignIn, lived: People) -> None:
    karin = lived["karin"]
    unit = session.get_one(Unit, karin.unit_id)
    session.add(
        Frame(
            year=2026, kind="unit", organisation_id=unit.organisation_id, unit_id=unit.id, amount=8_400_000, stop="soft"
        )
    )
    session.commit()
    page = client_as("anders").get("/kostnader")
    text = page.text.replace("\u00a0", " ")
    assert "84 000 kr finns kvar av 84 000 kr" in text
    assert "Ram per månad, 7 000 kr" in text
    assert page.soup.select_one("svg.chart path.frame") is not None
    assert "Ram per månad" not in client_as("anders").get("/kostnader?ar=2025").text
    assert "finns kvar av" not in client_as("maria").get("/kostnader").text, "another unit's frame"
