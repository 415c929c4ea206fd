"""What has happened to one thing that is administered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration.queries.reach import Reach
from app.history import HistoryEntry
from app.identity.models import Contact, CostCentre, Organisation, Person, Unit, Workplace
from app.refusal import Missing

PAGE = 50


def _organisation() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(Organisation.id, Organisation.name, Organisation.id.label("organisation_id"))


def _of(model: Any) -> Callable[[], sa.Select[*tuple[Any, ...]]]:
    return lambda: sa.select(model.id, model.name, model.organisation_id)


def _under_unit(model: Any) -> Callable[[], sa.Select[*tuple[Any, ...]]]:
    return lambda: sa.select(model.id, model.name, Unit.organisation_id).join(Unit, Unit.id == model.unit_id)


# By the word in the address: the history's subject, and how the thing and its organisation are found.
SUBJECTS: dict[str, tuple[str, Callable[[], sa.Select[*tuple[Any, ...]]]]] = {
    "organisation": ("organisation", _organisation),
    "enhet": ("unit", _of(Unit)),
    "kostnadsstalle": ("cost_centre", _of(CostCentre)),
    "leveransplats": ("workplace", _under_unit(Workplace)),
    "kontakt": ("contact", _of(Contact)),
    "person": ("person", _under_unit(Person)),
}


def subject(session: Session, reach: Reach, word: str, number: int) -> tuple[str, str]:
    """The history's subject and the name of a thing within reach; raises Missing."""
    if word not in SUBJECTS:
        raise Missing
    kind, question = SUBJECTS[word]
    rows = question().subquery()
    found = session.execute(sa.select(rows).where(rows.c.id == number, reach.within(rows.c.organisation_id)))
    if (row := found.one_or_none()) is None:
        raise Missing
    return kind, row.name


def trail(session: Session, kind: str, number: int, *, before: int | None) -> tuple[Sequence[HistoryEntry], int | None]:
    """What happened to it, newest first; the second value is where the next page begins."""
    question = sa.select(HistoryEntry).where(HistoryEntry.subject == kind, HistoryEntry.subject_id == number)
    # Signing in and out is no change; the log has it.
    question = question.where(HistoryEntry.event.not_in(("person.signed_in", "person.signed_out")))
    if before is not None:
        question = question.where(HistoryEntry.id < before)
    rows = session.scalars(question.order_by(HistoryEntry.id.desc()).limit(PAGE + 1)).all()
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None
