"""The pages of budget and contribution: open to readers, closed to others, and few questions however much there is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.contribution import actions
from app.contribution.actions import Change
from tests.app.contribution.making import Scene
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

PAGES = (
    "/ekonomi/budget", "/ekonomi/invanare", "/ekonomi/budget/2026", "/ekonomi/budget/2026/nyckel",
    "/ekonomi/budget/2026/nyckel?dag=2023-12-31&ranta=2,5", "/ekonomi/budget/2026/historik",
    "/ekonomi/budget/2026/beslut/laxa", "/ekonomi/medlemsbidrag/2026", "/ekonomi/medlemsbidrag/2026/laxa",
    "/ekonomi/medlemsbidrag/2026/laxa/enheter", "/ekonomi/medlemsbidrag/2026/laxa/enheter?kop=1",
    "/ekonomi/medlemsbidrag/2026/kapitalkostnad", "/ekonomi/medlemsbidrag/2026/kvartal/1",
    "/ekonomi/medlemsbidrag/2026/kvartal/2", "/ekonomi/medlemsbidrag/2026/bokslut",
)  # fmt: skip
TABLES = (
    "/ekonomi/budget/2026/export.xlsx", "/ekonomi/budget/2026/export.csv", "/ekonomi/medlemsbidrag/2026/export.csv",
    "/ekonomi/medlemsbidrag/2026/laxa/enheter.xlsx", "/ekonomi/medlemsbidrag/2026/laxa/enheter.csv",
)  # fmt: skip
MOST = 6


def test_readers_open_every_page_with_few_questions_and_others_none(
    session: Session, people: People, client_as: Callable[[str], ShopClient],
    count_queries: Callable[[], list[str]],
) -> None:  # fmt: skip
    scene = Scene(session, people)
    for number in range(25):
        scene.buy(2, 700_000 + 48 * number, "computer", 48, dt.date(2025, 3, 1))
    scene.begin(2026)
    for category in ("salary", "licence", "rent", "operation", "other") * 3:
        scene.line(2026, "shared_operation", category, 100_000_000)
    scene.line(2026, "shared_investment", "cooling", 100_000_000, months=60, in_use_on=dt.date(2025, 6, 1))
    scene.reckon(2026)
    scene.adopt(2026)
    scene.invoice(2026, 1)
    change = Change("licence_change", "Nya villkor", 10_000)
    for _time in range(5):
        scene.change(2026, lambda year: actions.amend(session, year, scene.elin, change, at=MOMENT))
    rut, elin = client_as("rut"), client_as("elin")
    seen = count_queries()
    asked = {}
    for path in PAGES:
        rut.get(path)
        seen.clear()
        rut.get(path)
        asked[path] = len(seen)
    assert {path: count for path, count in asked.items() if count > MOST} == {}
    karin = client_as("karin")
    assert {karin.get(path, status=403).status for path in (PAGES[2], PAGES[8], *TABLES)} == {403}
    assert {rut.post(path).status for path in ("/ekonomi/medlemsbidrag/2026/kvartal/2", PAGES[4])} == {403}
    devices = rut.get(TABLES[-1]).answer.get_data(as_text=True).splitlines()
    assert len(devices) == 1 + 50
    assert "LAX-T-" in devices[1]
    assert all(rut.get(path).answer.data for path in TABLES)
    elin.get("/ekonomi/medlemsbidrag/2026/laxa/enheter.exe", status=404)
    elin.get("/ekonomi/medlemsbidrag/2026/kvartal/5", status=404)
    assert elin.get("/ekonomi/medlemsbidrag", status=303).location == "/ekonomi/medlemsbidrag/2026"
