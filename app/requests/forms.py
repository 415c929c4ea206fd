"""A request form as fields: made of its data, read as typed answers, told in words again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, Field, Form, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError

from app.fields import AmountField, DayField, LineText, LongText, TicksField, WholeNumberField
from app.requests.queries import Choices
from app.words import day_long, say
from catalogue.requests import NO, YES, Answer, FieldType, RequestForm
from catalogue.requests import Field as Asked

F = FieldType
MOST_LINE, MOST_LONG, MOST_NUMBER = 200, 4000, 10**9
ROWS = frozenset({F.PERSON, F.UNIT, F.WORKPLACE, F.COST_CENTRE})
ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def _is_given(_form: Form, field: Field) -> None:
    if not field.data:
        raise ValidationError(say("requests.missing.write", label=field.label.text))


class SearchForm(Form):
    """What is looked for among the requests."""

    words = StringField(name="q")


class SendForm(Form):
    """Which draft is sent."""

    token = StringField()


class QueueForm(Form):
    """Another queue for a form."""

    form = StringField(name="formular")
    queue = StringField(name="ko")


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its fields, each with what its page needs to know."""

    title: str
    help: str
    fields: list[tuple[Any, Asked]]


class Filled:
    """A form with what somebody typed in it."""

    def __init__(self, form: RequestForm, choices: Choices, typed: Any | None, *, today: dt.date) -> None:
        self.form, self.choices, self.today = form, choices, today
        made = {field.key: _MAKERS[field.type](field, choices) for field in form.fields}
        self.fields: Form = type("RequestFields", (Form,), made)(typed)

    def validate(self) -> bool:
        """Judge each answer, then what is missing and what stops it; faults stand on the fields, in words."""
        good = bool(self.fields.validate())
        answers = self.answers()
        for field in self.form.missing(answers):
            bound = self.fields[field.key]
            if not bound.errors:
                bound.errors = [field.missing or say(f"requests.missing.{_manner(field)}", label=field.label)]
                good = False
        for field in self._too_early(answers):
            self.fields[field.key].errors, good = [say("requests.refused.past")], False
        for guard in self.form.said(answers):
            if guard.stops:
                self.fields[guard.when.field].errors, good = [guard.text], False
        return good

    def answers(self) -> dict[str, Answer]:
        """The answers that were asked for, plain and without the empty ones."""
        given = {field.key: value for field in self.form.fields if (value := self._plain(field)) not in (None, "", [])}
        kept = {field.key for field in self.form.asked_fields(given)}
        return {key: value for key, value in given.items() if key in kept}

    def parts(self) -> Iterator[Part]:
        """The sections, for the page."""
        for section in self.form.sections:
            yield Part(section.title, section.help, [(self.fields[field.key], field) for field in section.fields])

    def told(self) -> list[tuple[str, str]]:
        """Question and answer in words."""
        answers = self.answers()
        asked = self.form.asked_fields(answers)
        return [(field.label, self._words(field, answers[field.key])) for field in asked if field.key in answers]

    def faults(self) -> dict[str, str]:
        """What is wrong, by field."""
        return {name: str(texts[0]) for name, texts in self.fields.errors.items()}

    def _plain(self, field: Asked) -> Answer | None:
        data = self.fields[field.key].data
        if field.type is F.TICK:
            return YES if data else NO
        if field.type is F.DATE:
            return data.isoformat() if data else None
        if field.type in ROWS:
            return int(data) if str(data or "").isdigit() else None
        return data  # type: ignore[no-any-return]  # text, number or list, as its field gives it

    def _words(self, field: Asked, answer: Answer) -> str:
        if field.type is F.TICK:
            return say(f"requests.answer.{answer}")
        if field.choices:
            picked = answer if isinstance(answer, list) else [str(answer)]
            return ", ".join(field.choices[word] for word in picked if word in field.choices)
        if field.type in ROWS:
            return dict(self.choices.get(field.type, [])).get(str(answer), "")
        if field.type is F.DATE:
            return day_long(dt.date.fromisoformat(str(answer)), year=True)
        return f"{answer} {field.suffix}".strip()

    def _too_early(self, answers: Mapping[str, Answer]) -> Iterator[Asked]:
        for field in self.form.asked_fields(answers):
            if field.future and field.key in answers and str(answers[field.key]) < self.today.isoformat():
                yield field


def _manner(field: Asked) -> str:
    """How the question is put again: something to write, choose or tick."""
    if field.type is F.TICK:
        return "tick"
    return "choose" if field.choices or field.type in ROWS else "write"


def _among(allowed: Mapping[str, str]) -> Callable[[Form, Field], None]:
    """Whether what was chosen is a choice; said in words."""

    def check(_form: Form, field: Field) -> None:
        picked = field.data if isinstance(field.data, list) else [field.data] if field.data else []
        if any(word not in allowed for word in picked):
            raise ValidationError(say("requests.refused.choice"))

    return check


