"""History: appended with the change, chained, and unchangeable."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import begin_write
from app.history import Actor, Event, HistoryEntry
from tests.databases import MOMENT

OMAR = Actor(1, "Omar Haddad")


def write(session: Session, *names: str) -> None:
    begin_write(session)
    history.record(session, OMAR, MOMENT, [Event("order", 7, name, {"vara": "Headset för möten"}) for name in names])
    session.commit()


def test_what_was_written_holds_and_reads_newest_first(session: Session) -> None:
    write(session, "order.placed", "line.released")
    write(session, "line.sourced")
    assert list(history.verify(session)) == []
    assert [entry.event for entry in history.of(session, "order", 7)] == [
        "line.sourced",
        "line.released",
        "order.placed",
    ]


@pytest.mark.parametrize("statement", ["UPDATE history_entry SET actor_name = 'x'", "DELETE FROM history_entry"])
def test_the_database_refuses_to_change_history(session: Session, statement: str) -> None:
    write(session, "order.placed")
    begin_write(session)
    with pytest.raises(sa.exc.DBAPIError, match="append"):
        session.execute(sa.text(statement))
    session.rollback()


@pytest.mark.parametrize(
    ("forgery", "why"),
    [
        ("UPDATE history_entry SET actor_name = 'x' WHERE id = 2", "changed"),
        ("DELETE FROM history_entry WHERE id = 2", "missing"),
        ("DELETE FROM history_entry WHERE id = 3", "end missing"),
        ("UPDATE history_entry SET previous = digest WHERE id = 2", "not linked"),
    ],
)
def test_a_forger_past_the_guard_is_found(session: Session, forgery: str, why: str) -> None:
    write(session, "a", "b", "c")
    begin_write(session)
    drop_guard(session)
    session.execute(sa.text(forgery))
    session.commit()
    assert why in {found.why for found in history.verify(session)}


def test_a_change_that_is_undone_leaves_no_entry(session: Session) -> None:
    begin_write(session)
    history.record(session, OMAR, MOMENT, [Event("order", 1, "order.placed")])
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(HistoryEntry)) == 0
    assert list(history.verify(session)) == []


def drop_guard(session: Session) -> None:
    """Take the database's guard away, as somebody with its keys could."""
    if session.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            session.execute(sa.text(f"DROP TRIGGER history_entry_no_{verb}"))
    else:
        session.execute(sa.text("DROP TRIGGER history_entry_append_only ON history_entry"))
