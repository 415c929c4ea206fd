"""Service requests: each form as data beside the edition, and the rules that its answers are judged by.

Answers are plain: text, whole numbers, `ja` and `nej`, lists of words, dates as `2026-12-01`, ids of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from catalogue.cases import CaseKind
from catalogue.terms import Payer, Queue, Role

Lines = tuple[tuple[int, int], ...]
Answer = str | int | list[str]
Answers = Mapping[str, Answer]
YES, NO = "ja", "nej"
YES_NO = {YES: "Ja", NO: "Nej"}


class FieldType(StrEnum):
    """What is asked for; `tick` is a box that must be ticked when it is required."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes_no"
    TICK = "tick"
    DATE = "date"
    EMAIL = "email"
    PERSON = "person"
    UNIT = "unit"
    WORKPLACE = "workplace"
    COST_CENTRE = "cost_centre"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """That a field has one of some answers, or that a number is over a limit."""

    field: str
    among: tuple[str, ...] = ()
    over: int | None = None

    def holds(self, answers: Answers) -> bool:
        """Whether it is so."""
        answer = answers.get(self.field)
        if self.over is not None:
            return isinstance(answer, int) and answer > self.over
        given = answer if isinstance(answer, list) else [str(answer)] if answer not in (None, "") else []
        return any(word in self.among for word in given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question; a field with `when` is asked only where the condition holds."""

    key: str
    label: str
    help: str
    type: FieldType
    required: bool = True
    choices: Mapping[str, str] | None = None
    when: Condition | None = None
    suffix: str = ""
    least: int = 0
    most: int = 0
    future: bool = False
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Questions that belong together under a heading."""

    title: str
    fields: tuple[Field, ...]
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Something that follows of an answer: a sentence to know, or a stop."""

    when: Condition
    text: str
    stops: bool = False
    sources: Lines = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that everybody who opens the form should know, with its lines in the source text."""

    text: str
    sources: Lines = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One step of the work that the request becomes; a demanded one must be done or waived with a reason.

    One with tools is done with one of them, and says which.
    """

    key: str
    label: str
    demanded: bool = False
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Somebody who must say yes before the case may be solved, always or when an answer makes it so."""

    asked: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForm:
    """A request somebody may make; who, where to and who pays come from its kind where it has one."""

    key: str
    slug: str
    title: str
    lead: str
    group: str
    words: tuple[str, ...]
    orderers: frozenset[Role]
    queue: Queue
    payer: Payer
    steps: tuple[Step, ...]
    informs: tuple[str, ...]
    due_days: int
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    guards: tuple[Guard, ...]
    tasks: tuple[Task, ...]
    next: tuple[str, ...]
    sources: Lines
    confirmed: bool
    kind: str = ""
    subject: str = ""
    case_kind: CaseKind = CaseKind.SERVICE_REQUEST
    needs_change: bool = False
    step_unless: frozenset[Role] = frozenset()
    remark: str = ""
    # Another form whose case is opened together with this one's, such as IT's part in a procurement (L43-L45).
    also: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every question, in the order of the page."""
        return tuple(field for section in self.sections for field in section.fields)

    def field(self, key: str) -> Field:
        """A question by its key; raises KeyError."""
        return {field.key: field for field in self.fields}[key]

    def asked_fields(self, answers: Answers) -> Iterator[Field]:
        """The questions that are asked of somebody with these answers."""
        return (field for field in self.fields if field.when is None or field.when.holds(answers))

    def missing(self, answers: Answers) -> list[Field]:
        """The questions that must be answered and are not."""
        return [field for field in self.asked_fields(answers) if field.required and _is_empty(field, answers)]

    def said(self, answers: Answers) -> list[Guard]:
        """What follows of the answers, stops first."""
        held = [guard for guard in self.guards if guard.when.holds(answers)]
        return sorted(held, key=lambda guard: not guard.stops)

    def asks(self, answers: Answers, roles: frozenset[str]) -> tuple[str, ...]:
        """Who must say yes, in order, to these answers from somebody with these roles."""
        if not self.step_unless.isdisjoint(roles):
            return tuple(step.asked for step in self.steps if step.asked != "manager" and _applies(step, answers))
        return tuple(step.asked for step in self.steps if _applies(step, answers))

    def heading(self, answers: Answers) -> str:
        """What a case of these answers is called: its title, and what the named field says."""
        about = str(answers.get(self.subject, "")).strip() if self.subject else ""
        return f"{self.title}: {about}" if about else self.title


def _applies(step: Step, answers: Answers) -> bool:
    return step.when is None or step.when.holds(answers)


def _is_empty(field: Field, answers: Answers) -> bool:
    answer = answers.get(field.key)
    if field.type is FieldType.TICK:
        return answer != YES
    return answer in (None, "", [])


def found(forms: Mapping[str, RequestForm], words: str) -> list[RequestForm]:
    """The forms whose title, lead or everyday words hold every word that is looked for, best first."""
    if not _plain(words).split():
        return list(forms.values())
    scored = [(score(words, _texts(form)), form) for form in forms.values()]
    return [form for points, form in sorted(scored, key=lambda pair: -pair[0]) if points]


def score(words: str, texts: Iterable[tuple[int, str]]) -> int:
    """How well texts, each with its points, hold every word that is looked for; 0 when one is met nowhere."""
    found_in = tuple(texts)
    points = [_points(word, found_in) for word in _plain(words).split()]
    return sum(points) if all(points) else 0


def _texts(form: RequestForm) -> tuple[tuple[int, str], ...]:
    return ((8, form.title), (4, " ".join(form.words)), (2, form.lead))


def _points(word: str, texts: tuple[tuple[int, str], ...]) -> int:
    for points, text in texts:
        plain = _plain(text)
        if word in plain:
            return points
        if len(word) > 4 and any(part.startswith(word[:-2]) for part in plain.split() if len(part) > 3):
            return points - 1
    return 0


def _plain(text: str) -> str:
    return re.sub(r"[^\w\s]", "", text.casefold())
