"""The start page says what waits at work, and only to whom it waits for."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.warranty.queries.at_work import at_work
from tests.app.devices import making
from tests.app.warranty.making import claimed
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People


def test_what_waits_at_work_stands_on_the_start_page_of_whoever_does_it(
    session: Session, people: People, client_as: Callable[[str], ShopClient]
) -> None:
    assert "Inget väntar på dig" in client_as("omar").get("/").text
    claimed(session, people, "karin", making.device(session, "karin").tag)
    session.execute(sa.update(Case).values(due_at=MOMENT.replace(year=2025)))
    session.commit()
    page = client_as("omar").get("/")
    said = page.soup.select("#vantar ~ ul")[0].get_text(" ", strip=True)
    assert "Inget väntar på dig" not in page.text
    assert "1 öppet ärende" in said
    assert "1 ärende är försenat" in said
    assert "1 reklamation att svara på" in said
    assert [each.key for each in at_work(session, people.visitor("karin"), MOMENT)] == []
    assert "reklamation att svara på" not in client_as("karin").get("/").text
