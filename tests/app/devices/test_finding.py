"""Anything finds a device; a whole number finds it by index on both databases, and words walk the register alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import web
from tests.app.devices import making
from tests.app.loads import load
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]


@pytest.mark.parametrize("words", ["lax-pc-00007", "5CG0000007", "0007", "Karin L", "Bärbar", "Stenebergs"])
def test_a_part_of_anything_finds_it(client_as: SignIn, session: Session, words: str) -> None:
    tag = making.device(session, "karin", 7).tag
    assert tag in client_as("omar").get(f"/it/enheter?q={words}").text


def walks(session: Session, seen: list[tuple[str, object]]) -> list[str]:
    """The tables that some plan reads from end to end although it need not."""
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    word = "EXPLAIN " if session.get_bind().dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    steps = [
        " ".join(str(cell) for cell in row)
        for statement, values in seen
        for row in session.connection().exec_driver_sql(word + statement, values)  # type: ignore[arg-type]  # as they were sent
    ]
    session.rollback()
    return [table for table in ("device", "customer_order", "order_line") for step in steps if _reads_all(step, table)]


def _reads_all(step: str, table: str) -> bool:
    return f"Seq Scan on {table} " in step or step.rstrip().endswith((f"SCAN {table}", f"SCAN {table} "))


def test_a_whole_number_is_found_by_index(app: Flask, client_as: SignIn, session: Session) -> None:
    load(session, people=30, orders=200, devices=600)
    session.execute(sa.text("ANALYZE"))
    session.commit()
    omar, seen = client_as("omar"), list[tuple[str, object]]()
    omar.get("/it/enheter?q=BULK-0000411")

    def note(_conn: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, values))

    sa.event.listen(web.store.engine, "before_cursor_execute", note)
    page = omar.get("/it/enheter?q=BULK-0000411")
    sa.event.remove(web.store.engine, "before_cursor_execute", note)
    assert "BULK-0000411" in page.text
    assert seen
    assert walks(session, seen) == []
