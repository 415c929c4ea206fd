"""What the pages of cases, requests and faults ask the database: at most six statements, however much there is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from catalogue.cases import CaseKind
from catalogue.requests import Task
from tests.app.cases.making import case_of
from tests.client import ShopClient
from tests.people import People

MOST = 6


@pytest.mark.parametrize("amount", [2, 20])
def test_no_page_asks_more_than_six_times(
    app: Flask, session: Session, people: People, count_queries: Callable[[], list[str]], amount: int
) -> None:
    tasks = tuple(Task(key=str(n), label=f"Uppgift {n}") for n in range(amount))
    made = [case_of(session, people, kind=CaseKind.INCIDENT, tasks=tasks, asked=("it",)) for _ in range(amount)]
    karin, omar, anders = (ShopClient(app, who) for who in ("karin", "omar", "anders"))
    case = f"/arenden/{made[0].number}"
    for turn in range(amount):
        (omar, karin)[turn % 2].post(case, {"text": f"Meddelande {turn}"})
    pages = {
        karin: ["/begar", "/begar/vpn", "/begar/konto-for-extern", "/anmal-fel", "/arenden", case, "/ordlista"],
        omar: ["/it/arenden", "/it/arenden/servicedesk", "/it/arenden/uppfoljning", case],
        anders: ["/arenden?vy=enhet", "/arenden?vy=svara", "/begar/verksamhetssystem", "/begar/server", case],
    }
    asked, seen = {}, count_queries()
    for browser, paths in pages.items():
        for path in paths:
            browser.get(path)
            seen.clear()
            browser.get(path)
            asked[path] = len(seen)
    assert {path: count for path, count in asked.items() if not 0 < count <= MOST} == {}
