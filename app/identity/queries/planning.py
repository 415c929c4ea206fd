"""As much of a code plan as some chosen codes need, and the chosen cost centres, in one question.

A plan may have thousands of codes; whoever orders uses a handful.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import CodeDimension, CodeRule, CodeValue, CostCentre
from catalogue.codeplan import DIMENSIONS, Dimension, Plan, Rule, Value

# Stands for the values that were not asked for, so that a part with a list never takes any code.
OTHERS = {"": Value("", "", dt.date.min)}


@dataclass(frozen=True, slots=True)
class Centre:
    """A cost centre as a kontering needs it."""

    id: int
    code: str
    activity: str
    name: str

    @property
    def codes(self) -> dict[str, str]:
        """Its codes by part."""
        return {key: code for key, code in (("ansvar", self.code), ("verksamhet", self.activity)) if code}


@dataclass(frozen=True, slots=True)
class Asked:
    """The plan for some codes, and the cost centres that were asked for and hold on the day."""

    plan: Plan
    centres: Mapping[int, Centre]


def plan_for(
    session: Session, organisation_id: int, *, codes: Collection[str], centres: Collection[int], on: dt.date
) -> Asked:
    """What decides whether these codes, and those of these cost centres, may be used on a day."""
    asked = {"organisation": organisation_id, "codes": list(codes) or [""], "centres": list(centres) or [0], "on": on}
    parts: dict[str, bool] = {}
    values: dict[str, dict[str, Value]] = {}
    rules, found = [], {}
    for row in session.execute(_QUESTION, asked):
        if row.what == "part":
            parts[row.key] = bool(row.required)
            listed = values.setdefault(row.key, dict(OTHERS) if row.number else {})
            if row.code:
                listed[row.code] = Value(row.code, row.name, row.valid_from, row.valid_to)
        elif row.what == "rule":
            rules.append(_rule(row))
        else:
            found[row.number] = Centre(row.number, row.code, row.key, row.name)
    dimensions = (Dimension(key, parts[key], values[key]) for key in sorted(parts, key=DIMENSIONS.index))
    return Asked(Plan(tuple(dimensions), tuple(rules)), found)


def _rule(row: sa.Row[Any]) -> Rule:
    return Rule(
        kind=row.kind, dimension=row.key, pattern=row.code, other=row.other, other_pattern=row.other_pattern,
        valid_from=row.valid_from, valid_to=row.valid_to, note=row.name,
    )  # fmt: skip


def _question() -> sa.CompoundSelect[*tuple[Any, ...]]:
    owner = sa.bindparam("organisation", type_=sa.Integer)
    ids = CostCentre.id.in_(sa.bindparam("centres", expanding=True))
    wanted = sa.or_(
        CodeValue.code.in_(sa.bindparam("codes", expanding=True)),
        CodeValue.code.in_(sa.select(CostCentre.code).where(ids)),
        CodeValue.code.in_(sa.select(CostCentre.activity).where(ids)),
    )
    listed = sa.exists().where(CodeValue.dimension_id == CodeDimension.id).correlate(CodeDimension)
    day = sa.bindparam("on", type_=sa.Date)
    parts = (
        sa.select(
            *_columns("part", CodeDimension.key, CodeValue.code, CodeValue.name),
            CodeValue.valid_from, CodeValue.valid_to, CodeDimension.required.label("required"),
            sa.case((listed, 1), else_=0).label("number"), *_blank("kind", "other", "other_pattern"),
        )
        .outerjoin(CodeValue, sa.and_(CodeValue.dimension_id == CodeDimension.id, wanted))
        .where(CodeDimension.organisation_id == owner)
    )  # fmt: skip
    rules = sa.select(
        *_columns("rule", CodeRule.dimension, CodeRule.pattern, CodeRule.note),
        CodeRule.valid_from, CodeRule.valid_to, sa.false(), sa.literal(0), CodeRule.kind, CodeRule.other,
        CodeRule.other_pattern,
    ).where(CodeRule.organisation_id == owner)  # fmt: skip
    centres = sa.select(
        *_columns("centre", CostCentre.activity, CostCentre.code, CostCentre.name),
        CostCentre.valid_from, CostCentre.valid_to, sa.false(), CostCentre.id, *_blank("kind", "other", "pattern"),
    ).where(
        ids, CostCentre.organisation_id == owner, CostCentre.valid_from <= day,
        sa.or_(CostCentre.valid_to.is_(None), CostCentre.valid_to >= day),
    )  # fmt: skip
    return sa.union_all(parts, rules, centres)


def _columns(what: str, key: Any, code: Any, name: Any) -> list[sa.ColumnElement[Any]]:
    kind = sa.literal(what, sa.String).label("what")
    return [kind, key.label("key"), code.label("code"), name.label("name")]


def _blank(*names: str) -> list[sa.ColumnElement[Any]]:
    return [sa.literal("", sa.String).label(name) for name in names]


_QUESTION = _question()
