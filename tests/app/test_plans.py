"""Lists are read by index: no page walks through orders, lines, devices or history however many there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import web
from tests.app.loads import Visit, load, plain_slugs, visits
from tests.client import ShopClient
from tests.databases import Database

BIG = frozenset(
    {"customer_order", "order_line", "device", "history_entry", "approval_request", "decision", "goods_receipt"}
)
# Searching in the middle of words walks through a person's own orders, found by index, and through nothing else.
STEP = re.compile(r"^SCAN (\w+?)(_\d+)?( USING .*)?$")


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement as it went to the database."""

    text: str
    values: Any


@pytest.fixture
def app(databases: Callable[[str], Database]) -> Iterator[Flask]:
    """The app on SQLite, whose plans say each step in words."""
    database = databases("sqlite")
    database.renew()
    with database.app.app_context():
        yield database.app
        web.store.session.rollback()


def walked(plan: list[str], statement: str) -> list[str]:
    """The big tables a plan reads from end to end.

    Walking along a key is no such thing when the statement is cut by LIMIT, chooses no rows and sorts nothing: then it
    stops after a page.
    """
    # Whoever may see everything is asked for with a condition that is always true; a name that is looked up for each
    # row that is shown chooses none of them.
    chooses = "WHERE" in outermost(statement).replace("WHERE 1 = 1", "").replace("WHERE true", "")
    stops = "LIMIT" in statement and not chooses and not any("TEMP B-TREE" in step for step in plan)
    found = [match[1] for step in plan if (match := STEP.match(step)) and match[1] in BIG]
    return [] if stops and len(found) == 1 else found


def outermost(statement: str) -> str:
    """A statement without what stands in parentheses."""
    shorter = re.sub(r"\([^()]*\)", "", statement)
    return shorter if shorter == statement else outermost(shorter)


def test_lists_are_read_by_index(app: Flask, session: Session) -> None:
    load(session, people=40, orders=1500, devices=400)
    ShopClient(app, "p0001").post("/varukorg/rader", {"item": plain_slugs(session, 1)[0], "antal": "1"})
    faults = []
    for visit in visits(session):
        for asked in statements(app, visit):
            plan = explain(asked)
            assert plan, asked.text
            faults += [f"{visit.path} walks through {table}: {asked.text[:300]}" for table in walked(plan, asked.text)]
    assert faults == []


def statements(app: Flask, visit: Visit) -> list[Asked]:
    """The SELECTs that a page asks when the process is warm."""
    browser = ShopClient(app, visit.who)
    browser.get(visit.path)
    seen: list[Asked] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(Asked(statement, values))

    sa.event.listen(web.store.engine, "before_cursor_execute", note)
    browser.get(visit.path)
    sa.event.remove(web.store.engine, "before_cursor_execute", note)
    return seen


def explain(asked: Asked) -> list[str]:
    """The steps by which SQLite would answer."""
    with web.store.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked.text}", asked.values)
        return [str(row[3]) for row in rows]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT id FROM customer_order WHERE note = 'x'", ["customer_order"]),
        ("SELECT id FROM customer_order AS customer_order_1 WHERE note = 'x' LIMIT 5", ["customer_order"]),
        ("SELECT id FROM order_line ORDER BY name LIMIT 5", ["order_line"]),
        ("SELECT count(*) FROM history_entry", ["history_entry"]),
        ("SELECT id FROM device ORDER BY id DESC LIMIT 5", []),
        ("SELECT id FROM customer_order WHERE orderer_id = 1 ORDER BY id DESC LIMIT 5", []),
        ("SELECT id FROM organisation", []),
    ],
)
def test_a_walk_through_everything_is_found(app: Flask, statement: str, expected: list[str]) -> None:
    assert walked(explain(Asked(statement, ())), statement) == expected
