"""One year's contributions against the year before: two components and adjustments, on the page and in the file."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from sqlalchemy.orm import Session

from app.contribution.actions import choose
from app.follow_up.queries.compared import compared
from tests.app.contribution.making import EARLIER, INHABITANTS, PURCHASES, Scene
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]
OTHER_DAY = dt.date(2025, 12, 31)
PAGE = "/ekonomi/medlemsbidrag/2027/jamfor"


@pytest.fixture
def scene(session: Session, people: People) -> Scene:
    """2026 by the day of the example, 2027 with more cost, an adjustment of Laxå, and other inhabitants."""
    made = Scene(session, people)
    made.buy(*PURCHASES[0])
    made.begin(2026, interest=0)
    made.line(2026, "shared_operation", "salary", 3_000_000_000)
    made.line(2026, "adjustment", "historic", 2_500_000, organisation_id=made.ids["laxa"])
    made.reckon(2026)
    made.adopt(2026)
    made.begin(2027)
    made.line(2027, "shared_operation", "salary", 3_100_000_000)
    made.line(2027, "adjustment", "historic", 1_000_000, organisation_id=made.ids["laxa"])
    made.reckon(2027)
    return made


@pytest.mark.rule("R-002", "R-003")
def test_the_parts_of_the_change_add_up_member_by_member(session: Session, scene: Scene, client_as: SignIn) -> None:
    found = compared(session, 2027)
    laxa = next(row for row in found.rows if row.member.key == "laxa")
    assert laxa.historic == (2_500_000, 1_000_000)
    assert laxa.change.adjustment == -1_500_000
    assert laxa.change.capital == laxa.change.after.capital - laxa.change.before.capital > 0
    assert sum(row.change.costs for row in found.rows) == 100_000_000
    assert [row.change.population for row in found.rows] == [0, 0, 0, 0]
    for row in found.rows:
        assert row.change.capital + row.change.shared + row.change.adjustment == row.change.total
    session.rollback()
    elin = client_as("elin")
    page = elin.get(PAGE)
    rows = {row.th.get_text(): row for row in page.soup.select("section[aria-labelledby=medlemmar] tr") if row.th}
    assert rows["Laxå"].select("td")[3].get_text().replace("\u00a0", " ").startswith("\u221215 000 kr")
    historic = {row.th.get_text(): row for row in page.soup.select("section[aria-labelledby=historisk] tr") if row.th}
    assert [cell.get_text().replace("\u00a0", " ") for cell in historic["Laxå"].select("td")[:2]] == [
        "25 000 kr", "10 000 kr",
    ]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(elin.get(f"{PAGE}.xlsx").answer.data)).active
    assert book is not None
    for row in book.iter_rows(min_row=2, values_only=True):
        numbers = [round(float(str(value)) * 100) for value in row[1:]]
        assert sum(numbers[1:5]) == numbers[5] == numbers[6] - numbers[0]
    assert "Laxå" in elin.get(f"{PAGE}.csv").answer.get_data(as_text=True)
    elin.get(f"{PAGE}.pdf", status=404)
    assert "ingen budget för 2025" in elin.get("/ekonomi/medlemsbidrag/2026/jamfor").text
    elin.get("/ekonomi/medlemsbidrag/2025/jamfor", status=404)


@pytest.mark.rule("R-003")
def test_other_inhabitants_are_an_effect_of_their_own(session: Session, scene: Scene) -> None:
    before = {row.member.key: row.change for row in compared(session, 2027).rows}
    scene.count(OTHER_DAY, EARLIER)
    scene.change(2027, lambda row: choose(session, row, scene.elin, on=OTHER_DAY, interest=250, at=MOMENT))
    after = {row.member.key: row.change for row in compared(session, 2027).rows}
    assert {key: change.costs for key, change in after.items()} == {key: c.costs for key, c in before.items()}
    assert sum(change.population for change in after.values()) == 0
    assert any(change.population for change in after.values())
    assert set(after) == set(INHABITANTS)
