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


@pytest.mark.rule("R-084")
def test_a_name_is_taken_out_and_the_chain_still_holds(session: Session) -> None:
    write(session, "order.placed", "line.released")
    begin_write(session)
    assert redact(session) == 1
    session.commit()
    assert list(history.verify(session)) == []
    told, second, first = session.scalars(sa.select(HistoryEntry).order_by(HistoryEntry.id.desc()))
    assert (first.actor_name, first.data, second.actor_name) == ("Avidentifierad", {}, "Omar Haddad")
    assert told.event == history.REDACTED
    assert told.data["decision"] == "DHP 2026"


def test_a_redaction_may_be_redacted_again_but_not_what_tells_of_it(session: Session) -> None:
    write(session, "order.placed")
    begin_write(session)
    redact(session)
    assert redact(session) == 1
    assert redact(session, entry=2) == 0
    session.commit()
    assert list(history.verify(session)) == []


@pytest.mark.parametrize(
    ("forgery", "why"),
    [
        ("UPDATE history_entry SET actor_name = 'Karin Lund' WHERE id = 1", "changed"),
        ("UPDATE history_redaction SET seal = '{other}'", "redaction not told"),
        ("DELETE FROM history_redaction", "changed"),
        (
            "INSERT INTO history_redaction (id, entry_id, told_in, salt, seal) VALUES (9, 2, 2, 'a', '{other}')",
            "changed",
        ),
    ],
)
def test_a_redaction_hides_no_forgery(session: Session, forgery: str, why: str) -> None:
    write(session, "a", "b")
    begin_write(session)
    redact(session)
    drop_guard(session)
    session.execute(sa.text(forgery.format(other="0" * 64)))
    session.commit()
    assert why in {found.why for found in history.verify(session)}


def test_what_was_written_before_there_were_seals_still_holds(session: Session) -> None:
    begin_write(session)
    entry = {"id": 1, "at": MOMENT, "actor_id": 1, "actor_name": "Omar Haddad", "subject": "order", "subject_id": 7}
    entry |= {"event": "order.placed", "data": {"who": "Karin"}, "previous": history.GENESIS}
    entry["digest"] = history.digest_of(history.GENESIS, history.canonical(entry))
    session.execute(sa.insert(HistoryEntry), [entry])
    session.execute(sa.update(history.HistoryHead).values(last_id=1, digest=entry["digest"]))
    session.commit()
    write(session, "line.released")
    assert list(history.verify(session)) == []
    session.rollback()
    begin_write(session)
    assert redact(session) == 1
    session.commit()
    assert list(history.verify(session)) == []


def test_the_same_words_give_another_seal_each_time(session: Session) -> None:
    write(session, "a", "a")
    seals = session.scalars(sa.select(HistoryEntry.seal)).all()
    assert len(set(seals)) == 2


def redact(session: Session, entry: int = 1) -> int:
    """Take the name out of an entry."""
    change = history.Redacted(entry, "Avidentifierad", {})
    return history.redact(session, [change], actor=Actor(None, "IT-butiken"), decision="DHP 2026", at=MOMENT)


def drop_guard(session: Session) -> None:
    """Take the database's guard away, as somebody with its keys could."""
    if session.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            session.execute(sa.text(f"DROP TRIGGER history_entry_no_{verb}"))
            session.execute(sa.text(f"DROP TRIGGER history_redaction_no_{verb}"))
    else:
        for name in ("append_only", "only_redacted"):
            session.execute(sa.text(f"DROP TRIGGER history_entry_{name} ON history_entry"))
        session.execute(sa.text("DROP TRIGGER history_redaction_append_only ON history_redaction"))
