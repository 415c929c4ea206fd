"""Kontering: may these codes stand together on this day, and if not, why not.

A plan has parts (dimensions) with values that hold between two days, and rules: when one part is like a pattern,
another must, or must not, be like another. A pattern is a list with commas of codes, ranges (4000-4999), `*` for any
characters and `?` for one; `!` alone stands for "stated", whatever it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

DIMENSIONS = ("ansvar", "verksamhet", "konto", "aktivitet", "projekt", "objekt")
RULE_KINDS = ("only", "never")
STATED = "!"
WILD = frozenset("[]")


@dataclass(frozen=True, slots=True)
class Value:
    """A code that may be used from one day to another (None: on), both included."""

    code: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None = None

    def holds(self, on: dt.date) -> bool:
        """Whether it may be used on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A part of the plan; without values any code goes."""

    key: str
    required: bool
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When `dimension` is like `pattern`, `other` must (only) or must not (never) be like `other_pattern`."""

    kind: str
    dimension: str
    pattern: str
    other: str
    other_pattern: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    note: str = ""

    def holds(self, on: dt.date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Plan:
    """An organisation's whole code plan; an empty one allows everything."""

    dimensions: tuple[Dimension, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a combination is not allowed; `key` names the sentence, `facts` what it speaks of."""

    key: str
    facts: Mapping[str, str]


def faults(plan: Plan, codes: Mapping[str, str], on: dt.date) -> list[Fault]:
    """Everything that is wrong with a combination of codes on a day; empty when it is allowed."""
    stated = {key: code.strip() for key, code in codes.items() if code.strip()}
    return [*_unknown_parts(plan, stated), *_wrong_values(plan, stated, on), *_broken_rules(plan, stated, on)]


def like(pattern: str, code: str) -> bool:
    """Whether a code is like a pattern; an empty code is like none but the empty pattern."""
    if pattern.strip() == STATED:
        return bool(code)
    return bool(code) and any(_like_one(part.strip(), code) for part in pattern.split(","))


def sound(pattern: str) -> bool:
    """Whether a pattern can be read: its parts are codes, ranges of the same length, or hold wildcards."""
    parts = [part.strip() for part in pattern.split(",")]
    return pattern.strip() == STATED or all(part and not WILD & set(part) and _range_is_sound(part) for part in parts)


def _like_one(part: str, code: str) -> bool:
    first, dash, last = part.partition("-")
    if dash and first.isdigit() and last.isdigit():
        return code.isdigit() and len(code) == len(first) and first <= code <= last
    return fnmatchcase(code, part)


def _range_is_sound(part: str) -> bool:
    first, dash, last = part.partition("-")
    if not (dash and first.isdigit() and last.isdigit()):
        return True
    return len(first) == len(last) and first <= last


def _unknown_parts(plan: Plan, stated: Mapping[str, str]) -> Iterator[Fault]:
    known = {dimension.key for dimension in plan.dimensions}
    if known:
        yield from (Fault("part", {"part": key, "code": code}) for key, code in stated.items() if key not in known)


def _wrong_values(plan: Plan, stated: Mapping[str, str], on: dt.date) -> Iterator[Fault]:
    for dimension in plan.dimensions:
        code = stated.get(dimension.key, "")
        if not code:
            if dimension.required:
                yield Fault("missing", {"part": dimension.key})
        elif dimension.values:
            value = dimension.values.get(code)
            if value is None:
                yield Fault("unknown", {"part": dimension.key, "code": code})
            elif not value.holds(on):
                yield _not_now(dimension.key, value, on)


def _not_now(part: str, value: Value, on: dt.date) -> Fault:
    facts = {"part": part, "code": value.code, "name": value.name}
    if on < value.valid_from:
        return Fault("not_yet", {**facts, "day": value.valid_from.isoformat()})
    return Fault("no_longer", {**facts, "day": (value.valid_to or on).isoformat()})


def _broken_rules(plan: Plan, stated: Mapping[str, str], on: dt.date) -> Iterator[Fault]:
    for rule in plan.rules:
        first, second = stated.get(rule.dimension, ""), stated.get(rule.other, "")
        if not rule.holds(on) or not like(rule.pattern, first):
            continue
        if like(rule.other_pattern, second) != (rule.kind == "only"):
            yield Fault(
                f"{rule.kind}_blank" if rule.kind == "only" and not second else rule.kind,
                {
                    "part": rule.dimension, "code": first, "other": rule.other, "given": second,
                    "pattern": rule.other_pattern, "note": rule.note,
                },
            )  # fmt: skip
