"""The growth report: counted today, kept from year to year, and reckoned back where the register has the dates."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import begin_write
from app.devices.models import Device, Holding
from app.growth.actions import count, is_due
from app.growth.models import YearCount
from app.identity.models import Organisation, Person
from tests.app.devices.making import device
from tests.client import Page, ShopClient

SignIn = Callable[[str], ShopClient]
HERE = "/ekonomi/tillvaxt"


def counted(session: Session, today: dt.date) -> None:
    session.rollback()
    begin_write(session)
    count(session, today)
    session.commit()


def kept(session: Session, what: str, key: str = "laxa") -> dict[int, tuple[int, str]]:
    question = (
        sa.select(YearCount.year, YearCount.count, YearCount.source)
        .join(Organisation, Organisation.id == YearCount.organisation_id)
        .where(YearCount.what == what, Organisation.key == key)
    )
    found = {row[0]: (row[1], row[2]) for row in session.execute(question)}
    session.rollback()
    return found


def row(page: Page, table: int, name: str) -> list[str]:
    rows = page.soup.select("main table")[table].select("tr[data-row]")
    found = next(each for each in rows if each.th and each.th.get_text().strip() == name)
    return [" ".join(cell.get_text(" ").split()) for cell in found.select("td")]


@pytest.mark.rule("R-005")
def test_users_devices_sites_and_network_stand_by_organisation_for_two_years(
    client_as: SignIn, session: Session
) -> None:
    for number, (since, changed) in enumerate(
        (
            (dt.date(2024, 5, 1), {}),
            (dt.date(2025, 5, 1), {}),
            (dt.date(2026, 5, 1), {"device_class": "phone", "kind": "mobile_phone"}),
            (dt.date(2025, 2, 1), {"device_class": "access_point", "kind": "access_point", "holder_id": None}),
        ),
        start=1,
    ):
        device(session, "karin", number, in_service_on=since, **changed)
    counted(session, dt.date(2026, 11, 23))
    laxa = sa.select(sa.func.count()).select_from(Person).where(Person.active)
    users = kept(session, "users")
    assert list(users) == [2026]
    assert 0 < users[2026][0] < session.scalars(laxa).one()
    session.rollback()
    page = client_as("elin").get(f"{HERE}?organisation=laxa")
    assert row(page, 1, "Datorer") == ["1", "2", "2"]
    assert row(page, 1, "Accesspunkter")[-2:] == ["1", "1"]
    assert row(page, 1, "Användare")[-2:] == ["– inte räknat", str(users[2026][0])]
    assert int(row(page, 1, "Arbetsplatser")[-1]) > 0
    assert "Hur många användare, arbetsplatser och system som fanns då vet registret inte." in page.text
    laxa_row = row(client_as("elin").get(HERE), 2, "Laxå")
    assert laxa_row[1] == "2 ±0"
    book = client_as("elin").get(f"{HERE}.xlsx").answer.get_data()
    rows = list(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True))
    assert ("Laxå", "Datorer", 2025, 2) in [each[:4] for each in rows]
    assert "Laxå;Datorer;2024;1" in client_as("elin").get(f"{HERE}.csv").answer.get_data(as_text=True)
    client_as("karin").get(HERE, status=403)


def test_a_year_that_is_over_stays_as_it_was_counted_last(session: Session) -> None:
    for number in (1, 2):
        device(session, "karin", number, in_service_on=dt.date(2025, 5, 1))
    counted(session, dt.date(2026, 12, 31))
    assert not is_due(session, dt.date(2026, 12, 31))
    assert is_due(session, dt.date(2027, 1, 1))
    session.rollback()
    begin_write(session)
    session.execute(sa.update(Device).values(device_class="tablet"))
    session.commit()
    counted(session, dt.date(2027, 1, 1))
    assert kept(session, "computer") == {2025: (2, "reckoned"), 2026: (2, "counted")}
    assert kept(session, "tablet") == {2027: (2, "counted")}
    session.execute(sa.update(Device).values(device_class="computer"))
    session.commit()
    counted(session, dt.date(2027, 1, 2))
    assert kept(session, "tablet") == {2027: (0, "counted")}
    assert kept(session, "computer")[2027] == (2, "counted")


def test_what_is_gone_was_there_until_nobody_answered_for_it(session: Session) -> None:
    gone = device(session, "karin", 1, in_service_on=dt.date(2023, 5, 1))
    session.rollback()
    begin_write(session)
    session.execute(sa.update(Holding).values(until=dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)))
    session.execute(sa.update(Device).where(Device.id == gone.id).values(state="recycled", holder_id=None))
    session.commit()
    counted(session, dt.date(2026, 11, 23))
    assert kept(session, "computer") == {2023: (1, "reckoned"), 2024: (1, "reckoned")}


def test_before_anything_was_counted_the_page_says_so(client_as: SignIn) -> None:
    assert "Inget är räknat än" in client_as("omar").get(HERE).text
