"""The share of cases that the first line solves: any past period, on paper, and as a file of one organisation."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.db import begin_write
from app.identity.models import Unit
from tests.client import ShopClient
from tests.pdf import PdfReader
from tests.people import People

SignIn = Callable[[str], ShopClient]
PAGE = "/uppfoljning/servicedesk"


def solve(session: Session, people: People, who: str, *solved: tuple[str, int]) -> None:
    """Cases of somebody's that were solved on days, each by a line; committed."""
    session.rollback()
    begin_write(session)
    person = people[who]
    unit = session.get_one(Unit, person.unit_id)
    for place, (day, line) in enumerate(solved):
        at = dt.datetime.fromisoformat(f"{day}T10:00:00+00:00")
        session.add(
            Case(
                number=f"\u00c4-{who}-{place}", kind="incident", topic="fault", subject="Prov", queue="servicedesk",
                line=line, solved_by_line=line, state="closed", state_at=at, outcome="done", requester_id=person.id,
                requester_name=person.name, unit_id=unit.id, unit_name=unit.name, organisation_id=unit.organisation_id,
                opened_at=at, due_at=at, solved_at=at, closed_at=at,
            )
        )  # fmt: skip
    session.commit()


@pytest.mark.rule("R-146", "R-147", "R-148")
def test_months_quarter_paper_and_file_tell_the_same_of_any_past_period(
    session: Session, people: People, client_as: SignIn
) -> None:
    karins = [("2025-07-01", 1), ("2025-07-31", 2), ("2025-08-15", 1), ("2025-09-30", 1), ("2025-10-01", 3)]
    solve(session, people, "karin", *karins)
    solve(session, people, "maria", ("2025-08-01", 2), ("2025-08-02", 2))
    omar = client_as("omar")
    page = omar.get(f"{PAGE}?ar=2025&kvartal=3")
    rows = {
        row.th.get_text(): [cell.get_text(strip=True) for cell in row.select("td")]
        for row in page.soup.select("tr")
        if row.th
    }
    assert rows["juli 2025"] == ["2", "1", "50 %", "Inte nått"]
    assert rows["augusti 2025"] == ["3", "1", "33 %", "Inte nått"]
    assert rows["september 2025"] == ["1", "1", "100 %", "Nått"]
    assert rows["Hela kvartalet"] == ["6", "3", "50 %", "Inte nått"]
    assert rows["Laxå"] == ["4", "3", "75 %", "Nått"]
    assert rows["Hallsberg"] == ["2", "0", "0 %", "Inte nått"]
    assert "mer än hälften" in page.text

    paper = omar.get(f"{PAGE}.pdf?ar=2025&kvartal=3")
    told = " ".join(" ".join(PdfReader(paper.answer.get_data()).pages).split())
    assert "kvartal 3 2025" in told
    for part in ("3 av 6 ärenden, 50 procent", "juli 2025", "september 2025", "Laxå", "Hallsberg", "mer än hälften"):
        assert part in told

    sheet = omar.get(f"{PAGE}.csv?ar=2025&kvartal=3&organisation=laxa").answer.get_data().decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(sheet), delimiter=";"))
    assert cells[-1] == ["Laxå", "Kvartalet", "4", "3", "75"]
    assert [row[2] for row in cells[1:4]] == ["2", "1", "1"]
    assert "Hallsberg" not in sheet

    assert "kvartal 3 2026" in omar.get(PAGE).h1
    assert "kvartal 3 2026" in omar.get(f"{PAGE}?ar=2031&kvartal=9").h1
    assert omar.get(f"{PAGE}?ar=2026&kvartal=4").soup.select("nav[aria-label='Kvartal'] a[rel='next']") == []
    client_as("karin").get(PAGE, status=403)
