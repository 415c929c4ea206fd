"""How it is decided what orders begin with: never a changed row, always a new one that holds from a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration.actions.amend import remember
from app.history import Actor
from app.identity.models import CostCentre, KonteringDefault, Person, Unit, UnitReference
from app.identity.queries import why_not
from app.refusal import Refused
from app.words import say
from catalogue.codeplan import DIMENSIONS


@dataclass(frozen=True, slots=True)
class Beginning:
    """The codes an order begins with from a day; the cost centre is a person's own (None: the unit's)."""

    codes: Mapping[str, str]
    valid_from: dt.date
    cost_centre_id: int | None = None


def begin_with(session: Session, whose: Unit | Person, wanted: Beginning, *, actor: Actor, at: dt.datetime) -> None:
    """Decide what a unit's or a person's orders begin with; raises Refused for codes the plan does not allow then."""
    unit = whose if isinstance(whose, Unit) else session.get_one(Unit, whose.unit_id)
    centre_id = wanted.cost_centre_id or unit.cost_centre_id
    centre = session.get(CostCentre, centre_id) if centre_id else None
    if centre is not None and centre.organisation_id != unit.organisation_id:
        raise Refused("shop.refused.cost_centre")
    codes = {key: code for key, code in wanted.codes.items() if code}
    own = {"ansvar": centre.code, "verksamhet": centre.activity} if centre else {}
    if why := why_not(session, unit.organisation_id, {**own, **codes}, wanted.valid_from):
        raise Refused("administration.default.not_allowed", why=" ".join(why), day=wanted.valid_from.isoformat())
    row = KonteringDefault(
        unit_id=whose.id if isinstance(whose, Unit) else None, person_id=None if isinstance(whose, Unit) else whose.id,
        cost_centre_id=wanted.cost_centre_id, codes=codes, valid_from=wanted.valid_from, decided_at=at,
        decided_by=actor.id, decided_by_name=actor.name,
    )  # fmt: skip
    session.add(row)
    told = default_in_words({**own, **codes} if wanted.cost_centre_id else codes)
    what = say("administration.default.change", day=wanted.valid_from.isoformat())
    nothing = say("administration.change.nothing")
    remember(session, whose, "changed", changes=[(what, nothing, told or nothing)], actor=actor, at=at)


def default_in_words(codes: Mapping[str, str]) -> str:
    """Codes as text; empty for none."""
    return ", ".join(f"{say(f'codeplan.part.{key}')} {codes[key]}" for key in DIMENSIONS if codes.get(key))


def add_reference(session: Session, unit: Unit, row: UnitReference, *, actor: Actor, at: dt.datetime) -> None:
    """Put a reference in a unit's register; raises Refused when it is there."""
    same = sa.select(UnitReference.id).where(UnitReference.unit_id == unit.id, UnitReference.reference == row.reference)
    if row.reference == unit.invoice_reference or session.scalar(same) is not None:
        raise Refused("administration.reference.taken", reference=row.reference)
    session.add(row)
    _told(session, unit, say("administration.change.nothing"), row, actor=actor, at=at)


def end_reference(
    session: Session, found: tuple[UnitReference, Unit], days: tuple[dt.date, dt.date | None], *, actor: Actor,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Change from when to when a reference may be chosen; its text is never changed."""
    row, unit = found
    old = _in_words(row)
    row.valid_from, row.valid_to = days
    if old != _in_words(row):
        _told(session, unit, old, row, actor=actor, at=at)


def _told(session: Session, unit: Unit, old: str, row: UnitReference, *, actor: Actor, at: dt.datetime) -> None:
    what = say("administration.field.invoice_reference")
    remember(session, unit, "changed", changes=[(what, old, _in_words(row))], actor=actor, at=at)


def _in_words(row: UnitReference) -> str:
    days = row.valid_from.isoformat() + (f"–{row.valid_to.isoformat()}" if row.valid_to else "")
    return f"{row.reference} ({days})"
