"""How an organisation's code plan is changed: which parts it has, their codes, and which go together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration.actions.amend import in_words, remember
from app.history import Actor
from app.identity.models import CodeDimension, CodeRule, CodeValue, Organisation
from app.identity.queries import rule_in_words
from app.refusal import Refused
from app.words import say


def choose_parts(
    session: Session, organisation: Organisation, wanted: Mapping[str, bool], *, actor: Actor, at: dt.datetime
) -> None:
    """Decide which parts the plan has, and which an order must state; raises Refused for one with codes in it."""
    rows = session.scalars(sa.select(CodeDimension).where(CodeDimension.organisation_id == organisation.id)).all()
    known = {row.key: row for row in rows}
    changes = []
    for key in sorted({*known, *wanted}):
        old = in_words(known[key].required) if key in known else say("administration.change.nothing")
        new = in_words(wanted[key]) if key in wanted else say("administration.change.nothing")
        if old == new:
            continue
        _choose(session, organisation.id, key, (known.get(key), wanted.get(key)))
        changes.append((say("codeplan.change", part=say(f"codeplan.part.{key}")), old, new))
    if changes:
        remember(session, organisation, "changed", changes=changes, actor=actor, at=at)


def add_code(
    session: Session, dimension: CodeDimension, values: Mapping[str, Any], *, actor: Actor, at: dt.datetime
) -> CodeValue:
    """Add a code to a part; raises Refused when it is there."""
    question = sa.select(CodeValue.id).where(CodeValue.dimension_id == dimension.id, CodeValue.code == values["code"])
    if session.scalar(question) is not None:
        raise Refused("codeplan.form.taken", code=values["code"])
    row = CodeValue(dimension_id=dimension.id, **values)
    session.add(row)
    session.flush()
    remember(session, row, "added", changes=[], actor=actor, at=at, name=f"{row.code} {row.name}")
    return row


def add_rule(session: Session, row: CodeRule, *, actor: Actor, at: dt.datetime) -> None:
    """Add a rule to a plan."""
    session.add(row)
    session.flush()
    remember(session, row, "added", changes=[], actor=actor, at=at, name=rule_in_words(row))


def _choose(session: Session, organisation_id: int, key: str, change: tuple[CodeDimension | None, bool | None]) -> None:
    row, required = change
    if row is None:
        session.add(CodeDimension(organisation_id=organisation_id, key=key, required=bool(required)))
    elif required is not None:
        row.required = required
    elif session.scalar(sa.select(CodeValue.id).where(CodeValue.dimension_id == row.id).limit(1)) is not None:
        raise Refused("codeplan.form.filled", part=say(f"codeplan.part.{key}"))
    else:
        session.delete(row)
