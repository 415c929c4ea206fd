"""A quarter's figures: counted from what happened, locked by the head of IT when it is over, and sent once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.follow_up.models import FollowUp, FollowUpSending
from app.follow_up.queries.quarter import Figure, figures
from app.outbox import Letter
from catalogue.kpi import Quarter
from tests.app.devices import making
from tests.app.reports.test_first_line import solve
from tests.app.warranty.making import claimed
from tests.client import ShopClient
from tests.databases import Clock
from tests.pdf import PdfReader
from tests.people import People

SignIn = Callable[[str], ShopClient]
PAGE = "/uppfoljning/kvartal?ar=2026&kvartal=3"
THIRD = "/uppfoljning/kvartal/2026/3"


@pytest.mark.rule("R-147")
def test_a_quarter_is_locked_as_it_was_and_sent_once(
    session: Session, people: People, client_as: SignIn, clock: Clock
) -> None:
    solve(session, people, "karin", ("2026-07-01", 1), ("2026-08-15", 1), ("2026-09-30", 2), ("2026-10-01", 2))
    for number, state in ((1, "returned"), (2, "active")):
        making.device(session, "karin", 95_000 + number, planned_end=dt.date(2026, 8, number), state=state)
    gunnar, omar = client_as("gunnar"), client_as("omar")
    page = omar.get(PAGE).text.replace("\u00a0", " ")
    assert "Ärenden som första linjen löste 2 3 66 %" in page
    assert "har lämnats in 1 2 50 %" in page
    assert omar.post(f"{THIRD}/las").status == 403
    assert gunnar.post("/uppfoljning/kvartal/2026/4/las").status == 422, "it is not over"
    assert gunnar.post(f"{THIRD}/las", {"text": "Lugnt kvartal."}).status == 303
    assert gunnar.post(f"{THIRD}/las").status == 422
    solve(session, people, "maria", ("2026-09-01", 2))
    page = omar.get(PAGE).text.replace("\u00a0", " ")
    assert "Ärenden som första linjen löste 2 3 66 %" in page, "as it was"
    assert "Lugnt kvartal." in " ".join(PdfReader(omar.get(f"{THIRD}.pdf").answer.data).pages)
    typed = gunnar.get(PAGE).form(f"{THIRD}/skicka")
    assert typed["till-executives"].count("@") == 2, "those who have the role are known"
    assert gunnar.post(f"{THIRD}/skicka", typed | {"till-committee": "namnd@sydnarke.example"}).status == 303
    assert gunnar.post(f"{THIRD}/skicka", typed | {"till-committee": "namnd@sydnarke.example"}).status == 422
    session.rollback()
    report = session.scalars(sa.select(FollowUp)).one()
    assert {row.receiver for row in session.scalars(sa.select(FollowUpSending))} == {"committee", "executives"}
    letters = session.scalars(sa.select(Letter).where(Letter.key.like("follow-up:%"))).all()
    assert [letter.payload["files"] for letter in letters] == [[report.file_key]] * 3
    assert clock().date() >= report.as_of == dt.date(2026, 9, 30)
    assert "66 %" in omar.get(f"{THIRD}.csv").answer.get_data(as_text=True)
    for missing in ("/uppfoljning/kvartal/2026/4.pdf", "/uppfoljning/kvartal/2027/1.csv", f"{THIRD}.doc"):
        omar.get(missing, status=404)
    omar.get("/uppfoljning/kvartal?ar=9999&kvartal=7")
    client_as("karin").get(PAGE, status=403)


def test_claims_are_counted_with_their_working_days(session: Session, people: People, clock: Clock) -> None:
    claimed(session, people, "karin", making.device(session, "karin", 96_001).tag)
    session.rollback()
    found = {each.key: each for each in figures(session, Quarter(2026, 4))}
    assert found["claims"] == Figure("claims", 0, 1, None)
    assert found["delivery"].percent == 0
    assert found["approval"].reaches_goal is None
    assert Figure("first_line", 1, 2).reaches_goal is False, "half is no majority"
