"""What people fill in at the checkout. Prices, payers, units and deciders are never read from a form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import Form, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from app.fields import DayField, LineText, LongText, ore_of
from app.words import say
from catalogue.kontering import Measure
from catalogue.money import WHOLE

MOST_NAME = 120
MOST_NOTE = 500
SHARE = re.compile(r"(?P<whole>[0-9]{1,3})(?:[,.](?P<rest>[0-9]{1,2}))?", re.ASCII)
ME, COLLEAGUE, NEW = "jag", "kollega", "ny"


def _at_most(most: int) -> Length:
    return Length(max=most, message=say("fields.text_length.long", most=most))


class RecipientForm(Form):
    """For whom: me, a colleague, or somebody who begins with us."""

    mottagare = RadioField(say("orders.form.recipient"), validate_choice=False)
    kollega = SelectField(say("orders.form.colleague"), coerce=int, validate_choice=False)
    namn = LineText(say("orders.form.name"), validators=[_at_most(MOST_NAME)])

    def validate_mottagare(self, field: RadioField) -> None:
        """One of the three ways; a new person needs a name."""
        if field.data not in (ME, COLLEAGUE, NEW):
            raise ValidationError(say("orders.form.choose_recipient"))

    def validate_namn(self, field: LineText) -> None:
        """A name when it is for somebody new."""
        if self.mottagare.data == NEW and not field.data:
            raise ValidationError(say("orders.form.name_needed"))

    def validate_kollega(self, field: SelectField) -> None:
        """A colleague when it is for one."""
        if self.mottagare.data == COLLEAGUE and not field.data:
            raise ValidationError(say("orders.form.choose_colleague"))


class DeliveryForm(Form):
    """Where to and when."""

    arbetsplats = SelectField(say("orders.form.workplace"), coerce=int, validate_choice=False)
    behovs = DayField(say("orders.form.needed_by"), validators=[Optional()])
    anteckning = LongText(say("orders.form.note"), validators=[_at_most(MOST_NOTE)])


class ReplyForm(Form):
    """The orderer's answer to the one who decides."""

    svar = LongText(say("orders.form.reply"), validators=[_at_most(MOST_NOTE)])


class AccountForm(Form):
    """On which accounts, and with which reference; a row for each share, made by `account_form`."""

    rows: tuple[tuple[str, ...], ...] = ()
    parts: tuple[str, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the shares; one that is left empty is left out."""
        valid = bool(super().validate(extra_validators))
        for number in range(1, len(self.rows) + 1):
            valid = self._reads(number) and valid
        return valid

    def shares(self) -> list[tuple[int, dict[str, str], int]]:
        """Cost centre, codes and weight of each share that carries something."""
        found = []
        for number in range(1, len(self.rows) + 1):
            weight = self._weight(number)
            if weight:
                codes = {key: self[_name(key, number)].data or "" for key in self.parts}
                centre = self[_name("kontering", number)].data
                found.append((centre, {key: code for key, code in codes.items() if code}, weight))
        return [(found[0][0], found[0][1], WHOLE)] if len(found) == 1 and self.is_percent else found

    @property
    def is_percent(self) -> bool:
        """Whether the shares are percent."""
        return "matt" not in self or self["matt"].data != Measure.AMOUNT

    def _weight(self, number: int) -> int:
        if len(self.rows) == 1:
            return WHOLE
        text = (self[_name("andel", number)].data or "").strip()
        if not text:
            return 0
        return points_of(text) if self.is_percent else ore_of(text)

    def _reads(self, number: int) -> bool:
        try:
            self._weight(number)
        except ValueError:
            key = "percent" if self.is_percent else "amount"
            self[_name("andel", number)].errors = [say(f"orders.form.share_{key}")]
            return False
        return True


def account_form(parts: Sequence[tuple[str, str]], rows: int, *, references: bool) -> type[AccountForm]:
    """The form for so many shares; `parts` are the plan's parts besides the cost centre, with their names."""
    fields: dict[str, Any] = {"rows": (), "parts": tuple(key for key, _name_of in parts)}
    for number in range(1, rows + 1):
        names = [_name("kontering", number)]
        fields[names[0]] = SelectField(say("orders.form.account"), coerce=int, validate_choice=False)
        for key, title in parts:
            names.append(_name(key, number))
            fields[names[-1]] = SelectField(title, validate_choice=False)
        if rows > 1:
            names.append(_name("andel", number))
            fields[names[-1]] = LineText(say("orders.form.share"), validators=[_at_most(20)])
        fields["rows"] = (*fields["rows"], tuple(names))
    if rows > 1:
        measures = [SelectChoice(each.value, say(f"orders.form.measure_{each}")) for each in Measure]
        fields["matt"] = RadioField(
            say("orders.form.measure"), choices=measures, default=Measure.PERCENT.value, validate_choice=False
        )
    if references:
        fields["fakturareferens"] = SelectField(say("orders.form.reference"), validate_choice=False)
    return type("AccountForm", (AccountForm,), fields)


def points_of(text: str) -> int:
    """A share as people write it, `60`, `33,33` or `50 %`, as basis points; raises ValueError."""
    found = SHARE.fullmatch(text.strip().removesuffix("%").strip())
    if found is None:
        raise ValueError(text)
    return int(found["whole"]) * 100 + int((found["rest"] or "0").ljust(2, "0"))


def _name(key: str, number: int) -> str:
    return key if number == 1 else f"{key}_{number}"
