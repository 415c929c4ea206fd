"""A kind in words, heading by heading, for the page that shows the agreement."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.edition import Edition, Kind
from catalogue.rulebook import Lines, in_words, roles_in_words, standing_reasons, who_may
from catalogue.terms import Role


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its sentences."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindDescription:
    """Everything the agreement says of one kind; `lines` are those of the source text."""

    key: str
    name: str
    description: str
    parts: tuple[Part, ...]
    lines: Lines
    confirmed: bool
    note: str
    contradictions: tuple[str, ...]


def describe(kind: Kind, edition: Edition, language: str = "sv") -> KindDescription:
    """The kind in words."""
    found = (
        ("orderers", _orderers(kind, edition, language)),
        ("approvals", (*_say(edition, language, *_approvals(kind)), *_unless(kind, edition, language))),
        ("consultations", _say(edition, language, *_consultations(kind))),
        ("payer", _say(edition, language, f"payer.{kind.payer}")),
        ("way", _standing(kind, edition, language, "way")),
        ("life", _standing(kind, edition, language, "life") or _say(edition, language, "describe.no_life")),
        ("warranty", _standing(kind, edition, language, "warranty")),
        ("returns", _standing(kind, edition, language, "returns")),
    )
    parts = tuple(Part(edition.say(f"heading.{name}", language), said) for name, said in found if said)
    return KindDescription(
        key=kind.key,
        name=kind.name if language == "sv" else kind.english,
        description=kind.description,
        parts=parts,
        lines=kind.sources,
        confirmed=kind.confirmed,
        note=kind.note,
        contradictions=kind.contradictions,
    )


def _orderers(kind: Kind, edition: Edition, language: str) -> tuple[str, ...]:
    if not kind.orderers:
        return _say(edition, language, "describe.nobody")
    said = edition.say("describe.orderers", language, who=who_may(kind, edition, language))
    return (said, *_say(edition, language, "describe.asks")) if Role.EMPLOYEE in kind.may_ask else (said,)


def _approvals(kind: Kind) -> list[str]:
    if kind.approval_above_limit:
        return ["approval.limit", "approval.above_limit"]
    return [f"approval.{asked}" for asked in kind.approvals] or ["approval.none"]


def _unless(kind: Kind, edition: Edition, language: str) -> tuple[str, ...]:
    who = roles_in_words(kind.approval_unless, edition, language)
    return (edition.say("describe.unless", language, who=who),) if who else ()


def _consultations(kind: Kind) -> list[str]:
    asked = [f"consult.{consult.topic}" for consult in kind.consultations]
    told = [f"inform.{who}" for who in kind.informs]
    return asked + told or ["describe.nobody_consulted"]


def _standing(kind: Kind, edition: Edition, language: str, table: str) -> tuple[str, ...]:
    return tuple(
        in_words(reason, edition, language) for reason in standing_reasons(kind) if reason.key.startswith(f"{table}.")
    )


def _say(edition: Edition, language: str, *keys: str) -> tuple[str, ...]:
    return tuple(edition.say(key, language) for key in keys)
