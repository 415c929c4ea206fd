"""What an order is put on: what was chosen, else what is filled in, and whether the code plan allows it on the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import CodeDimension, KonteringDefault, UnitReference
from app.identity.queries import Visitor, fault_in_words
from app.identity.queries.planning import Centre, plan_for
from app.orders.models.kontering import LineKontering
from app.words import kr, say
from catalogue.codeplan import DIMENSIONS, Fault, Plan
from catalogue.kontering import Kontering, Measure, Share, in_ore, wrong
from catalogue.money import WHOLE
from catalogue.terms import Role

CHOOSERS = frozenset({Role.MANAGER, Role.DESIGNATED_ORDERER, Role.SCHOOL_ORDERER, Role.FINANCE, Role.HEAD_OF_IT})
SUMS = frozenset({"shares", "nothing", "percent_sum", "amount_sum"})
LONGEST = 60
EMPTY = Plan()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an order is put on, with what of the plan concerns it; `why` is why it may not be used, in words."""

    kontering: Kontering
    plan: Plan
    why: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The first account as short text, and how many more there are."""
        return summary([share.codes for share in self.kontering.shares])


def defaults() -> list[sa.ColumnElement[Any]]:
    """As columns of the question that finds the unit: what is filled in, and whether there is a plan to ask."""
    unit, me = sa.bindparam("unit", type_=sa.Integer), sa.bindparam("me", type_=sa.Integer)
    plan = sa.exists().where(CodeDimension.organisation_id == sa.bindparam("organisation", type_=sa.Integer))
    return [
        _latest(KonteringDefault.codes, KonteringDefault.unit_id == unit).label("unit_codes"),
        _latest(KonteringDefault.codes, KonteringDefault.person_id == me).label("own_codes"),
        plan.label("has_plan"),
    ]


def own_centre() -> sa.ScalarSelect[Any]:
    """The cost centre that is filled in for a person rather than their unit's."""
    return _latest(KonteringDefault.cost_centre_id, KonteringDefault.person_id == sa.bindparam("me", type_=sa.Integer))


def registered() -> sa.ScalarSelect[str]:
    """The chosen reference, while it stands in the unit's register."""
    today = sa.bindparam("today", type_=sa.Date)
    holds = sa.or_(UnitReference.valid_to.is_(None), UnitReference.valid_to >= today)
    question = sa.select(UnitReference.reference).where(
        UnitReference.unit_id == sa.bindparam("unit"), UnitReference.reference == sa.bindparam("reference"),
        UnitReference.valid_from <= today, holds,
    )  # fmt: skip
    return question.scalar_subquery()


def chosen(
    session: Session,
    me: Visitor,
    choice: Mapping[str, Any],
    default: tuple[Centre, Mapping[str, str]],
    *,
    has_plan: bool,
    on: dt.date,
    total: int,
) -> Chosen | None:
    """What the order is put on; None when a chosen cost centre no longer holds. One question where there is a plan."""
    centre, codes = default
    rows = choice.get("shares") or [{"centre": centre.id, "codes": codes, "weight": WHOLE}]
    known, plan = {centre.id: centre}, EMPTY
    if has_plan or any(row["centre"] not in known for row in rows):
        used = {code for row in rows for code in row["codes"].values()}
        asked = plan_for(session, me.organisation_id, codes=used, centres={row["centre"] for row in rows}, on=on)
        known, plan = {**known, **asked.centres}, asked.plan
    if any(row["centre"] not in known for row in rows):
        return None
    shares = tuple(Share({**known[row["centre"]].codes, **row["codes"]}, row["weight"]) for row in rows)
    kontering = Kontering(Measure(choice.get("measure", Measure.PERCENT)), shares)
    why = tuple(fault_text(fault) for fault in wrong(plan, kontering, on, total)) if total else ()
    return Chosen(kontering, plan, why, in_words(kontering, total))


def may_choose(me: Visitor) -> bool:
    """Whether somebody answers for accounts; everybody else reads what is filled in."""
    return bool(me.led_units) or not me.roles.isdisjoint(CHOOSERS)


def frozen(session: Session, line_ids: Sequence[int]) -> dict[int, list[LineKontering]]:
    """What carries each line now: the rows of its last generation."""
    question = sa.select(LineKontering).where(LineKontering.line_id.in_(line_ids))
    found: dict[int, list[LineKontering]] = {}
    for row in session.scalars(question.order_by(LineKontering.generation, LineKontering.position)):
        rows = found.setdefault(row.line_id, [])
        if rows and rows[0].generation != row.generation:
            rows.clear()
        rows.append(row)
    return found


def in_words(kontering: Kontering, total: int) -> tuple[str, ...]:
    """Each share as a person reads it, with how much it carries where there are several."""
    if len(kontering.shares) == 1:
        return (codes_in_words(kontering.shares[0].codes),)
    amounts = in_ore(kontering, total) if all(share.weight > 0 for share in kontering.shares) else []
    return tuple(
        say("kontering.share", codes=codes_in_words(share.codes), part=_part(kontering.measure, share.weight, ore))
        for share, ore in zip(kontering.shares, amounts or [0] * len(kontering.shares), strict=True)
    )


def codes_in_words(codes: Mapping[str, str]) -> str:
    """Codes as text: Ansvar 41200, verksamhet 4400."""
    parts = [f"{say(f'codeplan.part.{key}')} {codes[key]}" for key in DIMENSIONS if codes.get(key)]
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def summary(shares: Sequence[Mapping[str, str]]) -> str:
    """Codes as short text for where there is place for one line."""
    text = codes_in_words(shares[0])
    more = say("kontering.more", count=len(shares) - 1) if len(shares) > 1 else ""
    if len(text + more) > LONGEST:
        text = codes_in_words({key: code for key, code in shares[0].items() if key in ("ansvar", "verksamhet")})
    return (text + more)[:LONGEST]


def fault_text(fault: Fault) -> str:
    """What is wrong, as a sentence."""
    if fault.key not in SUMS:
        return fault_in_words(fault)
    facts = dict(fault.facts)
    if fault.key == "amount_sum":
        facts = {name: kr(int(value)) for name, value in facts.items()}
    if fault.key == "percent_sum":
        facts = {"sum": percent(int(facts["sum"]))}
    return say(f"kontering.fault.{fault.key}", **facts)


def percent(points: int) -> str:
    """Basis points as people write a share: 33,33."""
    whole, rest = divmod(points, 100)
    return f"{whole},{rest:02d}".rstrip("0").rstrip(",") if rest else str(whole)


def _part(measure: Measure, weight: int, ore: int) -> str:
    if measure is Measure.AMOUNT:
        return kr(weight)
    return say("kontering.percent", percent=percent(weight), amount=kr(ore))


def _latest(column: Any, whose: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
    holds = KonteringDefault.valid_from <= sa.bindparam("today", type_=sa.Date)
    question = sa.select(column).where(whose, holds)
    order = (KonteringDefault.valid_from.desc(), KonteringDefault.id.desc())
    return question.order_by(*order).limit(1).scalar_subquery()
