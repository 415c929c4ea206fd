"""How a row is changed: guarded by its version, and told of with old and new values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.identity.models import (
    CodeDimension,
    CodeRule,
    CodeValue,
    Contact,
    CostCentre,
    Organisation,
    Person,
    Unit,
    Workplace,
)
from app.refusal import Changed
from app.words import say

Row = Organisation | Unit | CostCentre | Workplace | Contact | Person | CodeDimension | CodeValue | CodeRule
# Under which name the history keeps each of them.
SUBJECTS: dict[type[Any], str] = {
    Organisation: "organisation",
    Unit: "unit",
    CostCentre: "cost_centre",
    Workplace: "workplace",
    Contact: "contact",
    Person: "person",
    CodeDimension: "code_dimension",
    CodeValue: "code_value",
    CodeRule: "code_rule",
}


def amend(
    session: Session,
    row: Row,
    values: Mapping[str, Any],
    *,
    version: int,
    actor: Actor,
    at: dt.datetime,
    shown: Mapping[str, tuple[str, str]] | None = None,
) -> bool:
    """Change a row that still is as it was shown, and tell what changed; raises Changed when somebody was faster.

    `shown` gives old and new value in words where the value itself says nothing, such as a person's number. Gives
    whether there was anything to change.
    """
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not different:
        return False
    told = [_told(row, name, value, shown or {}) for name, value in different.items()]
    guard(session, row, version, different)
    session.refresh(row)
    remember(session, row, "changed", changes=told, actor=actor, at=at)
    return True


def guard(session: Session, row: Row, version: int, values: Mapping[str, Any]) -> None:
    """Change a row only while it has this version; raises Changed."""
    table = cast(Any, type(row))
    statement = sa.update(table).where(table.id == row.id, table.version == version)
    result = session.execute(
        statement.values(**values, version=version + 1).execution_options(synchronize_session=False)
    )
    if cast(sa.CursorResult[Any], result).rowcount != 1:
        raise Changed("administration.refused.changed")


def remember(  # the history's own arguments
    session: Session,
    row: Row,
    event: str,
    *,
    changes: list[tuple[str, str, str]],
    actor: Actor,
    at: dt.datetime,
    **data: Any,
) -> None:
    """Write to the history what became of a row: (what, old, new) in words."""
    subject = SUBJECTS[type(row)]
    what = "; ".join(say("administration.change.one", what=name, old=old, new=new) for name, old, new in changes)
    facts = {"name": getattr(row, "name", ""), "what": what, "changes": [list(each) for each in changes], **data}
    history.record(session, actor, at, [Event(subject, row.id, f"{subject}.{event}", facts)])


def _told(row: Row, name: str, value: Any, shown: Mapping[str, tuple[str, str]]) -> tuple[str, str, str]:
    old, new = shown.get(name) or (in_words(getattr(row, name)), in_words(value))
    return say(f"administration.field.{name}"), old, new


def in_words(value: Any) -> str:
    """A value as the history tells it."""
    if value is None or value == "":
        return say("administration.change.nothing")
    if isinstance(value, bool):
        return say(f"administration.change.{'yes' if value else 'no'}")
    return value.isoformat() if isinstance(value, dt.date) else str(value)
