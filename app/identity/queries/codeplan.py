"""An organisation's code plan, and whether codes may stand together on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import CodeDimension, CodeRule, CodeValue
from app.words import say
from catalogue.codeplan import DIMENSIONS, STATED, Dimension, Fault, Plan, Rule, Value, faults


def code_plan(session: Session, organisation_id: int) -> Plan:
    """The whole code plan of an organisation; an empty one allows everything."""
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(CodeDimension, CodeValue)
        .outerjoin(CodeValue, CodeValue.dimension_id == CodeDimension.id)
        .where(CodeDimension.organisation_id == organisation_id)
    )
    parts: dict[str, CodeDimension] = {}
    codes: dict[str, list[CodeValue]] = {}
    for part, code in session.execute(question):
        parts[part.key] = part
        codes.setdefault(part.key, []).extend([code] if code is not None else [])
    rules = session.scalars(sa.select(CodeRule).where(CodeRule.organisation_id == organisation_id))
    return as_plan(parts, codes, rules.all())


def as_plan(
    parts: Mapping[str, CodeDimension], codes: Mapping[str, Sequence[CodeValue]], rules: Iterable[CodeRule]
) -> Plan:
    """Rows as the rule book of code plans knows them."""
    dimensions = (
        Dimension(key, parts[key].required, {row.code: as_value(row) for row in codes.get(key, ())})
        for key in sorted(parts, key=DIMENSIONS.index)
    )
    return Plan(tuple(dimensions), tuple(as_rule(row) for row in rules))


def as_value(row: CodeValue) -> Value:
    """A code as the rule book knows it."""
    return Value(row.code, row.name, row.valid_from, row.valid_to)


def as_rule(row: CodeRule) -> Rule:
    """A row as the rule book of code plans knows it."""
    return Rule(
        kind=row.kind,
        dimension=row.dimension,
        pattern=row.pattern,
        other=row.other,
        other_pattern=row.other_pattern,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        note=row.note,
    )


def why_not(session: Session, organisation_id: int, codes: Mapping[str, str], on: dt.date) -> list[str]:
    """Why codes by part (`ansvar`, `verksamhet` …) may not stand together on a day, in words; empty when they may."""
    return why_not_in(code_plan(session, organisation_id), codes, on)


def why_not_in(plan: Plan, codes: Mapping[str, str], on: dt.date) -> list[str]:
    """Why codes by part may not stand together in a plan on a day, in words; empty when they may."""
    return [fault_in_words(fault) for fault in faults(plan, codes, on)]


def fault_in_words(fault: Fault) -> str:
    """What is wrong with a combination, as a sentence."""
    facts = dict(fault.facts)
    for name in ("part", "other"):
        if name in facts:
            facts[name] = say(f"codeplan.part.{facts[name]}")
    if "pattern" in facts:
        facts["pattern"] = pattern_in_words(facts["pattern"])
    note = f" {facts['note'].rstrip('.')}." if facts.get("note") else ""
    return say(f"codeplan.fault.{fault.key}", **facts) + note


def pattern_in_words(pattern: str) -> str:
    """A pattern as people read it."""
    return say("codeplan.stated") if pattern.strip() == STATED else pattern


def rule_in_words(rule: CodeRule | Rule) -> str:
    """A rule as a sentence."""
    return say(
        f"codeplan.rule.{rule.kind}",
        part=say(f"codeplan.part.{rule.dimension}"),
        pattern=pattern_in_words(rule.pattern),
        other=say(f"codeplan.part.{rule.other}"),
        other_pattern=pattern_in_words(rule.other_pattern),
    )