def _is_address(_form: Form, field: Field) -> None:
    if field.data and not ADDRESS.fullmatch(field.data):
        raise ValidationError(say("requests.refused.email"))


def _text(field: Asked, _choices: Choices) -> Any:
    most = field.most or MOST_LINE
    checks = [Length(max=most, message=say("fields.text_length.long", most=most))]
    return LineText(field.label, checks, description=field.help)


def _email(field: Asked, _choices: Choices) -> Any:
    checks = [Length(max=MOST_LINE, message=say("fields.text_length.long", most=MOST_LINE)), _is_address]
    return LineText(field.label, checks, description=field.help)


def _long(field: Asked, _choices: Choices) -> Any:
    most = field.most or MOST_LONG
    checks = [Length(max=most, message=say("fields.text_length.long", most=most))]
    return LongText(field.label, checks, description=field.help)


def _number(field: Asked, _choices: Choices) -> Any:
    return WholeNumberField(field.label, least=field.least, most=field.most or MOST_NUMBER, description=field.help)


def _choice(field: Asked, _choices: Choices) -> Any:
    allowed = dict(field.choices or {})
    items = [SelectChoice(value, text) for value, text in allowed.items()]
    return RadioField(
        field.label, [_among(allowed)], choices=items, validate_choice=False, description=field.help
    )  # fmt: skip


def _several(field: Asked, _choices: Choices) -> Any:
    allowed = dict(field.choices or {})
    items = [SelectChoice(value, text) for value, text in allowed.items()]
    return TicksField(field.label, [_among(allowed)], choices=items, validate_choice=False, description=field.help)


def _tick(field: Asked, _choices: Choices) -> Any:
    return BooleanField(field.label, description=field.help)


def _date(field: Asked, _choices: Choices) -> Any:
    return DayField(field.label, description=field.help)


def _row(field: Asked, choices: Choices) -> Any:
    allowed = dict(choices.get(field.type, []))
    items = [SelectChoice("", say("requests.choose")), *(SelectChoice(value, text) for value, text in allowed.items())]
    return SelectField(field.label, [_among(allowed)], choices=items, validate_choice=False, description=field.help)


_MAKERS: Mapping[FieldType, Callable[[Asked, Choices], Any]] = {
    F.TEXT: _text, F.EMAIL: _email, F.LONG: _long, F.NUMBER: _number, F.CHOICE: _choice, F.YES_NO: _choice,
    F.SEVERAL: _several, F.TICK: _tick, F.DATE: _date, F.PERSON: _row, F.UNIT: _row, F.WORKPLACE: _row,
    F.COST_CENTRE: _row,
}  # fmt: skip


class ExtendForm(Form):
    """Until when an account is to live, and the end that was shown."""

    slut = DayField()
    till = DayField()


class SystemForm(Form):
    """A business system's record."""

    id = StringField()
    name = LineText(say("requests.system.name"), [Length(max=120, message=say("requests.system.long")), _is_given])
    organisation = StringField()
    supplier = LineText(say("requests.system.supplier"), [Length(max=120, message=say("requests.system.long"))])
    supplier_contact = LineText(say("requests.system.contact"), [Length(max=200, message=say("requests.system.long"))])
    technical_manager = LineText(
        say("requests.system.technical"), [Length(max=120, message=say("requests.system.long"))]
    )
    business_manager = LineText(say("requests.system.business"), [Length(max=120, message=say("requests.system.long"))])
    information_owner = LineText(say("requests.system.owner"), [Length(max=120, message=say("requests.system.long"))])
    classification = LineText(say("requests.system.class"), [Length(max=40, message=say("requests.system.long"))])
    alarm_contacts = LongText(say("requests.system.alarm"), [Length(max=2000, message=say("requests.system.long"))])
    object_plan = LineText(say("requests.system.plan"), [Length(max=160, message=say("requests.system.long"))])
    object_plan_year = WholeNumberField(say("requests.system.year"), least=2020, most=2100)
    yearly_cost = AmountField(say("requests.system.cost"))

    @classmethod
    def of(cls, system: Any) -> SystemForm:
        """The form of a system that is there; its fields have ids of their own."""
        return cls(obj=system, prefix=f"s{system.id}-")

    def number(self) -> int:
        """The system that is changed; 0 for a new one."""
        text = str(self.id.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def facts(self, organisation: str) -> dict[str, Any]:
        """What is kept of it."""
        kept = {name: value for name, value in self.data.items() if name not in ("id", "organisation")}
        return {**kept, "organisation_id": int(organisation) if organisation else None}
