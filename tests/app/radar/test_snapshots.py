"""A frozen forecast stays as it was, becomes lines of a budget, and is held against what was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.contribution.models import BudgetLine, BudgetYear
from app.db import begin_write
from app.devices.models import Device
from app.identity.models import Organisation
from app.radar.models import BudgetCopy, Snapshot, SnapshotRow
from tests.app.delivery.making import ordered
from tests.app.devices.making import device
from tests.app.radar.test_forecast import HERE, cells, price_of
from tests.client import ShopClient
from tests.databases import MOMENT

SignIn = Callable[[str], ShopClient]


def freeze(client: ShopClient, query: str = "", title: str = "Underlag till 2027") -> str:
    answer = client.post(f"{HERE}/lasta{query}", {"titel": title})
    assert answer.status == 303, answer.text
    return answer.location


def budget(session: Session, year: int, state: str = "preparing") -> None:
    session.rollback()
    begin_write(session)
    session.add(BudgetYear(year=year, state=state, population_date=dt.date(2025, 12, 31), interest=250, made_at=MOMENT))
    session.commit()


def lines(session: Session) -> list[tuple[str, str, int, str]]:
    session.rollback()
    question = (
        sa.select(Organisation.key, BudgetLine.category, BudgetLine.amount, BudgetLine.note)
        .join(Organisation, Organisation.id == BudgetLine.organisation_id)
        .order_by(Organisation.id, BudgetLine.category, BudgetLine.amount)
    )
    return [tuple(row) for row in session.execute(question)]


def test_a_frozen_forecast_never_changes_whatever_happens_to_the_register(client_as: SignIn, session: Session) -> None:
    for number in (1, 2):
        device(session, "karin", number, planned_end=dt.date(2027, 3, 1))
    elin = client_as("elin")
    path = freeze(elin, "?liv-staff_pc=1&pris=10")
    elin.get(path)
    before = elin.get(path)
    assert "Dator för personal: planerad livslängd +1 år" in before.text
    assert "Alla priser +10 %" in before.text
    assert cells(before, "Dator") == ["Laxå", "", "", "2", "", "", "", ""]
    session.rollback()
    begin_write(session)
    session.execute(sa.update(Device).values(state="written_off"))
    session.commit()
    assert elin.get(path).html.split("<main", 1)[1] == before.html.split("<main", 1)[1]
    for table in (Snapshot, SnapshotRow):
        for statement in (sa.update(table).values(id=99), sa.delete(table)):
            begin_write(session)
            with pytest.raises(DatabaseError, match="is never changed"):
                session.execute(statement)
            session.rollback()
    assert client_as("omar").post(f"{HERE}/lasta", {"titel": "Min"}).status == 403


def test_a_municipality_reads_its_own_rows_of_a_frozen_forecast(client_as: SignIn, session: Session) -> None:
    device(session, "karin", 1, planned_end=dt.date(2027, 3, 1))
    device(session, "maria", 2, planned_end=dt.date(2027, 3, 1))
    path = freeze(client_as("elin"))
    simon, elin = client_as("simon"), client_as("elin")
    assert cells(elin.get(path), "Laxå")[2] == "1"
    assert "Laxå" not in simon.get(path).soup.main.get_text()
    assert "Laxå" not in simon.get(f"{path}/rader.csv").answer.get_data(as_text=True)
    assert "Laxå" in elin.get(f"{path}/rader.csv").answer.get_data(as_text=True)
    assert elin.get(f"{path}/rader.xlsx").answer.get_data()[:2] == b"PK"
    client_as("karin").get(path, status=403)
    elin.get(f"{HERE}/lasta/999", status=404)


@pytest.mark.rule("R-127")
def test_a_frozen_forecast_becomes_lines_of_the_budget_to_the_ore(client_as: SignIn, session: Session) -> None:
    year = {"planned_end": dt.date(2027, 3, 1)}
    for number in (1, 2, 3):
        device(session, "karin", number, **year)
    device(session, "maria", 4, **year, kind="staff_mac")
    device(session, "maria", 5, **year, kind="staff_tablet", device_class="tablet", payer="direct")
    device(session, "olle", 6, **year)
    pc, mac = price_of(session, "staff_pc"), price_of(session, "staff_mac")
    budget(session, 2027)
    session.rollback()
    begin_write(session)
    laxa = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    year_id = session.scalars(sa.select(BudgetYear.id)).one()
    own = BudgetLine(
        year_id=year_id, section="individual_investment", category="computer", organisation_id=laxa, amount=1234,
        note="Skriven av Elin",
    )  # fmt: skip
    session.add(own)
    session.commit()
    elin = client_as("elin")
    path = freeze(elin)
    assert "Budgeten för 2028 är inte under arbete" in elin.post(f"{path}/till-budget", {"ar": "2028"}).text
    assert client_as("gunnar").post(f"{path}/till-budget", {"ar": "2027"}).status == 403
    done = elin.post(f"{path}/till-budget", {"ar": "2027"})
    assert "3 rader i budgeten för 2027" in elin.follow(done).text.replace("\xa0", " ")
    found = lines(session)
    assert {row[:3] for row in found} == {
        ("hallsberg", "computer", mac), ("laxa", "computer", 1234), ("laxa", "computer", 3 * pc),
        ("lekeberg", "computer", pc),
    }  # fmt: skip
    assert any("3 st Dator för personal" in row[3] and "låsta prognosen 1" in row[3] for row in found)
    shown = elin.get("/ekonomi/budget/2027").soup.select("main td a, main th a")
    assert [link["href"] for link in shown if "prognos" in link.text] == [path] * 3
    assert elin.post(f"{path}/till-budget", {"ar": "2027"}).status == 303
    assert sorted(lines(session)) == sorted(found)
    later = freeze(elin, "?pris=10", "Dyrare")
    assert elin.post(f"{later}/till-budget", {"ar": "2027"}).status == 303
    dearer = (mac * 110 + 50) // 100
    assert {row[2] for row in lines(session)} == {1234, dearer, 3 * ((pc * 110 + 50) // 100), (pc * 110 + 50) // 100}
    assert set(session.scalars(sa.select(BudgetCopy.snapshot_id))) == {2}
    session.rollback()
    begin_write(session)
    session.execute(sa.update(BudgetYear).values(state="proposed"))
    session.commit()
    assert elin.post(f"{path}/till-budget", {"ar": "2027"}).status == 422
    assert session.scalars(sa.select(sa.func.count()).select_from(BudgetLine)).one() == 4


def test_what_was_forecast_stands_against_what_was_ordered_and_replaced(
    client_as: SignIn, session: Session, count_queries: Callable[[], list[str]]
) -> None:
    for number in (1, 2, 3):
        device(session, "karin", number, planned_end=dt.date(2026, 3, 1), in_service_on=dt.date(2022, 3, 1))
    path = freeze(client_as("elin"))
    device(session, "karin", 4)
    ordered(session, "karin", "staff_pc", "staff_pc")
    elin, seen = client_as("elin"), count_queries()
    page = elin.get(f"{path}/utfall")
    assert len(seen) <= 6
    assert cells(page, "Laxå") == ["Laxå", "3", "2", "1", "0", "−1"]
    seen.clear()
    elin.get(path)
    assert len(seen) <= 6
    elin.get(f"{path}/utfall?ar=2027", status=404)
