"""The frames of a year come from its adopted budget, once, and one that differs is asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.budgets.models import Frame, FrameChange
from app.history import HistoryEntry
from catalogue.budgets import Stop
from tests.app.budgets import making
from tests.app.contribution.making import Scene
from tests.client import ShopClient
from tests.people import People

ROOT = "/ekonomi/budget/2026/ramar"


def frames(session: Session) -> dict[int | None, tuple[int, str, int]]:
    session.rollback()
    rows = session.scalars(sa.select(Frame).where(Frame.year == 2026, Frame.unit_id.is_(None)))
    return {row.organisation_id: (row.amount, row.stop, row.version) for row in rows}


def test_an_adopted_budget_sets_the_frames_that_are_lacking_and_asks_about_those_that_differ(
    session: Session, people: People, client_as: Callable[[str], ShopClient], count_queries: Callable[[], list[str]]
) -> None:
    scene = Scene(session, people)
    scene.begin(2026)
    scene.line(2026, "shared_operation", "salary", 3_000_000_000)
    scene.line(2026, "shared_investment", "cooling", 70_000_000, months=60, in_use_on=dt.date(2026, 6, 1))
    scene.line(2026, "shared_investment", "network", 30_000_000, months=60, in_use_on=dt.date(2026, 6, 1))
    for key, amount in (("laxa", 40_000_000), ("laxa", 5_000_000), ("hallsberg", 90_000_000)):
        scene.line(2026, "individual_investment", "computer", amount, organisation_id=scene.ids[key])
    laxa, hallsberg = scene.ids["laxa"], scene.ids["hallsberg"]
    elin, rut = client_as("elin"), client_as("rut")
    assert elin.post(ROOT).status == 422
    assert frames(session) == {}
    scene.reckon(2026)
    scene.adopt(2026)
    mine = making.individual(session, "hallsberg", 80_000_000, stop=Stop.HARD)
    assert "Lägg upp ramar" in elin.get("/ekonomi/budget/2026").text
    assert "Lägg upp ramar" not in rut.get("/ekonomi/budget/2026").text
    assert rut.post(ROOT).status == 403
    assert client_as("gunnar").post(ROOT).status == 403
    seen = count_queries()
    page = elin.get(ROOT)
    assert len(seen) <= 6
    assert page.text.count("Läggs upp") == 2
    assert f'value="{mine}-1"' in page.html
    assert elin.post(ROOT).status == 303
    made = {None: (100_000_000, "hard", 1), laxa: (45_000_000, "soft", 1), hallsberg: (80_000_000, "hard", 1)}
    assert frames(session) == made
    reasons = session.scalars(sa.select(FrameChange.reason).where(FrameChange.frame_id != mine)).all()
    assert set(reasons) == {"Från budgeten 2026"}
    told = sa.select(HistoryEntry.id).where(HistoryEntry.event.in_(("frame.set_up", "frame.changed", "budget.framed")))
    before = session.scalars(told).all()
    assert len(before) == 3
    assert "inget ändrades" in elin.follow(elin.post(ROOT)).text.casefold()
    assert (frames(session), session.scalars(told).all()) == (made, before)
    assert elin.post(ROOT, {"andra": [f"{mine}-7", "x"]}).status == 409
    assert elin.post(ROOT, {"andra": f"{mine}-1"}).status == 303
    assert frames(session) == made | {hallsberg: (90_000_000, "hard", 2)}
    assert "Ramarna stämmer med budgeten" in elin.get(ROOT).text
    assert "från budgeten 2026" in elin.get(f"/ekonomi/ramar/{mine}").text.casefold()
